"""The enquiry: values of the campaign alone, and a time at which it ran."""

from datetime import UTC, datetime

import pytest

from capdesk.domain.campaign import Campaign
from capdesk.domain.rules.enquiry import check_choice, check_enquiry_time
from capdesk.domain.rules.result import Valid, Wrong
from capdesk.domain.rules.times import ValidTime

VEHICLES = ("Audi Q6 e-tron", "Audi Q4 e-tron")


@pytest.mark.parametrize("text", ["Audi Q6 e-tron", " Audi  Q6\u00a0e-tron "])
def test_a_value_of_the_campaign(text: str) -> None:
    """The value is sent as the campaign writes it."""
    assert check_choice(text, VEHICLES, label="Vehicle") == Valid(
        "Audi Q6 e-tron", "Audi Q6 e-tron"
    )


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("audi q6 E-TRON", "Audi Q6 e-tron"), ("Audi Q5", None), ("", None)],
)
def test_any_other_value(text: str, suggestion: str | None) -> None:
    """A value that the campaign has not is an error; one in another case is offered."""
    result = check_choice(text, VEHICLES, label="Vehicle")
    assert isinstance(result, Wrong)
    assert result.error.message.startswith("Vehicle ")
    assert result.error.suggestion == suggestion


def test_few_choices_are_named() -> None:
    """A short list stands in the sentence, a long one does not."""
    short = check_choice("x", VEHICLES, label="Vehicle")
    long = check_choice("x", [f"Car {n}" for n in range(7)], label="Vehicle")
    assert isinstance(short, Wrong)
    assert isinstance(long, Wrong)
    assert short.error.message.endswith(": Audi Q6 e-tron, Audi Q4 e-tron.")
    assert "Car" not in long.error.message


def test_empty_is_now(now: datetime, campaign: Campaign) -> None:
    """Without a time the enquiry is made now, in whole seconds."""
    read = check_enquiry_time("", now=now, campaign=campaign)
    at = datetime(2026, 9, 12, 10, 20, 59, tzinfo=UTC)
    assert read == ValidTime(at, "12 September 2026, 11:20 BST")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-08-31T23:59:59", "starts on 1 September 2026"),
        ("2026-08-31T22:59:59Z", "starts on 1 September 2026"),
        ("2026-09-01T00:00:00", None),
        ("2026-08-31T23:00:00Z", None),
        ("2027-01-31T23:59:59", None),
        ("2027-02-01T00:00:00", "ended on 31 January 2027"),
    ],
)
def test_campaign_days(text: str, words: str | None, campaign: Campaign) -> None:
    """First and last day count in full, in UK time; outside them is an error."""
    later = datetime(2027, 3, 1, tzinfo=UTC)
    read = check_enquiry_time(text, now=later, campaign=campaign)
    if words is None:
        assert isinstance(read, ValidTime)
    else:
        assert isinstance(read, Wrong)
        assert words in read.error.message


def test_now_may_be_outside_the_campaign(campaign: Campaign) -> None:
    """An enquiry made now has to lie within the campaign too."""
    later = datetime(2027, 2, 1, tzinfo=UTC)
    assert isinstance(check_enquiry_time("", now=later, campaign=campaign), Wrong)


def test_campaigns_without_dates(campaign: Campaign) -> None:
    """A campaign without dates, or none chosen yet, takes any past time."""
    undated = campaign._replace(starts=None, ends=None)
    now = datetime(2040, 1, 1, tzinfo=UTC)
    for chosen in (undated, None):
        assert isinstance(
            check_enquiry_time("2020-01-01T10:00", now=now, campaign=chosen), ValidTime
        )


def test_a_time_that_cannot_be_read(now: datetime, campaign: Campaign) -> None:
    """What is wrong with the text comes before what is wrong with the day."""
    read = check_enquiry_time("soon", now=now, campaign=campaign)
    assert isinstance(read, Wrong)
    assert "cannot be read" in read.error.message

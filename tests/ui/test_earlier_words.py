"""The line about a person who was entered before."""

from datetime import UTC, datetime, timedelta

from capdesk.domain.fields import Field
from capdesk.domain.person import Earlier
from capdesk.ui.earlier_words import earlier_words

NOW = datetime(2026, 11, 12, 15, 0).astimezone(UTC)
TODAY = NOW.replace(minute=42)


def found(at: datetime = TODAY, what: str = "Test Drive", who: str = "Sam") -> Earlier:
    """Return an earlier lead with the same email."""
    return Earlier("id", at, what, who, Field.EMAIL)


def test_nobody_is_not_mentioned() -> None:
    """Somebody new is worth no word."""
    assert earlier_words([], now=NOW) == ""


def test_of_today_the_time_is_enough() -> None:
    """A lead of today is told by its time, who took it, and what it was about."""
    local = f"{TODAY.astimezone():%H:%M}"
    said = earlier_words([found()], now=NOW)
    assert said == f"Also entered today {local} by Sam: Test Drive"


def test_of_another_day_the_date_is_told() -> None:
    """A lead of last week has its date."""
    at = TODAY - timedelta(days=9)
    local = f"{at.astimezone().day} {at.astimezone():%b %H:%M}"
    assert earlier_words([found(at)], now=NOW).startswith(
        f"Also entered {local} by Sam"
    )


def test_what_is_not_known_is_left_out() -> None:
    """Without a staff name or an enquiry type the line is as true, and shorter."""
    assert earlier_words([found(what="", who="")], now=NOW).endswith(
        f"{TODAY.astimezone():%H:%M}"
    )


def test_more_than_one_are_counted() -> None:
    """The newest is told, the others are counted."""
    assert earlier_words([found(), found(), found()], now=NOW).endswith(", and 2 more")

"""Whether a campaign runs today."""

from datetime import date

import pytest

from capdesk.domain.campaign_standing import campaign_standing
from tests.support.leads import a_campaign

CAMPAIGN = a_campaign(starts=date(2026, 9, 1), ends=date(2027, 1, 31))


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2027, 1, 31)])
def test_first_and_last_day_count(today: date) -> None:
    """Both dates are inclusive, so there is nothing to say."""
    assert campaign_standing(CAMPAIGN, today) is None


def test_a_campaign_without_dates_always_runs() -> None:
    """None for a date is no bound."""
    campaign = a_campaign(starts=None, ends=None)
    for today in (date.min, date.max):
        assert campaign_standing(campaign, today) is None


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 8, 31), "starts on 1 September 2026"),
        (date(2027, 2, 1), "ended on 31 January 2027"),
    ],
)
def test_a_day_outside_is_said(today: date, words: str) -> None:
    """The sentence names the campaign and the day."""
    sentence = campaign_standing(CAMPAIGN, today)
    assert sentence is not None
    assert sentence.startswith(f"{CAMPAIGN.name} {words}")
    assert sentence.endswith(".")

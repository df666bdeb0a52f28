"""Days as people name them."""

from datetime import date

import pytest

from capdesk.domain.day import DayRange
from capdesk.ui.day.ranges import one_day, this_week, yesterday


def test_today_is_one_day() -> None:
    """Today begins and ends with itself."""
    assert one_day(date(2026, 10, 3)) == DayRange(date(2026, 10, 3), date(2026, 10, 3))


def test_yesterday_may_be_in_another_year() -> None:
    """The day before New Year's Day is New Year's Eve."""
    assert yesterday(date(2027, 1, 1)).first == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 10, 5), date(2026, 10, 5)),
        (date(2026, 10, 10), date(2026, 10, 5)),
        (date(2026, 10, 11), date(2026, 10, 5)),
    ],
    ids=["Monday", "Saturday", "Sunday"],
)
def test_a_week_begins_on_monday(today: date, monday: date) -> None:
    """From Monday until today, Sunday included."""
    assert this_week(today) == DayRange(monday, today)

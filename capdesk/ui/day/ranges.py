"""Days as people name them: today, yesterday, this week."""

from datetime import date, timedelta

from capdesk.domain.day import DayRange


def one_day(day: date) -> DayRange:
    """Return a day alone."""
    return DayRange(day, day)


def yesterday(today: date) -> DayRange:
    """Return the day before today."""
    return one_day(today - timedelta(days=1))


def this_week(today: date) -> DayRange:
    """Return the days from Monday until today."""
    return DayRange(today - timedelta(days=today.weekday()), today)

"""Times as people write them down: UK local time unless an offset stands with it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from capdesk.domain.rules.cleaning import clean
from capdesk.domain.rules.result import Finding, Wrong

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of this computer's clock a time may be: clocks differ a little."""

_ISO_8601 = re.compile(
    r"\d{4}(-?)\d\d\1\d\d[T ]\d\d:?\d\d(:?\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?",
    re.ASCII,
)
_DATE_ALONE = re.compile(r"\d{4}(-?)\d\d\1\d\d", re.ASCII)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class ValidTime:
    """A time that can be sent.

    Attributes:
        at: Aware, UTC, whole seconds.
        shown: The same in UK local time, as people read it.
        warnings: What somebody should look at.
    """

    at: datetime
    shown: str
    warnings: tuple[Finding, ...] = ()


TimeResult = ValidTime | Wrong


def check_time(text: str, *, now: datetime, label: str) -> TimeResult:
    """Read a time that has already passed, give or take five minutes.

    Args:
        text: ISO 8601; Europe/London unless it has an offset.
        now: The time at present, aware.
        label: The field's name, to begin a sentence with.
    """
    written = clean(text).upper().replace(" +", "+").replace(" Z", "Z")
    if not _ISO_8601.fullmatch(written):
        return Wrong(Finding(_why_unreadable(written, label, now)))
    try:
        given = datetime.fromisoformat(written)
        at = _to_utc(given)
    except (ValueError, OverflowError):
        return Wrong(
            Finding(f"{label} is not in the calendar; check the day and the time.")
        )
    if given.tzinfo is None and _is_skipped(given):
        return Wrong(
            Finding(
                f"{label} never came: the clocks went forward over"
                f" {given:%H:%M} that night. Check the time."
            )
        )
    if at > now + CLOCK_TOLERANCE:
        return Wrong(
            Finding(f"{label} is in the future; enter when it was, or check the clock.")
        )
    return ValidTime(at, shown_time(at), _doubts(given, label))


def whole_seconds(moment: datetime) -> datetime:
    """Return an aware time as the gateway takes it: UTC, fractions cut off."""
    return moment.astimezone(UTC).replace(microsecond=0)


def uk_time(moment: datetime) -> datetime:
    """Return an aware time as the clocks of the United Kingdom showed it, aware."""
    return moment.astimezone(_london())


def uk_date(moment: datetime) -> date:
    """Return the day it was in the United Kingdom."""
    return uk_time(moment).date()


def uk_midnight(day: date) -> datetime:
    """Return when a day began in the United Kingdom, aware, UTC."""
    return datetime.combine(day, time.min, _london()).astimezone(UTC)


def shown_time(moment: datetime) -> str:
    """Return an aware time as people in the United Kingdom read it."""
    local = moment.astimezone(_london())
    return f"{shown_date(local.date())}, {local:%H:%M} {local.tzname()}"


def shown_date(day: date) -> str:
    """Return a date as people read it, in English whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@cache
def _london() -> ZoneInfo:
    return ZoneInfo("Europe/London")


def _to_utc(given: datetime) -> datetime:
    return whole_seconds(given if given.tzinfo else given.replace(tzinfo=_london()))


def _is_skipped(local: datetime) -> bool:
    """Whether the clocks of that day never showed this time."""
    return _to_utc(local).astimezone(_london()).replace(tzinfo=None) != local.replace(
        microsecond=0
    )


def _doubts(given: datetime, label: str) -> tuple[Finding, ...]:
    """Warn of a time that the clocks of that day showed twice."""
    if given.tzinfo or _to_utc(given) == _to_utc(given.replace(fold=1)):
        return ()
    return (
        Finding(
            f"{label} came twice that night, as the clocks went back; the first, in"
            " summer time (BST), was taken. For the second, write +00:00 after it."
        ),
    )


def _why_unreadable(written: str, label: str, now: datetime) -> str:
    example = f"{uk_date(now)}T14:30"
    if _DATE_ALONE.fullmatch(written):
        return f"{label} has no time of day; add it, as in {example}."
    return f"{label} cannot be read; write it as in {example}."

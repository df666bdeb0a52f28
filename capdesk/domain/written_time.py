"""Date and time as people write them at a desk, to and from the text of a draft."""

import re
from datetime import date, datetime

from capdesk.domain.rules.times import uk_time

_DATE = re.compile(
    r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})(?:[/. -](?P<year>\d{4}|\d\d))?"
)
_DIGITS = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4}|\d\d)?")
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:. h]?(?P<minute>\d\d))? ?(?P<half>am|pm)?")
_CENTURY = 2000


def iso_date(text: str, *, today: date) -> str | None:
    """Read a date as it is written in the United Kingdom: the day comes first.

    Args:
        text: Such as `23/11/2026`, `23.11.26`, `231126`, or `23/11` for the last such
            day up to today.
        today: The day it is.

    Returns:
        ISO 8601, whether the calendar has that day or not; None if it can't be read.
    """
    written = text.strip()
    read = (
        _DATE.fullmatch(written)
        or _DIGITS.fullmatch(written)
        or _ISO_DAY.fullmatch(written)
    )
    if read is None:
        return None
    day, month, year = read["day"], read["month"], read["year"]
    if year is None:
        return f"{_last_year_of(int(month), int(day), today)}-{month:0>2}-{day:0>2}"
    century = _CENTURY if len(year) == 2 else 0
    return f"{century + int(year):04}-{month:0>2}-{day:0>2}"


def iso_time(text: str) -> str | None:
    """Read a time of day.

    Args:
        text: Such as `14:30`, `1430`, `9.05`, `2.30 pm`.

    Returns:
        ISO 8601 to the minute, whether a clock shows it or not; None if it can't be
        read.
    """
    read = _TIME.fullmatch(text.strip().lower())
    if read is None or (read["minute"] is None and read["half"] is None):
        return None
    hour, minute = int(read["hour"]), read["minute"] or "00"
    if read["half"] is not None and 1 <= hour <= 12:
        hour = hour % 12 + (12 if read["half"] == "pm" else 0)
    return f"{hour:02}:{minute}"


def written(iso: str) -> tuple[str, str] | None:
    """Return date and time of a draft as people write them, in UK local time.

    Args:
        iso: ISO 8601; UK local time unless it has an offset.

    Returns:
        Such as `23/11/2026` and `14:30`, the time empty where there is none; None if
        it can't be read.
    """
    try:
        moment = datetime.fromisoformat(iso)
        local = moment if moment.tzinfo is None else uk_time(moment)
    except (ValueError, OverflowError):
        return None
    is_day_alone = _ISO_DAY.fullmatch(iso) is not None
    return f"{local:%d/%m/}{local.year:04}", "" if is_day_alone else f"{local:%H:%M}"


def _last_year_of(month: int, day: int, today: date) -> int:
    """Return the latest year in which a day has come, today included."""
    is_ahead = (month, day) > (today.month, today.day)
    return today.year - 1 if is_ahead else today.year

"""Times from paper and files: UK local time, across both changes of the clocks."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.rules.result import Wrong
from capdesk.domain.rules.times import (
    CLOCK_TOLERANCE,
    ValidTime,
    check_time,
    shown_date,
    shown_time,
    uk_date,
    whole_seconds,
)

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(codec=None))
NEARLY_TIMES = st.from_regex(
    r"[0-9]{4}-?[01][0-9]-?[0-3][0-9][T ]?[0-2][0-9]:?[0-6][0-9](:[0-6][0-9])?"
    r"(Z|[+-][0-2][0-9](:?[0-6][0-9])?)?",
    fullmatch=True,
)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-01-15T10:20:59", datetime(2026, 1, 15, 10, 20, 59, tzinfo=UTC)),
        ("2026-07-15T10:20:59", datetime(2026, 7, 15, 9, 20, 59, tzinfo=UTC)),
        ("2026-07-15 10:20", datetime(2026, 7, 15, 9, 20, tzinfo=UTC)),
        (" 2026-07-15t10:20 ", datetime(2026, 7, 15, 9, 20, tzinfo=UTC)),
        ("20260715T1020", datetime(2026, 7, 15, 9, 20, tzinfo=UTC)),
        ("2026-07-15T10:20:59.999", datetime(2026, 7, 15, 9, 20, 59, tzinfo=UTC)),
        ("2026-07-15T10:20Z", datetime(2026, 7, 15, 10, 20, tzinfo=UTC)),
        ("2026-07-15T10:20+00:00", datetime(2026, 7, 15, 10, 20, tzinfo=UTC)),
        ("2026-07-15T10:20 +0200", datetime(2026, 7, 15, 8, 20, tzinfo=UTC)),
        ("2026-07-15T10:20-05", datetime(2026, 7, 15, 15, 20, tzinfo=UTC)),
        ("2026-03-29T00:59:59", datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)),
        ("2026-03-29T02:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("2026-10-25T00:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("2026-10-25T02:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_times_are_read(text: str, at: datetime) -> None:
    """A time is local unless it has an offset, and becomes UTC in whole seconds."""
    read = check_time(text, now=NOW, label="Enquiry time")
    assert read == ValidTime(at, shown_time(at))
    assert isinstance(read, ValidTime)
    assert read.at.tzinfo is UTC
    assert read.at.microsecond == 0


@pytest.mark.parametrize("text", ["2026-03-29T01:00", "2026-03-29T01:59:59.9"])
def test_the_hour_that_the_clocks_skip(text: str) -> None:
    """A local time in the spring gap is an error that says so."""
    read = check_time(text, now=NOW, label="Enquiry time")
    assert isinstance(read, Wrong)
    assert "the clocks went forward" in read.error.message


@pytest.mark.parametrize("text", ["2026-10-25T01:00", "2026-10-25T01:59:59"])
def test_the_hour_that_comes_twice(text: str) -> None:
    """An ambiguous local time is the first of the two, with a warning that says so."""
    read = check_time(text, now=NOW, label="Enquiry time")
    assert isinstance(read, ValidTime)
    assert read.at == datetime.fromisoformat(text + "+01:00")
    assert read.shown.endswith("BST")
    (warning,) = read.warnings
    assert "first, in summer time (BST)" in warning.message


def test_an_offset_settles_the_hour_that_comes_twice() -> None:
    """With its offset the second of the two is meant, and nothing is in doubt."""
    read = check_time("2026-10-25T01:30+00:00", now=NOW, label="Enquiry time")
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert read == ValidTime(at, "25 October 2026, 01:30 GMT")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-07-15", "no time of day"),
        ("20260715", "no time of day"),
        ("15/07/2026 10:20", "as in 2026-12-01T14:30"),
        ("10:20", "cannot be read"),
        ("yesterday", "cannot be read"),
        ("2026-07-15T10", "cannot be read"),
        ("2026-07-15T10:20 BST", "cannot be read"),
        ("\u0662\u0660\u0662\u0666-07-15T10:20", "cannot be read"),
        ("2026-02-30T10:20", "not in the calendar"),
        ("2026-07-15T25:20", "not in the calendar"),
        ("0001-01-01T00:00+01:00", "not in the calendar"),
        ("9999-12-31T23:59-01:00", "not in the calendar"),
    ],
)
def test_times_that_cannot_be_read(text: str, words: str) -> None:
    """An error says what is missing and shows how to write it."""
    read = check_time(text, now=NOW, label="Enquiry time")
    assert isinstance(read, Wrong)
    assert read.error.message.startswith("Enquiry time ")
    assert words in read.error.message


def test_five_minutes_ahead_and_no_more() -> None:
    """Clocks differ a little; what lies further ahead is an error."""
    assert timedelta(minutes=5) == CLOCK_TOLERANCE
    last = check_time("2026-12-01T12:05:00", now=NOW, label="Enquiry time")
    assert isinstance(last, ValidTime)
    next_second = check_time("2026-12-01T12:05:01", now=NOW, label="Enquiry time")
    assert isinstance(next_second, Wrong)
    assert "in the future" in next_second.error.message


def test_whole_seconds() -> None:
    """Fractions are cut off, never rounded up."""
    moment = datetime(
        2026, 7, 1, 12, 0, 59, 999_999, tzinfo=timezone(timedelta(hours=1))
    )
    assert whole_seconds(moment) == datetime(2026, 7, 1, 11, 0, 59, tzinfo=UTC)


def test_uk_day() -> None:
    """In summer the UK day begins an hour before the UTC one."""
    assert uk_date(datetime(2026, 6, 30, 23, 0, tzinfo=UTC)) == date(2026, 7, 1)
    assert uk_date(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)) == date(2026, 12, 31)


def test_shown() -> None:
    """Dates are in English, times say whether summer time holds."""
    assert shown_date(date(2027, 1, 31)) == "31 January 2027"
    summer = datetime(2026, 7, 1, 9, 5, tzinfo=UTC)
    assert shown_time(summer) == "1 July 2026, 10:05 BST"


@given(ANY_TEXT | NEARLY_TIMES)
def test_any_text(text: str) -> None:
    """A time that can be read, written out in UTC, reads as the same time."""
    match check_time(text, now=LATEST, label="Enquiry time"):
        case ValidTime(at=at):
            again = check_time(at.isoformat(), now=LATEST, label="Enquiry time")
            assert isinstance(again, ValidTime)
            assert again.at == at
        case Wrong(error):
            assert error.message.startswith("Enquiry time ")

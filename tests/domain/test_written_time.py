"""Dates and times as people write them at a desk."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.written_time import iso_date, iso_time, written

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        *((each, "2026-11-23") for each in ("23/11/2026", "23.11.26", "23-11-2026")),
        *((each, "2026-11-23") for each in ("231126", "23112026", " 2026-11-23 ")),
        *((each, "2026-11-23") for each in ("23/11", "2311", "23 11")),
        ("1/2/2026", "2026-02-01"),
        ("25/12", "2025-12-25"),
        ("24/11", "2026-11-24"),
        ("31/02/2026", "2026-02-31"),
        *((each, None) for each in ("", "yesterday", "23", "1/2/3/4", "23/11/026")),
    ],
)
def test_a_date_is_read_day_first(text: str, iso: str | None) -> None:
    """Day, month, year as in the United Kingdom; without a year the last such day."""
    assert iso_date(text, today=TODAY) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        *((each, "14:30") for each in ("14:30", "1430", "14.30", "2.30 pm", "230PM")),
        *((each, "09:05") for each in ("9:05", "905", "0905", "9.05am")),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("9am", "09:00"),
        ("99:99", "99:99"),
        *((each, None) for each in ("", "9", "noon", "14:3", "14:30:59:1")),
    ],
)
def test_a_time_of_day_is_read(text: str, iso: str | None) -> None:
    """With or without a colon, on a clock of 24 hours or of twelve."""
    assert iso_time(text) == iso


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-11-23T14:30", ("23/11/2026", "14:30")),
        ("2026-07-01T12:00:07+00:00", ("01/07/2026", "13:00")),
        ("2026-11-23", ("23/11/2026", "")),
        ("about noon", None),
        ("", None),
    ],
)
def test_a_draft_is_shown_in_uk_time(iso: str, shown: tuple[str, str] | None) -> None:
    """What has an offset is shown as the clocks at the desk had it."""
    assert written(iso) == shown


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - local
def test_what_is_shown_can_be_read_back(moment: datetime) -> None:
    """A date and a time as they are shown give the same draft again."""
    local = f"{moment:%Y-%m-%dT%H:%M}"
    shown = written(local)
    assert shown is not None
    day, time = iso_date(shown[0], today=TODAY), iso_time(shown[1])
    assert f"{day}T{time}" == local


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)), st.integers(0, 363))
def test_a_day_without_a_year_is_never_far_ahead(today: date, days_ago: int) -> None:
    """It is the last such day up to today, whichever day that is."""
    day = today - timedelta(days=days_ago)
    assert iso_date(f"{day:%d/%m}", today=today) == day.isoformat()


@given(st.text())
def test_any_text_will_do(text: str) -> None:
    """Whatever is typed, nothing breaks."""
    iso_date(text, today=TODAY)
    iso_time(text)
    written(text)

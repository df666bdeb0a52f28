"""Entries for reports to count, and reports of them."""

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime

from capdesk.domain.day import DayRange, DayReport
from capdesk.domain.day_count import report_day
from capdesk.domain.entry import Entry, Status

DAY = date(2026, 10, 3)
"""A Saturday in British Summer Time."""

NOON = datetime(2026, 10, 3, 11, 0, tzinfo=UTC)
"""Noon of that day, by UK clocks."""

CAMPAIGN_NAMES = {("practice", "q6"): "Audi Q6 e-tron launch"}

_numbers = itertools.count(1)


def a_capture(
    status: Status = Status.SENT,
    *,
    at: datetime = NOON,
    environment: str = "practice",
    campaign_id: str = "q6",
    enquiry_type: str = "Test Drive",
    staff_name: str = "Sam",
    possible_duplicate: bool = False,
) -> Entry:
    """Return an entry that holds a person's name, which no report may show."""
    return Entry(
        id=str(next(_numbers)),
        environment=environment,
        campaign_id=campaign_id,
        status=status,
        captured_at=at,
        changed_at=at,
        possible_duplicate=possible_duplicate,
        name="Ada Lovelace",
        find_text="ada@lovelace.example\n07700900123",
        enquiry_type=enquiry_type,
        staff_name=staff_name,
    )


def a_report(
    entries: Iterable[Entry],
    days: DayRange = DayRange(DAY, DAY),  # noqa: B008 - frozen
    *,
    missing: int = 0,
) -> DayReport:
    """Return the report of entries that are all of the range.

    Args:
        entries: To count.
        days: The range.
        missing: How many more captures the history knows.
    """
    counted = tuple(entries)
    return report_day(
        counted,
        days,
        environment="practice",
        history=len(counted) + missing,
        campaign_names=CAMPAIGN_NAMES,
    )

"""Writes the close of day as a CSV file for a spreadsheet; no contact data in it.

One table for all, a kind of row each, so that a spreadsheet can filter it and the
files of several desks and days can be put under each other.
"""

import csv
import io
from collections.abc import Iterator

from capdesk.domain.day import HEADINGS, DayReport
from capdesk.services.csv_cells import defused

HEADER = (
    *("Environment", "First day", "Last day", "Table", "Name"),
    *HEADINGS,
)
"""Names of the columns."""


def write_day(report: DayReport) -> bytes:
    """Put a report into a CSV file.

    Returns:
        UTF-8 with a byte order mark, which Excel needs to know it by; lines end in
        CR LF (RFC 4180).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    days = report.days
    begin = (report.environment, days.first.isoformat(), days.last.isoformat())
    for table, name, numbers in _rows(report):
        cells = [*defused([*begin, table, name]), *numbers]
        writer.writerow([*cells, *[""] * (len(HEADER) - len(cells))])
    return text.getvalue().encode("utf-8-sig", "replace")


def _rows(report: DayReport) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    yield "Total", "All captures", report.total.columns
    yield "Balance", f"Captures by the history. {report.balance}", (report.history,)
    yield "Note", "Leads, each corrected lead counted once", (report.total.leads,)
    yield "Note", "Still to be sent", (report.total.unsent,)
    yield "Note", "Possible duplicates", (report.possible_duplicates,)
    for remark in report.remarks:
        yield "Note", remark, ()
    for grouping, rows in report.tables.items():
        for row in rows:
            yield grouping.value, row.name, row.tally.columns
    for hour in report.hours:
        yield "Hour", hour.name, hour.tally.columns

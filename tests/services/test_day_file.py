"""The close of day as a file that a spreadsheet opens."""

import csv
import io

import pytest

from capdesk.domain.day import Grouping
from capdesk.domain.entry import Status
from capdesk.services.csv_cells import defused
from capdesk.services.day_file import HEADER, write_day
from tests.support.captures import a_capture, a_report


def _read(content: bytes) -> list[dict[str, str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text))


def test_numbers_come_back_as_they_were() -> None:
    """Every table of the report is in the file, row by row."""
    report = a_report(
        [a_capture(), a_capture(Status.WAITING, staff_name="Jo"), a_capture()]
    )
    rows = _read(write_day(report))
    (total,) = [row for row in rows if row["Table"] == "Total"]
    assert (total["Captured"], total["Sent"], total["Waiting"]) == ("3", "2", "1")
    for grouping, expected in report.tables.items():
        found = {
            row["Name"]: int(row["Captured"])
            for row in rows
            if row["Table"] == grouping.value
        }
        assert found == {row.name: row.tally.captured for row in expected}
    hours = [row for row in rows if row["Table"] == "Hour"]
    assert len(hours) == 24
    assert sum(int(row["Captured"]) for row in hours) == 3
    assert {row["First day"] for row in rows} == {"2026-10-03"}
    assert {row["Environment"] for row in rows} == {"practice"}


def test_excel_knows_it() -> None:
    """UTF-8 with a byte order mark, CR LF, as many cells in each row as in the header."""
    content = write_day(a_report([a_capture(staff_name="Zoë")]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Zoë".encode() in content
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert {len(row) for row in rows} == {len(HEADER)}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_name_becomes_a_formula(start: str) -> None:
    """A name that a spreadsheet would run is text in the file."""
    name = f"{start}cmd|' /C calc'!A0"
    rows = _read(write_day(a_report([a_capture(staff_name=name)])))
    (row,) = [row for row in rows if row["Table"] == Grouping.STAFF_NAME.value]
    assert row["Name"] == f"'{name}"


def test_other_cells_stay_as_they_are() -> None:
    """Nothing is put before a text that begins with a letter, or before none."""
    assert defused(["Sam", "", "1 = 1"]) == ["Sam", "", "1 = 1"]


def test_what_does_not_balance_is_in_the_file() -> None:
    """The file says by how much, as the screen does."""
    report = a_report([a_capture()], missing=1)
    (row,) = [row for row in _read(write_day(report)) if row["Table"] == "Balance"]
    assert row["Captured"] == "2"
    assert report.balance in row["Name"]


def test_no_contact_data() -> None:
    """A report names staff, never those who left a lead."""
    text = write_day(a_report([a_capture()])).decode("utf-8-sig")
    for word in ("Ada", "Lovelace", "07700"):
        assert word not in text

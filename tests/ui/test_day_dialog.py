"""Somebody closes the day: looks at the balance, prints it, keeps it as a file."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QMarginsF, Qt
from PySide6.QtGui import QPagedPaintDevice, QPageSize, QPdfWriter
from pytestqt.qtbot import QtBot

from capdesk.domain.day import STATUS_LABELS, DayRange, DayReport, Grouping
from capdesk.domain.entry import Entry, Status
from capdesk.services.day_file import write_day
from capdesk.ui.day.dialog import COUNTING, DayDialog, Writers
from capdesk.ui.theme import LIGHT
from capdesk.ui.words import STATUS_WORDS
from tests.support.captures import DAY, a_capture, a_report
from tests.support.choosers import ChosenBeforehand

# Half past midnight of 3 October in the United Kingdom, still the 2nd in UTC.
JUST_AFTER_MIDNIGHT = datetime(2026, 10, 2, 23, 30, tzinfo=UTC)

Asked = list[tuple[date, date, str]]
Open = Callable[..., DayDialog]


@pytest.fixture
def asked() -> Asked:
    """Return what the dialog has asked for."""
    return []


@pytest.fixture
def open_dialog(qtbot: QtBot, asked: Asked) -> Open:
    """Return a function that shows a dialog; it waits for the first question."""

    def made(
        folder: Path | None = None,
        printer: QPagedPaintDevice | None = None,
        *,
        has_printer: bool = True,
    ) -> DayDialog:
        dialog = DayDialog(
            ["practice", "production"],
            chosen="practice",
            colours=LIGHT,
            now=lambda: JUST_AFTER_MIDNIGHT,
            writers=Writers(write_day, bytes),
            choosers=ChosenBeforehand(folder, printer, has_printer=has_printer),
        )
        qtbot.addWidget(dialog)
        dialog.report_wanted.connect(
            lambda first, last, environment: asked.append((first, last, environment))
        )
        with qtbot.waitSignal(dialog.report_wanted):
            dialog.show()
        dialog.activateWindow()
        return dialog

    return made


def _answered(
    dialog: DayDialog, entries: list[Entry], *, missing: int = 0
) -> DayReport:
    report = a_report(entries, missing=missing)
    dialog.show_report(report)
    return report


# Which days


def test_it_opens_with_today(open_dialog: Open, asked: Asked) -> None:
    """Today is the day it is in the United Kingdom; numbers are not there at once."""
    dialog = open_dialog()
    assert asked == [(DAY, DAY, "practice")]
    assert dialog.view.text == COUNTING
    assert not dialog.print_button.isEnabled()


def test_quick_ranges_by_key(qtbot: QtBot, open_dialog: Open, asked: Asked) -> None:
    """Alt+Y is yesterday, Alt+W this week from Monday on, Alt+T today again."""
    dialog = open_dialog()
    asked.clear()
    for key in (Qt.Key.Key_Y, Qt.Key.Key_W, Qt.Key.Key_T):
        with qtbot.waitSignal(dialog.report_wanted):
            qtbot.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)
    assert [days[:2] for days in asked] == [
        (date(2026, 10, 2), date(2026, 10, 2)),
        (date(2026, 9, 28), DAY),
        (DAY, DAY),
    ]


@pytest.mark.parametrize(
    "typed", ["01/09/2026", "01092026", "1/9/2026", "01.09.2026", "1-9-2026"]
)
@pytest.mark.parametrize("chosen", [False, True], ids=["tabbed to", "all chosen"])
def test_a_date_is_typed_the_british_way(
    qtbot: QtBot, open_dialog: Open, asked: Asked, typed: str, chosen: bool
) -> None:
    """Day, month, year, separated or not; it is asked once, when the date is whole."""
    dialog = open_dialog()
    asked.clear()
    first = dialog.range_bar.first
    first.setFocus(Qt.FocusReason.TabFocusReason)
    if chosen:
        first.selectAll()
    qtbot.keyClicks(first, typed)
    assert asked == []
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert asked == [(date(2026, 9, 1), DAY, "practice")]
    assert dialog.isVisible()
    assert dialog.windowTitle().endswith("1 September 2026 to 3 October 2026")


def test_a_range_never_runs_backward(open_dialog: Open, asked: Asked) -> None:
    """A first day after the last takes the last with it, and the other way round."""
    dialog = open_dialog()
    bar = dialog.range_bar
    bar.first.setDate(bar.first.date().addDays(5))
    assert asked[-1][:2] == (date(2026, 10, 8), date(2026, 10, 8))
    bar.last.setDate(bar.last.date().addDays(-7))
    assert asked[-1][:2] == (date(2026, 10, 1), date(2026, 10, 1))


def test_another_environment_is_asked_for(open_dialog: Open, asked: Asked) -> None:
    """Choosing an environment asks again, for the same days."""
    dialog = open_dialog()
    dialog.range_bar.environment.setCurrentText("production")
    assert asked[-1] == (DAY, DAY, "production")


def test_a_late_answer_is_dropped(open_dialog: Open) -> None:
    """Numbers of other days are never shown under the days that are chosen."""
    dialog = open_dialog()
    late = a_report([a_capture()], DayRange(date(2026, 10, 2), date(2026, 10, 2)))
    dialog.show_report(late)
    assert dialog.view.text == COUNTING
    assert not dialog.csv_button.isEnabled()


# What it says


def test_the_balance_comes_first(open_dialog: Open) -> None:
    """One line balances the day; what is unsent follows."""
    dialog = open_dialog()
    _answered(dialog, [a_capture(), a_capture(Status.WAITING)])
    lines = dialog.view.text.splitlines()
    assert lines[0] == "Captured 2 = Sent 1 + Waiting 1"
    assert lines[1] == "Every capture is accounted for."
    assert lines[2].startswith("1 lead is not known to have arrived.")
    assert dialog.print_button.isEnabled()


def test_what_does_not_balance_is_said(open_dialog: Open) -> None:
    """The line, the sentence and the sign all tell it."""
    dialog = open_dialog()
    report = _answered(dialog, [a_capture()], missing=1)
    assert report.balance in dialog.view.text
    assert dialog.view.sign.accessibleName() == "Does not balance"
    assert dialog.view.text.startswith("Captured 2, but Sent 1 = 1")


def test_duplicates_and_corrections_are_explained(open_dialog: Open) -> None:
    """What may be there twice, and what counts twice, each has its sentence."""
    dialog = open_dialog()
    _answered(
        dialog,
        [a_capture(Status.REPLACED), a_capture(possible_duplicate=True), a_capture()],
    )
    assert "1 lead may have arrived twice" in dialog.view.text
    assert "Each counted once, that makes 2 leads." in dialog.view.text


def test_statuses_are_called_what_they_are_called_elsewhere() -> None:
    """The report and the outbox use the same words."""
    assert STATUS_LABELS == STATUS_WORDS


def test_an_empty_day(open_dialog: Open) -> None:
    """A day without leads says so, and can still be printed."""
    dialog = open_dialog()
    _answered(dialog, [])
    assert dialog.view.text == "No leads were captured on 3 October 2026."
    assert dialog.print_button.isEnabled()


def test_why_there_is_no_report(open_dialog: Open) -> None:
    """A failure is a sentence in the place of the numbers."""
    dialog = open_dialog()
    _answered(dialog, [a_capture()])
    dialog.show_failure("The outbox can't be read: the disk does not answer.")
    assert dialog.view.text.startswith("The outbox can't be read")
    assert not dialog.pdf_button.isEnabled()


def test_tables_by_key(qtbot: QtBot, open_dialog: Open) -> None:
    """Arrows walk through the rows of a table, and what they reach comes into view."""
    dialog = open_dialog()
    _answered(dialog, [a_capture(staff_name=f"Person {n}") for n in range(60)])
    table = dialog.view.tables[Grouping.STAFF_NAME]
    bar = dialog.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > table.height() // 2)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    last = table.visualRect(table.currentIndex())
    assert table.currentIndex().row() == 60
    seen = dialog.view.viewport().rect()
    assert seen.contains(table.viewport().mapTo(dialog.view.viewport(), last.center()))
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()


def test_escape_closes_it(qtbot: QtBot, open_dialog: Open) -> None:
    """A report destroys nothing, so Esc may close it."""
    dialog = open_dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


# Files and paper


def test_a_csv_file_is_written(qtbot: QtBot, open_dialog: Open, tmp_path: Path) -> None:
    """Alt+C writes what the report says, under a name that says which day."""
    dialog = open_dialog(tmp_path)
    report = _answered(dialog, [a_capture()])
    qtbot.keyClick(dialog, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.message != "")
    file = tmp_path / "Close of day practice 2026-10-03.csv"
    assert file.read_bytes() == write_day(report)
    assert dialog.message == f"Saved as {file}."


def test_a_pdf_file_is_written(qtbot: QtBot, open_dialog: Open, tmp_path: Path) -> None:
    """Alt+D writes a PDF."""
    dialog = open_dialog(tmp_path)
    _answered(dialog, [a_capture()])
    qtbot.keyClick(dialog, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.message != "")
    content = (tmp_path / "Close of day practice 2026-10-03.pdf").read_bytes()
    assert content.startswith(b"%PDF-")


def test_a_file_open_in_excel_is_said(
    open_dialog: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Windows refuses while Excel has the file open is told in a sentence."""
    dialog = open_dialog(tmp_path)
    _answered(dialog, [a_capture()])
    old = tmp_path / "Close of day practice 2026-10-03.csv"
    old.write_bytes(b"old")

    def refuse(_source: Path, _target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", refuse)
    dialog.save_csv()
    assert dialog.message.startswith(f"{old.name} was not saved: it is open in another")
    assert old.read_bytes() == b"old"


def test_a_folder_that_is_none_is_said(open_dialog: Open, tmp_path: Path) -> None:
    """Any other reason not to write is told too."""
    file = tmp_path / "file"
    file.write_bytes(b"")
    dialog = open_dialog(file)
    _answered(dialog, [a_capture()])
    dialog.save_pdf()
    assert "was not saved: this folder can't be written to" in dialog.message


def test_no_file_chosen_is_no_news(open_dialog: Open) -> None:
    """Cancelling leaves everything as it was."""
    dialog = open_dialog(None)
    _answered(dialog, [a_capture()])
    dialog.save_csv()
    dialog.print_on_paper()
    assert dialog.message == ""


def test_it_prints(qtbot: QtBot, open_dialog: Open) -> None:
    """Alt+P prints on the printer that was chosen."""
    paper = QBuffer()
    paper.open(QBuffer.OpenModeFlag.WriteOnly)
    printer = QPdfWriter(paper)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    dialog = open_dialog(None, printer)
    _answered(dialog, [a_capture()])
    qtbot.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.message != "")
    assert dialog.message == "The report is on its way to the printer."
    assert bytes(paper.data().data()).startswith(b"%PDF-")


def test_a_dead_printer_is_said(open_dialog: Open, tmp_path: Path) -> None:
    """A printer that takes nothing is told in a sentence."""
    dialog = open_dialog(None, QPdfWriter(str(tmp_path / "no" / "folder.pdf")))
    _answered(dialog, [a_capture()])
    dialog.print_on_paper()
    assert dialog.message.startswith("The report was not printed")


def test_without_a_printer_there_is_the_pdf(open_dialog: Open) -> None:
    """Nobody is asked to choose among no printers."""
    dialog = open_dialog(None, has_printer=False)
    _answered(dialog, [a_capture()])
    dialog.print_on_paper()
    assert dialog.message.startswith("There is no printer on this computer. Save the")


def test_new_days_take_the_old_message_away(open_dialog: Open, tmp_path: Path) -> None:
    """`Saved as …` is not left under other numbers."""
    dialog = open_dialog(tmp_path)
    _answered(dialog, [a_capture()])
    dialog.save_csv()
    dialog.ask()
    assert dialog.message == ""

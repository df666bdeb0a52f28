"""The close of day as a dialog: choose days, read the balance, print it or keep it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.day import DayReport
from capdesk.domain.rules.times import uk_date
from capdesk.files import write_private
from capdesk.ui.announce import announce
from capdesk.ui.day.choosers import Choosers
from capdesk.ui.day.range_bar import RangeBar
from capdesk.ui.day.report_view import ReportView
from capdesk.ui.day.team_bar import TeamBar
from capdesk.ui.day.words import REPORT, TITLE, nothing_captured
from capdesk.ui.plain import PlainLabel
from capdesk.ui.printing import NO_PRINTER, printed
from capdesk.ui.push_button import PushButton
from capdesk.ui.saving import why_unsaved
from capdesk.ui.theme import Colours

COUNTING = "Counting…"
_SIZE_LINES = (66, 52)  # width and height, in lines of text


@dataclass(frozen=True, slots=True)
class Writers:
    """Make what goes into files.

    Attributes:
        csv_of: A report for a spreadsheet.
        balance_of: This laptop's balance, of the report that was shown last.
    """

    csv_of: Callable[[DayReport], bytes]
    balance_of: Callable[[], bytes]


class DayDialog(QDialog):
    """Asks for reports, shows them, and puts them on paper or into files.

    It asks with `report_wanted` once it is shown, and whenever other days or another
    environment are chosen; the answer comes by `show_report` or `show_failure`.
    """

    report_wanted = Signal(object, object, str)
    """First day and last day (`datetime.date`, UK days), environment."""
    laptops_added = Signal(list)
    """Files (`Path`) with the balances of other laptops."""

    def __init__(
        self,
        environments: Sequence[str],
        *,
        chosen: str,
        colours: Colours,
        now: Callable[[], datetime],
        writers: Writers,
        team: TeamBar | None = None,
        parent: QWidget | None = None,
        choosers: Choosers | None = None,
    ) -> None:
        """Make the dialog; it is shown by its owner.

        Args:
            environments: To choose from.
            chosen: The one to begin with.
            colours: The look of the program.
            now: The clock, aware.
            writers: Make the content of files.
            team: Says whose leads are counted; None for a new one.
            parent: The window.
            choosers: Ask for a file and a printer; None for the system's dialogs.
        """
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self._now = now
        self._writers = writers
        self._choosers = choosers or Choosers()
        self._report: DayReport | None = None
        self.range_bar = RangeBar(environments, chosen, lambda: uk_date(now()))
        self.team_bar = team or TeamBar()
        self.team_bar.balances_wanted.connect(self._add_laptops)
        self.team_bar.own_wanted.connect(self.save_balance)
        self.view = ReportView(colours)
        self._message = PlainLabel(wrap=True)
        self.note = PlainLabel(role="warning", wrap=True)
        self.note.hide()
        self.csv_button = self._button("Save &CSV…", self.save_csv)
        self.pdf_button = self._button("Save P&DF…", self.save_pdf)
        self.print_button = self._button("&Print…", self.print_on_paper)
        self.print_button.setProperty("role", "primary")
        self.close_button = self._button("Close", self.accept)
        self._build()
        self._have(None)
        self.range_bar.changed.connect(self.ask)

    @property
    def message(self) -> str:
        """What it says about the last file or print; empty if nothing."""
        return self._message.text()

    # Reports

    @Slot()
    def ask(self) -> None:
        """Ask for the report of what is chosen; also to bring it up to date."""
        self._have(None)
        self.view.show_sentence(COUNTING)
        days = self.range_bar.days
        self.setWindowTitle(f"{TITLE}: {self._environment}, {days.shown}")
        self.report_wanted.emit(days.first, days.last, self._environment)

    def show_report(self, report: DayReport) -> None:
        """Show the answer; one that came too late, to an older question, is dropped."""
        asked = (self.range_bar.days, self._environment)
        if (report.days, report.environment) != asked:
            return
        self._have(report)
        self.team_bar.show_laptops(report.laptops)
        self.view.show_report(report)
        said = nothing_captured(report) if report.is_empty else report.equation
        announce(self, said, urgent=not report.balances)

    def show_note(self, sentence: str) -> None:
        """Say what is so whatever days are chosen; empty for nothing."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def show_failure(self, sentence: str) -> None:
        """Say why there is no report."""
        self._have(None)
        self.view.show_sentence(sentence)
        announce(self, sentence, urgent=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the first report, once whoever made the dialog has shown it."""
        super().showEvent(event)
        if not event.spontaneous():
            self.range_bar.quick[0].setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self.ask)

    # Files and paper

    @Slot()
    def save_csv(self) -> None:
        """Ask where to, and write the report for a spreadsheet."""
        if self._report is not None:
            report = self._report
            self._save("csv", lambda: self._writers.csv_of(report))

    @Slot()
    def save_pdf(self) -> None:
        """Ask where to, and write the report as it would be printed."""
        if self._report is None:
            return
        from capdesk.ui.day.paper import pdf_of

        report = self._report
        self._save("pdf", lambda: pdf_of(report, printed_at=self._now()))

    @Slot()
    def save_balance(self) -> None:
        """Ask where to, and write this laptop's balance for whoever puts a team's together."""
        if self._report is not None:
            self._save("jsonl", self._writers.balance_of)

    @Slot()
    def _add_laptops(self) -> None:
        if chosen := self._choosers.balances(self):
            self.laptops_added.emit(chosen)

    @Slot()
    def print_on_paper(self) -> None:
        """Ask for a printer, and print the report."""
        if self._report is None:
            return
        if not self._choosers.has_printer():
            self._say(NO_PRINTER, failed=True)
            return
        from capdesk.ui.day.paper import PaperError, print_report

        printer = self._choosers.printer(self, f"{TITLE}, {self._report.days.shown}")
        if printer is None:
            return
        try:
            print_report(self._report, printer, printed_at=self._now())
        except PaperError as error:
            self._say(str(error), failed=True)
        else:
            self._say(printed(REPORT, printer))

    def _save(self, kind: str, content: Callable[[], bytes]) -> None:
        path = self._choosers.file(self, self._file_name(kind), kind)
        if path is None:
            return
        try:
            write_private(path, content())
        except OSError as error:
            self._say(why_unsaved(path, error), failed=True)
        else:
            self._say(f"Saved as {path}.")

    def _file_name(self, kind: str) -> str:
        days = self.range_bar.days
        until = "" if days.is_one_day else f" to {days.last}"
        where = re.sub(r"[^\w-]", "-", self._environment)
        what = TITLE if kind != "jsonl" else f"Balance {self._laptop}".rstrip()
        return f"{what} {where} {days.first}{until}.{kind}"

    @property
    def _laptop(self) -> str:
        return re.sub(r"[^\w-]", "-", self.team_bar.own_name.text().strip())

    # Parts

    @property
    def _environment(self) -> str:
        return self.range_bar.environment.currentText()

    def _have(self, report: DayReport | None) -> None:
        self._report = report
        self._say("")
        for button in (
            *(self.csv_button, self.pdf_button, self.print_button),
            self.team_bar.own_button,
        ):
            button.setEnabled(report is not None)

    def _say(self, sentence: str, *, failed: bool = False) -> None:
        self._message.set_role("error" if failed else "muted")
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, urgent=failed)

    def _button(self, label: str, act: Callable[[], object]) -> QPushButton:
        # Enter in a date must not print.
        button = PushButton(label)
        button.setAccessibleName(label.replace("&", "").rstrip("…"))
        button.clicked.connect(act)
        return button

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.print_button, self.pdf_button, self.csv_button):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self.range_bar)
        layout.addWidget(self.team_bar)
        layout.addWidget(self.note)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._message)
        layout.addLayout(foot)
        line = self.fontMetrics().height()
        room = self.screen().availableSize()
        self.resize(
            min(_SIZE_LINES[0] * line, room.width() * 95 // 100),
            min(_SIZE_LINES[1] * line, room.height() * 90 // 100),
        )

"""The report on the screen: the balance first, then bars and tables."""

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.day import DayReport, Grouping
from capdesk.ui.day.chart import HourChart
from capdesk.ui.day.table import TallyTable
from capdesk.ui.day.words import hours_title, notes, nothing_captured, standing
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import Colours


class ReportView(QScrollArea):
    """Shows one report, or a sentence while there is none."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = page = QWidget()
        page.setObjectName("page")
        self.sign = QLabel()
        self._headline = PlainLabel(role="title", wrap=True)
        self._balance = PlainLabel(wrap=True)
        self._notes = PlainLabel(wrap=True)
        self._sentence = PlainLabel(role="muted", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.chart = HourChart(colours)
        self.tables = {each: TallyTable(each, colours, page) for each in Grouping}
        self._balance_card = self._make_balance_card()
        self._hours_title = PlainLabel(role="heading")
        self._details = self._make_details()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(16)
        layout.addWidget(self._balance_card)
        layout.addWidget(self._details)
        layout.addWidget(self._sentence, 1)
        layout.addStretch()
        self.setWidget(page)
        for table in self.tables.values():
            table.selectionModel().currentRowChanged.connect(self._reveal)

    @property
    def text(self) -> str:
        """The sentences it shows, a line each."""
        said = (self._headline, self._balance, self._notes, self._sentence)
        return "\n".join(
            label.text() for label in said if label.isVisibleTo(self) and label.text()
        )

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence in place of a report."""
        self._balance_card.hide()
        self._details.hide()
        self._sentence.setText(sentence)
        self._sentence.show()

    def show_report(self, report: DayReport) -> None:
        """Show a report."""
        if report.is_empty:
            self.show_sentence(nothing_captured(report))
            return
        self._sentence.hide()
        self._show_balance(report)
        self._hours_title.setText(hours_title(report))
        self.chart.show_hours(report.hours)
        for grouping, table in self.tables.items():
            table.setVisible(grouping in report.tables)
            table.show_rows(report.tables.get(grouping, ()), report.total)
        self._balance_card.show()
        self._details.show()

    def _show_balance(self, report: DayReport) -> None:
        books = standing(report)
        side = size_beside(self._headline.fontMetrics())
        sign = icon(books.icon, getattr(self._colours, books.role), side)
        self.sign.setPixmap(sign.pixmap(side, side))
        self.sign.setAccessibleName(books.label)
        self._headline.setText(report.equation)
        self._balance.setText(report.balance)
        self._balance.set_role("muted" if report.balances else "error")
        said = "\n".join(notes(report))
        self._notes.setText(said)
        self._notes.setVisible(bool(said))

    def _make_balance_card(self) -> QWidget:
        card = _card()
        words = QVBoxLayout()
        words.setSpacing(4)
        for label in (self._headline, self._balance, self._notes):
            words.addWidget(label)
        inside = QHBoxLayout(card)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(16)
        inside.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
        return card

    def _make_details(self) -> QWidget:
        details = QWidget()
        layout = QVBoxLayout(details)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        card = _card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 16, 16, 8)
        inside.setSpacing(8)
        inside.addWidget(self._hours_title)
        inside.addWidget(self.chart)
        layout.addWidget(card)
        for table in self.tables.values():
            layout.addWidget(table)
        return details

    def _reveal(self, current: QModelIndex, _previous: QModelIndex) -> None:
        table = self._table_of(current)
        if table is None:
            return
        row = table.visualRect(current)
        place = table.viewport().mapTo(self._page, QPoint(0, row.center().y()))
        self.ensureVisible(0, place.y(), 0, row.height() * 2)

    def _table_of(self, index: QModelIndex) -> TallyTable | None:
        for table in self.tables.values():
            if index.isValid() and table.model() is index.model():
                return table
        return None


def _card() -> QWidget:
    card = QWidget()
    card.setObjectName("card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return card

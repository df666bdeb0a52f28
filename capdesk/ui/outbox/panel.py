"""The outbox beside the form: find, list, details."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.entry import Entry
from capdesk.ui.outbox.details import EntryDetails
from capdesk.ui.outbox.model import Column, OutboxModel
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import Colours


class OutboxPanel(QWidget):
    """The leads on this computer and how each stands."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.model = OutboxModel(colours)
        self._filtered = QSortFilterProxyModel()
        self._filtered.setSourceModel(self.model)
        self._filtered.setFilterKeyColumn(-1)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.find_box = QLineEdit()
        self.find_box.setAccessibleName("Find")
        self.find_box.setPlaceholderText("Find by name, reference or status")
        self.find_box.setClearButtonEnabled(True)
        self.find_box.setMaximumWidth(320)
        self.find_box.textChanged.connect(self._filtered.setFilterFixedString)
        self.find_box.textChanged.connect(self._show_emptiness)
        self.table = self._make_table()
        self.details = EntryDetails()
        self._empty = PlainLabel(role="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self._show_emptiness()
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.model.dataChanged.connect(self._refresh_details)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries, given oldest first, and no others."""
        chosen = self._chosen()
        self.model.show(entries)
        if chosen is not None:
            self._choose(chosen.id)
        self._show_emptiness()

    def update_entries(self, entries: Iterable[Entry]) -> None:
        """Change or add these entries."""
        self.model.update(entries)
        self._show_emptiness()

    def focus_find(self) -> None:
        """Put the focus into Find, what stands there chosen."""
        self.find_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_box.selectAll()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName("Outbox")
        table.setModel(self._filtered)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(
            max(32, table.fontMetrics().height() + 14)
        )
        header = table.horizontalHeader()
        header.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        header.setHighlightSections(False)
        width = table.fontMetrics().horizontalAdvance
        for column, text in (
            (Column.STATUS, "May have arrived"),
            (Column.TIME, "00/00 00:00"),
            (Column.REFERENCE, "ENQ-000000-WWWW0000"),
        ):
            header.resizeSection(column, width(text) + 24)
        header.setMinimumSectionSize(width("00:00") + 24)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        return table

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(PlainLabel("Outbox", role="title"))
        head.addStretch()
        head.addWidget(self.find_box, 1)
        listing = QWidget()
        self._stack = QStackedLayout(listing)
        self._stack.setStackingMode(QStackedLayout.StackingMode.StackOne)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(listing, 1)
        layout.addWidget(self.details)

    def _show_emptiness(self) -> None:
        if self._filtered.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        self._empty.setText(
            f"No lead matches “{self.find_box.text()}”."
            if self.model.rowCount()
            else "No leads yet.\nEach lead you send appears here, with its reference"
            " once the gateway has it."
        )
        self._stack.setCurrentWidget(self._empty)

    def _chosen(self) -> Entry | None:
        index = self.table.currentIndex()
        if not index.isValid():
            return None
        return self.model.entry(self._filtered.mapToSource(index).row())

    def _choose(self, entry_id: str) -> None:
        for row in range(self._filtered.rowCount()):
            index = self._filtered.index(row, 0)
            if self.model.entry(self._filtered.mapToSource(index).row()).id == entry_id:
                self.table.setCurrentIndex(index)
                return

    def _row_chosen(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._refresh_details()

    def _refresh_details(self) -> None:
        self.details.show_entry(self._chosen())

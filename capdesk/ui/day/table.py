"""One table of the report: a row for each name, a column for each status."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from capdesk.domain.day import HEADINGS, Grouping, Row, Tally
from capdesk.ui.day.words import width_in_two_lines
from capdesk.ui.theme import Colours

TOTAL = "Total"

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CELL_PADDING_PX = 18
_HEADING_PADDING_PX = 16  # the section's own, and what the style keeps around text
# Qt gives cells, not headings, 3 px more: so they stand under each other.
_CELLS = """
    QTableView::item { padding: 4px 2px; }
    QHeaderView::section { padding: 6px 5px; }
"""
_HEADING_LINES = 2


class TallyModel(QAbstractTableModel):
    """Rows of a table, and their total last."""

    def __init__(self, grouping: Grouping, colours: Colours) -> None:
        super().__init__()
        self._grouping = grouping
        self._muted = QColor(colours.muted)
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._lines: list[tuple[str, tuple[int, ...]]] = []

    def show(self, rows: tuple[Row, ...], total: Tally) -> None:
        """Show these rows and no others."""
        self.beginResetModel()
        self._lines = [(row.name, row.tally.columns) for row in rows]
        self._lines.append((TOTAL, total.columns))
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Return how many rows there are, the total included."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """Return how many columns there are, the name included."""
        return 0 if parent.isValid() else 1 + len(HEADINGS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return what a cell shows, and how."""
        name, counts = self._lines[index.row()]
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return name if column == 0 else f"{counts[column - 1]:,}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if column == 0 else _RIGHT
            case Qt.ItemDataRole.FontRole if index.row() == len(self._lines) - 1:
                return self._bold
            case Qt.ItemDataRole.ForegroundRole if column and not counts[column - 1]:
                return self._muted
            case _:
                return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return the heading of a column, and how it stands."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (self._grouping.value, *HEADINGS)[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                wrapped = Qt.TextFlag.TextWordWrap.value
                return (_LEFT if section == 0 else _RIGHT).value | wrapped
            case _:
                return None


class TallyTable(QTableView):
    """A table as high as its rows; what is around it scrolls."""

    def __init__(self, grouping: Grouping, colours: Colours, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = TallyModel(grouping, colours)
        self.setModel(self._rows)
        self.setAccessibleName(f"By {grouping.value.lower()}")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.setStyleSheet(_CELLS)
        self._fit_columns()

    def show_rows(self, rows: tuple[Row, ...], total: Tally) -> None:
        """Show these rows and their total."""
        self._rows.show(rows, total)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let long names go on in a further line."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_height()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around the table."""
        event.ignore()

    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        metrics = header.fontMetrics()
        for column, heading in enumerate(HEADINGS, start=1):
            widest_px = max(
                width_in_two_lines(heading, metrics.horizontalAdvance),
                metrics.horizontalAdvance("10,000"),
            )
            header.resizeSection(column, round(widest_px) + _CELL_PADDING_PX)
        lines_px = metrics.height() + (_HEADING_LINES - 1) * metrics.lineSpacing()
        header.setFixedHeight(lines_px + _HEADING_PADDING_PX)
        used = sum(header.sectionSize(column) for column in range(1, 1 + len(HEADINGS)))
        self.setMinimumWidth(used + metrics.horizontalAdvance("Enquiry type") * 5 // 4)

    def _fit_height(self) -> None:
        self.resizeRowsToContents()
        frame = 2 * self.frameWidth()
        rows = self.verticalHeader().length()
        self.setFixedHeight(self.horizontalHeader().height() + rows + frame)

"""The entries of the outbox as a Qt table model, newest first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from capdesk.domain.entry import Entry, Status
from capdesk.ui import words
from capdesk.ui.icons import icon
from capdesk.ui.theme import Colours

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()


class Column(IntEnum):
    """What each column shows."""

    STATUS = 0
    TIME = 1
    NAME = 2
    REFERENCE = 3


_HEADINGS = {
    Column.STATUS: "Status",
    Column.TIME: "Time",
    Column.NAME: "Name",
    Column.REFERENCE: "Reference",
}


class OutboxModel(QAbstractTableModel):
    """Rows of entries; each row keeps its place while its entry changes."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours
        self._entries: list[Entry] = []
        self._rows: dict[str, int] = {}

    def set_colours(self, colours: Colours) -> None:
        """Change the colours of status words and icons."""
        self._colours = colours
        self._announce_rows(0, len(self._entries) - 1)

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these entries, given oldest first, and no others."""
        self.beginResetModel()
        self._entries = list(reversed(entries))
        self._number_rows()
        self.endResetModel()

    def update(self, entries: Iterable[Entry]) -> None:
        """Change rows of entries that are shown, and put new ones on top."""
        new = []
        for entry in entries:
            row = self._rows.get(entry.id)
            if row is None:
                new.append(entry)
            elif self._entries[row] != entry:
                self._entries[row] = entry
                self._announce_rows(row, row)
        if new:
            self.beginInsertRows(_NO_PARENT, 0, len(new) - 1)
            self._entries[:0] = reversed(new)
            self._number_rows()
            self.endInsertRows()

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""
        return self._entries[row]

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """Return the heading of a column."""
        if (
            orientation is Qt.Orientation.Horizontal
            and role == Qt.ItemDataRole.DisplayRole
        ):
            return _HEADINGS[Column(section)]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's signature
        """Return what a cell shows."""
        entry, column = self._entries[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell_text(entry, column)
            case (
                Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole
            ):
                return words.entry_sentence(entry)
            case Qt.ItemDataRole.DecorationRole if column is Column.STATUS:
                return icon(entry.status, self._colour(entry.status))
            case Qt.ItemDataRole.ForegroundRole if column is Column.STATUS:
                return QColor(self._colour(entry.status))
        return None

    def _colour(self, status: Status) -> str:
        c = self._colours
        return {
            Status.WAITING: c.warning,
            Status.SENDING: c.accent,
            Status.SENT: c.success,
            Status.MAY_HAVE_ARRIVED: c.warning,
            Status.NEEDS_FIXING: c.error,
            Status.REPLACED: c.muted,
            Status.DISCARDED: c.muted,
        }[status]

    def _number_rows(self) -> None:
        self._rows = {entry.id: row for row, entry in enumerate(self._entries)}

    def _announce_rows(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))


def cell_text(entry: Entry, column: Column) -> str:
    """Return the text of one cell."""
    match column:
        case Column.STATUS:
            word = words.STATUS_WORDS[entry.status]
            return f"{word} (possible duplicate)" if entry.possible_duplicate else word
        case Column.TIME:
            return _shown_moment(entry.captured_at)
        case Column.NAME:
            return entry.name if entry.readable else "(can't be read)"
        case Column.REFERENCE:
            return entry.enquiry_reference or ""


def _shown_moment(moment: datetime) -> str:
    local = moment.astimezone()
    today = datetime.now().astimezone().date()
    return local.strftime("%H:%M" if local.date() == today else "%d/%m %H:%M")

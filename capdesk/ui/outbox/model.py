"""The entries of the outbox as a Qt table model, newest first, narrowed as asked."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from capdesk.domain.entry import Entry, Status
from capdesk.ui import words
from capdesk.ui.icons import ICON_PX, icon
from capdesk.ui.outbox import cells
from capdesk.ui.outbox.cells import Column, status_colour
from capdesk.ui.outbox.needle import Needle
from capdesk.ui.theme import Colours

Index = QModelIndex | QPersistentModelIndex

MANY_CHANGES = 200
"""From so many on, the rows are made anew rather than moved one by one."""

_NO_PARENT = QModelIndex()

# Looked up once: Qt asks for data some thousand times a second while it scrolls.
_DISPLAY = Qt.ItemDataRole.DisplayRole
_TOOL_TIP = Qt.ItemDataRole.ToolTipRole
_DECORATION = Qt.ItemDataRole.DecorationRole
_FOREGROUND = Qt.ItemDataRole.ForegroundRole
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
_DESCRIPTION = Qt.ItemDataRole.AccessibleDescriptionRole

MARK_ROLE = Qt.ItemDataRole.UserRole
"""What is special about a lead: `corrected`, `duplicate?`; empty if nothing."""


_HEADINGS = {
    Column.STATUS: "Status",
    Column.TIME: "Time",
    Column.NAME: "Name",
    Column.REFERENCE: "Reference",
}


class OutboxModel(QAbstractTableModel):
    """All entries, and as rows those that *Find* and the statuses let through.

    A row keeps its place while its entry changes. There is no proxy model between this
    and the view: 10,000 entries are narrowed in a few milliseconds here, with one call
    from Qt instead of one for each cell.

    Attributes:
        icon_px: Edge of the icons, in pixels.
    """

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours
        self.icon_px = ICON_PX
        # Oldest first, so that a new entry moves no other; its place is its number.
        self._entries: list[Entry] = []
        self._places: dict[str, int] = {}
        # Of the rows, newest first: places with a minus, so that they ascend.
        self._shown: list[int] = []
        self._needle = Needle()
        self._statuses: frozenset[Status] = frozenset(Status)
        # Of what *Find* lets through, whatever the statuses.
        self._found: Counter[Status] = Counter()
        self._total: Counter[Status] = Counter()

    # What there is

    @property
    def total(self) -> Mapping[Status, int]:
        """How many entries there are in each status."""
        return self._total

    @property
    def found(self) -> Mapping[Status, int]:
        """How many of them *Find* lets through, shown or not."""
        return self._found

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""
        return self._entries[-self._shown[row]]

    def entry_of(self, entry_id: str) -> Entry | None:
        """Return an entry, shown or not; None if there is none of this id."""
        place = self._places.get(entry_id)
        return None if place is None else self._entries[place]

    def row_of(self, entry_id: str) -> int | None:
        """Return the row of an entry; None while it is not shown."""
        place = self._places.get(entry_id)
        if place is None:
            return None
        row = bisect_left(self._shown, -place)
        is_shown = row < len(self._shown) and self._shown[row] == -place
        return row if is_shown else None

    # What changes

    def set_colours(self, colours: Colours) -> None:
        """Change the colours of status words and icons."""
        self._colours = colours
        if self._shown:
            self._announce_rows(0, len(self._shown) - 1)

    def show(self, entries: Sequence[Entry]) -> None:
        """Take these entries, given oldest first, and no others."""
        self.beginResetModel()
        self._entries = list(entries)
        self._places = {entry.id: place for place, entry in enumerate(entries)}
        self._total = Counter(entry.status for entry in entries)
        self._narrow()
        self.endResetModel()

    def narrow(self, needle: Needle, statuses: Collection[Status]) -> None:
        """Show only what has the needle in it and is in one of the statuses."""
        self.beginResetModel()
        self._needle, self._statuses = needle, frozenset(statuses)
        self._narrow()
        self.endResetModel()

    def update(self, entries: Collection[Entry]) -> None:
        """Change entries, and put new ones on top; only their rows change."""
        changed = [each for each in entries if self.entry_of(each.id) != each]
        if sum(map(self._moves, changed)) < MANY_CHANGES:
            for entry in changed:
                self._put_row(entry)
            return
        self.beginResetModel()
        for entry in changed:
            self._put(entry)
        self._narrow()
        self.endResetModel()

    # Qt's questions

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """Return the heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _DISPLAY:
            return _HEADINGS[Column(section)]
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:  # noqa: ANN401 - Qt's signature
        """Return what a cell shows."""
        entry, column = self._entries[-self._shown[index.row()]], index.column()
        answer: object = None
        if role == _DISPLAY:
            answer = cells.text(entry, column)
        elif role == _DECORATION and column == Column.STATUS:
            colour = status_colour(entry.status, self._colours)
            answer = icon(entry.status, colour, self.icon_px)
        elif role == _FOREGROUND and column == Column.STATUS:
            answer = QColor(status_colour(entry.status, self._colours))
        elif role == _TOOL_TIP:
            answer = cells.tool_tip(entry, column)
        elif role == MARK_ROLE:
            answer = cells.mark(entry)
        elif role == _SPOKEN and column == Column.STATUS:
            # Who walks down the list hears of the whole lead at its first cell.
            answer = cells.spoken(entry)
        elif role == _DESCRIPTION:
            answer = words.entry_sentence(entry)
        return answer

    # Inside

    def _lets_by(self, entry: Entry) -> bool:
        return entry.status in self._statuses and self._needle.is_in(entry.find_text)

    def _narrow(self) -> None:
        is_in, statuses = self._needle.is_in, self._statuses
        entries = self._entries
        found = [
            place
            for place in range(len(entries) - 1, -1, -1)
            if is_in(entries[place].find_text)
        ]
        self._found = Counter(entries[place].status for place in found)
        self._shown = [-place for place in found if entries[place].status in statuses]

    def _moves(self, entry: Entry) -> bool:
        """Whether a row comes or goes with this change."""
        return (self.row_of(entry.id) is not None) != self._lets_by(entry)

    def _put(self, entry: Entry) -> None:
        """Keep an entry and count it; rows are the caller's business."""
        if (before := self.entry_of(entry.id)) is None:
            self._places[entry.id] = len(self._entries)
            self._entries.append(entry)
        else:
            self._count(before, -1)
            self._entries[self._places[entry.id]] = entry
        self._count(entry, 1)

    def _put_row(self, entry: Entry) -> None:
        row, is_to_be_shown = self.row_of(entry.id), self._lets_by(entry)
        if row is None and is_to_be_shown:
            place = self._places.get(entry.id, len(self._entries))
            row = bisect_left(self._shown, -place)
            self.beginInsertRows(_NO_PARENT, row, row)
            self._put(entry)
            self._shown.insert(row, -place)
            self.endInsertRows()
        elif row is not None and not is_to_be_shown:
            self.beginRemoveRows(_NO_PARENT, row, row)
            self._put(entry)
            del self._shown[row]
            self.endRemoveRows()
        else:
            self._put(entry)
            if row is not None:
                self._announce_rows(row, row)

    def _count(self, entry: Entry, by: int) -> None:
        self._total[entry.status] += by
        if self._needle.is_in(entry.find_text):
            self._found[entry.status] += by

    def _announce_rows(self, first: int, last: int) -> None:
        self.dataChanged.emit(
            self.index(first, 0), self.index(last, len(_HEADINGS) - 1)
        )

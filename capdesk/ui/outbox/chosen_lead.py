"""Which lead is chosen, while the rows of the list come, go and move."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QObject, Signal

from capdesk.ui.outbox.model import OutboxModel
from capdesk.ui.outbox.table import OutboxTable


class ChosenLead(QObject):
    """Holds on to a lead rather than to a row; every change of rows is to be told.

    Attributes:
        discarded_id: The lead that was discarded last, here.
    """

    changed = Signal(str)
    """Another lead is chosen: its id, empty for none."""

    def __init__(self, model: OutboxModel, table: OutboxTable) -> None:
        """Watch what is chosen.

        Args:
            model: The rows.
            table: Shows them.
        """
        super().__init__(table)
        self._model = model
        self._table = table
        # Not the view's current row: a lead stays chosen while the rows move.
        self._id = ""
        self._is_moving = False
        self.discarded_id = ""
        table.selectionModel().selectionChanged.connect(self._selection_changed)

    @property
    def id(self) -> str:
        """The chosen lead; empty for none."""
        return self._id

    def forget(self) -> None:
        """Choose none, without a word: the lead is not there any more."""
        self._id = ""

    def choose(self, entry_id: str) -> None:
        """Choose a lead that is in the list."""
        row = self._model.row_of(entry_id)
        if row is not None:
            self._table.selectRow(row)
            self._table.scrollTo(self._model.index(row, 0))

    @contextmanager
    def keeping_place(self, *, is_asked_for: bool = False) -> Iterator[None]:
        """Keep the chosen lead and what is seen of the list while rows come and go.

        Args:
            is_asked_for: Somebody narrows or widens the list, so the chosen lead is
                what they hold on to; else what they look at stays where it is.
        """
        model, table = self._model, self._table
        top, chosen_row = table.top_row, model.row_of(self._id)
        is_held = chosen_row is not None and table.is_seen(chosen_row)
        held_row = chosen_row if is_held else top
        # Who looks at the newest leads goes on to see the newest.
        holds = model.rowCount() > 0 and (top > 0 or (is_asked_for and is_held))
        held = model.entry(held_row).id if holds and held_row is not None else ""
        self._is_moving = True
        try:
            yield
        finally:
            self._is_moving = False
        self._choose_again(chosen_row, is_asked_for=is_asked_for)
        if held and held_row is not None:
            row_now = model.row_of(held)
            table.scroll_to_top_row(0 if row_now is None else row_now - held_row + top)

    def _choose_again(self, row_before: int | None, *, is_asked_for: bool) -> None:
        """Choose the chosen lead in its new row, or settle what it means that it went."""
        row = self._model.row_of(self._id)
        if row is not None:
            self._select_quietly(self._model.index(row, 0))
        elif is_asked_for:
            self._set("")
        elif row_before is not None and self._id == self.discarded_id:
            # Who discards goes on with the next; nobody else's row is taken for theirs.
            rows = self._model.rowCount()
            self._select_quietly(QModelIndex())
            if rows:
                self._table.selectRow(min(row_before, rows - 1))
            else:
                self._set("")
        elif row_before is not None:
            # It has left the list by itself, and is still being read.
            self._select_quietly(QModelIndex())

    def _select_quietly(self, index: QModelIndex) -> None:
        self._is_moving = True
        self._table.setAutoScroll(False)
        if index.isValid():
            self._table.selectRow(index.row())
        else:
            self._table.clearSelection()
            self._table.setCurrentIndex(index)
        self._table.setAutoScroll(True)
        self._is_moving = False

    def _selection_changed(self) -> None:
        if self._is_moving:
            return
        rows = self._table.selectionModel().selectedRows()
        self._set(self._model.entry(rows[0].row()).id if rows else "")

    def _set(self, entry_id: str) -> None:
        if entry_id != self._id:
            self._id = entry_id
            self.changed.emit(entry_id)

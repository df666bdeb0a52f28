"""The outbox beside the form: find, list, details."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.entry import Entry, Status
from capdesk.domain.story import Story
from capdesk.ui import words
from capdesk.ui.announce import announce
from capdesk.ui.outbox.actions import Action
from capdesk.ui.outbox.details import EntryDetails
from capdesk.ui.outbox.empty import NO_LEADS, EmptyList, no_match
from capdesk.ui.outbox.find_box import FindBox
from capdesk.ui.outbox.model import OutboxModel
from capdesk.ui.outbox.needle import Needle
from capdesk.ui.outbox.status_filter import DEFAULT, StatusFilter
from capdesk.ui.outbox.table import OutboxTable
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX, Colours

STORY_AFTER_MS = 100
"""How long the choice has to rest before a lead's story is read from the disk."""

ANNOUNCE_AFTER_MS = 500
"""How long typing has to rest before a screen reader is told what was found."""


class OutboxPanel(QWidget):
    """The leads on this computer, how each stands, and what to do about it."""

    story_wanted = Signal(str)
    """Id of the chosen lead: `show_story` is to be called with its story."""
    correct_wanted = Signal(str)
    send_one_wanted = Signal(str)
    send_again_wanted = Signal(str)
    arrived_wanted = Signal(str)
    discard_wanted = Signal(str, str)
    """Id of the lead, and the code of the reason."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.model = OutboxModel(colours)
        self.find_box = FindBox()
        self.status_filter = StatusFilter(colours)
        self.table = OutboxTable(self.model)
        self.empty = EmptyList()
        self.details = EntryDetails(colours)
        # Not the view's current row: a lead stays chosen while the rows move.
        self._chosen_id = ""
        self._discarded_id = ""
        self._is_moving = False
        # Until the outbox is read it would be a guess that there are no leads.
        self._is_read = False
        self._story_due = QTimer(self, singleShot=True, interval=STORY_AFTER_MS)
        self._found_due = QTimer(self, singleShot=True, interval=ANNOUNCE_AFTER_MS)
        self._build()
        self._connect()
        self._narrow()

    # What the window asks of it

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries, given oldest first, and no others."""
        self._is_read = True
        with self._keeping_place():
            self.model.show(entries)
        self._entries_changed()

    def update_entries(self, entries: Collection[Entry]) -> None:
        """Change or add these entries."""
        with self._keeping_place():
            self.model.update(entries)
        self._entries_changed()

    def show_statuses(self, statuses: Collection[Status]) -> None:
        """Go to the leads in these statuses, whatever *Find* was narrowed to."""
        self.status_filter.set_statuses(statuses)
        self._find_nothing()
        self._narrow()
        self._go_to_list()

    def choose(self, entry_id: str) -> None:
        """Choose a lead; what hides it is lifted."""
        entry = self.model.entry_of(entry_id)
        if entry is None:
            return
        if self.model.row_of(entry_id) is None:
            if not Needle.of(self.find_box.text()).is_in(entry.find_text):
                self._find_nothing()
            if entry.status not in self.status_filter.statuses:
                self.status_filter.set_statuses(
                    DEFAULT if entry.status in DEFAULT else {entry.status}
                )
            self._narrow()
        row = self.model.row_of(entry_id)
        if row is not None:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))

    def show_story(self, story: Story) -> None:
        """Show the story of a lead, if it is still the chosen one."""
        self.details.show_story(story)

    def focus_find(self) -> None:
        """Put the focus into Find, what stands there chosen."""
        self.find_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_box.selectAll()

    def set_colours(self, colours: Colours) -> None:
        """Change to the light or dark look."""
        self.model.set_colours(colours)
        self.status_filter.set_colours(colours)
        self.details.set_colours(colours)

    # Making it

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID_PX)
        head.addWidget(PlainLabel("Outbox", role="title"))
        head.addWidget(self.find_box, 1)
        listing = QWidget()
        self._stack = QStackedLayout(listing)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(GRID_PX)
        halves.addWidget(listing)
        halves.addWidget(self.details)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID_PX, 12, 2 * GRID_PX, 12)
        layout.setSpacing(GRID_PX)
        layout.addLayout(head)
        layout.addWidget(self.status_filter)
        layout.addWidget(halves, 1)

    def _connect(self) -> None:
        self.find_box.textChanged.connect(self._find_changed)
        self.find_box.list_wanted.connect(self._go_to_list)
        self.status_filter.changed.connect(self._narrow)
        self.empty.show_all.clicked.connect(self._show_all)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self.table.enter_pressed.connect(self._do_main)
        self.table.doubleClicked.connect(self._open)
        self.table.delete_pressed.connect(self._ask_reason)
        self.table.copy_pressed.connect(self.details.copy_reference)
        self.table.menu_wanted.connect(self.details.action_row.open_menu)
        self.details.action_row.wanted.connect(self._act)
        self.details.action_row.discard_wanted.connect(self._discard)
        self.details.action_row.focus_lost.connect(self.table.setFocus)
        self.details.head.other_wanted.connect(self.choose)
        self._story_due.timeout.connect(self._ask_story)
        self._found_due.timeout.connect(self._tell_found)

    # What is shown

    def _find_changed(self) -> None:
        self._narrow()
        self._found_due.start()

    def _find_nothing(self) -> None:
        """Empty the find box without looking through the leads twice."""
        self.find_box.blockSignals(True)
        self.find_box.clear()
        self.find_box.blockSignals(False)

    def _show_all(self) -> None:
        found = {status for status, count in self.model.found.items() if count}
        if not found:
            self._find_nothing()
        # What was discarded or replaced is shown only where there is nothing else.
        is_usual = not found or not found.isdisjoint(DEFAULT)
        self.status_filter.set_statuses(DEFAULT if is_usual else found)
        self._narrow()
        self.find_box.setFocus()

    def _narrow(self) -> None:
        needle = Needle.of(self.find_box.text())
        with self._keeping_place(is_asked_for=True):
            self.model.narrow(needle, self.status_filter.statuses)
        self._rows_changed()

    def _entries_changed(self) -> None:
        self._rows_changed()
        entry = self.model.entry_of(self._chosen_id)
        if entry != self.details.entry:
            self.details.show_entry(entry)
            if entry is None:
                self._chosen_id = ""
            else:
                self._story_due.start()

    def _rows_changed(self) -> None:
        is_any = any(self.model.total.values())
        self.status_filter.setVisible(is_any)
        self.status_filter.show_counts(self.model.found, self.model.total)
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        typed = self.find_box.text().strip()
        if not is_any:
            said = NO_LEADS if self._is_read else ("", "")
            self.empty.say(*said, can_show_all=False)
        elif typed:
            elsewhere = sum(self.model.found.values())
            self.empty.say(*no_match(typed, elsewhere), can_show_all=True)
        else:
            self.empty.say(self.status_filter.nothing, "", can_show_all=True)
        self._stack.setCurrentWidget(self.empty)

    def _tell_found(self) -> None:
        count = self.model.rowCount()
        announce(
            self.find_box,
            f"{words.leads(count)} found" if count else self.empty.text.strip(),
        )

    @contextmanager
    def _keeping_place(self, *, is_asked_for: bool = False) -> Iterator[None]:
        """Keep the chosen lead and what is seen of the list while rows come and go.

        Args:
            is_asked_for: Somebody narrows or widens the list, so the chosen lead is
                what they hold on to; else what they look at stays where it is.
        """
        model, table = self.model, self.table
        top, chosen_row = table.top_row, model.row_of(self._chosen_id)
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

    # What is chosen

    def _choose_again(self, row_before: int | None, *, is_asked_for: bool) -> None:
        """Choose the chosen lead in its new row, or settle what it means that it went."""
        row = self.model.row_of(self._chosen_id)
        if row is not None:
            self._select_quietly(self.model.index(row, 0))
        elif is_asked_for:
            self._set_chosen("")
        elif row_before is not None and self._chosen_id == self._discarded_id:
            # Who discards goes on with the next; nobody else's row is taken for theirs.
            rows = self.model.rowCount()
            self._select_quietly(QModelIndex())
            if rows:
                self.table.selectRow(min(row_before, rows - 1))
            else:
                self._set_chosen("")
        elif row_before is not None:
            # It has left the list by itself, and is still being read.
            self._select_quietly(QModelIndex())

    def _select_quietly(self, index: QModelIndex) -> None:
        self._is_moving = True
        self.table.setAutoScroll(False)
        if index.isValid():
            self.table.selectRow(index.row())
        else:
            self.table.clearSelection()
            self.table.setCurrentIndex(index)
        self.table.setAutoScroll(True)
        self._is_moving = False

    def _selection_changed(self) -> None:
        if self._is_moving:
            return
        rows = self.table.selectionModel().selectedRows()
        self._set_chosen(self.model.entry(rows[0].row()).id if rows else "")

    def _set_chosen(self, entry_id: str) -> None:
        if entry_id == self._chosen_id:
            return
        self._chosen_id = entry_id
        self.details.show_entry(self.model.entry_of(entry_id))
        if entry_id:
            self._story_due.start()
        else:
            self._story_due.stop()

    def _ask_story(self) -> None:
        if self._chosen_id:
            self.story_wanted.emit(self._chosen_id)

    def _go_to_list(self) -> None:
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # What is done

    def _act(self, name: str) -> None:
        entry_id = self._chosen_id
        match Action(name):
            case Action.CORRECT:
                self.correct_wanted.emit(entry_id)
            case Action.SEND_NOW:
                self.send_one_wanted.emit(entry_id)
            case Action.SEND_AGAIN:
                self.send_again_wanted.emit(entry_id)
            case Action.ARRIVED:
                self.arrived_wanted.emit(entry_id)
            case Action.COPY_REFERENCE:
                self.details.copy_reference()
            case Action.DISCARD:
                self._ask_reason()

    def _discard(self, reason: str) -> None:
        self._discarded_id = self._chosen_id
        self.discard_wanted.emit(self._chosen_id, reason)

    def _do_main(self) -> None:
        if (action := self.details.action_row.main) is not None:
            self._act(action)

    def _open(self) -> None:
        # A double click sends nothing: it is too easily made.
        if self.details.action_row.main is Action.CORRECT:
            self._act(Action.CORRECT)

    def _ask_reason(self) -> None:
        self.details.action_row.open_reasons(self.table.below_chosen())

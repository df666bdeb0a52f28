"""The outbox beside the form: find, list, details."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
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
from capdesk.ui.outbox.chosen_lead import ChosenLead
from capdesk.ui.outbox.details import EntryDetails
from capdesk.ui.outbox.empty import NO_LEADS, EmptyList, no_match, way_out
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
        self._chosen = ChosenLead(self.model, self.table)
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
        with self._chosen.keeping_place():
            self.model.show(entries)
        self._entries_changed()

    def update_entries(self, entries: Collection[Entry]) -> None:
        """Change or add these entries."""
        with self._chosen.keeping_place():
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
        self._chosen.choose(entry_id)

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
        self.empty.button.clicked.connect(self._leave_empty)
        self._chosen.changed.connect(self._show_chosen)
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

    def _leave_empty(self) -> None:
        """Show what there is, where the list had no rows."""
        found = self._found
        if not found:
            self._find_nothing()
        # What was discarded or replaced is shown only where there is nothing else.
        is_usual = not found or not found.isdisjoint(DEFAULT)
        self.status_filter.set_statuses(DEFAULT if is_usual else found)
        self._narrow()
        self.find_box.setFocus()

    @property
    def _found(self) -> frozenset[Status]:
        """The statuses of the leads that *Find* lets through."""
        found = self.model.found.items()
        return frozenset(status for status, count in found if count)

    def _narrow(self) -> None:
        needle = Needle.of(self.find_box.text())
        with self._chosen.keeping_place(is_asked_for=True):
            self.model.narrow(needle, self.status_filter.statuses)
        self._rows_changed()

    def _entries_changed(self) -> None:
        self._rows_changed()
        entry = self.model.entry_of(self._chosen.id)
        if entry != self.details.entry:
            self.details.show_entry(entry)
            if entry is None:
                self._chosen.forget()
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
        elsewhere = sum(self.model.found.values())
        if not is_any:
            self.empty.say(*(NO_LEADS if self._is_read else ("", "")))
        elif typed:
            self.empty.say(*no_match(typed, elsewhere), way_out(elsewhere))
        else:
            them = 0 if self._found & DEFAULT else elsewhere
            self.empty.say(self.status_filter.nothing, "", way_out(them))
        self._stack.setCurrentWidget(self.empty)

    def _tell_found(self) -> None:
        count = self.model.rowCount()
        announce(
            self.find_box,
            f"{words.leads(count)} found" if count else self.empty.text.strip(),
        )

    # What is chosen

    def _show_chosen(self, entry_id: str) -> None:
        self.details.show_entry(self.model.entry_of(entry_id))
        if entry_id:
            self._story_due.start()
        else:
            self._story_due.stop()

    def _ask_story(self) -> None:
        if self._chosen.id:
            self.story_wanted.emit(self._chosen.id)

    def _go_to_list(self) -> None:
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # What is done

    def _act(self, name: str) -> None:
        entry_id = self._chosen.id
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
        self._chosen.discarded_id = self._chosen.id
        self.discard_wanted.emit(self._chosen.id, reason)

    def _do_main(self) -> None:
        if (action := self.details.action_row.main) is not None:
            self._act(action)

    def _open(self) -> None:
        # A double click sends nothing: it is too easily made.
        if self.details.action_row.main is Action.CORRECT:
            self._act(Action.CORRECT)

    def _ask_reason(self) -> None:
        self.details.action_row.open_reasons(self.table.below_chosen())

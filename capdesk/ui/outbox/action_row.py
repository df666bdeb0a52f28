"""What can be done with the chosen lead: buttons, and the same as a menu."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from capdesk.domain.entry import Entry
from capdesk.ui.outbox.actions import (
    DISCARD_REASONS,
    WHY_DISCARD,
    Action,
    label,
    note,
    offered,
)
from capdesk.ui.outbox.flow import FlowLayout
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX


class ActionRow(QWidget):
    """Buttons for one lead, the main thing first, and a line where one has a catch."""

    wanted = Signal(str)
    """An `Action` other than discarding."""
    discard_wanted = Signal(str)
    """Code of the reason."""
    focus_lost = Signal()
    """The button that had the focus has gone: its action is not to be had any more."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What to do with this lead")
        self._actions: tuple[Action, ...] = ()
        self._labels: dict[Action, str] = {}
        self._note = PlainLabel(role="hint", wrap=True)
        row = QWidget()
        self._flow = FlowLayout(row, GRID_PX)
        self.buttons = {action: self._make_button(action) for action in Action}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(row)
        layout.addWidget(self._note)

    @property
    def main(self) -> Action | None:
        """The main thing to do with the lead; None if there is nothing to do."""
        return self._actions[0] if self._actions else None

    @property
    def note(self) -> str:
        """The catch that one of the actions has; empty for none."""
        return self._note.text()

    def show_entry(self, entry: Entry) -> None:
        """Show what can be done with an entry now."""
        self._actions = actions = offered(entry)
        self._labels = {action: label(action, entry) for action in actions}
        for action, button in self.buttons.items():
            if action in actions:
                button.setText(self._labels[action])
                button.setAccessibleName(self._labels[action])
            elif button.hasFocus():
                # Before Qt hands the focus to whatever comes next.
                self.focus_lost.emit()
            button.setVisible(action in actions)
        self._note.setText(note(actions))
        self._note.setVisible(bool(self._note.text()))
        self.setVisible(bool(actions))

    def act(self, action: Action) -> None:
        """Ask for an action, if it is to be had."""
        if action in self._actions:
            self.wanted.emit(action)

    def open_menu(self, place: QPoint) -> None:
        """Show everything that can be done as a menu at a place on the screen."""
        if not self._actions:
            return
        menu = self._make_menu()
        for action in self._actions:
            if action is Action.DISCARD:
                self._fill_with_reasons(menu.addMenu(self._labels[action]))
            else:
                menu.addAction(self._labels[action], partial(self.act, action))
        menu.popup(place)

    def open_reasons(self, place: QPoint) -> None:
        """Ask why the lead is to be discarded, at a place on the screen."""
        if Action.DISCARD not in self._actions:
            return
        menu = self._make_menu()
        self._fill_with_reasons(menu)
        menu.popup(place)
        first = next(action for action in menu.actions() if action.isEnabled())
        menu.setActiveAction(first)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        # Not at once: the chosen action is still to be triggered when it hides.
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _make_button(self, action: Action) -> QPushButton:
        button = QPushButton()
        button.setAutoDefault(True)  # Enter presses it too, as in a dialog
        if action is Action.DISCARD:
            menu = QMenu(button)
            self._fill_with_reasons(menu)
            button.setMenu(menu)
        else:
            button.clicked.connect(partial(self.act, action))
        self._flow.addWidget(button)
        return button

    def _fill_with_reasons(self, menu: QMenu) -> None:
        menu.setAccessibleName(WHY_DISCARD)
        # Not a section: under a style sheet Qt shows no more of those than a line.
        menu.addAction(WHY_DISCARD).setEnabled(False)
        for code, text in DISCARD_REASONS.items():
            menu.addAction(text, partial(self.discard_wanted.emit, code))

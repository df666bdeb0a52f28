"""Qt's controls with the manners of a desk: they say when they are left for good.

Subclasses rather than event filters: Qt asks them about the events that matter alone,
where a filter in Python is run for every event there is.
"""

from collections.abc import Callable

from PySide6 import QtCore, QtGui
from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from capdesk.ui.choice_box import ChoiceBox

MAX_TEXT_CHARACTERS = 1_000
"""Longest text a field takes: far above any real value, below what would hang."""


class LineEdit(QLineEdit):
    """One line of text; Enter goes on to the next field, as badge scanners end with it."""

    left = Signal()
    pasted = Signal(str, str)
    """Text came from elsewhere; carries it untouched, and what stood here before."""

    def __init__(self, tidy: Callable[[str], str] = str) -> None:
        """Make a field.

        Args:
            tidy: What to do with text that is pasted or dropped before it goes in.
        """
        super().__init__()
        self._tidy = tidy
        self.setMaxLength(MAX_TEXT_CHARACTERS)

    def paste(self) -> None:
        """Put in what was copied, tidied: Qt would glue its lines together."""
        self._take(QGuiApplication.clipboard().text())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show Qt's menu with our *Paste*."""
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self.paste)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dropEvent(self, event: QDropEvent) -> None:
        """Put in what was dragged here, tidied."""
        self._take(event.mimeData().text())
        event.acceptProposedAction()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the focus went to another part of the window."""
        super().focusOutEvent(event)
        if not _comes_back(event):
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on at Enter; never send."""
        if event.key() in {QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter}:
            self.focusNextChild()
        elif event.matches(QtGui.QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def _take(self, text: str) -> None:
        before, place = self.text(), self.cursorPosition()
        if not self.hasSelectedText():
            # Qt takes back in one go what was put in without a move of the cursor.
            self.setCursorPosition(0)
            self.setCursorPosition(place)
        self.insert(self._tidy(text))
        self.pasted.emit(text, before)


class ComboBox(ChoiceBox):
    """A choice; the mouse wheel scrolls the page and changes no answer unseen."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Choose…")
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(6)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the focus went to another part of the window."""
        super().focusOutEvent(event)
        if not _comes_back(event):
            self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class AnswerBox(QCheckBox):
    """A box of a consent; says which key was pressed that may answer it."""

    answer_key = Signal(int)
    reached = Signal()
    """The keyboard came here; a click did not, under which nothing may move."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard came here."""
        super().focusInEvent(event)
        if event.reason() is not QtCore.Qt.FocusReason.MouseFocusReason:
            self.reached.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the keys on that answer, take back or go to the other box."""
        if _may_answer(event):
            self.answer_key.emit(event.key())
        else:
            super().keyPressEvent(event)


def _comes_back(event: QFocusEvent) -> bool:
    """Whether a menu, a drop-down list or another program took the focus for a while."""
    reason = QtCore.Qt.FocusReason
    return event.reason() in {
        reason.PopupFocusReason,
        reason.ActiveWindowFocusReason,
        reason.MenuBarFocusReason,
    }


def _may_answer(event: QKeyEvent) -> bool:
    """Whether a key answers a consent, takes an answer back or goes to the other box."""
    key, held = QtCore.Qt.Key, QtCore.Qt.KeyboardModifier
    return event.key() in {
        *(key.Key_Y, key.Key_N, key.Key_Delete, key.Key_Backspace),
        *(key.Key_Left, key.Key_Right),
    } and not event.modifiers() & (
        held.ControlModifier | held.AltModifier | held.MetaModifier
    )

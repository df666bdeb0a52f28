"""Keys as a person at the form presses them, counted where they are no content."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def in_focus() -> QWidget:
    """Return the widget that keys go to."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@dataclass
class Hands:
    """Two hands on a keyboard.

    Attributes:
        presses: Key presses so far that were not content; a chord counts one.
    """

    qtbot: QtBot
    presses: int = 0

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key that moves on or commands."""
        self.presses += 1
        self.qtbot.keyClick(in_focus(), key, modifier)

    def write(self, text: str) -> None:
        """Type content where the focus is, which may move on by it."""
        for letter in text:
            self.qtbot.keyClicks(in_focus(), letter)

    def paste(self, text: str) -> None:
        """Copy text elsewhere and paste it where the focus is."""
        QApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def tab(self) -> None:
        """Go on to the next field."""
        self.press(Qt.Key.Key_Tab)

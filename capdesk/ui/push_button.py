"""A button of a dialog that Enter presses while it has the focus, and at no other time."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton


class PushButton(QPushButton):
    """Qt gives Enter on a plain button to the dialog, which presses its default one.

    So Enter on *Cancel* would do what somebody has just decided against. Qt's own way
    out, to let each button that has the focus be the default, has Enter in a field press
    whatever button comes first.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for a press."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

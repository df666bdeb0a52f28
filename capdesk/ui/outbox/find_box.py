"""The box that narrows the list to what is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_TO_LIST = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class FindBox(QLineEdit):
    """Enter and the down arrow go on to the list, Esc shows everything again."""

    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Find")
        self.setAccessibleDescription("By name, email, phone, postcode or reference")
        self.setPlaceholderText("Find name, email, phone, reference")
        self.setToolTip("Finds name, email, phone, postcode and reference")
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the list or empty the box."""
        if event.key() in _TO_LIST:
            self.list_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

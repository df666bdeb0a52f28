"""A line that says what has just been done, with a way back, and then goes."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel

SHOWN_FOR_MS = 10_000


class Notice(QWidget):
    """Shown for ten seconds; a new one takes the place of the old one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = PlainLabel(wrap=True)
        self.button = QPushButton()
        self.button.setAutoDefault(True)  # Enter presses it too, as in a dialog
        self.button.clicked.connect(self._act)
        self._action: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._timer.timeout.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.button)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is not shown."""
        return "" if self.isHidden() else self._text.text()

    def show_text(
        self, text: str, button: str = "", action: Callable[[], None] | None = None
    ) -> None:
        """Say something, with a button for the way back if there is one."""
        self._show(text, button, action)
        self._timer.start()

    def show_until_read(self, text: str) -> None:
        """Say something that stays until somebody says that they have read it."""
        self._show(text, "OK", None)
        self._timer.stop()

    def _show(self, text: str, button: str, action: Callable[[], None] | None) -> None:
        self._text.setText(text)
        self._action = action
        self.button.setText(button)
        # Where text is being typed, the same keys take back the typing instead.
        self.button.setShortcut(
            QKeySequence.StandardKey.Undo if action is not None else QKeySequence()
        )
        self.button.setVisible(bool(button))
        self.show()
        announce(self, text)

    def _act(self) -> None:
        action, self._action = self._action, None
        self.hide()
        if action is not None:
            action()

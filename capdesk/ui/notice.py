"""Lines that say what has just been done, with a way back, or what is to be read."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel

SHOWN_FOR_MS = 10_000


class Notice(QWidget):
    """One line that goes after ten seconds, and one that stays until it is read.

    In each a new one takes the place of the old one, but what is to be read waits for
    its turn, and neither kind takes the other's place.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._action: Callable[[], None] | None = None
        self._unread: list[str] = []
        self._staying, self._passing = _Line(), _Line()
        self._staying.button.setText("OK")
        self._staying.button.clicked.connect(self._was_read)
        self._passing.button.clicked.connect(self._act)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._timer.timeout.connect(self._pass)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        for line in (self._staying, self._passing):
            layout.addWidget(line)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, a line each; empty while it is not shown."""
        if self.isHidden():
            return ""
        shown = (each for each in (self._staying, self._passing) if not each.isHidden())
        return "\n".join(each.text.text() for each in shown)

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton]:
        """*OK* to what is to be read, and the way back."""
        return self._staying.button, self._passing.button

    @property
    def button(self) -> QPushButton:
        """The way back from what has just been done."""
        return self._passing.button

    def show_text(
        self, text: str, button: str = "", action: Callable[[], None] | None = None
    ) -> None:
        """Say something for ten seconds, with a button for the way back if there is one."""
        self._action = action
        self._passing.button.setText(button)
        # Where text is being typed, the same keys take back the typing instead.
        self._passing.button.setShortcut(
            QKeySequence.StandardKey.Undo if action is not None else QKeySequence()
        )
        self._passing.button.setVisible(bool(button))
        self._timer.start()
        self._say(self._passing, text)

    def show_until_read(self, text: str) -> None:
        """Say something that stays until somebody says that they have read it."""
        if text in self._unread:
            return
        self._unread.append(text)
        if len(self._unread) == 1:
            self._say(self._staying, text)

    def withdraw(self, text: str) -> None:
        """Take back what is to be read, if it is not so any more."""
        if text not in self._unread:
            return
        is_shown = self._unread[0] == text
        self._unread.remove(text)
        if is_shown:
            self._show_next()

    def _was_read(self) -> None:
        if self._unread:
            del self._unread[0]
        self._show_next()

    def _show_next(self) -> None:
        if self._unread:
            self._say(self._staying, self._unread[0])
        else:
            self._staying.hide()
            self._refresh()

    def _act(self) -> None:
        action, self._action = self._action, None
        self._pass()
        if action is not None:
            action()

    def _pass(self) -> None:
        self._timer.stop()
        self._passing.hide()
        self._refresh()

    def _say(self, line: "_Line", text: str) -> None:
        line.text.setText(text)
        line.show()
        self._refresh()
        announce(self, text)

    def _refresh(self) -> None:
        self.setVisible(not (self._staying.isHidden() and self._passing.isHidden()))


class _Line(QWidget):
    """A sentence and its button."""

    def __init__(self) -> None:
        super().__init__()
        self.text = PlainLabel(wrap=True)
        self.button = QPushButton()
        self.button.setAutoDefault(True)  # Enter presses it too, as in a dialog
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        self.hide()

"""Says that the keyring is being waited for, as long as that lasts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from capdesk.app.outbox_view import OutboxView
from capdesk.ui.announce import announce
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from capdesk.app.parts import Parts

WORTH_A_WORD_S = 1.0
"""A keyring that answers sooner is not worth a word."""
LOOK_EVERY_MS = 500
WAITING = (
    "Waiting for your keyring… It may be asking for a password in another window. What"
    " you type stays."
)


class KeyringWait(QObject):
    """Looks whether the keyring owes an answer: to the outbox, or to who sends.

    Nobody tells when a call to a keyring begins to hang, so it is looked for.
    """

    def __init__(self, window: MainWindow, view: OutboxView) -> None:
        """Make it; nothing is looked for before `begin`.

        Args:
            window: Owns it, and has it said aloud.
            view: Says it on the line below everything.
        """
        super().__init__(window)
        self._window = window
        self._view = view
        self._parts: Parts | None = None
        self._is_said = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, parts: "Parts") -> None:
        """Watch the keyring of these parts."""
        self._parts = parts
        self._timer.start()

    def end(self) -> None:
        """Watch no more: the window is closing, or these parts opened nothing."""
        self._parts = None
        self._timer.stop()
        self._say(is_waiting=False)

    @Slot()
    def _look(self) -> None:
        if self._parts is not None:
            self._say(is_waiting=self._parts.keyring_owes_s >= WORTH_A_WORD_S)

    def _say(self, *, is_waiting: bool) -> None:
        if is_waiting == self._is_said:
            return
        self._is_said = is_waiting
        self._view.show_wait(WAITING if is_waiting else "")
        if is_waiting:
            announce(self._window.queue_line, WAITING)

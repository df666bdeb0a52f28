"""Ends the program when the session or a signal asks, and asks nobody in return.

Who closes the window is asked about unsent leads. A log-off, a shutdown and a polite
kill must not wait for an answer that nobody is there to give; every lead that was
acknowledged is on the disk already.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from PySide6.QtCore import QEvent, QSocketNotifier, Signal
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

_ASK_TO_END = ("SIGINT", "SIGTERM", "SIGHUP")
_MOST_SIGNALS_AT_ONCE = 64


class Application(QApplication):
    """The application, which a session that ends can end at once."""

    session_ends = Signal()
    """A log-off has begun: whatever is not kept now may not be kept at all."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(arguments)
        self.commitDataRequest.connect(self._commit)

    def event(self, event: QEvent) -> bool:
        """End at `Quit`, where Qt would close the windows first, and they may ask.

        It comes from the end of a session, and once the last window has been closed.
        By then Qt no longer says that the session is being saved.
        """
        if event.type() is QEvent.Type.Quit:
            self.exit()
            return True
        return super().event(event)

    def _commit(self, manager: QSessionManager) -> None:
        # A session manager would start CapDesk with options that it does not know.
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
        self.session_ends.emit()


@contextmanager
def signals_end(app: QApplication) -> Iterator[None]:
    """Let Ctrl+C, a polite kill and a terminal that closes end Qt's loop in good order.

    What the program was started to ignore, as with `nohup`, it goes on to ignore.
    """
    # Late: the first paint has nothing to end.
    import signal
    import socket

    ask_to_end = [
        getattr(signal, name)
        for name in _ASK_TO_END
        if hasattr(signal, name)  # Windows has no SIGHUP
    ]
    with ExitStack() as at_last:
        reader, writer = socket.socketpair()
        for each in (reader, writer):
            at_last.enter_context(each)
            each.settimeout(0)

        def end() -> None:
            if set(reader.recv(_MOST_SIGNALS_AT_ONCE)) & set(ask_to_end):
                app.exit()

        # Python hears of a signal when it runs next, and Qt's loop alone would not let
        # it; the number of the signal comes through the socket at once.
        notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(end)
        at_last.callback(notifier.setEnabled, False)  # noqa: FBT003 - Qt's slot
        before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        at_last.callback(signal.set_wakeup_fd, before)
        for number in ask_to_end:
            if signal.getsignal(number) is not signal.SIG_IGN:
                handler = signal.signal(number, lambda *_: None)
                at_last.callback(signal.signal, number, handler)
        yield

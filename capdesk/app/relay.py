"""The one bridge by which other threads reach the window.

Qt looks whether an object is still there and then uses it, in two steps: a thread that
emits while the main thread deletes the object ends the program. So threads pass a gate,
and once that is shut none of them touches Qt any more, however late it comes.
"""

import threading
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import Future

Answer = Callable[["Future[Any]"], None]


class Relay(QObject):
    """Lives in the main thread; hands it news and answers from other threads."""

    news = Signal(object)
    """Something happened in another thread; carries a frozen value."""

    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make it, with its gate open.

        Args:
            parent: Deletes it, in the main thread, once the gate was shut: else it goes
                in whichever thread is the last that knows it.
        """
        super().__init__(parent)
        self._numbers = count()
        self._waiting: dict[int, Answer] = {}
        self._hearing: dict[int, Callable[[Any], None]] = {}
        self._home = threading.get_ident()
        self._answered.connect(self._deliver)
        # One thread may pass twice: what is done already is answered at once.
        self._gate = threading.RLock()
        self._is_shut = False

    def tell(self, value: object) -> None:
        """Pass news on; may be called from any thread."""
        with self._gate:
            if not self._is_shut:
                self.news.emit(value)

    def teller(self, hear: Callable[[Any], None]) -> Callable[[object], None]:
        """Return what any thread may call with values, each of which `hear` gets here."""
        number = next(self._numbers)
        self._hearing[number] = hear
        return partial(self._pass, number)

    def when_done(self, future: "Future[Any]", answer: Answer) -> None:
        """Have `answer(future)` called in the main thread once the future is done."""
        number = next(self._numbers)
        self._waiting[number] = answer
        future.add_done_callback(partial(self._pass, number))

    def forget_all(self) -> None:
        """Deliver nothing more, and shut the gate: the window is closing."""
        with self._gate:
            self._is_shut = True
        self._waiting.clear()
        self._hearing.clear()

    def _pass(self, number: int, value: object) -> None:
        with self._gate:
            if self._is_shut:
                return
            if threading.get_ident() == self._home:
                # Done already; whoever asked is not answered while still asking.
                QTimer.singleShot(0, self, partial(self._deliver, number, value))
            else:
                # Qt queues what comes from another thread. To ask it for that by name
                # makes all its enums, and Send would wait for these.
                self._answered.emit(number, value)

    @Slot(int, object)
    def _deliver(self, number: int, value: Any) -> None:  # noqa: ANN401 - a signal's
        if (hear := self._hearing.get(number)) is not None:
            hear(value)
        answer = self._waiting.pop(number, None)
        if answer is not None and not value.cancelled():
            answer(value)

"""The one bridge by which other threads reach the window."""

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import Future

Answer = Callable[["Future[Any]"], None]


class Relay(QObject):
    """Lives in the main thread; hands it news and answers from other threads."""

    news = Signal(object)
    """Something happened in another thread; carries a frozen value."""

    _answered = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count()
        self._waiting: dict[int, Answer] = {}
        self._is_joined = False

    def tell(self, value: object) -> None:
        """Pass news on; may be called from any thread."""
        self.news.emit(value)

    def when_done(self, future: "Future[Any]", answer: Answer) -> None:
        """Have `answer(future)` called in the main thread once the future is done."""
        if not self._is_joined:
            # Not before there is somebody to answer: the window is painted by then, and
            # Qt's enums did not hold it up.
            self._is_joined = True
            queued = QtCore.Qt.ConnectionType.QueuedConnection
            self._answered.connect(self._deliver, queued)
        number = next(self._numbers)
        self._waiting[number] = answer
        future.add_done_callback(partial(self._answered.emit, number))

    def forget_all(self) -> None:
        """Deliver no more answers: the window is closing."""
        self._waiting.clear()

    @Slot(int, object)
    def _deliver(self, number: int, future: "Future[Any]") -> None:
        answer = self._waiting.pop(number, None)
        if answer is not None and not future.cancelled():
            answer(future)

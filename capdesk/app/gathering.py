"""Gathers what comes in quick succession, so that the window shows it at a calm pace."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

PACE_MS = 100
"""Ten changes a second are more than anybody reads; a draining outbox makes hundreds."""


class Gathering(QObject):
    """Passes the first ids on at once, and what follows at most every 100 ms."""

    due = Signal(tuple)
    """Ids that changed since the last time, each once, in the order they came."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ids: dict[str, None] = {}
        self._pause = QTimer(self, singleShot=True, interval=PACE_MS)
        self._pause.timeout.connect(self._go_on)

    def add(self, ids: Iterable[str]) -> None:
        """Take ids of entries that changed."""
        self._ids.update(dict.fromkeys(ids))
        if not self._pause.isActive():
            self._go_on()

    def _go_on(self) -> None:
        if self._ids:
            ids, self._ids = tuple(self._ids), {}
            self._pause.start()
            self.due.emit(ids)

"""Says when a new day begins in the United Kingdom, for what holds by the day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from capdesk.domain.rules.times import uk_date, uk_midnight


class DayChange(QObject):
    """One timer, aimed at the next midnight; while the day lasts nothing runs."""

    changed = Signal()
    """It is another day than before."""

    def __init__(self, parent: QObject, now: Callable[[], datetime]) -> None:
        """Aim at the next midnight.

        Args:
            parent: Owns it.
            now: The clock, aware.
        """
        super().__init__(parent)
        self._now = now
        self._timer = QTimer(self, singleShot=True)
        # Qt lets a usual one be late by a twentieth of its time: of a day, an hour.
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)  # noqa: S101 - for the type checker
        # A timer stands still while the computer sleeps, and a clock may be put right;
        # whoever comes back to the window finds the day it is.
        app.applicationStateChanged.connect(self._state_changed)
        self._day = uk_date(now())
        self._aim()

    @property
    def day(self) -> date:
        """The day it was when somebody last looked."""
        return self._day

    @Slot()
    def look(self) -> None:
        """Look which day it is, and aim anew."""
        today = uk_date(self._now())
        self._aim()
        if today != self._day:
            self._day = today
            self.changed.emit()

    @Slot(Qt.ApplicationState)
    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()

    def _aim(self) -> None:
        now = self._now()
        ahead = uk_midnight(uk_date(now) + timedelta(days=1)) - now
        # Rounded up: a moment too early would be the same day still.
        self._timer.start(ahead // timedelta(milliseconds=1) + 1)

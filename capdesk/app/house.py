"""Erases what has been kept long enough: at the start, and each hour after it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from capdesk.app.clock import utc_now
from capdesk.app.outbox_view import OutboxView
from capdesk.app.own_log import log
from capdesk.app.relay import Relay

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.outbox import Outbox
    from capdesk.services.profile import Profile
    from capdesk.services.retention import Kept

EVERY_MS = 60 * 60 * 1_000


class House(QObject):
    """Keeps the data folder to what may be kept, for as long as the window is open."""

    def __init__(
        self,
        parent: QObject,
        relay: Relay,
        view: OutboxView,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Make it; nothing is erased before `begin`.

        Args:
            parent: Owns it.
            relay: Brings answers from the storage thread.
            view: Shows what is left.
            now: The clock, aware.
        """
        super().__init__(parent)
        self._relay = relay
        self._view = view
        self._now = now
        self._parts: Parts | None = None
        self._hourly = QTimer(self, interval=EVERY_MS)
        self._hourly.timeout.connect(self.keep)

    def begin(self, parts: "Parts") -> None:
        """Keep house in a data folder whose outbox has just been opened."""
        self._parts = parts
        self._hourly.start()
        self.keep()

    def end(self) -> None:
        """Erase no more: the window is closing."""
        self._hourly.stop()
        self._parts = None

    @Slot()
    def keep(self) -> None:
        """Erase at once what may not be kept any longer."""
        if self._parts is None:
            return
        profile = self._parts.profile
        kept = self._parts.storage.submit(_keep_house, profile, self._now())
        self._relay.when_done(kept, self._kept)

    def _kept(self, future: "Future[Kept]") -> None:
        if (error := future.exception()) is not None:
            # It is tried again in an hour, and hinders no lead.
            log().warning("no house was kept", exc_info=error)
            return
        kept = future.result()
        if kept.left:
            log().warning("%d old copies had to be left", len(kept.left))
        if kept.purged or kept.wiped:
            self._view.show_everything()


def _keep_house(outbox: "Outbox", profile: "Profile", now: datetime) -> "Kept":
    from capdesk.services.outbox_access import rotate_old_key_if_empty
    from capdesk.services.retention import keep_house

    keep = profile.managed().retention
    kept = keep_house(outbox, profile.folder, now=now, keep=keep)
    rotate_old_key_if_empty(profile, outbox, now=now)
    return kept

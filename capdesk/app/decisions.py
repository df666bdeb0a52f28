"""What people decide about leads in the outbox: send again, it arrived, discard."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from PySide6.QtCore import QObject, QTimer, Slot

from capdesk.app.clock import utc_now
from capdesk.app.correcting import Correcting
from capdesk.app.outbox_view import OutboxView
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.story import Story
    from capdesk.outbox import Outbox

P = ParamSpec("P")

UNDO_WITHIN_S = 10

BEING_CORRECTED = (
    "This lead is being corrected in the form. Save or cancel that first; the lead stays"
    " as it is."
)


_DISCARDED = "The lead was discarded. What is known of the person is erased"
_DISCARDED_SEVERAL = "{} leads were discarded. What is known of the people is erased"


class Decisions(QObject):
    """Carries what was decided in the outbox panel to the outbox, and shows the result."""

    def __init__(
        self,
        window: MainWindow,
        relay: Relay,
        view: OutboxView,
        correcting: Correcting,
        set_up: SetUp,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Make it; nothing can be decided before `begin`.

        Args:
            window: Its panel is where people decide.
            relay: Brings answers from the storage thread.
            view: Shows how entries stand afterwards.
            correcting: Knows which lead is not to be decided about.
            set_up: Knows what the campaigns are called.
            now: The clock, aware.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._view = view
        self._correcting = correcting
        self._set_up = set_up
        self._now = now
        self._parts: Parts | None = None
        # Discarded, and not yet wiped: one *Undo* brings them all back.
        self._discarded: dict[str, None] = {}
        # Each discard in turn starts it anew, so the last one has its ten seconds too.
        self._undo_ends = QTimer(self, singleShot=True, interval=UNDO_WITHIN_S * 1_000)
        self._undo_ends.timeout.connect(self._wipe)

    def begin(self, parts: "Parts") -> None:
        """Let people decide about the leads of an outbox that has just been opened."""
        self._parts = parts
        panel = self._window.outbox
        panel.details.campaign_name = self._set_up.campaign_name
        panel.story_wanted.connect(self._tell_story)
        panel.send_again_wanted.connect(self._send_again)
        panel.send_one_wanted.connect(self._send_one)
        panel.arrived_wanted.connect(self._mark_arrived)
        panel.discard_wanted.connect(self._discard)

    def end(self) -> None:
        """Give up the contact data of what was discarded; there is no more undo."""
        self._undo_ends.stop()
        if self._parts is not None:
            from capdesk.outbox import Outbox

            self._parts.storage.submit(Outbox.wipe_discarded, now=self._now())
        self._parts = None

    # What people decide

    @Slot(str)
    def _tell_story(self, entry_id: str) -> None:
        if self._parts is None:
            return
        from capdesk.outbox import Outbox

        story = self._parts.storage.submit(Outbox.story, entry_id)
        self._relay.when_done(story, self._story_told)

    def _story_told(self, future: "Future[Story]") -> None:
        if (error := future.exception()) is not None:
            self._window.notice.show_text(sentence_of(error))
        elif self._parts is not None:
            self._window.outbox.show_story(future.result())

    @Slot(str)
    def _send_again(self, entry_id: str) -> None:
        from capdesk.outbox import Outbox

        self._decide(entry_id, self._send_soon, Outbox.send_again, entry_id)

    @Slot(str)
    def _send_one(self, entry_id: str) -> None:
        from capdesk.outbox import Outbox

        self._decide(entry_id, self._send_soon, Outbox.send_one_now, entry_id)

    @Slot(str)
    def _mark_arrived(self, entry_id: str) -> None:
        from capdesk.outbox import Outbox

        self._decide(entry_id, None, Outbox.mark_arrived, entry_id, now=self._now())

    @Slot(str, str)
    def _discard(self, entry_id: str, reason: str) -> None:
        from capdesk.outbox import Outbox

        self._decide(
            entry_id,
            self._offer_undo,
            Outbox.discard,
            entry_id,
            now=self._now(),
            reason=reason,
        )

    def _undo_discards(self, entry_ids: tuple[str, ...]) -> None:
        from capdesk.outbox import Outbox

        for each in entry_ids:
            self._discarded.pop(each, None)
            self._decide(each, self._nudge, Outbox.undo_discard, each, now=self._now())

    # Inside

    def _decide(
        self,
        entry_id: str,
        then: Callable[[str], None] | None,
        call: "Callable[Concatenate[Outbox, P], None]",
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Have the outbox do what was decided about an entry, then `then(entry_id)`."""
        if self._parts is None:
            return
        if self._correcting.is_about(entry_id):
            self._window.notice.show_text(BEING_CORRECTED)
            return
        done = self._parts.storage.submit(call, *args, **kwargs)
        self._relay.when_done(done, partial(self._decided, entry_id, then))

    def _decided(
        self,
        entry_id: str,
        then: Callable[[str], None] | None,
        future: "Future[None]",
    ) -> None:
        if self._parts is None:
            return
        # Also after a refusal: the entry is not what it was taken for.
        self._view.refresh([entry_id])
        self._tell_story(entry_id)
        if (error := future.exception()) is not None:
            self._window.notice.show_text(sentence_of(error))
        elif then is not None:
            then(entry_id)

    def _send_soon(self, entry_id: str) -> None:
        """Lift what the queue waits for: a person asked, and that is always allowed."""
        if self._parts is None:
            return
        released = self._parts.storage.submit(_release_queue_of, entry_id)
        self._relay.when_done(released, self._released)

    def _released(self, future: "Future[str]") -> None:
        if self._parts is not None and future.exception() is None:
            self._parts.release(future.result())

    def _nudge(self, _entry_id: str) -> None:
        """Have it sent when it is due: an undo lifts nothing that the queue waits for."""
        if self._parts is not None:
            self._parts.nudge()

    def _offer_undo(self, entry_id: str) -> None:
        self._undo_ends.start()
        self._discarded[entry_id] = None
        count = len(self._discarded)
        words = _DISCARDED if count == 1 else _DISCARDED_SEVERAL.format(count)
        self._window.notice.show_text(
            f"{words} in {UNDO_WITHIN_S} seconds.",
            "Undo" if count == 1 else "Undo all",
            partial(self._undo_discards, tuple(self._discarded)),
        )

    @Slot()
    def _wipe(self) -> None:
        self._discarded.clear()
        if self._parts is None:
            return
        wiped = self._parts.storage.submit(_wipe_old_discards, self._now())
        self._relay.when_done(wiped, self._wiped)

    def _wiped(self, future: "Future[tuple[str, ...]]") -> None:
        if (error := future.exception()) is not None:
            self._window.notice.show_text(sentence_of(error))
        else:
            self._view.refresh(future.result())


def _release_queue_of(outbox: "Outbox", entry_id: str) -> str:
    environment = outbox.entry(entry_id).environment
    outbox.clear_queue(environment)
    return environment


def _wipe_old_discards(outbox: "Outbox", now: datetime) -> tuple[str, ...]:
    from capdesk.domain.entry import Status

    # A moment less: timer and clock need not agree to the millisecond.
    older_than = timedelta(seconds=UNDO_WITHIN_S - 1)
    outbox.wipe_discarded(now=now, older_than=older_than)
    return tuple(entry.id for entry in outbox.entries(Status.DISCARDED))

"""Takes leads from the form into the outbox: judged, kept, and only then cleared."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from capdesk.app.clock import utc_now
from capdesk.app.correcting import Correcting, sentence_of_moved_on, slot_of
from capdesk.app.outbox_view import OutboxView
from capdesk.app.relay import Relay
from capdesk.app.rules import DeskRules
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.domain.lead import Draft
from capdesk.ui.form.second_press import SAME_PRESS_WITHIN_MS
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import datetime

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.entry import Entry
    from capdesk.outbox import Outbox

PUT_ASIDE = "What was being typed last time is kept; it comes back at the next start."
CHOOSE_A_CAMPAIGN = "Choose a campaign first, at the top; what you typed stays."


class Taking(QObject):
    """What happens to what is typed: its draft is kept, and Send makes a lead of it."""

    def __init__(
        self,
        window: MainWindow,
        relay: Relay,
        rules: DeskRules,
        view: OutboxView,
        set_up: SetUp,
        correcting: Correcting,
    ) -> None:
        """Join the form; a lead sent before `open` is taken once that is called.

        Args:
            window: Its form is typed into.
            relay: Brings answers from the storage thread.
            rules: What a lead is judged by.
            view: Shows what was taken.
            set_up: Knows the campaign that is chosen.
            correcting: Knows whether the form corrects a lead of the outbox.
        """
        super().__init__(window)
        self._window = window
        self._form = window.form
        self._strip = window.strip
        self._relay = relay
        self._rules = rules
        self._view = view
        self._set_up = set_up
        self._correcting = correcting
        self._parts: Parts | None = None
        # What was typed last time has come back, if there was anything.
        self._is_loaded = False
        # Why no lead can be kept: said again whenever Send is pressed.
        self._no_outbox = ""
        # The lead that was tried last, with its id, until it is kept.
        self._tried: tuple[str, Draft] | None = None
        # A lead that Send was pressed for before the outbox was open.
        self._early: Draft | None = None
        # The half-typed lead that came back a moment ago, once a correction was saved.
        self._came_back: Draft | None = None
        self._same_press = QTimer(self, singleShot=True, interval=SAME_PRESS_WITHIN_MS)
        self._form.send_requested.connect(self._send)
        self._form.draft_changed.connect(self._keep_draft)

    def begin(self, parts: "Parts") -> None:
        """Keep drafts in an outbox that is being opened, perhaps not for the first time."""
        self._parts = parts
        self._no_outbox = ""

    def open(self, parts: "Parts") -> None:
        """Take leads, and what was being typed when the program ended."""
        from capdesk.services.drafts import load_draft

        loaded = parts.storage.submit(load_draft, now=utc_now())
        self._relay.when_done(loaded, self._draft_loaded)

    def refuse(self, sentence: str) -> None:
        """Say at each Send why no lead can be kept; what is typed stays in the form."""
        self._no_outbox = sentence
        early, self._early = self._early, None
        if early is not None:
            self._send(early)

    def end(self) -> None:
        """Keep what stands in the form, and nothing after it: the window is closing."""
        self.keep_draft()
        self._parts = None

    def keep_draft(self) -> "Future[None] | None":
        """Keep what stands in the form; None where there is nothing to keep it in."""
        return self._keep_draft(self._form.draft())

    def _draft_loaded(self, future: "Future[Draft | None]") -> None:
        self._is_loaded = True
        early, self._early = self._early, None
        draft = None if future.exception() is not None else future.result()
        if draft is not None and early is None and self._form.is_empty():
            self._form.load(draft)
        elif draft is not None and draft.has_person:
            self._put_aside(draft)
        if early is not None:
            self._send(early)

    def _put_aside(self, draft: Draft) -> None:
        """Keep what was typed last time: somebody has begun with another lead already."""
        if self._parts is None:
            return
        from capdesk.services.drafts import put_aside

        self._parts.storage.submit(put_aside, draft, now=utc_now())
        self._window.notice.show_text(
            PUT_ASIDE, "Bring it back", partial(self._bring_back, draft)
        )

    def _bring_back(self, draft: Draft) -> None:
        if self._form.is_locked or self._form.is_correcting:
            return  # it comes back at the next start
        before = self._form.draft()
        self._form.load(draft)
        if before.has_person:
            self._put_aside(before)
        elif self._parts is not None:
            from capdesk.outbox import Outbox
            from capdesk.services.drafts import ASIDE_SLOT

            self._keep_draft(draft)
            self._parts.storage.submit(Outbox.clear_draft, ASIDE_SLOT)

    @Slot(Draft)
    def _send(self, draft: Draft) -> None:
        if self._is_same_press(draft):
            return
        form, campaign = self._form, self._set_up.campaign
        form.set_locked(locked=False)
        if campaign is None:
            form.show_failure(CHOOSE_A_CAMPAIGN)
            self._strip.campaign.setFocus()
            return
        judgement = self._rules.judge(draft, campaign, self._id_for(draft))
        if judgement.lead is None:
            form.show_problems(judgement.problems)
            return
        form.problems.clear()
        if self._no_outbox:
            form.show_failure(f"The lead was not saved. {self._no_outbox}")
            return
        form.set_locked(locked=True)
        if self._parts is None or not self._parts.storage.opened.done():
            self._early = draft
            return
        from capdesk.app.parts import capture

        corrected = self._correcting.entry_id
        kept = self._parts.storage.submit(
            capture,
            judgement.lead,
            campaign,
            clears_draft=self._slot,
            replaces=corrected,
        )
        self._relay.when_done(kept, partial(self._captured, corrected))

    def _is_same_press(self, draft: Draft) -> bool:
        """Tell a double press of *Save and send* from a Send of what came back."""
        if not self._same_press.isActive() or draft != self._came_back:
            return False
        # A key that is held down goes on until it is let go.
        self._same_press.start()
        return True

    def _id_for(self, draft: Draft) -> str:
        """Return one id for one draft, however often it is tried.

        A try that failed may have left the lead on the disk after all; the same id
        keeps a second try from making two of it.
        """
        if self._tried is None or self._tried[1] != draft:
            from uuid import uuid4

            self._tried = (str(uuid4()), draft)
        return self._tried[0]

    def _captured(self, corrected: str | None, future: "Future[Entry]") -> None:
        form = self._form
        if (error := future.exception()) is not None:
            from capdesk.outbox import GivenUpError

            if isinstance(error, GivenUpError):
                self._tried = None  # the next try is another lead
            form.set_locked(locked=False)
            form.show_failure(sentence_of_moved_on(error) or sentence_of(error))
            return
        self._tried = None
        if corrected is None:
            form.start_next()
        else:
            # It may have been cancelled at the last moment: then it has ended already.
            self._correcting.finish()
            self._came_back = form.draft()
            self._same_press.start()
        form.set_locked(locked=False)
        self._view.show_new(future.result(), corrected)
        if self._parts is not None:
            self._parts.nudge()

    @property
    def _slot(self) -> str:
        from capdesk.services.drafts import DRAFT_SLOT

        corrected = self._correcting.entry_id
        return DRAFT_SLOT if corrected is None else slot_of(corrected)

    @Slot(Draft)
    def _keep_draft(self, draft: Draft) -> "Future[None] | None":
        if self._parts is None:
            return None
        if not self._is_loaded:
            from capdesk.services.drafts import keep_beside

            # Over what was typed last time nothing may be written.
            return self._parts.storage.submit(keep_beside, draft, now=utc_now())
        return self._parts.storage.submit(_save_draft, self._slot, draft, utc_now())


def _save_draft(outbox: "Outbox", slot: str, draft: Draft, now: "datetime") -> None:
    outbox.save_draft(slot, draft, now=now)

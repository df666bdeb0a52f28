"""A lead from the outbox goes back into the form, to be corrected and sent anew."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from capdesk.app.clock import utc_now
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.domain.campaign import Campaign
from capdesk.domain.consent import Consents
from capdesk.domain.lead import Draft, Lead
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.story import Story
    from capdesk.outbox import Outbox

PUT_OFF_FOR = timedelta(minutes=15)
"""How long a waiting lead is not sent while somebody corrects it; a crash ends it too."""

NO_CONTENT = "This lead can’t be corrected: what was typed can no longer be read on this computer."
NOT_NOW = (
    "Another lead is being corrected in the form. Save or cancel that one first; this"
    " one stays as it is."
)
NO_CAMPAIGN = (
    "This lead can’t be corrected yet: its campaign is not on this computer. Open its"
    " campaign pack, then try again. The lead stays as it is."
)
TOO_LATE = "This lead can’t be corrected any more: it is {status}. Nothing was changed."
MOVED_ON = (
    "The correction was not saved: the lead itself is {status} by now. What you typed is"
    " still here; Cancel leaves the lead as it is."
)


class Correcting(QObject):
    """Knows which lead the form corrects, and puts back what stood there before."""

    def __init__(self, window: MainWindow, relay: Relay, set_up: SetUp) -> None:
        """Make it; nothing can be corrected before `begin`.

        Args:
            window: Its form corrects; its panel says what is to be corrected.
            relay: Brings answers from the storage thread.
            set_up: Has the campaigns, and chooses the lead's own meanwhile.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._set_up = set_up
        self._parts: Parts | None = None
        self._entry_id: str | None = None
        # A lead that is on its way from the outbox into the form.
        self._fetching: str | None = None
        self._draft_before = Draft()
        self._campaign_before: Campaign | None = None

    def begin(self, parts: "Parts") -> None:
        """Let people correct the leads of an outbox that has just been opened."""
        self._parts = parts
        self._window.outbox.correct_wanted.connect(self._fetch)
        self._window.form.correction_cancelled.connect(self._cancel)

    def end(self) -> None:
        """Fetch no more: the window is closing. What is typed is kept as a draft."""
        self._parts = None

    @property
    def entry_id(self) -> str | None:
        """The lead that the form corrects; None while it takes a new one."""
        return self._entry_id

    def is_about(self, entry_id: str) -> bool:
        """Whether the form corrects this lead, or is about to."""
        return entry_id in {self._entry_id, self._fetching}

    def finish(self) -> None:
        """Put the form back as it was: the corrected copy is in the outbox."""
        entry_id, self._entry_id = self._entry_id, None
        if entry_id is None:
            return
        form, strip = self._window.form, self._window.strip
        form.end_correction()
        self._set_up.give_back(self._campaign_before)
        form.set_staff_name(strip.staff_name.text())
        form.load(self._draft_before)
        self._draft_before = Draft()
        strip.setEnabled(True)
        form.focus_first()

    def forget(self, ids: Collection[str], is_theirs: Callable[[Draft], bool]) -> None:
        """Empty the form of a person who has just been forgotten.

        Args:
            ids: Their leads.
            is_theirs: Whether a draft is about them.
        """
        form = self._window.form
        if self._entry_id in ids or (self._entry_id and is_theirs(form.draft())):
            self.finish()
        if is_theirs(self._draft_before):
            self._draft_before = _without_person(self._draft_before)
        if self._entry_id is None and is_theirs(form.draft()):
            form.start_next()

    @Slot(str)
    def _fetch(self, entry_id: str) -> None:
        if self._parts is None:
            return
        if self._entry_id is not None or self._fetching is not None:
            if not self.is_about(entry_id):
                self._window.notice.show_text(NOT_NOW)
            self._window.form.focus_first()
            return
        self._fetching = entry_id
        # A Send that is pressed now would be for a lead that is just leaving the form.
        self._window.form.set_locked(locked=True)
        fetched = self._parts.storage.submit(_fetch_for_correction, entry_id)
        self._relay.when_done(fetched, self._fetched)

    def _fetched(self, future: "Future[tuple[Story, Draft | None]]") -> None:
        self._fetching = None
        self._window.form.set_locked(locked=False)
        if (error := future.exception()) is not None:
            self._window.notice.show_text(sentence_of(error))
            return
        story, half_done = future.result()
        refusal = _refusal(story)
        campaign = self._set_up.campaign_of(
            story.entry.environment, story.entry.campaign_id
        )
        if story.lead is None or campaign is None or refusal:
            self._window.notice.show_text(refusal or NO_CAMPAIGN)
            if self._parts is not None:
                self._parts.storage.submit(_let_go, story.entry.id)
            return
        from capdesk.outbox import Outbox
        from capdesk.services.drafts import DRAFT_SLOT

        form = self._window.form
        self._draft_before = form.draft()
        if self._parts is not None:
            keep, now = self._parts.storage.submit, utc_now()
            keep(Outbox.save_draft, DRAFT_SLOT, self._draft_before, now=now)
        self._entry_id = story.entry.id
        self._campaign_before = self._set_up.campaign
        # The lead stays in its campaign and with who took it.
        self._set_up.borrow(campaign)
        form.set_staff_name(story.lead.staff_name)
        self._window.strip.setEnabled(False)
        draft = half_done or _as_written(story.lead)
        form.begin_correction(draft, story.lead.full_name, story.entry.messages)

    @Slot()
    def _cancel(self) -> None:
        form = self._window.form
        if self._entry_id is None or self._parts is None or form.is_locked:
            return  # or it is just being saved
        # What was typed is offered again when the same lead is corrected later.
        form.set_locked(locked=True)
        kept = self._parts.storage.submit(_put_aside, self._entry_id, form.draft())
        self._relay.when_done(kept, self._put_aside)

    def _put_aside(self, future: "Future[None]") -> None:
        self._window.form.set_locked(locked=False)
        if (error := future.exception()) is not None:
            self._window.form.show_failure(sentence_of(error))
            return
        self.finish()
        self._window.notice.show_text(
            "The correction was put aside. Nothing was changed."
        )


def slot_of(entry_id: str) -> str:
    """Return the slot that the draft of a correction is kept in."""
    return f"correction-{entry_id}"


def sentence_of_moved_on(error: BaseException) -> str | None:
    """Return what to say where a lead was sent or given up while it was corrected."""
    from capdesk.domain.entry import TransitionError
    from capdesk.ui.words import STATUS_WORDS

    if not isinstance(error.__cause__, TransitionError):
        return None
    return MOVED_ON.format(status=STATUS_WORDS[error.__cause__.current].lower())


def _refusal(story: "Story") -> str:
    """Return why a lead can't be corrected; empty if it can."""
    from capdesk.domain.entry import TRANSITIONS, Status
    from capdesk.ui.words import STATUS_WORDS

    if Status.REPLACED not in TRANSITIONS[story.entry.status]:
        return TOO_LATE.format(status=STATUS_WORDS[story.entry.status].lower())
    return NO_CONTENT if story.lead is None else ""


def _fetch_for_correction(
    outbox: "Outbox", entry_id: str
) -> "tuple[Story, Draft | None]":
    now = utc_now()
    outbox.put_off(entry_id, now=now, until=now + PUT_OFF_FOR)
    return outbox.story(entry_id), outbox.load_draft(slot_of(entry_id))


def _put_aside(outbox: "Outbox", entry_id: str, draft: Draft) -> None:
    now = utc_now()
    outbox.save_draft(slot_of(entry_id), draft, now=now)
    outbox.put_off(entry_id, now=now, until=None)


def _let_go(outbox: "Outbox", entry_id: str) -> None:
    outbox.put_off(entry_id, now=utc_now(), until=None)


def _as_written(lead: Lead) -> Draft:
    """Return a lead as a draft, with number and postcode as people write them."""
    from capdesk.domain.lead import draft_of
    from capdesk.ui.contact_words import shown_phone, shown_postcode

    return draft_of(lead)._replace(
        phone=shown_phone(lead.phone),
        postcode=shown_postcode(lead.postcode),
    )


def _without_person(draft: Draft) -> Draft:
    return draft._replace(
        first_name="",
        last_name="",
        email="",
        phone="",
        postcode="",
        consents=Consents(),
        consent_asked_at="",
    )

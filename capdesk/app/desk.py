"""The life of one window: opens the parts, takes leads from the form, closes all."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from capdesk.app.chores import Chores
from capdesk.app.clock import utc_now
from capdesk.app.outbox_view import OutboxView
from capdesk.app.relay import Relay
from capdesk.app.rules import DeskRules
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.domain.campaign import Campaign
from capdesk.domain.lead import Draft
from capdesk.settings import Settings
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.entry import Entry
    from capdesk.outbox import Outbox

DRAFT_KEPT_WITHIN_S = 1.0
"""Longest that a log-off waits for what was typed to be kept."""

CHOOSE_A_CAMPAIGN = "Choose a campaign first, at the top; what you typed stays."


class Desk(QObject):
    """Joins one window to its working parts; every method runs in the main thread."""

    ready = Signal()
    """The outbox is open: a lead can be kept."""

    def __init__(
        self,
        window: MainWindow,
        folder: Path | None,
        settings: Settings,
        campaigns: Sequence[Campaign],
        rules: DeskRules,
        open_parts: "Callable[[Path | None], Parts] | None" = None,
    ) -> None:
        """Join a window to a data folder; None for a practice session.

        Args:
            window: Not yet shown.
            folder: The data folder, or None.
            settings: What the person had set.
            campaigns: To choose from.
            rules: What a lead is judged by.
            open_parts: Opens the parts, in a thread; None for the usual ones.
        """
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._rules = rules
        self._open_parts = open_parts or _usual_parts
        self._parts: Parts | None = None
        # Why no lead can be kept: said again whenever Send is pressed.
        self._no_outbox = ""
        self._relay = Relay()
        self._chores = Chores(self._relay)
        self._view = OutboxView(window, self._relay)
        self._set_up = SetUp(window, folder, settings, campaigns, self._chores)
        # The lead that was tried last, with its id, until it is kept.
        self._tried: tuple[str, Draft] | None = None
        # A lead that Send was pressed for before the outbox was open.
        self._early: Draft | None = None
        window.form.send_requested.connect(self._send)
        window.form.draft_changed.connect(self._keep_draft)
        window.send_now.connect(self._send_now)
        window.practice_answer.connect(self._answer_in_practice)
        self._set_up.chosen.connect(self._look_at)
        self._set_up.show()

    @property
    def parts(self) -> "Parts":
        """The working parts.

        Raises:
            RuntimeError: They have not been opened yet.
        """
        if self._parts is None:
            raise RuntimeError("the parts have not been opened")
        return self._parts

    @property
    def is_sending(self) -> bool:
        """Whether everything has started, the courier included."""
        return self._view.is_watching

    # Life

    @Slot()
    def start(self) -> None:
        """Open the working parts, now that the window is on the screen."""
        self._chores.do(partial(self._open_parts, self._folder), self._parts_made)

    def close(self) -> bool:
        """Stop sending, keep what was typed, close everything; takes at most seconds.

        Returns:
            Whether every thread has ended, or will by itself at once.
        """
        self._view.end()
        self._relay.forget_all()
        self._set_up.end()
        self._chores.end()
        if self._parts is None:
            return True
        self._keep_draft(self._window.form.draft())
        return self._parts.close()

    def _parts_made(self, future: "Future[Parts]") -> None:
        if (error := future.exception()) is not None:
            self._cannot_keep(sentence_of(error))
            return
        self._parts = parts = future.result()
        self._set_up.begin(parts)
        self._relay.when_done(parts.storage.opened, self._outbox_opened)

    def _outbox_opened(self, future: "Future[Outbox]") -> None:
        if (error := future.exception()) is not None:
            self._cannot_keep(sentence_of(error))
            return
        if (salvaged := future.result().salvage_report) is not None:
            self._window.notice.show_until_read(salvaged.sentence)
        from capdesk.services.desk_view import load_draft

        parts = self.parts
        self._relay.when_done(parts.storage.submit(load_draft), self._draft_loaded)
        self._view.begin(parts)
        start = partial(parts.start_sending, self._relay.tell)
        self._chores.do(start, self._sending_started)
        self.ready.emit()

    def _draft_loaded(self, future: "Future[Draft | None]") -> None:
        early, self._early = self._early, None
        draft = None if future.exception() is not None else future.result()
        if early is not None:
            self._send(early)
        elif draft is not None and self._window.form.is_empty():
            self._window.form.load(draft)

    def _sending_started(self, future: "Future[object]") -> None:
        if (error := future.exception()) is not None:
            self._view.show_trouble(sentence_of(error))
            return
        from capdesk.app.hints import NetworkHints

        NetworkHints(self).may_be_back.connect(self._hint)
        self._view.watch()
        # A lead may have been kept while it started.
        self.parts.nudge()

    def _cannot_keep(self, sentence: str) -> None:
        self._no_outbox = sentence
        self._view.show_trouble(sentence)
        early, self._early = self._early, None
        if early is not None:
            self._send(early)

    # Sending

    @Slot(Draft)
    def _send(self, draft: Draft) -> None:
        form, campaign = self._window.form, self._set_up.campaign
        form.set_locked(locked=False)
        if campaign is None:
            form.show_failure(CHOOSE_A_CAMPAIGN)
            self._window.strip.campaign.setFocus()
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

        kept = self._parts.storage.submit(capture, judgement.lead, campaign)
        self._relay.when_done(kept, self._captured)

    def _id_for(self, draft: Draft) -> str:
        """Return one id for one draft, however often it is tried.

        A try that failed may have left the lead on the disk after all; the same id
        keeps a second try from making two of it.
        """
        if self._tried is None or self._tried[1] != draft:
            from uuid import uuid4

            self._tried = (str(uuid4()), draft)
        return self._tried[0]

    def _captured(self, future: "Future[Entry]") -> None:
        form = self._window.form
        if (error := future.exception()) is not None:
            form.set_locked(locked=False)
            form.show_failure(sentence_of(error))
            return
        self._tried = None
        form.start_next()
        form.set_locked(locked=False)
        self._view.show_new(future.result())
        self.parts.nudge()

    @Slot()
    def _send_now(self) -> None:
        if self._parts is None or self._set_up.campaign is None:
            return
        from capdesk.outbox import Outbox

        environment = self._set_up.campaign.environment
        marked = self._parts.storage.submit(Outbox.send_now, environment)
        self._relay.when_done(marked, partial(self._release, environment))

    def _release(self, environment: str, future: "Future[None]") -> None:
        if (error := future.exception()) is not None:
            self._view.show_trouble(sentence_of(error))
        else:
            self.parts.release(environment)

    # Small things

    @Slot()
    def _hint(self) -> None:
        if self._parts is not None:
            self._parts.hint()

    @Slot(Draft)
    def _keep_draft(self, draft: Draft) -> None:
        if self._parts is not None:
            self._parts.storage.submit(_save_draft, draft, utc_now())

    @Slot()
    def keep_draft_now(self) -> None:
        """Keep what was typed before returning: the session ends; takes at most 1 s."""
        if self._parts is None:
            return
        from concurrent.futures import wait

        draft = self._window.form.draft()
        kept = self._parts.storage.submit(_save_draft, draft, utc_now())
        # If the disk does not answer, the log-off goes on without it.
        wait([kept], DRAFT_KEPT_WITHIN_S)

    @Slot(Campaign)
    def _look_at(self, campaign: Campaign) -> None:
        self._view.look_at(campaign.environment)

    @Slot(str)
    def _answer_in_practice(self, name: str) -> None:
        if self._parts is not None:
            self._parts.set_practice_answer(name)


def _usual_parts(folder: Path | None) -> "Parts":
    from capdesk.app.parts import Parts

    return Parts(folder)


def _save_draft(outbox: "Outbox", draft: Draft, now: datetime) -> None:
    from capdesk.services.desk_view import DRAFT_SLOT

    outbox.save_draft(DRAFT_SLOT, draft, now=now)

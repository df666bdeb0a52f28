"""Joins the window and the working parts: signals one way, answers the other."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from capdesk.app.clock import utc_now
from capdesk.app.relay import Answer, Relay
from capdesk.app.rules import DeskRules
from capdesk.domain.campaign import Campaign
from capdesk.domain.environment import PRACTICE
from capdesk.domain.lead import Draft
from capdesk.domain.queue import QueueState
from capdesk.settings import CampaignKey, Settings, save_settings
from capdesk.ui.window import MainWindow
from capdesk.ui.words import QueueView, queue_words

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.courier import News
    from capdesk.outbox import Captured, Outbox
    from capdesk.services.desk_view import DeskView

WATCH_EVERY_MS = 1_000
"""How often it is looked whether another program has changed the outbox."""

SETTINGS_AFTER_MS = 1_000

_log = logging.getLogger(__name__)


class Desk(QObject):
    """The life of one window; every method runs in the main thread."""

    ready = Signal()
    """The outbox is open: a lead can be sent."""

    def __init__(
        self,
        window: MainWindow,
        folder: Path | None,
        settings: Settings,
        campaigns: Sequence[Campaign],
        rules: DeskRules,
    ) -> None:
        """Join a window to a data folder; None for a practice session.

        Args:
            window: Not yet shown.
            folder: The data folder, or None.
            settings: What the person had set.
            campaigns: To choose from.
            rules: What a lead is judged by.
        """
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._settings = settings
        self._campaigns = tuple(campaigns)
        self._rules = rules
        self._campaign: Campaign | None = None
        self._parts: Parts | None = None
        self._relay = Relay()
        self._chores: ThreadPoolExecutor | None = None
        self._tried: tuple[str, Draft] | None = None
        self._wants_to_send: Draft | None = None
        self._views: dict[str, QueueView] = {}
        self._data_version: int | None = None
        self._watch = QTimer(self, interval=WATCH_EVERY_MS)
        self._keep_settings = QTimer(self, singleShot=True, interval=SETTINGS_AFTER_MS)
        self._connect()
        self._show_campaigns()
        window.strip.set_staff_name(settings.staff_name)

    # Life

    @Slot()
    def start(self) -> None:
        """Start the working parts, now that the window is on the screen."""
        self._do(self._open_parts, self._parts_made)

    def close(self) -> None:
        """Stop sending, keep what was typed, close everything; takes at most seconds."""
        self._watch.stop()
        self._relay.forget_all()
        if self._keep_settings.isActive():
            self._save_settings()
        if self._chores is not None:
            self._chores.shutdown(wait=True)
        if self._parts is not None:
            from capdesk.services.desk_view import DRAFT_SLOT

            # A future that fails has nobody left to tell: the window is gone.
            self._parts.storage.submit(
                _save_draft, DRAFT_SLOT, self._window.form.draft(), utc_now()
            )
            self._parts.close()

    def _open_parts(self) -> "Parts":
        from capdesk.app.parts import Parts

        return Parts(self._folder)

    def _parts_made(self, future: "Future[Parts]") -> None:
        self._parts = parts = future.result()
        self._relay.when_done(parts.storage.opened, self._outbox_opened)

    def _outbox_opened(self, future: "Future[object]") -> None:
        error = future.exception()
        if error is not None:
            self._show_trouble(_sentence(error))
            self._send_what_waited()
            return
        from capdesk.services.desk_view import load_draft, look

        parts = self._ready_parts()
        self._relay.when_done(parts.storage.submit(load_draft), self._draft_loaded)
        self._relay.when_done(parts.storage.submit(look), self._show_all)
        self._do(partial(parts.start_sending, self._relay.tell), self._sending_started)
        self.ready.emit()

    def _sending_started(self, future: "Future[object]") -> None:
        if (error := future.exception()) is not None:
            self._show_trouble(_sentence(error))
            return
        # A lead may have been captured, or an answer chosen, while it started.
        self._ready_parts().nudge()
        self._watch.start()

    # Sending

    @Slot(Draft)
    def _send(self, draft: Draft) -> None:
        if self._campaign is None:
            self._window.form.show_failure("Choose a campaign first, at the top.")
            self._window.strip.campaign.setFocus()
            return
        judgement = self._rules.judge(draft, self._campaign, self._lead_id(draft))
        if judgement.lead is None:
            self._window.form.show_problems(judgement.problems)
            return
        self._window.form.problems.clear()
        self._window.form.set_locked(locked=True)
        if self._parts is None:
            self._wants_to_send = draft
            return
        from capdesk.app.parts import capture

        future = self._parts.storage.submit(capture, judgement.lead, self._campaign)
        self._relay.when_done(future, self._captured)

    def _lead_id(self, draft: Draft) -> str:
        """Return one id for one draft, however often it is tried.

        A try that failed may have left the lead on the disk after all; the same id
        keeps a second try from making two of it.
        """
        if self._tried is None or self._tried[1] != draft:
            from uuid import uuid4

            self._tried = (str(uuid4()), draft)
        return self._tried[0]

    def _captured(self, future: "Future[Captured]") -> None:
        form = self._window.form
        form.set_locked(locked=False)
        error = future.exception()
        if error is not None:
            form.show_failure(_sentence(error))
            return
        self._tried = None
        form.start_next()
        self._refresh([future.result().id])
        self._ready_parts().nudge()

    def _send_what_waited(self) -> None:
        """Send what was asked for before the parts were there."""
        draft, self._wants_to_send = self._wants_to_send, None
        if draft is not None:
            self._send(draft)

    @Slot()
    def _send_now(self) -> None:
        if self._parts is None or self._campaign is None:
            return
        from capdesk.outbox import Outbox

        environment = self._campaign.environment
        future = self._parts.storage.submit(Outbox.send_now, environment)
        self._relay.when_done(future, self._released)

    def _released(self, future: "Future[object]") -> None:
        if (error := future.exception()) is not None:
            self._show_trouble(_sentence(error))
        elif self._parts is not None and self._campaign is not None:
            self._parts.release(self._campaign.environment)

    # What the outbox holds

    @Slot(object)
    def _hear(self, news: "News") -> None:
        if news.queue is not None:
            name = news.queue.environment
            view = self._views.get(name, QueueView())
            self._views[name] = replace(
                view,
                state=news.queue,
                in_flight=news.in_flight,
                trouble=news.outbox_trouble or "",
            )
        elif news.outbox_trouble:
            self._show_trouble(news.outbox_trouble)
        if news.changed:
            self._refresh(news.changed)
        else:
            self._show_queue()

    def _refresh(self, ids: Sequence[str]) -> None:
        from capdesk.services.desk_view import look

        future = self._ready_parts().storage.submit(look, ids)
        self._relay.when_done(future, self._show_some)

    def _show_some(self, future: "Future[DeskView]") -> None:
        if (view := self._read(future)) is not None:
            self._window.outbox.update_entries(view.entries)

    def _show_all(self, future: "Future[DeskView]") -> None:
        if (view := self._read(future)) is not None:
            self._window.outbox.show_entries(view.entries)
            for name, state in view.queues.items():
                known = self._views.get(name, QueueView())
                if known.state is None:
                    self._views[name] = replace(known, state=state)
            self._show_queue()

    def _read(self, future: "Future[DeskView]") -> "DeskView | None":
        if (error := future.exception()) is not None:
            self._show_trouble(_sentence(error))
            return None
        view = future.result()
        self._data_version = view.data_version
        for name, counts in view.counts.items():
            self._views[name] = replace(
                self._views.get(name, QueueView()), counts=counts
            )
        self._window.set_unsent(view.unsent)
        self._show_queue()
        return view

    @Slot()
    def _look_for_changes(self) -> None:
        """Notice what other programs have written, such as `outbox add`."""
        from capdesk.outbox import Outbox

        future = self._ready_parts().storage.submit(Outbox.data_version)
        self._relay.when_done(future, self._version_read)

    def _version_read(self, future: "Future[int]") -> None:
        if future.exception() is not None or future.result() == self._data_version:
            return
        from capdesk.services.desk_view import look

        parts = self._ready_parts()
        self._relay.when_done(parts.storage.submit(look), self._show_all)
        parts.nudge()

    def _show_queue(self) -> None:
        if self._campaign is None:
            return
        environment = self._campaign.environment
        view = self._views.get(environment, QueueView())
        self._window.queue_line.show_words(queue_words(view, environment))

    def _show_trouble(self, sentence: str) -> None:
        environment = self._campaign.environment if self._campaign else ""
        view = self._views.get(environment, QueueView(state=QueueState(environment)))
        self._views[environment] = replace(view, trouble=sentence)
        self._show_queue()

    # Drafts, campaigns, settings

    def _draft_loaded(self, future: "Future[Draft | None]") -> None:
        draft = None if future.exception() is not None else future.result()
        if self._wants_to_send is not None:
            self._send_what_waited()
        elif draft is not None and self._window.form.is_empty():
            self._window.form.load(draft)

    @Slot(Draft)
    def _keep_draft(self, draft: Draft) -> None:
        if self._parts is None:
            return
        from capdesk.services.desk_view import DRAFT_SLOT

        self._parts.storage.submit(_save_draft, DRAFT_SLOT, draft, utc_now())

    @Slot(Campaign)
    def _choose(self, campaign: Campaign) -> None:
        self._campaign = campaign
        names = {PRACTICE: "Practice", "qa": "QA", "production": "Production"}
        environment = campaign.environment
        self._window.strip.set_environment(names.get(environment, environment))
        key = CampaignKey(environment, campaign.id)
        self._settings = replace(self._settings, campaign=key)
        self._keep_settings.start()
        self._show_queue()

    @Slot(str)
    def _rename_staff(self, name: str) -> None:
        self._settings = replace(self._settings, staff_name=name)
        self._keep_settings.start()

    @Slot()
    def _save_settings(self) -> None:
        if self._folder is not None:
            self._do(partial(save_settings, self._folder, self._settings))

    def _show_campaigns(self) -> None:
        if not self._campaigns:
            self._window.show_start()
            return
        last = next(
            (
                campaign
                for campaign in self._campaigns
                if (campaign.environment, campaign.id) == self._settings.campaign
            ),
            None,
        )
        self._window.strip.set_campaigns(self._campaigns, last)
        self._window.show_desk()

    @Slot(str)
    def _add_pack(self, path: str) -> None:
        if self._folder is None:
            return
        self._do(partial(add_pack, self._folder, Path(path)), self._pack_added)

    def _pack_added(self, future: "Future[tuple[Campaign, ...]]") -> None:
        if (error := future.exception()) is not None:
            self._window.start_page.show_failure(_sentence(error))
            self._window.notice.show_text(_sentence(error))
            return
        self._campaigns = future.result()
        self._show_campaigns()
        self._window.notice.show_text("The campaign pack was added.")

    @Slot(str)
    def _keep_api_key(self, key: str) -> None:
        if self._parts is None or self._campaign is None:
            return
        keep = partial(self._parts.keep_api_key, self._campaign.environment, key)
        self._do(keep, self._api_key_kept)

    def _api_key_kept(self, future: "Future[None]") -> None:
        if (error := future.exception()) is not None:
            self._window.notice.show_text(_sentence(error))
            return
        self._window.notice.show_text("The API key is in the keyring.")
        if self._parts is not None and self._campaign is not None:
            self._parts.release(self._campaign.environment)

    @Slot(str)
    def _answer_in_practice(self, name: str) -> None:
        if self._parts is not None:
            self._parts.set_practice_answer(name)

    # Inside

    def _do(self, chore: Callable[[], object], then: Answer | None = None) -> None:
        """Run what may block in a thread for such chores, one after the other."""
        if self._chores is None:
            from concurrent.futures import ThreadPoolExecutor

            self._chores = ThreadPoolExecutor(1, thread_name_prefix="chores")
        future = self._chores.submit(chore)
        if then is not None:
            self._relay.when_done(future, then)

    def _connect(self) -> None:
        window = self._window
        self._relay.news.connect(self._hear)
        self._watch.timeout.connect(self._look_for_changes)
        self._keep_settings.timeout.connect(self._save_settings)
        window.form.send_requested.connect(self._send)
        window.form.draft_changed.connect(self._keep_draft)
        window.strip.campaign_chosen.connect(self._choose)
        window.strip.staff_name_changed.connect(self._rename_staff)
        window.send_now.connect(self._send_now)
        window.pack_chosen.connect(self._add_pack)
        window.api_key_given.connect(self._keep_api_key)
        window.practice_answer.connect(self._answer_in_practice)

    def _ready_parts(self) -> "Parts":
        if self._parts is None:
            raise RuntimeError("the parts have not started")
        return self._parts


def add_pack(folder: Path, path: Path) -> tuple[Campaign, ...]:
    """Read a campaign pack and keep it; return all campaigns there are then.

    Raises:
        PackError: It can't be used.
        CampaignLibraryError: It can't be kept.
    """
    from capdesk.campaigns import CampaignLibrary, read_pack
    from capdesk.settings import Environments

    names = [environment.name for environment in Environments(folder).all()]
    library = CampaignLibrary(folder)
    library.add(read_pack(path, names))
    return library.all()


def _save_draft(outbox: "Outbox", slot: str, draft: Draft, now: datetime) -> None:
    outbox.save_draft(slot, draft, now=now)


def _sentence(error: BaseException) -> str:
    """Return what to tell the user about an error; a bug of ours is logged."""
    from capdesk.campaigns import CampaignLibraryError, PackError
    from capdesk.credentials import ApiKeyError, CredentialError
    from capdesk.outbox import OutboxError
    from capdesk.settings import SettingsError

    known = (
        OutboxError,
        PackError,
        CampaignLibraryError,
        CredentialError,
        ApiKeyError,
        SettingsError,
    )
    if isinstance(error, known):
        return str(error)
    _log.error("an error of our own: %s", type(error).__name__, exc_info=error)
    return (
        "Something went wrong inside CapDesk. What you typed is still here; try again,"
        " and if it stays so, close CapDesk and open it again."
    )

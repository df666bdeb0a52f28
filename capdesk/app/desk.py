"""The life of one window: opens the parts, takes leads from the form, closes all."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from capdesk.app.chores import Chores
from capdesk.app.machine import NO_MACHINE, Machine
from capdesk.app.outbox_view import OutboxView
from capdesk.app.relay import Relay
from capdesk.app.rules import DeskRules
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.domain.campaign import Campaign
from capdesk.settings import Settings
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.hands import Hands
    from capdesk.app.keyring_wait import KeyringWait
    from capdesk.app.parts import Parts
    from capdesk.app.unlocking import OpenParts, Unlocking
    from capdesk.credentials import PassphraseCredentials
    from capdesk.outbox import Outbox, UnreadableLeads

DRAFT_KEPT_WITHIN_S = 1.0
"""Longest that a log-off waits for what was typed to be kept."""


class Desk(QObject):
    """Joins one window to its working parts; every method runs in the main thread."""

    ready = Signal()
    """The outbox is open: a lead can be kept."""
    complete = Signal()
    """The window has all its parts, whether the outbox could be opened or not."""

    def __init__(
        self,
        window: MainWindow,
        folder: Path | None,
        settings: Settings,
        campaigns: Sequence[Campaign],
        rules: DeskRules,
        open_parts: "OpenParts | None" = None,
        machine: Machine = NO_MACHINE,
    ) -> None:
        """Join a window to a data folder; None for a practice session.

        Args:
            window: Not yet shown.
            folder: The data folder, or None.
            settings: What the person had set.
            campaigns: To choose from.
            rules: What a lead is judged by.
            open_parts: Opens the parts, in a thread; None for the usual ones.
            machine: What IT has set.
        """
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._open_parts: OpenParts = open_parts or partial(
            _usual_parts, machine=machine
        )
        self.troubles: tuple[str, ...] = ()
        """What is wrong with what IT has set, to be told once the window is whole."""
        self._parts: Parts | None = None
        # Made when the outbox does not open by itself.
        self._unlocking: Unlocking | None = None
        self._keyring_wait: KeyringWait | None = None
        self._is_whole = False
        # Chosen before there were parts to tell it to.
        self._practice_answer = ""
        self._rules = rules
        self._machine = machine
        self._hands: Hands | None = None
        self._relay = Relay(self)
        self._chores = Chores(self._relay)
        self._view = OutboxView(window, self._relay)
        self._set_up = SetUp(window, folder, settings, campaigns, self._chores, machine)
        window.commands.folder = folder
        window.commands.try_again.connect(self._try_again)
        window.commands.open_sign_in_page.connect(self._open_sign_in_page)
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
    def hands(self) -> "Hands":
        """Those who take up what people do in the window.

        Raises:
            RuntimeError: The desk has not been started yet.
        """
        if self._hands is None:
            raise RuntimeError("the desk has not been started")
        return self._hands

    @property
    def is_sending(self) -> bool:
        """Whether everything has started, the courier included."""
        return self._view.is_watching

    # Life

    @Slot()
    def start(self) -> None:
        """Open the working parts, now that the window is on the screen."""
        self._chores.do(partial(self._open_parts, self._folder), self._parts_made)
        from capdesk.app.hands import Hands

        self._hands = Hands(
            *(self._window, self._folder, self._relay, self._chores),
            *(self._view, self._set_up, self._rules, self._machine),
        )
        # Before a key is typed it is said how long it will be kept.
        self._set_up.first_key_wanted.connect(self._ask_again)

    def close(self) -> bool:
        """Stop sending, keep what was typed, close everything; takes at most seconds.

        Returns:
            Whether every thread has ended, or will by itself at once.
        """
        self._view.end()
        if self._hands is not None:
            self._hands.end()
        self._relay.forget_all()
        if self._keyring_wait is not None:
            self._keyring_wait.end()
        if self._unlocking is not None:
            self._unlocking.end()
        self._set_up.end()
        self._chores.end()
        parts, self._parts = self._parts, None
        if parts is None:
            return True
        self.hands.leave()
        return parts.close()

    def _parts_made(self, future: "Future[Parts]") -> None:
        if (error := future.exception()) is not None:
            sentence = sentence_of(error)
            if self._unlocking is None or not self._unlocking.refuse(sentence):
                self._cannot_keep(sentence)
            return
        self._parts = parts = future.result()
        self._set_up.begin(parts)
        self.hands.begin(parts)
        if self._practice_answer:
            parts.set_practice_answer(self._practice_answer)
        self._watch_keyring(parts)
        self._relay.when_done(parts.storage.opened, self._outbox_opened)

    def _watch_keyring(self, parts: "Parts") -> None:
        from capdesk.app.keyring_wait import KeyringWait

        if self._keyring_wait is None:
            self._keyring_wait = KeyringWait(self._window, self._view)
        self._keyring_wait.begin(parts)

    def _outbox_opened(self, future: "Future[Outbox]") -> None:
        if (error := future.exception()) is not None:
            self._not_opened(error)
            return
        if self._unlocking is not None:
            self._unlocking.opened()
            self._view.show_trouble("")
        if (salvaged := future.result().salvage_report) is not None:
            self._window.notice.show_until_read(salvaged.sentence)
        self.hands.taking.open(self.parts)
        self.ready.emit()
        # Whoever types goes on meanwhile, and may send.
        QTimer.singleShot(0, self, self._complete)

    @Slot()
    def _complete(self) -> None:
        """Make the rest of the window, show the outbox, and begin to send."""
        if self._parts is None:
            return  # closed meanwhile
        self._make_whole()
        parts = self._parts
        self._view.begin(parts)
        self.hands.take_up(parts)
        self._tell_unreadable(parts)
        start = partial(parts.start_sending, self._relay.tell)
        self._chores.do(start, self._sending_started)
        self.complete.emit()

    def _sending_started(self, future: "Future[object]") -> None:
        if (error := future.exception()) is not None:
            self._view.show_trouble(sentence_of(error))
            return
        from capdesk.app.hints import NetworkHints

        NetworkHints(self).may_be_back.connect(self._hint)
        self._view.watch()
        # A lead may have been kept while it started.
        self.parts.nudge()

    def _not_opened(self, error: BaseException) -> None:
        """Ask whoever sits there, if they can help; else say what is in the way."""
        from capdesk.app.unlocking import Unlocking

        if self._unlocking is None:
            self._unlocking = Unlocking(self._window, self._chores, self._open_parts)
            self._unlocking.reopening.connect(self._open_anew)
        lock = self._unlocking.meet(error, self.parts.profile)
        if lock is None:
            self._cannot_keep(sentence_of(error))
            return
        # These opened nothing, and others take their place; a thread waits for no disk.
        self.hands.taking.end()
        parts, self._parts = self.parts, None
        if self._keyring_wait is not None:
            self._keyring_wait.end()
        self._chores.do(parts.close)
        self._cannot_keep(lock.sentence or sentence_of(error), lock.remedy)

    @Slot(object)
    def _open_anew(self, open_parts: "Callable[[], Parts]") -> None:
        self._chores.do(open_parts, self._parts_made)

    @Slot()
    def _ask_again(self) -> None:
        if self._unlocking is not None:
            self._unlocking.ask()

    def _tell_unreadable(self, parts: "Parts") -> None:
        from capdesk.outbox import Outbox

        asked = parts.storage.submit(Outbox.unreadable_leads)
        self._relay.when_done(asked, self._unreadable_counted)

    def _unreadable_counted(self, future: "Future[UnreadableLeads | None]") -> None:
        # What hinders to count them hinders the list as well, and is told there.
        leads = None if future.exception() is not None else future.result()
        if leads is not None:
            self._window.notice.show_until_read(leads.sentence)

    def _make_whole(self) -> None:
        if self._is_whole:
            return
        self._is_whole = True
        self._window.idle_after_ms = self._set_up.managed.curtain_minutes * 60_000
        self._window.complete()
        self._set_up.complete()
        if self.troubles:
            self._window.notice.show_until_read("\n".join(self.troubles))

    def _cannot_keep(self, sentence: str, remedy: str = "") -> None:
        self._make_whole()
        self.complete.emit()
        self._view.show_trouble(sentence, remedy)
        self.hands.taking.refuse(sentence)

    # Small things

    @Slot()
    def _send_now(self) -> None:
        if self._set_up.campaign is not None:
            self._try_again(self._set_up.campaign.environment)

    @Slot(str)
    def _try_again(self, environment: str) -> None:
        if self._parts is None:
            return
        from capdesk.outbox import Outbox

        marked = self._parts.storage.submit(Outbox.send_now, environment)
        self._relay.when_done(marked, partial(self._release, environment))

    def _release(self, environment: str, future: "Future[None]") -> None:
        if (error := future.exception()) is not None:
            # Of this one press; what hinders for longer is said by who meets it.
            self._window.notice.show_text(sentence_of(error))
        else:
            self.parts.release(environment)

    @Slot()
    def _hint(self) -> None:
        if self._parts is not None:
            self._parts.hint()

    @Slot()
    def keep_draft_now(self) -> None:
        """Keep what was typed before returning: the session ends; takes at most 1 s."""
        if self._hands is None or (kept := self._hands.taking.keep_draft()) is None:
            return
        from concurrent.futures import wait

        # If the disk does not answer, the log-off goes on without it.
        wait([kept], DRAFT_KEPT_WITHIN_S)

    @Slot(str)
    def _open_sign_in_page(self, environment: str) -> None:
        if self._parts is None:
            return
        from capdesk.app.sign_in_page import NO_PAGE_IN_PRACTICE, open_sign_in_page

        profile = self._parts.profile
        if profile.is_practice:
            self._window.notice.show_text(NO_PAGE_IN_PRACTICE)
        elif said := open_sign_in_page(profile.url_of(environment) or ""):
            self._window.notice.show_until_read(said)

    @Slot(Campaign)
    def _look_at(self, campaign: Campaign) -> None:
        self._view.look_at(campaign.environment)

    @Slot(str)
    def _answer_in_practice(self, name: str) -> None:
        self._practice_answer = name
        if self._parts is not None:
            self._parts.set_practice_answer(name)


def _usual_parts(
    folder: Path | None,
    *,
    machine: Machine,
    unlocked: "PassphraseCredentials | None" = None,
) -> "Parts":
    from capdesk.app.parts import Parts

    return Parts(folder, machine=machine, unlocked=unlocked)

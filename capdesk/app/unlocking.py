"""Opens the leads where that takes a person: a passphrase, or a word about a lost key."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, assert_never

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal, Slot

from capdesk.app.chores import Chores
from capdesk.app.clock import utc_now
from capdesk.app.locks import Lock, lock_of
from capdesk.app.sentences import sentence_of
from capdesk.credentials import (
    PassphraseCredentials,
    PassphraseTooShortError,
    check_passphrase,
)
from capdesk.outbox import UnreadableLeads
from capdesk.services.outbox_access import (
    begin_outbox_anew,
    leads_of_lost_key,
)
from capdesk.services.profile import Profile
from capdesk.ui.lost_key_question import LostKeyQuestion
from capdesk.ui.passphrase_question import PassphraseQuestion
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from capdesk.app.parts import Parts

STILL_LOST = "The key is still not there."

_ANEW = (
    "Begin anew: new leads get a new key. Those that are here stay as they are, and are"
    " counted and dated as ones that can’t be read."
)
_RESTORE_FIRST = (
    "If the key can be restored from a backup, do that first, and try again."
)
_NOT_THERE = (
    "The key to the leads is in this computer’s keyring, and there is none to be had now."
    " It may not have been started, or you are signed in over a network."
)
_GONE_FOR_GOOD = (
    "If it is gone for good, a passphrase can lock new leads instead: begin anew. Those"
    " that are here stay as they are, and are counted and dated as ones that can’t be"
    " read."
)


class OpenParts(Protocol):
    """Opens the working parts, in a thread for what may block."""

    def __call__(
        self, folder: Path | None, *, unlocked: PassphraseCredentials | None = None
    ) -> "Parts":
        """Open them; see `Parts`."""
        ...


class Unlocking(QObject):
    """Asks, and has the parts opened anew with the answer.

    One question at a time. Whoever says *Not now* goes on with the window, in which a
    banner asks again.
    """

    reopening = Signal(object)
    """What opens the parts, to be called in the thread for chores."""

    def __init__(
        self, window: MainWindow, chores: Chores, open_parts: OpenParts
    ) -> None:
        """Join the banner's button.

        Args:
            window: To ask over.
            chores: Looks at an outbox that can't be opened.
            open_parts: Opens the parts.
        """
        super().__init__(window)
        self._window = window
        self._chores = chores
        self._open_parts = open_parts
        self._lock: Lock | None = None
        self._profile: Profile | None = None
        self._question: PassphraseQuestion | LostKeyQuestion | None = None
        window.commands.unlock_wanted.connect(self.ask)

    def meet(self, error: BaseException, profile: Profile) -> Lock | None:
        """Ask about what kept an outbox from opening; None where nobody can help.

        Args:
            error: What opening it raised.
            profile: Whose outbox.
        """
        lock = lock_of(error) or (self._lock if self._question is not None else None)
        if lock is None:
            return None
        known, self._lock, self._profile = self._lock, lock, profile
        if lock is not known:
            self._drop_question()
            if lock is not Lock.KEYRING_SHUT:  # the keyring asks, so CapDesk does not
                self.ask()
        else:
            is_told = lock in {Lock.LOST_KEY, Lock.KEYRING_GONE} and lock_of(error)
            self.refuse(STILL_LOST if is_told else sentence_of(error))
        return lock

    def refuse(self, sentence: str) -> bool:
        """Say why an answer did not help; False where nothing was asked."""
        if self._lock is None:
            return False
        if self._question is not None:
            self._question.show_failure(sentence)
        else:
            self._window.notice.show_text(sentence)
        return True

    def opened(self) -> None:
        """Ask no more: the leads are open."""
        self._lock = None
        if self._question is not None:
            self._question.done_well()

    def end(self) -> None:
        """Let go of what was typed: the window is closing."""
        self._lock = None
        self._drop_question()

    @Slot()
    def ask(self) -> None:
        """Ask for what opens the leads, unless that is being asked."""
        if self._lock is None or self._profile is None or self._question is not None:
            return
        match self._lock:
            case Lock.PASSPHRASE:
                self._ask_passphrase(self._open_behind)
            case Lock.NO_KEYRING:
                self._ask_passphrase(self._open_behind, _fault_of)
            case Lock.LOST_KEY | Lock.KEYRING_GONE:
                look = partial(leads_of_lost_key, self._profile.folder)
                self._chores.do(look, self._ask_about_key)
            case Lock.KEYRING_SHUT:
                self._open_again()
            case _ as unknown:
                assert_never(unknown)

    # Passphrase

    def _ask_passphrase(
        self,
        answer: Callable[[str], None],
        fault_of: Callable[[str], str] | None = None,
    ) -> None:
        question = PassphraseQuestion(self._window, fault_of=fault_of)
        question.passphrase_given.connect(answer)
        self._show(question)

    def _open_behind(self, passphrase: str) -> None:
        if self._profile is not None:
            unlocked = _behind(self._profile, passphrase)
            folder = self._profile.folder
            self.reopening.emit(partial(self._open_parts, folder, unlocked=unlocked))

    # Lost key

    def _ask_about_key(self, future: "Future[UnreadableLeads | None]") -> None:
        if self._question is not None:
            return
        leads = None if future.exception() is not None else future.result()
        if self._lock is Lock.LOST_KEY:
            title, anew = "The key to the leads is lost", "Begin anew"
            said = [_ANEW, _RESTORE_FIRST]
        elif self._lock is Lock.KEYRING_GONE:
            title, anew = "The keyring is not to be had", "Begin anew…"
            said = [_NOT_THERE, _GONE_FOR_GOOD]
        else:
            return
        self._ask_word(title, [*([leads.sentence] if leads else []), *said], anew)

    def _ask_word(self, title: str, said: Sequence[str], anew: str) -> None:
        question = LostKeyQuestion(self._window, title, said, anew)
        question.anew_wanted.connect(self._agreed)
        question.again_wanted.connect(self._try_again)
        self._show(question)

    @Slot()
    def _try_again(self) -> None:
        if isinstance(self._question, LostKeyQuestion):
            self._question.show_busy()
            self._open_again()

    def _open_again(self) -> None:
        if self._profile is not None:
            self.reopening.emit(partial(self._open_parts, self._profile.folder))

    @Slot()
    def _agreed(self) -> None:
        if self._profile is None or not isinstance(self._question, LostKeyQuestion):
            return
        if self._is_behind_passphrase:
            self._drop_question()
            self._ask_passphrase(self._begin_anew_behind, _fault_of)
        else:
            self._question.show_busy()
            self.reopening.emit(partial(_begin_anew, self._profile, self._open_parts))

    @property
    def _is_behind_passphrase(self) -> bool:
        """Whether a passphrase is to hold the new key."""
        behind = self._profile is not None and isinstance(
            self._profile.credentials, PassphraseCredentials
        )
        return behind or self._lock is Lock.KEYRING_GONE

    def _begin_anew_behind(self, passphrase: str) -> None:
        if self._profile is not None:
            unlocked = _behind(self._profile, passphrase)
            self.reopening.emit(
                partial(_begin_anew, self._profile, self._open_parts, unlocked)
            )

    # Questions

    def _show(self, question: PassphraseQuestion | LostKeyQuestion) -> None:
        question.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        question.finished.connect(partial(self._closed, question))
        self._question = question
        question.open()

    def _closed(
        self, question: PassphraseQuestion | LostKeyQuestion, _result: int
    ) -> None:
        if self._question is question:
            self._question = None

    def _drop_question(self) -> None:
        if self._question is not None:
            self._question.reject()


def _behind(profile: Profile, passphrase: str) -> PassphraseCredentials:
    """Return the credentials that a passphrase opens, with the API keys there are."""
    if isinstance(profile.credentials, PassphraseCredentials):
        return profile.credentials.opened_by(passphrase)
    return PassphraseCredentials(profile.folder, passphrase)


def _begin_anew(
    profile: Profile,
    open_parts: OpenParts,
    unlocked: PassphraseCredentials | None = None,
) -> "Parts":
    if unlocked is None:
        begin_outbox_anew(profile, now=utc_now())
        return open_parts(profile.folder)
    behind = replace(profile, credentials=unlocked)
    begin_outbox_anew(behind, now=utc_now(), instead_of_keyring=True)
    return open_parts(profile.folder, unlocked=unlocked)


def _fault_of(passphrase: str) -> str:
    try:
        check_passphrase(passphrase)
    except PassphraseTooShortError as error:
        return str(error)
    return ""

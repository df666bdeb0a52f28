"""Asks for API keys, has the gateway say what it makes of them, and keeps them."""

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal, Slot

from capdesk.app.chores import Chores
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from PySide6.QtWidgets import QWidget

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.finding import Light

KEPT = "The API key is in the keyring."
KEPT_FOR_NOW = "The API key is kept until CapDesk closes; you will be asked for it again next time."
NO_ENVIRONMENT = "Choose a campaign first: its environment is what the key is for."


class _Asking(Protocol):
    """Whatever shows the field for a key."""

    def show_busy(self) -> None: ...
    def show_failure(self, sentence: str) -> None: ...
    def show_verdict(self, sentence: str, light: "Light") -> None: ...
    def done_well(self) -> None: ...


class ApiKeys(QObject):
    """Brings keys from the window to what keeps them; nothing else ever holds one."""

    kept = Signal(str)
    """There is a new key for this environment."""

    def __init__(
        self, window: MainWindow, relay: Relay, chores: Chores, set_up: SetUp
    ) -> None:
        """Join menus and banners; no key can be kept before `begin`.

        Args:
            window: Asks for keys.
            relay: Brings answers from other threads.
            chores: Waits for the keyring.
            set_up: Knows which environment is chosen.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._chores = chores
        self._set_up = set_up
        self._parts: Parts | None = None
        # Whose key the first run asks for.
        self._first: str | None = None
        window.commands.api_key_wanted.connect(self._ask)
        set_up.first_key_wanted.connect(self._ask_first)

    def begin(self, parts: "Parts") -> None:
        """Use these parts' keyring."""
        self._parts = parts
        page = self._window.start_page if self._first is not None else None
        if page is not None and page.key_form is not None and parts.forgets_api_keys:
            # It was asked for before anybody knew how long it would be kept.
            page.show_key_step(self._first or "", session_only=True)

    def end(self) -> None:
        """Keep no more keys: the window is closing."""
        self._parts = None

    def keep(self, environment: str, key: str, asking: _Asking) -> None:
        """Put a key into the keyring and have its leads tried at once.

        Args:
            environment: Whose key.
            key: As typed.
            asking: Is told how it went.
        """
        if self._parts is None:
            return
        asking.show_busy()
        keep = partial(self._parts.keep_api_key, environment, key)
        self._chores.do(keep, partial(self._was_kept, environment, asking))

    @Slot(str)
    def _ask(self, environment: str) -> None:
        """Ask for a key, of the chosen campaign's environment if none is named."""
        if not environment and self._set_up.campaign is not None:
            environment = self._set_up.campaign.environment
        if not environment:
            self._window.notice.show_text(NO_ENVIRONMENT)
            return
        self.ask(environment, self._window)

    def ask(self, environment: str, parent: "QWidget") -> None:
        """Ask for the key of an environment in a dialog over a window or another one."""
        from capdesk.ui.key_question import KeyQuestion

        question = KeyQuestion(parent, environment, session_only=self._forgets_keys)
        question.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        question.key_given.connect(partial(self._keep_asked, environment, question))
        question.check_wanted.connect(partial(self._check, environment, question))
        question.open()

    @Slot(str)
    def _ask_first(self, environment: str) -> None:
        page = self._window.start_page
        if self._first is None:
            page.key_given.connect(self._keep_first)
            page.check_wanted.connect(self._check_first)
        self._first = environment
        page.show_key_step(environment, session_only=self._forgets_keys)

    @Slot(str)
    def _keep_first(self, key: str) -> None:
        self.keep(self._first or "", key, _FirstKey(self._window))

    @Slot(str)
    def _check_first(self, key: str) -> None:
        self._check(self._first or "", _FirstKey(self._window), key)

    @property
    def _forgets_keys(self) -> bool:
        return self._parts is not None and self._parts.forgets_api_keys

    def _keep_asked(self, environment: str, asking: "_Asking", key: str) -> None:
        self.keep(environment, key, asking)

    def _check(self, environment: str, asking: "_Asking", key: str) -> None:
        if self._parts is None:
            return
        from capdesk.courier import UnjoinedThreads
        from capdesk.services.key_check import check_key

        profile = self._parts.profile
        asked = UnjoinedThreads().submit(check_key, profile, environment, key)
        self._relay.when_done(asked, partial(self._was_checked, asking))

    def _was_checked(
        self, asking: "_Asking", future: "Future[tuple[str, Light]]"
    ) -> None:
        if not _is_there(asking):
            return
        if (error := future.exception()) is not None:
            asking.show_failure(sentence_of(error))
        else:
            asking.show_verdict(*future.result())

    def _was_kept(
        self, environment: str, asking: "_Asking", future: "Future[None]"
    ) -> None:
        if (error := future.exception()) is not None:
            if _is_there(asking):
                asking.show_failure(sentence_of(error))
            else:
                self._window.notice.show_text(sentence_of(error))
            return
        if _is_there(asking):
            asking.done_well()
        self._window.notice.show_text(KEPT_FOR_NOW if self._forgets_keys else KEPT)
        if self._parts is not None:
            self._parts.release(environment)
        if environment == self._first and self._window.start_page.key_form is not None:
            self._window.start_page.show_ready()
        self.kept.emit(environment)


class _FirstKey:
    """The start page, told what a question is told."""

    def __init__(self, window: MainWindow) -> None:
        page = window.start_page
        self.show_busy = page.show_key_busy
        self.show_failure = page.show_failure
        self.show_verdict = page.show_verdict
        self.done_well = page.show_ready


def _is_there(asking: _Asking) -> bool:
    """Whether a question is still there to be answered; it may have been closed."""
    from shiboken6 import isValid

    return not isinstance(asking, QObject) or isValid(asking)

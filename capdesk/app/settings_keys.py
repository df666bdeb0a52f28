"""The keys in the settings: looked for, entered, checked and deleted, aside of the window."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from capdesk.app.api_keys import ApiKeys
from capdesk.app.relay import Answer, Relay
from capdesk.app.sentences import sentence_of
from capdesk.courier import UnjoinedThreads
from capdesk.domain.finding import Light
from capdesk.services.key_check import check_kept_key
from capdesk.services.profile import Profile
from capdesk.ui.settings import KeyState, SettingsDialog

if TYPE_CHECKING:
    from capdesk.app.parts import Parts

T = TypeVar("T")

STILL_OPENING = "CapDesk is still opening, so keys can't be reached yet. Try again."


class SettingsKeys(QObject):
    """Answers what one settings dialog asks about keys.

    A keyring may take half a minute, because it asks for its password, so each question
    has a thread of its own, which nothing waits for when CapDesk closes.

    Attributes:
        states: What is known so far, by environment.
    """

    def __init__(self, dialog: SettingsDialog, relay: Relay, api_keys: ApiKeys) -> None:
        """Join a dialog; nothing is looked for before `begin`.

        Args:
            dialog: Shows the keys' states, and asks; owns this.
            relay: Brings answers from other threads.
            api_keys: Asks for a key and keeps it.
        """
        super().__init__(dialog)
        self._dialog = dialog
        self._relay = relay
        self._api_keys = api_keys
        self._parts: Parts | None = None
        self._wanted: tuple[str, ...] = ()
        self.states: dict[str, KeyState] = {}
        dialog.enter_key_wanted.connect(self._enter)
        dialog.check_key_wanted.connect(self._check)
        dialog.delete_key_wanted.connect(self._delete)
        api_keys.kept.connect(self._look_again)

    def begin(self, parts: "Parts") -> None:
        """Look into these parts' keyring."""
        self._parts = parts
        self.look(self._wanted)

    def look(self, environments: Iterable[str]) -> None:
        """Find out which of these have a key; what is known already is shown meanwhile."""
        self._wanted = tuple(environments)
        if self._parts is None:
            return
        for name in self._wanted:
            ask = partial(_has_key, self._parts.profile, name)
            self._aside(ask, partial(self._found, name))

    @Slot(str)
    def _look_again(self, environment: str) -> None:
        if environment not in self._wanted or self._parts is None:
            return
        ask = partial(_has_key, self._parts.profile, environment)
        self._aside(ask, partial(self._found, environment))

    def _found(self, environment: str, future: "Future[bool]") -> None:
        error = future.exception()
        if error is not None:
            state = KeyState.UNKNOWN
        elif not future.result():
            state = KeyState.MISSING
        elif self._parts is not None and self._parts.forgets_api_keys:
            state = KeyState.FOR_SESSION
        else:
            state = KeyState.IN_KEYRING
        self.states[environment] = state
        if not isValid(self._dialog):
            return
        self._dialog.show_key_state(environment, state)
        if error is not None:
            self._dialog.show_failure(environment, sentence_of(error))

    @Slot(str)
    def _enter(self, environment: str) -> None:
        if self._is_reached(environment):
            self._api_keys.ask(environment, self._dialog)

    @Slot(str)
    def _check(self, environment: str) -> None:
        if self._parts is None:
            return
        check = partial(check_kept_key, self._parts.profile, environment)
        self._aside(check, partial(self._checked, environment))

    def _checked(self, environment: str, future: "Future[tuple[str, Light]]") -> None:
        if not isValid(self._dialog):
            return
        if (error := future.exception()) is not None:
            self._dialog.show_verdict(environment, sentence_of(error), Light.AMBER)
        else:
            self._dialog.show_verdict(environment, *future.result())

    @Slot(str)
    def _delete(self, environment: str) -> None:
        if self._parts is None:
            return
        delete = partial(_delete_key, self._parts.profile, environment)
        self._aside(delete, partial(self._deleted, environment))

    def _deleted(self, environment: str, future: "Future[None]") -> None:
        if (error := future.exception()) is not None:
            if isValid(self._dialog):
                self._dialog.show_failure(environment, sentence_of(error))
            return
        if self._parts is not None:
            # Who sends lets go of the key in hand, and looks for one again.
            self._parts.release(environment)
        if isValid(self._dialog):
            self._look_again(environment)

    def _is_reached(self, environment: str) -> bool:
        if self._parts is None:
            self._dialog.show_failure(environment, STILL_OPENING)
        return self._parts is not None

    def _aside(self, call: "Callable[[], T]", answer: Answer) -> None:
        self._relay.when_done(UnjoinedThreads().submit(call), answer)


def _has_key(profile: Profile, environment: str) -> bool:
    url = profile.url_of(environment)
    return bool(url and profile.credentials.api_key(environment, url))


def _delete_key(profile: Profile, environment: str) -> None:
    if url := profile.url_of(environment):
        profile.credentials.delete_api_key(environment, url)

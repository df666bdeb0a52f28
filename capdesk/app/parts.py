"""The working parts behind the window: opened in two steps, closed together.

This module and what it imports are kept off the way to the first painted window: the
window imports it in a background thread once it is on the screen. The first step is
what Send needs, the second what sending needs.
"""

import contextlib
import logging
import tempfile
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from capdesk.app.clock import utc_now
from capdesk.app.machine import NO_MACHINE, Machine
from capdesk.credentials import (
    CredentialStore,
    MemoryCredentials,
    PassphraseCredentials,
    SystemKeyring,
    not_given,
)
from capdesk.domain.campaign import Campaign
from capdesk.domain.entry import Entry
from capdesk.domain.environment import PRACTICE
from capdesk.domain.lead import Lead
from capdesk.outbox import Outbox, OutboxError, Storage, as_captured
from capdesk.services.capture import new_entry
from capdesk.services.outbox_access import needs_passphrase, open_storage
from capdesk.services.profile import Profile

if TYPE_CHECKING:
    from capdesk.courier import CourierThread, News
    from capdesk.practice import PracticeGateway, Received

_log = logging.getLogger(__name__)

STORAGE_CLOSE_WITHIN_S = 2.0
PRACTICE_KEY = "practice"

COURIER_FAILED = (
    "Sending has stopped because of a fault in CapDesk. Your leads are safe on this"
    " computer; close CapDesk and open it again."
)


class Parts:
    """Everything that works behind the window."""

    def __init__(
        self,
        folder: Path | None,
        credentials: CredentialStore | None = None,
        machine: Machine = NO_MACHINE,
        unlocked: PassphraseCredentials | None = None,
    ) -> None:
        """Open the outbox of a data folder, or of a practice session for None.

        The outbox is open once `storage.opened` is done. Where a passphrase opens the
        leads and none was given, that fails; all else works as far as it can.

        Args:
            folder: The data folder, or None.
            credentials: Where its keys are, unless a passphrase opens them; None for
                the operating system's keyring.
            machine: What IT has set; practice knows nothing of it.
            unlocked: Has the passphrase that a person gave.
        """
        self._closing = contextlib.ExitStack()
        self._courier: CourierThread | None = None
        self._practice: PracticeGateway | None = None
        # Chosen before the practice gateway was there.
        self._practice_answer = ""
        self._is_practice = folder is None
        self._starting = threading.Lock()
        self._is_closed = False
        if folder is None:
            credentials, machine = MemoryCredentials(), NO_MACHINE
            scratch = tempfile.TemporaryDirectory(
                prefix="capdesk-practice-", ignore_cleanup_errors=True
            )
            folder = Path(self._closing.enter_context(scratch))
        elif unlocked is not None:
            credentials = unlocked
        elif needs_passphrase(folder):
            credentials = PassphraseCredentials(folder, not_given)
        self.profile = Profile(
            folder,
            credentials or SystemKeyring(),
            machine_folder=machine.folder,
            policy=machine.policy,
        )
        self.storage: Storage = open_storage(self.profile, utc_now)

    def start_sending(self, listener: "Callable[[News], None]") -> None:
        """Start the courier, in practice mode with its gateway; takes a while.

        Args:
            listener: Is told the courier's news, in the courier's thread.
        """
        from capdesk.domain.judge import warm_up

        # First what the next key press, then what the first Send would wait for.
        warm_up()
        import_module("capdesk.gateway.wire")
        import_module("capdesk.services.sending")
        with self._starting:
            # The window may have been closed while the modules were loading.
            if not self._is_closed:
                self._start_courier(listener)

    @property
    def forgets_api_keys(self) -> bool:
        """Whether API keys are gone when the program ends: there is no keyring."""
        return isinstance(self.profile.credentials, PassphraseCredentials)

    @property
    def keyring_owes_s(self) -> float:
        """How long the keyring has been waited for, in seconds; 0 while it is not."""
        keyring = self.profile.credentials
        return keyring.owes_answer_s if isinstance(keyring, SystemKeyring) else 0.0

    def nudge(self) -> None:
        """A lead was captured, or another program changed the outbox."""
        if self._courier is not None:
            self._courier.nudge()

    def hint(self) -> None:
        """The network may be back."""
        if self._courier is not None:
            self._courier.hint()

    def release(self, environment: str) -> None:
        """A person acted on an environment: a new key, or *Send now*."""
        if self._courier is not None:
            self._courier.release(environment)

    def set_practice_answer(self, name: str) -> None:
        """Tell the practice gateway what to do next, and try again at once."""
        from capdesk.practice import Mode

        self._practice_answer = name
        if self._practice is not None:
            self._practice.set_mode(Mode(name))
            self.release(PRACTICE)

    @property
    def practice_received(self) -> "tuple[Received, ...]":
        """What the practice gateway got so far, oldest first."""
        return self._practice.received if self._practice is not None else ()

    def keep_api_key(self, environment: str, key: str) -> None:
        """Put an API key into the keyring, or into memory without one; blocks.

        Raises:
            ApiKeyError: It can't be a key.
            CredentialError: The keyring did not take it.
            SettingsError: The environment is not known, so there is no address that the
                key could be bound to.
        """
        from capdesk.credentials import check_api_key
        from capdesk.settings import SettingsError

        url = self.profile.url_of(environment)
        if url is None:
            raise SettingsError(
                f"{environment} is not an environment of this computer, so its key was"
                " not kept; leads stay here until an administrator adds it again."
            )
        self.profile.credentials.set_api_key(environment, url, check_api_key(key))

    def close(self) -> bool:
        """Stop sending at once, write down what is known, close the outbox.

        Returns:
            Whether the threads ended in time; one may be stuck in a name look-up or
            before a keyring's prompt.
        """
        with self._starting:
            self._is_closed = True
        ended = self._courier is None or self._courier.stop()
        try:
            self.storage.close(STORAGE_CLOSE_WITHIN_S)
        except TimeoutError:
            ended = False
        except OutboxError:
            # There is no window left to say it in, and what was acknowledged is safe.
            _log.warning("the outbox could not be closed in good order")
        self._closing.close()
        return ended

    def _start_courier(self, listener: "Callable[[News], None]") -> None:
        from capdesk.courier import CourierThread, News
        from capdesk.services.sending import make_courier

        if self._is_practice:
            self._start_practice()
        profile, storage = self.profile, self.storage

        def tell_failure() -> None:
            listener(News(outbox_trouble=COURIER_FAILED))

        self._courier = CourierThread(
            lambda: make_courier(profile, storage, listener=listener), tell_failure
        )
        self._courier.start()

    def _start_practice(self) -> None:
        from capdesk.practice import Mode, PracticeGateway

        self._practice = gateway = self._closing.enter_context(PracticeGateway())
        if self._practice_answer:
            gateway.set_mode(Mode(self._practice_answer))
        credentials, folder = self.profile.credentials, self.profile.folder
        credentials.set_api_key(PRACTICE, gateway.url, PRACTICE_KEY)
        self.profile = Profile(folder, credentials, practice_url=gateway.url)


def capture(
    outbox: Outbox,
    lead: Lead,
    campaign: Campaign,
    *,
    clears_draft: str,
    replaces: str | None,
) -> Entry:
    """Keep a lead and forget its draft; runs in the storage thread.

    Args:
        outbox: Where it is kept.
        lead: Judged and normalised.
        campaign: Its campaign.
        clears_draft: Slot of the draft it was typed in.
        replaces: Id of the lead that it corrects, or None.

    Returns:
        The entry as it begins. It isn't read again: once the lead is kept, nothing may
        say that it was not.
    """
    now = utc_now()
    new = new_entry(lead, campaign, clears_draft=clears_draft, replaces=replaces)
    outbox.capture(new, now=now)
    return as_captured(lead, now=now, replaces=replaces)

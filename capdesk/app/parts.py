"""The working parts behind the window, started together and closed together.

This module imports what the first painted window must not wait for: the window
imports it in a background thread, once it is on the screen.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from capdesk.courier import CourierThread, News
from capdesk.credentials import SystemKeyring, check_api_key
from capdesk.domain.campaign import Campaign
from capdesk.domain.environment import PRACTICE
from capdesk.domain.judge import warm_up
from capdesk.domain.lead import Lead
from capdesk.outbox import Captured, Outbox, Storage
from capdesk.practice import Mode, PracticeGateway
from capdesk.services.capture import new_entry
from capdesk.services.desk_view import DRAFT_SLOT
from capdesk.services.outbox_access import open_storage
from capdesk.services.practice import practice_session
from capdesk.services.profile import Profile
from capdesk.services.sending import make_courier, utc_now

STORAGE_CLOSE_WITHIN_S = 2.0

COURIER_FAILED = News(
    outbox_trouble="Sending has stopped because of a fault in CapDesk. Your leads are"
    " safe on this computer; close CapDesk and open it again."
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that works behind the window."""

    profile: Profile
    storage: Storage
    courier: CourierThread
    practice: PracticeGateway | None = None
    _closing: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def set_practice_answer(self, name: str) -> None:
        """Tell the practice gateway what to do next, and try again at once."""
        if self.practice is not None:
            self.practice.set_mode(Mode(name))
            self.courier.release(PRACTICE)

    def keep_api_key(self, environment: str, key: str) -> None:
        """Put an API key into the keyring; blocks.

        Raises:
            ApiKeyError: It can't be a key.
            CredentialError: The keyring did not take it.
        """
        url = self.profile.url_of(environment)
        if url is not None:
            self.profile.credentials.set_api_key(environment, url, check_api_key(key))

    def close(self) -> None:
        """Stop sending at once, write down what is known, close the outbox."""
        self.courier.stop()
        with contextlib.suppress(Exception):
            self.storage.close(STORAGE_CLOSE_WITHIN_S)
        self._closing.close()


def start(folder: Path | None, listener: Callable[[News], None]) -> Parts:
    """Start the parts; takes a while, so not in the main thread.

    Args:
        folder: The data folder; None for a practice session in a folder of its own.
        listener: Is told the courier's news, in the courier's thread.
    """
    closing = contextlib.ExitStack()
    practice: PracticeGateway | None = None
    if folder is None:
        profile, practice = closing.enter_context(practice_session())
    else:
        profile = Profile(folder, SystemKeyring())
    storage = open_storage(profile, utc_now)

    def tell_failure() -> None:
        listener(COURIER_FAILED)

    courier = CourierThread(
        lambda: make_courier(profile, storage, listener=listener), tell_failure
    )
    storage.opened.add_done_callback(
        lambda opened: courier.start() if opened.exception() is None else None
    )
    warm_up()
    return Parts(profile, storage, courier, practice, closing)


def capture(outbox: Outbox, lead: Lead, campaign: Campaign) -> Captured:
    """Keep a lead and forget its draft, in the storage thread."""
    entry = new_entry(lead, campaign, clears_draft=DRAFT_SLOT)
    return outbox.capture(entry, now=utc_now())

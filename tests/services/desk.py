"""A desk in practice: the real parts, end to end, on loopback; and one that is killed."""

import queue
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from capdesk.campaigns import practice_campaign
from capdesk.courier import CourierThread, News
from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Entry, Status
from capdesk.domain.environment import PRACTICE
from capdesk.domain.queue import QueueState
from capdesk.outbox import Outbox
from capdesk.services.capture import new_entry
from capdesk.services.outbox_access import open_storage
from capdesk.services.profile import Profile
from capdesk.services.sending import make_courier
from capdesk.settings import Environments
from tests.support.clock import Clock, Longest
from tests.support.leads import a_lead
from tests.support.submitter import PATIENCE_S

KEY = "0123456789abcdef0123456789abcdef"


class FixedCredentials(MemoryCredentials):
    """A keyring that a second program shares: its data key is always the same."""

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        return bytes(range(32))


def credentials_for(url: str, environment: str = PRACTICE) -> FixedCredentials:
    """Return a keyring that has a key for an environment at an address."""
    credentials = FixedCredentials()
    credentials.set_api_key(environment, url, KEY)
    return credentials


class Desk:
    """Everything behind the window but the window, on a clock that stands still.

    Its environment is the one for practice, or one that an administrator has added.

    Attributes:
        heard: All news so far.
    """

    def __init__(self, folder: Path, url: str, environment: str = PRACTICE) -> None:
        self.clock = Clock()
        self.heard: list[News] = []
        self._news: queue.Queue[News] = queue.Queue()
        self._environment = environment
        credentials = credentials_for(url, environment)
        if environment == PRACTICE:
            self.profile = Profile(folder, credentials, practice_url=url)
        else:
            Environments(folder).add(environment, url)
            self.profile = Profile(folder, credentials)
        self.storage = open_storage(self.profile, self.clock)
        self.storage.opened.result(PATIENCE_S)
        self.courier = CourierThread(
            lambda: make_courier(
                self.profile,
                self.storage,
                listener=self._hear,
                clock=self.clock,
                rng=Longest(),
            )
        )

    def __enter__(self) -> Self:
        self.courier.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.courier.stop()
        self.storage.close(PATIENCE_S)

    def capture(self) -> str:
        """Capture a lead, tell the courier, and return its id."""
        campaign = practice_campaign()
        lead = a_lead(
            environment=self._environment,
            campaign_id=campaign.id,
            vehicle=campaign.vehicles[0],
            acquisition_channel=campaign.acquisition_channels[0],
        )
        self.storage.submit(
            Outbox.capture, new_entry(lead, campaign), now=self.clock()
        ).result(PATIENCE_S)
        self.courier.nudge()
        return lead.id

    def entry(self, entry_id: str) -> Entry:
        """Return an entry."""
        return self.storage.submit(Outbox.entry, entry_id).result(PATIENCE_S)

    def until(self, entry_id: str, is_so: Callable[[Entry], bool]) -> Entry:
        """Wait until something is so of an entry; look again at each piece of news."""
        while not is_so(entry := self.entry(entry_id)):
            self._news.get(timeout=PATIENCE_S)
        return entry

    def until_status(self, entry_id: str, status: Status) -> Entry:
        """Wait until an entry has a status, and return it."""
        return self.until(entry_id, lambda entry: entry.status is status)

    def until_told(self, is_so: Callable[[QueueState], bool]) -> QueueState:
        """Wait until the queue is said to stand so, and return how it stands."""
        while not ((states := self._states()) and is_so(states[-1])):
            self._news.get(timeout=PATIENCE_S)
        return states[-1]

    def after(self, **span: float) -> None:
        """Let time pass, by what `timedelta` takes, and have the courier look."""
        self.clock.advance(**span)
        self.courier.nudge()

    def _states(self) -> list[QueueState]:
        return [news.queue for news in self.heard if news.queue is not None]

    def _hear(self, news: News) -> None:
        self.heard.append(news)
        self._news.put(news)


def main() -> None:
    """Capture a lead and send it, until killed; for the test of a crash."""
    folder, url = sys.argv[1:]
    with Desk(Path(folder), url) as desk:
        sys.stdout.write(f"{desk.capture()}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()

"""Sends what waits, once, and says what is left."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from capdesk.courier import News, UnjoinedThreads
from capdesk.domain.entry import UNSENT, Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import Outbox, OutboxError, SalvageReport
from capdesk.services.existing_outbox import has_outbox
from capdesk.services.listing import Listed, list_entries
from capdesk.services.outbox_access import open_storage
from capdesk.services.profile import Profile
from capdesk.services.sending import make_courier


@dataclass(frozen=True, slots=True)
class Unsent:
    """What one environment has left to send.

    Attributes:
        environment: Which.
        counts: How many entries are in each status that still has to be sent.
        queue: How its queue stands, as the courier last said or the outbox has it.
    """

    environment: str
    counts: Mapping[Status, int]
    queue: QueueState

    @property
    def total(self) -> int:
        """How many leads."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class SendReport:
    """What came of sending once.

    Attributes:
        attempted: Entries that an attempt was made for, as they are now.
        unsent: By environment, what is left.
        trouble: Why the outbox could not be written on the way, as a sentence; None if
            it could.
        salvage: What was saved of the outbox if it was damaged; None if it was not.
    """

    attempted: tuple[Listed, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    trouble: str | None = None
    salvage: SalvageReport | None = None


class _Notes:
    """What the courier says on the way."""

    def __init__(self) -> None:
        self.attempted: set[str] = set()
        self.queues: dict[str, QueueState] = {}
        self.trouble: str | None = None

    def take(self, news: News) -> None:
        self.attempted.update(news.changed)
        self.trouble = news.outbox_trouble or self.trouble
        if news.queue is not None:
            self.queues[news.queue.environment] = news.queue


def send_waiting(profile: Profile, clock: Callable[[], datetime]) -> SendReport:
    """Make one attempt for each waiting entry of every environment, waits ignored.

    Ctrl+C stops every attempt, and what is known of it is written down.

    Raises:
        CourierBusyError: Another program is sending.
        OutboxError: The outbox can't be opened or read.
        SettingsError: The environments of this computer can't be read.
    """
    if not has_outbox(profile):
        return SendReport()
    profile.environments.all()  # a damaged file stops this before any attempt
    notes = _Notes()
    storage = open_storage(profile, clock)
    try:

        async def send() -> None:
            # Ctrl+C must not wait for a name that is being looked up.
            asyncio.get_running_loop().set_default_executor(UnjoinedThreads())
            courier = make_courier(profile, storage, listener=notes.take, clock=clock)
            await courier.send_once()

        try:
            asyncio.run(send())
        except ExceptionGroup as group:
            raise _first_of(group, OutboxError) from group
        return storage.submit(_report, notes).result()
    finally:
        storage.close()


def _first_of(group: ExceptionGroup[Exception], kind: type[Exception]) -> Exception:
    """Return the first error of a kind in a group of tasks; the group without one."""
    found: Exception | None = group.subgroup(kind)
    while isinstance(found, ExceptionGroup):
        found = found.exceptions[0]
    return found or group


def _report(outbox: Outbox, notes: _Notes) -> SendReport:
    unsent = []
    for environment in outbox.environments():
        counts = outbox.counts(environment)
        left = {
            each: counts[each] for each in Status if each in UNSENT and counts[each]
        }
        if left:
            queue = notes.queues.get(environment) or outbox.queue(environment)
            unsent.append(Unsent(environment, left, queue))
    return SendReport(
        attempted=tuple(
            each for each in list_entries(outbox) if each.entry.id in notes.attempted
        ),
        unsent=tuple(unsent),
        trouble=notes.trouble,
        salvage=outbox.salvage_report,
    )

"""What the window shows of the outbox, read in one visit to the storage thread."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from capdesk.domain.entry import UNSENT, Entry, Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import EntryNotFoundError, Outbox

NEWEST = 150
"""More than the largest screen shows of the list; read in a few milliseconds."""


@dataclass(frozen=True, slots=True)
class DeskView:
    """A look at the outbox.

    Attributes:
        entries: The entries asked for, oldest first.
        counts: By environment, how many entries are in each status.
        held: By environment, how many leads may have arrived and wait for a person to
            decide; those with none are left out.
        queues: By environment, how the queue was left.
        data_version: Changes when another program writes.
    """

    entries: tuple[Entry, ...]
    counts: Mapping[str, Mapping[Status, int]]
    held: Mapping[str, int]
    queues: Mapping[str, QueueState]
    data_version: int

    @property
    def unsent(self) -> int:
        """How many leads have not reached a gateway, as far as is known."""
        return sum(
            number
            for of_environment in self.counts.values()
            for status, number in of_environment.items()
            if status in UNSENT
        )


def look(outbox: Outbox, ids: Collection[str] | None = None) -> DeskView:
    """Look at all entries, or at those of some ids.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    return _view(outbox, outbox.entries() if ids is None else _some(outbox, ids))


def look_at_newest(outbox: Outbox) -> DeskView:
    """Look at the newest entries, which a list shows first, and count all.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    return _view(outbox, outbox.newest_entries(NEWEST))


def _view(outbox: Outbox, entries: tuple[Entry, ...]) -> DeskView:
    environments = outbox.environments()
    return DeskView(
        entries=entries,
        counts={name: outbox.counts(name) for name in environments},
        held=outbox.held_counts(),
        queues={name: outbox.queue(name) for name in environments},
        data_version=outbox.data_version(),
    )


def _some(outbox: Outbox, ids: Collection[str]) -> tuple[Entry, ...]:
    found = []
    for entry_id in ids:
        try:
            found.append(outbox.entry(entry_id))
        except EntryNotFoundError:
            continue
    return tuple(sorted(found, key=lambda entry: entry.captured_at))

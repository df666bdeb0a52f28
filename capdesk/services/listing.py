"""The entries of an outbox as other programs are told of them."""

from dataclasses import dataclass
from datetime import datetime

from capdesk.domain.entry import Entry, Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import Outbox

Value = str | int | bool | list[str] | None

ENTRY_COLUMNS = (
    *("id", "status", "environment", "campaign_id", "captured_at", "attempts"),
    *("not_before", "enquiry_reference", "request_reference"),
    *("possible_duplicate", "messages"),
)
"""What is told of an entry, in this order; none of it names the person."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as a list shows it.

    Attributes:
        entry: The entry.
        not_before: The later of its own wait and its queue's; None for at once, or
            where it is not going to be sent by itself.
    """

    entry: Entry
    not_before: datetime | None

    def values(self) -> dict[str, Value]:
        """Return what `ENTRY_COLUMNS` name."""
        entry = self.entry
        values: tuple[Value, ...] = (
            entry.id,
            entry.status.value,
            entry.environment,
            entry.campaign_id,
            utc_text(entry.captured_at),
            entry.attempts,
            utc_text(self.not_before),
            entry.enquiry_reference,
            entry.request_reference,
            entry.possible_duplicate,
            list(entry.messages),
        )
        return dict(zip(ENTRY_COLUMNS, values, strict=True))


def list_entries(outbox: Outbox, status: Status | None = None) -> tuple[Listed, ...]:
    """List all entries, or those of one status, oldest first.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    queues = {name: outbox.queue(name) for name in outbox.environments()}
    return tuple(
        Listed(entry, _not_before(entry, queues.get(entry.environment)))
        for entry in outbox.entries(status)
    )


def utc_text(moment: datetime | None) -> str | None:
    """Write an aware UTC time for other programs: ISO 8601, milliseconds, `Z`."""
    if moment is None:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03}Z"


def _not_before(entry: Entry, queue: QueueState | None) -> datetime | None:
    goes_by_itself = entry.status is Status.WAITING or (
        entry.status is Status.MAY_HAVE_ARRIVED and not entry.held
    )
    if not goes_by_itself:
        return None
    waits = (entry.not_before, queue.not_before if queue else None)
    return max((each for each in waits if each is not None), default=None)

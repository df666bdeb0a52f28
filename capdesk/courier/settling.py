"""Writes outcomes so that one which the outbox refuses never holds up the others."""

import logging
from collections.abc import Sequence
from datetime import datetime

from capdesk.domain.entry import TransitionError
from capdesk.domain.queue import QueueState
from capdesk.outbox import (
    EntryNotFoundError,
    Exchange,
    Outbox,
    Settlement,
    Wanted,
    exchange,
)

_log = logging.getLogger(__name__)


def write_and_claim(
    outbox: Outbox,
    environment: str,
    *,
    now: datetime,
    settlements: Sequence[Settlement],
    queue: QueueState | None,
    wanted: Wanted,
) -> Exchange:
    """Do an `exchange`; outcomes that don't fit their entries are left out of it.

    While an attempt is under way its entry is `sending`, and nobody else's. But a lock
    file that was deleted lets a second program send and clear up as if this one had
    crashed, and a damaged outbox may be salvaged without the entry. What the outbox
    then has is newer than the outcome, and stays.

    Args:
        outbox: The outbox; its thread calls this.
        environment: Whose entries.
        now: Aware UTC.
        settlements: Outcomes to write.
        queue: State of the queue to keep; None to leave it.
        wanted: What may be claimed.

    Raises:
        OutboxError: The disk or another program is in the way. Nothing was claimed;
            trying again with the same settlements is safe.
    """
    try:
        return exchange(
            outbox,
            environment,
            now=now,
            settlements=settlements,
            queue=queue,
            wanted=wanted,
        )
    except (TransitionError, EntryNotFoundError):
        if not settlements:
            raise  # a fault of ours that has nothing to do with outcomes
    for settlement in settlements:
        _write_alone(outbox, environment, settlement, now)
    return exchange(outbox, environment, now=now, queue=queue, wanted=wanted)


def _write_alone(
    outbox: Outbox, environment: str, settlement: Settlement, now: datetime
) -> None:
    try:
        exchange(outbox, environment, now=now, settlements=(settlement,))
    except (TransitionError, EntryNotFoundError) as error:
        _log.error(
            "lead %s is no longer being sent; its outcome %s was not written (%s)",
            settlement.id,
            settlement.code,
            type(error).__name__,
        )

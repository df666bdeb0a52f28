"""Keeps house: what has been kept long enough goes, in the outbox and beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from capdesk.outbox import Outbox, sweep_old

RETENTION = timedelta(days=30)
"""How long contact data of leads that are done with stays on this computer."""

UNDO_WITHIN = timedelta(seconds=10)
"""How long a discard can be taken back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping house.

    Attributes:
        purged: Sent and replaced leads of which a receipt is left.
        wiped: Discarded leads, likewise, that a session which crashed had left.
        files: Copies of the outbox that were cleaned or deleted.
        left: Copies that are old and had to be left, each as a sentence that names it.
    """

    purged: int
    wiped: int
    files: int
    left: tuple[str, ...]


def keep_house(
    outbox: Outbox, folder: Path, *, now: datetime, keep: timedelta = RETENTION
) -> Kept:
    """Erase what has been kept long enough; call it when a window or courier starts.

    Args:
        outbox: The outbox.
        folder: The data folder, with backups and outboxes moved aside.
        now: Aware UTC.
        keep: How long to keep.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    wiped = outbox.wipe_discarded(now=now, older_than=UNDO_WITHIN)
    purged = outbox.purge(now=now, keep=keep)
    swept = sweep_old(outbox, folder, now=now, keep=keep)
    return Kept(purged, wiped, swept.files, swept.left)

"""Looks an outbox over, and changes nothing: not a byte, not a lock, not a file.

It works beside a window that is open, and needs no key: what it tells is in clear
columns.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capdesk.domain.entry import UNSENT
from capdesk.domain.queue import QueueState
from capdesk.outbox import queues
from capdesk.outbox.codec import from_ms, to_ms
from capdesk.outbox.copies import damaged_copies
from capdesk.outbox.data_key import identity_of, sealer_of
from capdesk.outbox.database import FAULTS, explain
from capdesk.outbox.errors import OutboxUnavailableError
from capdesk.outbox.identity import check_identity, check_whole, open_file, user_version
from capdesk.outbox.identity_copy import Identity
from capdesk.outbox.schema import MIGRATIONS

_UNSENT_ROWS = (
    "SELECT environment, count(*), total(captured_at < ?), min(captured_at) FROM entry"
    " WHERE status IN (SELECT value FROM json_each(?))"
    " GROUP BY environment ORDER BY environment"
)


class InterruptedOutboxError(OutboxUnavailableError):
    """A crash has cut a change short; the next to open the outbox undoes that part."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """Leads of one environment that still have to reach the gateway.

    Attributes:
        environment: Where they go.
        count: How many.
        old_count: How many of them were captured before the moment that was asked for.
        oldest: When the first of them was captured, aware, UTC.
        queue: How their queue was left.
    """

    environment: str
    count: int
    old_count: int
    oldest: datetime
    queue: QueueState


@dataclass(frozen=True, slots=True)
class Checkup:
    """A sound outbox, as it stands.

    Attributes:
        entries: How many leads it knows, those that are done with too.
        unsent: By environment, in order of name.
        damaged_copies: Names of the files that earlier damage has left beside it.
        identity: Names its data key.
    """

    entries: int
    unsent: tuple[Unsent, ...]
    damaged_copies: tuple[str, ...]
    identity: Identity

    @property
    def has_key(self) -> bool:
        """Whether a data key was ever made for it."""
        return self.identity.key_check is not None

    def is_key(self, key: bytes | None) -> bool:
        """Whether this is the key its leads are sealed with."""
        return sealer_of(self.identity, lambda *_: key) is not None


def check_up(path: Path, *, old_before: datetime) -> Checkup:
    """Look an outbox over.

    Args:
        path: The file.
        old_before: Leads captured earlier than this count as old; aware.

    Raises:
        OutboxError: It can't be read, with a sentence that says why;
            `InterruptedOutboxError` where opening it to write puts that right.
    """
    try:
        check_identity(path, newest=len(MIGRATIONS))
        with closing(open_file(path, "mode=ro")) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            version = user_version(connection)
            check_whole(connection, path, MIGRATIONS[:version])
            return _look(connection, path, to_ms(old_before))
    except FAULTS as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name == "SQLITE_READONLY_ROLLBACK":
            raise InterruptedOutboxError(
                "CapDesk ended in the middle of a change to the outbox; no lead is"
                " lost, and the next start puts it right: open CapDesk."
            ) from error
        raise explain(error, path) from error


def _look(connection: sqlite3.Connection, path: Path, old_before_ms: int) -> Checkup:
    connection.execute("BEGIN")  # so that all of it is of the same moment
    (entries,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    rows = connection.execute(
        _UNSENT_ROWS, (old_before_ms, json.dumps(sorted(UNSENT)))
    ).fetchall()
    return Checkup(
        entries=entries,
        unsent=tuple(
            Unsent(
                environment=environment,
                count=count,
                old_count=int(old_count),
                oldest=from_ms(oldest),
                queue=queues.load(connection, environment),
            )
            for environment, count, old_count, oldest in rows
        ),
        damaged_copies=tuple(each.name for each in damaged_copies(path)),
        identity=identity_of(connection),
    )

"""Looks at an outbox without its key: what stands there in clear, and no word of a lead.

For whoever has to find out what is wrong, perhaps with the very keyring that has the
key. Nothing is changed, mended or made.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capdesk.domain.queue import QueueState
from capdesk.outbox import queues
from capdesk.outbox.codec import from_ms
from capdesk.outbox.database import FAULTS, explain
from capdesk.outbox.identity import check_identity, open_file, user_version
from capdesk.outbox.schema import MIGRATIONS

ClearRow = dict[str, str | int | datetime | None]
"""A row by the names of its columns; times are aware, UTC."""

_TIMES = (
    "captured_at",
    "changed_at",
    "last_attempt_at",
    "not_before",
    "purged_at",
    "at",
)
_ENTRY_COLUMNS = (
    *("id", "status", "environment", "campaign_id", "captured_at", "changed_at"),
    *("attempts", "last_attempt_at", "not_before", "held", "by_hand", "was_unknown"),
    *("resends", "possible_duplicate", "last_code", "enquiry_reference"),
    *("request_reference", "replaces", "replaced_by", "unreadable", "purged_at"),
)
_HISTORY_COLUMNS = ("entry_id", "at", "from_status", "to_status", "attempt", "code")


@dataclass(frozen=True, slots=True)
class ClearView:
    """What an outbox tells everybody who can read its file.

    Attributes:
        version: Of the schema.
        counts: (environment, status, how many).
        queues: How the queue of each environment was left.
        drafts: How many drafts are kept.
        entries: The newest entries, newest first.
        history: Their changes of status, oldest first.
    """

    version: int
    counts: tuple[tuple[str, str, int], ...]
    queues: tuple[QueueState, ...]
    drafts: int
    entries: tuple[ClearRow, ...]
    history: tuple[ClearRow, ...]


def look_without_key(path: Path, *, most: int) -> ClearView:
    """Read what stands in an outbox in clear, as it is at one moment.

    Args:
        path: The file.
        most: How many entries at most.

    Raises:
        OutboxError: It can't be read as it is.
    """
    try:
        check_identity(path, newest=len(MIGRATIONS))
        with closing(open_file(path, "mode=ro")) as connection:
            connection.execute("BEGIN")
            return _look(connection, most)
    except FAULTS as error:
        raise explain(error, path) from error


def _look(connection: sqlite3.Connection, most: int) -> ClearView:
    newest = "SELECT id FROM entry ORDER BY captured_at DESC, rowid DESC LIMIT ?"
    counts = connection.execute(
        "SELECT environment, status, count(*) FROM entry GROUP BY environment, status"
    )
    environments = connection.execute(
        "SELECT environment FROM entry UNION SELECT environment FROM queue"
    )
    (drafts,) = connection.execute("SELECT count(*) FROM draft").fetchone()
    return ClearView(
        version=user_version(connection),
        counts=tuple((name, status, count) for name, status, count in counts),
        queues=tuple(
            queues.load(connection, name) for (name,) in environments.fetchall()
        ),
        drafts=drafts,
        entries=_rows(
            connection,
            "entry",
            _ENTRY_COLUMNS,
            f"id IN ({newest}) ORDER BY captured_at DESC, rowid DESC",
            most,
        ),
        history=_rows(
            connection,
            "history",
            _HISTORY_COLUMNS,
            f"entry_id IN ({newest}) ORDER BY number",
            most,
        ),
    )


def _rows(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    which: str,
    most: int,
) -> tuple[ClearRow, ...]:
    there = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM pragma_table_info(?)", (table,)
        )
    }
    here = ", ".join(name for name in columns if name in there)
    # Table, columns and condition are those above.
    query = f"SELECT {here} FROM {table} WHERE {which}"  # noqa: S608 - of our own words, see above
    return tuple(_row(row) for row in connection.execute(query, (most,)))


def _row(row: sqlite3.Row) -> ClearRow:
    return {
        name: from_ms(value) if name in _TIMES and value is not None else value
        for name, value in dict(row).items()
    }

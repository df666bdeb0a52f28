"""The one place where an entry changes its status, with its line of history."""

import sqlite3

from capdesk.domain.entry import Status, TransitionError, check_transition
from capdesk.outbox.errors import EntryNotFoundError

ColumnValue = str | int | bytes | None


def born(connection: sqlite3.Connection, entry_id: str, at_ms: int, code: str) -> None:
    """Write the first line of an entry's history."""
    remember(connection, entry_id, at_ms, None, Status.WAITING, 0, code)


def born_before_all(
    connection: sqlite3.Connection, entry_id: str, at_ms: int, code: str
) -> None:
    """Write the first line of a history whose later lines are there already."""
    (number,) = connection.execute(
        "SELECT min(coalesce(min(number), 1), 1) - 1 FROM history"
    ).fetchone()
    connection.execute(
        "INSERT INTO history (number, entry_id, at, to_status, attempt, code)"
        " VALUES (?, ?, ?, ?, 0, ?)",
        (number, entry_id, at_ms, Status.WAITING, code),
    )


def move(
    connection: sqlite3.Connection,
    entry_id: str,
    wanted: Status,
    *,
    at_ms: int,
    code: str | None,
    only_from: Status | None = None,
    **columns: ColumnValue,
) -> None:
    """Change an entry's status, and columns with it, inside the open transaction.

    An entry that may have arrived was unknown, and stays so whatever a caller says.

    Args:
        connection: With a write transaction open.
        entry_id: The entry.
        wanted: Status to be.
        at_ms: Time of the change.
        code: Short name of why, for the history.
        only_from: The one status it may leave by this way; None for all that the
            rules know.
        **columns: Further columns of the entry to set, by their names in the schema.

    Raises:
        EntryNotFoundError: No such entry.
        TransitionError: The rules don't know this change; nothing was changed.
    """
    row = connection.execute(
        "SELECT status, was_unknown, attempts FROM entry WHERE id = ?", (entry_id,)
    ).fetchone()
    if row is None:
        raise EntryNotFoundError(f"There is no lead {entry_id} in this outbox.")
    current = Status(row["status"])
    if only_from is not None and current is not only_from:
        raise TransitionError(current, wanted)
    was_unknown = bool(
        row["was_unknown"]
        or columns.get("was_unknown")
        or wanted is Status.MAY_HAVE_ARRIVED
    )
    check_transition(current, wanted, was_unknown=was_unknown)
    settings: dict[str, ColumnValue] = {
        **columns,
        "was_unknown": was_unknown,
        "status": wanted.value,
        "changed_at": at_ms,
    }
    assignments = ", ".join(f"{name} = :{name}" for name in settings)
    connection.execute(
        # Column names come from our own keyword arguments, never from outside.
        f"UPDATE entry SET {assignments} WHERE id = :entry_id",  # noqa: S608 - of our own words, see above
        {**settings, "entry_id": entry_id},
    )
    attempt = int(columns.get("attempts") or row["attempts"])
    remember(connection, entry_id, at_ms, current, wanted, attempt, code)


def remember(
    connection: sqlite3.Connection,
    entry_id: str,
    at_ms: int,
    before: Status | None,
    after: Status,
    attempt: int,
    code: str | None,
) -> None:
    """Write one line of an entry's history, inside the open transaction."""
    connection.execute(
        "INSERT INTO history (entry_id, at, from_status, to_status, attempt, code)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (entry_id, at_ms, before, after, attempt, code),
    )

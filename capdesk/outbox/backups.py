"""Erases leads in a backup that a migration made, and leaves the rest to be restored."""

import os
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from capdesk.outbox import codec
from capdesk.outbox.asides import journal_of
from capdesk.outbox.database import FAULTS, connect, explain, transaction
from capdesk.outbox.erasing import set_to_null
from capdesk.outbox.identity import check_identity
from capdesk.outbox.schema import MIGRATIONS
from capdesk.outbox.sealing import Sealer, UnsealError

IsTheirs = Callable[[str, str | None], bool]
"""Whether an email and a phone, normalised, are those of the person in question."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came of cleaning a backup.

    Attributes:
        erased: Leads that were erased in it.
        unknown: Ids of leads of which nobody can tell whose they are.
    """

    erased: int
    unknown: frozenset[str]


def erase_in_backup(
    backup: Path,
    sealer: Sealer,
    columns: Sequence[str],
    ids: Collection[str],
    is_theirs: IsTheirs | None = None,
) -> Cleaned:
    """Erase leads in a backup of any version up to this one.

    Args:
        backup: The file.
        sealer: Has the data key of the outbox.
        columns: What goes of a lead; those that the backup has.
        ids: Leads that go.
        is_theirs: Tells the leads of a person, who is to be forgotten: theirs go too,
            and all that was being typed, which is older than any draft of the outbox.

    Raises:
        OutboxError: It does not open as an outbox, or could not be written.
    """
    try:
        check_identity(backup, newest=len(MIGRATIONS))
        made = backup.stat()
        with closing(connect(backup)) as connection, transaction(connection):
            cleaned = _erase(connection, sealer, columns, ids, is_theirs)
        journal_of(backup).unlink(missing_ok=True)
        # It is as old as before, or one that is cleaned now and then would never go.
        os.utime(backup, ns=(made.st_atime_ns, made.st_mtime_ns))
    except FAULTS as error:
        raise explain(error, backup) from error
    return cleaned


def _erase(
    connection: sqlite3.Connection,
    sealer: Sealer,
    columns: Sequence[str],
    ids: Collection[str],
    is_theirs: IsTheirs | None,
) -> Cleaned:
    there = {
        name
        for (name,) in connection.execute("SELECT name FROM pragma_table_info('entry')")
    }
    here = [column for column in columns if column in there]
    anything = " OR ".join(f"{column} IS NOT NULL" for column in here)
    to_go, unknown = set(), set()
    for row in connection.execute(
        f"SELECT id, lead FROM entry WHERE {anything}"  # noqa: S608 - our own columns
    ):
        if row["id"] in ids:
            to_go.add(row["id"])
        elif is_theirs is not None and row["lead"] is not None:
            whose = _whose(row, sealer)
            if whose is None:
                unknown.add(row["id"])
            elif is_theirs(*whose):
                to_go.add(row["id"])
    connection.executemany(
        f"UPDATE entry SET {set_to_null(here)} WHERE id = ?",  # noqa: S608 - likewise
        [(entry_id,) for entry_id in to_go],
    )
    if is_theirs is not None:
        connection.execute("DELETE FROM draft")
    return Cleaned(len(to_go), frozenset(unknown))


def _whose(row: sqlite3.Row, sealer: Sealer) -> tuple[str, str | None] | None:
    try:
        lead = codec.load(sealer.unseal(row["id"], "lead", row["lead"]))
    except UnsealError:
        return None
    return lead["email"], lead["phone"]

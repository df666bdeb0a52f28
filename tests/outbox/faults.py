"""Faults of SQLite and of the disk, brought about where a real one may strike."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from capdesk.outbox import Outbox


class LostCommit(sqlite3.Connection):
    """A connection whose COMMIT, once armed, gets through and then reports an error.

    So it goes when the disk fails after the journal was cut off, which is the moment
    that decides, and before SQLite could say so.
    """

    armed = False

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - as in sqlite3
        """Run a statement; an armed COMMIT raises although it was done."""
        cursor = super().execute(sql, parameters)
        if sql == "COMMIT" and self.armed:
            self.armed = False
            raise sqlite3.OperationalError("disk I/O error")
        return cursor

    @classmethod
    def under(cls, outbox: Outbox) -> tuple[Outbox, Self]:
        """Return the same outbox over such a connection, and the connection."""
        path, sealer = outbox.path, outbox.sealer
        outbox.close()
        connection = sqlite3.connect(path, isolation_level=None, factory=cls)
        connection.row_factory = sqlite3.Row
        return Outbox(path, connection, sealer), connection


def refuse_commit(connection: sqlite3.Connection) -> None:
    """Make every COMMIT of a connection fail before it does anything."""

    def authorize(action: int, operation: str | None, *_: str | None) -> int:
        is_commit = action == sqlite3.SQLITE_TRANSACTION and operation == "COMMIT"
        return sqlite3.SQLITE_DENY if is_commit else sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)


def before_commit(connection: sqlite3.Connection, look: Callable[[], None]) -> None:
    """Call `look` whenever a connection is about to commit."""

    def watch(statement: str) -> None:
        if statement == "COMMIT":
            look()

    connection.set_trace_callback(watch)


def fill_disk(connection: sqlite3.Connection) -> None:
    """Let the file of a connection grow no more."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def scribble(path: Path) -> None:
    """Overwrite all of an SQLite file but its first page, as a failing disk does."""
    content = path.read_bytes()
    page_bytes = int.from_bytes(content[16:18], "big")
    path.write_bytes(content[:page_bytes] + b"\xa5" * (len(content) - page_bytes))

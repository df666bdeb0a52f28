"""Tells an outbox of ours from everything else, before anything is changed in it."""

import sqlite3
import struct
from collections import deque
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from functools import cache
from pathlib import Path

from capdesk.outbox.errors import (
    DamagedOutboxError,
    NewerOutboxError,
    NotAnOutboxError,
)
from capdesk.outbox.schema import APPLICATION_ID, Migration

BUSY_TIMEOUT_MS = 5_000

# Starting is when it is salvaged; a program that is under way gets no further.
_START_AGAIN = "Nothing was deleted; start CapDesk again, and it will save what it can."

# Where SQLite's file format keeps them (sqlite.org/fileformat.html, 1.3).
_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_USER_VERSION_AT = 60
_APPLICATION_ID_AT = 68
_BIG_ENDIAN = struct.Struct(">i")
# What SQLite always writes there for us. Damaged, it has SQLite call the file full,
# read-only or of an unknown format, but not damaged.
_FORMAT = {44: 4, 52: 0, 56: 1, 64: 0}  # schema format, no auto-vacuum, UTF-8, the same
_JOURNAL_FORMATS_AT = slice(18, 20)
_JOURNAL_FORMATS = {bytes((1, 1)), bytes((2, 2))}  # rollback, write-ahead


def open_file(path: Path, how: str) -> sqlite3.Connection:
    """Open a SQLite file as it is.

    Args:
        path: The file; it is not made where there is none.
        how: SQLite's own URI parameters.
    """
    # isolation_level None: transactions begin and end where this code says so.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_MS / 1000,
    )
    connection.row_factory = sqlite3.Row
    return connection


def check_identity(path: Path, *, newest: int) -> None:
    """Refuse a file that isn't an outbox of ours before anything is changed in it.

    `PRAGMA integrity_check` calls an empty or a foreign file fine, so it is no help.
    The first 100 bytes are read as bytes: SQLite plays a journal or write-ahead log
    into a file even to look at it, and where it is told not to, a commit of another
    program that is under way looks like damage.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        raise DamagedOutboxError(
            f"The outbox {path} is empty, as a broken disk or a clean-up program leaves"
            f" it. {_START_AGAIN}"
        )
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise DamagedOutboxError(
            f"{path} is not an outbox, or its beginning is damaged. Nothing was"
            " changed; keep the file and ask for help."
        )
    (version,) = _BIG_ENDIAN.unpack_from(header, _USER_VERSION_AT)
    (application_id,) = _BIG_ENDIAN.unpack_from(header, _APPLICATION_ID_AT)
    if application_id != APPLICATION_ID:
        raise NotAnOutboxError(
            f"{path} belongs to another program. Nothing was changed; move the file"
            " away or choose another data folder."
        )
    if version < 1:
        raise DamagedOutboxError(
            f"The outbox {path} is damaged: its version is missing. {_START_AGAIN}"
        )
    if version > newest:
        raise NewerOutboxError(
            f"The outbox {path} was written by a newer CapDesk. Nothing was changed;"
            " install that version again to use it."
        )
    is_ours = all(
        _BIG_ENDIAN.unpack_from(header, at) == (n,) for at, n in _FORMAT.items()
    )
    if not is_ours or header[_JOURNAL_FORMATS_AT] not in _JOURNAL_FORMATS:
        raise DamagedOutboxError(
            f"The outbox {path} is damaged at its beginning. {_START_AGAIN}"
        )


def check_whole(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration],
    *,
    tables: AbstractSet[str] = frozenset(),
) -> None:
    """Refuse an outbox that is damaged somewhere.

    The whole file is looked through, 6 ms for 1,000 leads: a table that has lost a page
    looks sound until somebody gets there, and an index that has lost a line hides a
    lead from the courier for good. What the tables are made by is text to SQLite: one
    letter of it damaged, and no lead can be read or none be written.

    Args:
        connection: To the outbox.
        path: The outbox, for the sentence.
        migrations: The steps to the version that it has.
        tables: What has to be there whatever these steps make.
    """
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise DamagedOutboxError(f"The outbox {path} is damaged. {_START_AGAIN}")
    there = _schema(connection)
    missing = {name for name, _ in _built_by(tuple(migrations)) - there}
    missing |= tables - {name for name, _ in there}
    if not missing and not connection.execute("SELECT 1 FROM identity").fetchone():
        missing = {"identity"}
    if missing:
        raise DamagedOutboxError(
            f"The outbox {path} is damaged: {', '.join(sorted(missing))} missing."
            f" {_START_AGAIN}"
        )
    _read_texts(connection)


def _read_texts(connection: sqlite3.Connection) -> None:
    """Come across text that is no UTF-8, which `integrity_check` does not look at.

    One such letter in one entry, and no list could be read. Left out is the history,
    by far the longest: there it costs the story of its own entry.

    Raises:
        sqlite3.OperationalError: There is some.
    """
    for table in ("entry", "queue", "draft"):
        columns = connection.execute(
            "SELECT group_concat(name) FROM pragma_table_info(?) WHERE type = 'TEXT'",
            (table,),
        ).fetchone()[0]
        rows = connection.execute(f"SELECT {columns} FROM {table}")  # noqa: S608 - our own
        deque(rows, maxlen=0)


@cache
def _built_by(migrations: tuple[Migration, ...]) -> frozenset[tuple[str, bytes]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for step in migrations:
            step(connection)
        return _schema(connection)


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str, bytes]]:
    """Return name and text of all that is kept in a file, whatever its spaces."""
    rows = connection.execute(
        # As bytes: what is damaged may not be UTF-8.
        "SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_schema"
        " WHERE sql NOT NULL"
    )
    return frozenset(
        (name.decode(errors="replace"), b" ".join(sql.split())) for name, sql in rows
    )


def user_version(connection: sqlite3.Connection) -> int:
    """Return the schema version the file was left at."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)

"""Tells an outbox of ours from everything else, before anything is changed in it."""

import sqlite3
import struct
from pathlib import Path

from capdesk.outbox.errors import (
    DamagedOutboxError,
    NewerOutboxError,
    NotAnOutboxError,
)
from capdesk.outbox.schema import APPLICATION_ID, TABLES

BUSY_TIMEOUT_MS = 5_000

# Starting is when it is salvaged; a program that is under way gets no further.
_START_AGAIN = "Nothing was deleted; start CapDesk again, and it will save what it can."

# Where SQLite's file format keeps them (sqlite.org/fileformat.html, 1.3).
_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_USER_VERSION_AT = 60
_APPLICATION_ID_AT = 68
_BIG_ENDIAN = struct.Struct(">i")


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


def check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse an outbox of the current version that is damaged somewhere.

    The whole file is looked through, 6 ms for 1,000 leads: a table that has lost a page
    looks sound until somebody gets there, and an index that has lost a line hides a
    lead from the courier for good.
    """
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise DamagedOutboxError(f"The outbox {path} is damaged. {_START_AGAIN}")
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    missing = set(TABLES - {name for (name,) in rows})
    if not missing and not connection.execute("SELECT 1 FROM identity").fetchone():
        missing = {"identity"}
    if missing:
        raise DamagedOutboxError(
            f"The outbox {path} is damaged: {', '.join(sorted(missing))} missing."
            f" {_START_AGAIN}"
        )


def user_version(connection: sqlite3.Connection) -> int:
    """Return the schema version the file was left at."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)

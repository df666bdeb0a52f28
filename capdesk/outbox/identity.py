"""Tells an outbox of ours from everything else, before anything is changed in it."""

import sqlite3
from pathlib import Path

from capdesk.outbox.errors import (
    DamagedOutboxError,
    NewerOutboxError,
    NotAnOutboxError,
)
from capdesk.outbox.schema import APPLICATION_ID, TABLES

BUSY_TIMEOUT_MS = 5_000


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
    Opened as immutable, because even to look at a file SQLite plays its journal or
    write-ahead log into it; what is asked for stands in the first 100 bytes.
    """
    if path.stat().st_size == 0:
        raise DamagedOutboxError(
            f"The outbox {path} is empty, as a broken disk or a clean-up program leaves"
            " it. Move the file away to start a new outbox, and keep it for help."
        )
    connection = open_file(path, "mode=ro&immutable=1")
    try:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        version = user_version(connection)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise DamagedOutboxError(
                f"{path} is not an outbox, or its beginning is damaged. Nothing was"
                " changed; keep the file and ask for help."
            ) from error
        raise
    finally:
        connection.close()
    if application_id != APPLICATION_ID:
        raise NotAnOutboxError(
            f"{path} belongs to another program. Nothing was changed; move the file"
            " away or choose another data folder."
        )
    if version < 1:
        raise DamagedOutboxError(
            f"The outbox {path} is damaged: its version is missing. Nothing was changed;"
            " keep the file and ask for help."
        )
    if version > newest:
        raise NewerOutboxError(
            f"The outbox {path} was written by a newer CapDesk. Nothing was changed;"
            " install that version again to use it."
        )


def check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse an outbox of the current version that lacks a table or its identity."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    missing = set(TABLES - {name for (name,) in rows})
    if not missing and not connection.execute("SELECT 1 FROM identity").fetchone():
        missing = {"identity"}
    if missing:
        raise DamagedOutboxError(
            f"The outbox {path} is damaged: {', '.join(sorted(missing))} missing."
            " Nothing was changed; keep the file and ask for help."
        )


def user_version(connection: sqlite3.Connection) -> int:
    """Return the schema version the file was left at."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)

"""Opens the outbox file: settings read back, migrations, transactions."""

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from capdesk.outbox.asides import journal_of, sync_folder
from capdesk.outbox.codec import to_ms
from capdesk.outbox.errors import (
    DamagedOutboxError,
    OutboxError,
    OutboxUnavailableError,
)
from capdesk.outbox.identity import (
    BUSY_TIMEOUT_MS,
    check_identity,
    check_whole,
    open_file,
    user_version,
)
from capdesk.outbox.identity_copy import Identity
from capdesk.outbox.schema import APPLICATION_ID, MIGRATIONS, TABLES, Migration

OUTBOX_NAME = "outbox.sqlite3"
FAULTS = (OSError, sqlite3.Error, UnicodeDecodeError)
"""What a disk, another program or damage raises; `explain` makes a sentence of each.

SQLite quotes what is damaged in its messages, and Python can't read these as UTF-8.
"""

_LOCK_NAME = "outbox.open.lock"
_LOCK_TIMEOUT_S = 10.0

# TRUNCATE with FULL is the one common pair that lost no acknowledged commit in a
# power-loss simulation; see docs/decisions.
_SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("TRUNCATE", "truncate"),
    "synchronous": ("FULL", 2),
    "fullfsync": ("ON", 1),
    "secure_delete": ("ON", 1),
    "busy_timeout": (str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
    "trusted_schema": ("OFF", 0),
    "foreign_keys": ("ON", 1),
    # Else INSERT OR REPLACE gets past the triggers that forbid to delete.
    "recursive_triggers": ("ON", 1),
    "temp_store": ("MEMORY", 2),
}


def open_database(
    path: Path,
    *,
    now: datetime,
    may_create: bool = True,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> sqlite3.Connection:
    """Open the outbox file, making or migrating it where that is needed.

    The connection belongs to the calling thread. Two programs may open the same
    file at once; a lock beside it lets one of them at a time make or migrate it.

    Args:
        path: The file; its folder exists.
        now: Aware UTC, the birth time of a new outbox.
        may_create: Whether a missing file is made, rather than missed.
        migrations: One step for each schema version.

    Raises:
        NotAnOutboxError: Something else is in the place of the outbox.
        NewerOutboxError: A newer CapDesk wrote it.
        DamagedOutboxError: It can't be read.
        OutboxUnavailableError: The disk, a permission or another program is in the
            way.
    """
    with opening(path):
        return open_held(path, now=now, may_create=may_create, migrations=migrations)


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Be the one program that opens, makes or mends the outbox; explain what fails.

    Raises:
        OutboxError: With a sentence, whatever the disk or SQLite said.
    """
    with _explained(path):
        path.parent.stat()  # FileLock makes a folder that isn't there
        with FileLock(path.with_name(_LOCK_NAME), timeout=_LOCK_TIMEOUT_S, mode=0o600):
            yield


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FAULTS as error:
        raise explain(error, path) from error


def open_held(
    path: Path,
    *,
    now: datetime,
    may_create: bool = True,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> sqlite3.Connection:
    """Open the outbox file inside `opening`; see `open_database`."""
    with _explained(path):
        if not path.exists():
            if not may_create:
                raise _gone(path)
            _create(path, now, migrations)
        check_identity(path, newest=len(migrations))
        connection = connect(path)
        try:
            _migrate(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
        return connection


def explain(error: Exception, path: Path) -> OutboxError:
    """Turn an error of SQLite or the system into one with a sentence for the user."""
    if isinstance(error, TimeoutError):
        return OutboxUnavailableError(
            f"Another program has kept the outbox {path} locked for"
            f" {_LOCK_TIMEOUT_S:.0f} seconds. Close it and try again."
        )
    name = getattr(error, "sqlite_errorname", "") or ""
    is_no_text = isinstance(error, UnicodeDecodeError) or str(error).startswith(
        "Could not decode to UTF-8"
    )
    if is_no_text or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return DamagedOutboxError(
            f"The outbox {path} is damaged and can't be read. Nothing was deleted; start"
            " CapDesk again, and it will save what it can."
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return OutboxUnavailableError(
            f"Another program is keeping the outbox {path} busy. Try again."
        )
    if name == "SQLITE_READONLY_DBMOVED":
        return _gone(path)
    if name == "SQLITE_FULL":
        return OutboxUnavailableError(
            f"The disk that holds the outbox {path} is full. Free some space and try"
            " again."
        )
    reason = getattr(error, "strerror", None) or error
    return OutboxUnavailableError(
        f"The outbox {path} can't be used ({reason}). Check the disk and the"
        " permissions of its folder."
    )


def _gone(path: Path) -> OutboxError:
    return OutboxUnavailableError(
        f"The outbox {path} has gone. Put its folder back, or start CapDesk again."
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block in one write transaction; roll back if anything goes wrong.

    An error that comes out of COMMIT itself is ambiguous: the caller has to look
    again over a fresh connection to know what is on the disk.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite may have rolled back already; what matters is the first error.
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


def _create(path: Path, now: datetime, migrations: Sequence[Migration]) -> None:
    _set_aside_stray_journal(path)
    build(path, new_identity(now), migrations).rename(path)
    sync_folder(path.parent)


def new_identity(now: datetime) -> Identity:
    """Return the identity of a new outbox, whose data key has the same id."""
    outbox_id = str(uuid.uuid4())
    return Identity(outbox_id, outbox_id, None, to_ms(now))


def build(
    path: Path,
    identity: Identity,
    migrations: Sequence[Migration],
    fill: Callable[[sqlite3.Connection], None] | None = None,
) -> Path:
    """Make a new outbox beside its place, to be renamed into place when whole.

    So an outbox file is never seen empty or half made, and a zero-length file in its
    place is known for damage.

    Args:
        path: Its place.
        identity: Whose outbox it is.
        migrations: The steps to the version it is to have.
        fill: Writes what it begins with, in the transaction that makes it.

    Returns:
        Where it is.
    """
    unfinished = path.with_name(path.name + ".new")
    unfinished_journal = journal_of(unfinished)
    for leftover in (unfinished, unfinished_journal):
        leftover.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = connect(unfinished)
    try:
        with transaction(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _run(connection, 0, migrations)
            connection.execute(
                "INSERT INTO identity (only_row, outbox_id, key_id, key_check,"
                " created_at) VALUES (1, :outbox_id, :key_id, :key_check, :created_at)",
                asdict(identity),
            )
            if fill is not None:
                fill(connection)
    finally:
        connection.close()
    unfinished_journal.unlink(missing_ok=True)
    return unfinished


def _set_aside_stray_journal(path: Path) -> None:
    """Keep the journal of an outbox that is gone from being played into the new one."""
    journal = journal_of(path)
    if not journal.exists():
        return
    number = 1
    while (aside := journal.with_name(f"{journal.name}.aside-{number}")).exists():
        number += 1
    journal.rename(aside)


def connect(path: Path) -> sqlite3.Connection:
    """Open an outbox file, or a copy of one, with every setting read back.

    Raises:
        OutboxUnavailableError: A setting does not hold.
    """
    connection = open_file(path, "mode=rw")
    try:
        _configure(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _configure(connection: sqlite3.Connection) -> None:
    for name, (value, expected) in _SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        (got,) = connection.execute(f"PRAGMA {name}").fetchone()
        if got != expected:
            raise OutboxUnavailableError(
                "The outbox can't be kept safely on this computer"
                f" (SQLite has {name} = {got}, not {expected})."
            )


def _migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]
) -> None:
    version = user_version(connection)
    # Before a step meets a table that isn't there, and before there is a backup of it.
    check_whole(connection, path, migrations[:version])
    if version < len(migrations):
        _back_up(connection, path.with_name(f"{path.name}.version-{version}.backup"))
        with transaction(connection):
            _run(connection, version, migrations)
            check_whole(connection, path, migrations, tables=TABLES)


def _run(
    connection: sqlite3.Connection, version: int, migrations: Sequence[Migration]
) -> None:
    for step in migrations[version:]:
        step(connection)
    connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the outbox as it is before a migration; the copy appears only when whole."""
    unfinished = target.with_name(target.name + ".new")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    copy = sqlite3.connect(unfinished)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    sync_folder(target.parent)

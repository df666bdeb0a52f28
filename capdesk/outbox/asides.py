"""Keeps what is damaged beside the outbox, byte for byte, before anything replaces it."""

import itertools
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from capdesk import files
from capdesk.outbox.errors import OutboxUnavailableError

# Where SQLite puts its own locks in a file (os.h: PENDING_BYTE, SHARED_SIZE).
_SQLITE_LOCKS_START = 0x4000_0000
_SQLITE_LOCKS_BYTES = 512


@dataclass(frozen=True, slots=True)
class Aside:
    """A damaged outbox that was copied aside.

    Attributes:
        path: Where it is kept; its journal, if it had one, beside it.
        content: Its bytes.
        journal: Those of its journal; empty if it had none.
    """

    path: Path
    content: bytes
    journal: bytes

    def rolled_back(self) -> bytes:
        """Return the bytes with a transaction undone that a crash cut short.

        SQLite does so in a scratch copy, by the journal; what is kept stays as it was.
        """
        if not self.journal:
            return self.content
        with tempfile.TemporaryDirectory(
            prefix=".outbox.", dir=self.path.parent
        ) as name:
            scratch = Path(name) / "outbox"
            scratch.write_bytes(self.content)
            journal_of(scratch).write_bytes(self.journal)
            # A file that is damaged is rolled back too, before it is called so.
            with (
                closing(sqlite3.connect(scratch)) as connection,
                # The message may quote what is damaged, which may be no UTF-8.
                suppress(sqlite3.Error, UnicodeDecodeError),
            ):
                connection.execute("SELECT 1 FROM sqlite_schema").fetchall()
            return scratch.read_bytes()


def journal_of(path: Path) -> Path:
    """Return where SQLite keeps the journal of a file."""
    return path.with_name(f"{path.name}-journal")


@contextmanager
def held(path: Path) -> Iterator[BinaryIO]:
    """Give a file open to read, and keep every program from writing to it by SQLite.

    A lead that another program got into the damaged file while a new one is made of it
    would be lost. SQLite can't lock a file whose header is damaged, so its lock bytes
    are locked as it would. On Windows nobody can replace a file that another program
    has open, which does as well.

    Raises:
        OutboxUnavailableError: Another program is reading or writing it right now.
        OSError: It can't be written to, so it can't be replaced either.
    """
    with path.open("rb+") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.lockf(
                    file,
                    fcntl.LOCK_EX | fcntl.LOCK_NB,
                    _SQLITE_LOCKS_BYTES,
                    _SQLITE_LOCKS_START,
                )
            except BlockingIOError as error:
                raise OutboxUnavailableError(
                    f"Another program is keeping the outbox {path} busy. Try again."
                ) from error
        yield file


def set_aside(path: Path, file: BinaryIO) -> Aside:
    """Copy a damaged file and its journal to the first free `….damaged-<n>`, durably.

    A copy that a crash left without a sequel is taken for this one: then its journal
    counts too, for the one in place may have gone already.

    Args:
        path: The damaged file.
        file: The same, open; see `held`.
    """
    content, journal = file.read(), _read(journal_of(path))
    for number in itertools.count(1):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        kept = _read(journal_of(aside))
        if not aside.exists():
            if kept in {b"", journal}:
                break
        elif journal in {b"", kept} and aside.read_bytes() == content:
            return Aside(aside, content, kept)
    # The file comes last: where it is, its journal is.
    if journal:
        files.write_private(journal_of(aside), journal)
    files.write_private(aside, content)
    return Aside(aside, content, journal)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power loss, where the system can."""
    if os.name == "nt":  # NTFS journals the rename; folders can't be opened for fsync
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""

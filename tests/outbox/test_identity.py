"""What stands in the place of the outbox but isn't one of ours is refused, untouched.

What is damaged goes on from here to `salvage`; what is not ours never does.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.outbox import (
    OUTBOX_NAME,
    DamagedOutboxError,
    NewerOutboxError,
    NotAnOutboxError,
    OutboxError,
)
from capdesk.outbox.database import open_database
from tests.outbox.desk import NOW, capture, folder_bytes, open_outbox


def _edit(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def _a_few_bytes(path: Path) -> None:
    path.write_bytes(b"hello")


def _foreign(path: Path) -> None:
    path.unlink()
    _edit(path, "CREATE TABLE song (title TEXT)")


def _foreign_with_a_log(path: Path) -> None:
    # Two connections and a crash's leftovers: closing the last one would tidy up.
    path.unlink()
    aside = path.with_name("player.sqlite3")
    with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE song (title TEXT)")
        for suffix in ("", "-wal"):
            content = aside.with_name(aside.name + suffix).read_bytes()
            path.with_name(path.name + suffix).write_bytes(content)
    aside.unlink()


def _newer(path: Path) -> None:
    _edit(path, "PRAGMA user_version = 4")


def _newer_that_keeps_its_journal_otherwise(path: Path) -> None:
    _edit(path, "PRAGMA journal_mode = WAL", "PRAGMA user_version = 4")


def _newer_without_a_table(path: Path) -> None:
    _edit(path, "DROP TABLE draft", "PRAGMA user_version = 4")


def _no_version(path: Path) -> None:
    _edit(path, "PRAGMA user_version = 0")


def _no_drafts(path: Path) -> None:
    _edit(path, "DROP TABLE draft")


def _no_identity(path: Path) -> None:
    _edit(path, "DELETE FROM identity")


def _stale_index(path: Path) -> None:
    # As if the disk had dropped the write of one page; root page 6 is an index.
    content = bytearray(path.read_bytes())
    content[5 * 4096 + 3 : 5 * 4096 + 5] = bytes(2)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "error", "sentence"),
    [
        (_empty, DamagedOutboxError, "is empty, as a broken disk"),
        (_garbage, DamagedOutboxError, "is not an outbox, or its beginning"),
        (_a_few_bytes, DamagedOutboxError, "is not an outbox, or its beginning"),
        (_foreign, NotAnOutboxError, "belongs to another program"),
        (_foreign_with_a_log, NotAnOutboxError, "belongs to another program"),
        (_newer, NewerOutboxError, "written by a newer CapDesk"),
        (
            _newer_that_keeps_its_journal_otherwise,
            NewerOutboxError,
            "written by a newer CapDesk",
        ),
        (_newer_without_a_table, NewerOutboxError, "written by a newer CapDesk"),
        (_no_version, DamagedOutboxError, "its version is missing"),
        (_no_drafts, DamagedOutboxError, "damaged: draft missing"),
        (_no_identity, DamagedOutboxError, "damaged: identity missing"),
        (_stale_index, DamagedOutboxError, "is damaged. Nothing was deleted"),
    ],
)
def test_what_is_not_our_outbox_is_refused_and_not_touched(
    spoil: Callable[[Path], None],
    error: type[OutboxError],
    sentence: str,
    tmp_path: Path,
) -> None:
    """Each has its own sentence, and every byte in the folder stays as it was."""
    with closing(open_outbox(tmp_path)) as outbox:
        capture(outbox)
    path = tmp_path / OUTBOX_NAME
    spoil(path)
    before = folder_bytes(tmp_path)
    with pytest.raises(OutboxError, match=sentence) as caught:
        open_database(path, now=NOW)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)
    assert folder_bytes(tmp_path) == before

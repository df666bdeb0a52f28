"""Opening the outbox file: settings, creation, migration and what is refused."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.outbox import (
    OUTBOX_NAME,
    DamagedOutboxError,
    Outbox,
    OutboxError,
    OutboxUnavailableError,
)
from capdesk.outbox import database as module
from capdesk.outbox.database import open_database
from capdesk.outbox.schema import MIGRATIONS, TABLES, Migration
from tests.outbox.desk import NOW, capture, folder_bytes, open_outbox
from tests.outbox.faults import scribble

REQUIRED = {
    "journal_mode": "truncate",
    "synchronous": 2,  # FULL
    "fullfsync": 1,
    "secure_delete": 1,
    "busy_timeout": 5_000,
    "trusted_schema": 0,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "temp_store": 2,  # MEMORY
    "application_id": int.from_bytes(b"CAPD", "big"),
    "user_version": len(MIGRATIONS),
}


def _pragmas(connection: sqlite3.Connection) -> dict[str, object]:
    return {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in REQUIRED
    }


def _add_note(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE queue ADD COLUMN note TEXT")


def _add_note_and_fail(connection: sqlite3.Connection) -> None:
    _add_note(connection)
    connection.execute("SELECT * FROM no_such_table")


def _lose_drafts(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE draft")


def test_every_setting_holds_in_a_new_outbox_and_after_opening_it_again(
    tmp_path: Path,
) -> None:
    """The settings that keep a lead through a power cut are read back as asked."""
    path = tmp_path / OUTBOX_NAME
    for _ in range(2):
        with closing(open_database(path, now=NOW)) as connection:
            assert _pragmas(connection) == REQUIRED


def test_the_settings_hold_after_an_error_had_the_file_opened_again(
    outbox: Outbox,
) -> None:
    """A connection made anew is as safe as the first."""
    outbox.close()
    assert _pragmas(outbox.connection) == REQUIRED


@pytest.mark.parametrize("name", module._SETTINGS)
def test_a_setting_that_does_not_take_is_an_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite gives another value back, no lead is entrusted to the file."""
    open_outbox(tmp_path).close()
    value, _ = module._SETTINGS[name]
    monkeypatch.setitem(module._SETTINGS, name, (value, "what it never says"))
    with pytest.raises(OutboxUnavailableError, match=f"SQLite has {name} = "):
        open_outbox(tmp_path)


def test_a_new_outbox_is_readable_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the computer may read the outbox, its journal or its backup."""
    outbox = open_outbox(tmp_path)
    capture(outbox)
    outbox.close()
    path = tmp_path / OUTBOX_NAME
    open_database(path, now=NOW, migrations=(*MIGRATIONS, _add_note)).close()
    if os.name == "nt":
        pytest.skip("Windows keeps access apart from the mode")
    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {0o600}


def test_a_missing_outbox_is_missed_where_it_must_not_be_made(tmp_path: Path) -> None:
    """An outbox that vanished under an open program is not replaced by an empty one."""
    with pytest.raises(OutboxUnavailableError, match="has gone"):
        open_database(tmp_path / OUTBOX_NAME, now=NOW, may_create=False)
    assert folder_bytes(tmp_path) == {}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing drive is an error with a sentence, not a crash."""
    with pytest.raises(OutboxUnavailableError, match="can't be used"):
        open_outbox(tmp_path / "unplugged")
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_half_made_is_ignored(tmp_path: Path) -> None:
    """A crash while the first outbox was made costs nothing and confuses nobody."""
    (tmp_path / f"{OUTBOX_NAME}.new").write_bytes(b"half of an outbox")
    (tmp_path / f"{OUTBOX_NAME}.new-journal").write_bytes(b"and of its journal")
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.entries() == ()
    assert [name for name in folder_bytes(tmp_path) if ".new" in name] == []


def test_the_journal_of_a_vanished_outbox_is_set_aside(tmp_path: Path) -> None:
    """A journal without its outbox is kept, and never played into a new one."""
    journal = tmp_path / f"{OUTBOX_NAME}-journal"
    for content in (b"first", b"second"):
        journal.write_bytes(content)
        open_outbox(tmp_path).close()
        (tmp_path / OUTBOX_NAME).unlink()
        journal.unlink(missing_ok=True)
    files = folder_bytes(tmp_path).items()
    kept = {name: data for name, data in files if "-journal" in name and data}
    assert kept == {
        f"{journal.name}.aside-1": b"first",
        f"{journal.name}.aside-2": b"second",
    }


def test_a_migration_keeps_a_copy_of_the_outbox_as_it_was(tmp_path: Path) -> None:
    """An older outbox is copied whole before it becomes a current one."""
    with closing(open_outbox(tmp_path)) as outbox:
        entry_id = capture(outbox)
    path = tmp_path / OUTBOX_NAME
    with closing(
        open_database(path, now=NOW, migrations=(*MIGRATIONS, _add_note))
    ) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 4
        assert connection.execute("SELECT note FROM queue").fetchall() == []
    (tmp_path / f"{OUTBOX_NAME}.version-3.backup").replace(path)
    with closing(open_outbox(tmp_path)) as restored:
        assert restored.entry(entry_id).name == "Zoë Ångström-O'Neill"


@pytest.mark.parametrize("step", [_add_note_and_fail, _lose_drafts])
def test_a_migration_that_fails_leaves_the_outbox_as_it_was(
    step: Migration, tmp_path: Path
) -> None:
    """A migration is done whole, with every table in its place, or not at all."""
    with closing(open_outbox(tmp_path)) as outbox:
        entry_id = capture(outbox)
    path = tmp_path / OUTBOX_NAME
    before = path.read_bytes()
    with pytest.raises(OutboxError):
        open_database(path, now=NOW, migrations=(*MIGRATIONS, step))
    assert path.read_bytes() == before
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.entry(entry_id).readable


def test_a_migration_may_add_a_table_that_older_outboxes_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a later version adds is not missed in a file that is older."""
    open_outbox(tmp_path).close()

    def add_receipts(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE receipt (id TEXT PRIMARY KEY) STRICT")

    monkeypatch.setattr("capdesk.outbox.database.TABLES", TABLES | {"receipt"})
    path = tmp_path / OUTBOX_NAME
    migrations = (*MIGRATIONS, add_receipts)
    with closing(open_database(path, now=NOW, migrations=migrations)) as connection:
        assert connection.execute("SELECT * FROM receipt").fetchall() == []


def test_a_damaged_outbox_is_told_and_kept(tmp_path: Path) -> None:
    """Pages full of rubbish are an error that says that nothing was deleted."""
    with closing(open_outbox(tmp_path)) as outbox:
        capture(outbox)
    path = tmp_path / OUTBOX_NAME
    scribble(path)
    before = path.read_bytes()
    with pytest.raises(DamagedOutboxError, match="Nothing was deleted"):
        open_database(path, now=NOW)
    assert path.read_bytes() == before


def test_programs_that_start_together_make_one_outbox(tmp_path: Path) -> None:
    """Of many that open at once one makes the outbox and all others open it."""
    identities: list[str] = []
    start = threading.Barrier(4)

    def open_it() -> None:
        start.wait()
        with closing(open_database(tmp_path / OUTBOX_NAME, now=NOW)) as connection:
            row = connection.execute("SELECT outbox_id FROM identity").fetchone()
            identities.append(row["outbox_id"])

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(identities) == 4
    assert len(set(identities)) == 1


_CRASH_IN_MIGRATION = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from capdesk.outbox.database import open_database
from capdesk.outbox.schema import MIGRATIONS

def crash_half_way(connection):
    connection.execute("ALTER TABLE queue ADD COLUMN note TEXT")
    connection.execute("PRAGMA user_version = 4")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("UPDATE entry SET campaign_id = hex(zeroblob(100000))")
    os._exit(9)

open_database(Path(sys.argv[1]), now=datetime.now(UTC),
              migrations=(*MIGRATIONS, crash_half_way))
"""


def test_a_crash_in_the_middle_of_a_migration_is_undone(tmp_path: Path) -> None:
    """The journal a crash leaves is played back at the next start."""
    with closing(open_outbox(tmp_path)) as outbox:
        entry_id = capture(outbox)
    path = tmp_path / OUTBOX_NAME
    before = path.read_bytes()
    crashed = subprocess.run(
        [sys.executable, "-c", _CRASH_IN_MIGRATION, path], check=False
    )
    assert crashed.returncode == 9
    assert path.read_bytes() != before
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.entry(entry_id).campaign_id != "0" * 200_000
        assert outbox.entry(entry_id).readable
    assert path.read_bytes() == before

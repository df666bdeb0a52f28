"""What lies beside an outbox goes when it is old, or tells of a forgotten person."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from capdesk.outbox import OUTBOX_NAME, Outbox, Swept, sweep_old, sweep_person
from tests.outbox.desk import NOW, capture, folder_bytes, open_outbox
from tests.outbox.test_version_2 import IDS, LEADS, NEW_ID, lay_out
from tests.support.leads import a_lead, a_new_entry

KEEP = timedelta(days=30)
BACKUP = f"{OUTBOX_NAME}.version-1.backup"
DAMAGED = f"{OUTBOX_NAME}.damaged-1"
STRAY = f"{OUTBOX_NAME}-journal.aside-1"
HALF_MADE = f".{OUTBOX_NAME}.damaged-1.abc.tmp"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """Open an outbox of version 1; a backup of it is beside it then."""
    lay_out(tmp_path)
    with closing(open_outbox(tmp_path)) as opened:
        shutil.copyfile(opened.path, tmp_path / DAMAGED)
        (tmp_path / f"{DAMAGED}-journal").touch()
        (tmp_path / HALF_MADE).write_bytes(b"half a copy")
        yield opened


def _age(folder: Path, made_at: datetime) -> None:
    """Let every file be of a time."""
    for path in folder.iterdir():
        os.utime(path, (made_at.timestamp(), made_at.timestamp()))


def _names(folder: Path) -> set[str]:
    return set(folder_bytes(folder)) & {
        *(BACKUP, DAMAGED, f"{DAMAGED}-journal", STRAY, HALF_MADE)
    }


def _sweep_person(outbox: Outbox, email: str) -> Swept:
    forgotten = outbox.forget(email=email, phone="", now=NOW)
    return sweep_person(
        outbox,
        outbox.path.parent,
        ids={entry.id for entry in forgotten.erased},
        is_theirs=lambda theirs, _phone: theirs == email,
    )


def _backed_up(backup: Path) -> dict[str, list[object]]:
    query = "SELECT id, lead, proof, payload, messages, row_hmac FROM entry"
    with closing(sqlite3.connect(backup)) as connection:
        return {entry_id: rest for entry_id, *rest in connection.execute(query)}


def test_what_is_old_goes(outbox: Outbox, tmp_path: Path) -> None:
    """Backups, damaged copies with their journals, and what crashes left half made."""
    _age(tmp_path, NOW - KEEP)
    swept = sweep_old(outbox, tmp_path, now=NOW, keep=KEEP)
    assert swept == Swept(3, ())
    assert _names(tmp_path) == set()
    assert len(outbox.entries()) == len(LEADS)


def test_what_is_young_stays(outbox: Outbox, tmp_path: Path) -> None:
    """It may still be good for something."""
    before = folder_bytes(tmp_path)
    _age(tmp_path, NOW - KEEP + timedelta(seconds=1))
    assert sweep_old(outbox, tmp_path, now=NOW, keep=KEEP) == Swept(0, ())
    assert folder_bytes(tmp_path) == before


@pytest.mark.parametrize("name", [BACKUP, DAMAGED])
def test_an_old_copy_with_a_lead_of_its_own_stays_and_is_told(
    name: str, outbox: Outbox, tmp_path: Path
) -> None:
    """It may be the only place that a lead is in."""
    with closing(sqlite3.connect(tmp_path / name)) as connection, connection:
        connection.execute(
            "UPDATE entry SET id = 'nowhere', key_id = 'k' WHERE id = ?", [IDS[8]]
        )
    _age(tmp_path, NOW - KEEP)
    swept = sweep_old(outbox, tmp_path, now=NOW, keep=KEEP)
    (sentence,) = swept.left
    assert sentence == (
        f"{tmp_path / name} was left as it is: it may hold leads that are nowhere else."
        " Ask for help before you delete it."
    )
    assert swept.files == 2
    assert name in _names(tmp_path)


def test_an_old_journal_without_its_outbox_is_told(
    outbox: Outbox, tmp_path: Path
) -> None:
    """Nobody can look into it, so nobody can tell what is in it."""
    (tmp_path / STRAY).write_bytes(b"a journal")
    _age(tmp_path, NOW - KEEP)
    swept = sweep_old(outbox, tmp_path, now=NOW, keep=KEEP)
    assert [STRAY in sentence for sentence in swept.left] == [True]
    assert _names(tmp_path) == {STRAY}


def test_an_empty_journal_goes(outbox: Outbox, tmp_path: Path) -> None:
    """There is nothing in it."""
    (tmp_path / STRAY).touch()
    assert _sweep_person(outbox, "waiting@example.com").left == ()
    assert STRAY not in _names(tmp_path)


def test_a_purge_reaches_a_backup_that_is_kept(outbox: Outbox, tmp_path: Path) -> None:
    """What is gone from the outbox is gone there too; the proof of consent stays."""
    before = _backed_up(tmp_path / BACKUP)
    outbox.purge(now=NOW + KEEP, keep=timedelta(0))
    _age(tmp_path, NOW)
    assert sweep_old(outbox, tmp_path, now=NOW, keep=KEEP) == Swept(1, ())
    after = _backed_up(tmp_path / BACKUP)
    for number in (1, 4):  # sent, replaced
        lead, proof, payload, messages, _ = after.pop(IDS[number])
        assert (lead, payload, messages) == (None, None, None)
        assert proof == before.pop(IDS[number])[1]
    assert after == before
    again = sweep_old(outbox, tmp_path, now=NOW, keep=KEEP)
    assert again == Swept(0, ())


def test_a_backup_that_is_cleaned_is_as_old_as_before(
    outbox: Outbox, tmp_path: Path
) -> None:
    """Or it would be kept for as long as something is purged now and then."""
    outbox.purge(now=NOW + KEEP, keep=timedelta(0))
    _age(tmp_path, NOW - KEEP / 2)
    assert sweep_old(outbox, tmp_path, now=NOW, keep=KEEP) == Swept(1, ())
    assert sweep_old(outbox, tmp_path, now=NOW + KEEP / 2, keep=KEEP).files == 3
    assert _names(tmp_path) == set()


def test_a_person_is_erased_from_every_copy(outbox: Outbox, tmp_path: Path) -> None:
    """A backup is cleaned, what can't be cleaned goes, and nobody else is touched."""
    before = _backed_up(tmp_path / BACKUP)
    secrets = [each for each in before[IDS[8]] if isinstance(each, bytes)]
    assert len(secrets) == 4
    swept = _sweep_person(outbox, "Second.Waiting@example.com")
    assert swept == Swept(3, ())
    assert _names(tmp_path) == {BACKUP}
    after = _backed_up(tmp_path / BACKUP)
    assert after.pop(IDS[8]) == [None] * 5
    before.pop(IDS[8])
    assert after == before
    for content in folder_bytes(tmp_path).values():
        for secret in secrets:
            assert secret not in content
            assert secret[-24:] not in content
    with closing(sqlite3.connect(tmp_path / BACKUP)) as connection:
        assert connection.execute("SELECT * FROM draft").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_knows_a_person_whom_the_outbox_does_not(
    outbox: Outbox, tmp_path: Path
) -> None:
    """Its leads are read, for an outbox that was made anew knows none of them."""
    outbox.close()
    outbox.path.unlink()
    shutil.copyfile(tmp_path / BACKUP, tmp_path / "kept")
    with closing(open_outbox(tmp_path)) as anew:
        shutil.move(tmp_path / "kept", tmp_path / BACKUP)
        swept = _sweep_person(anew, "waiting@example.com")
    after = _backed_up(tmp_path / BACKUP)
    assert after[IDS[7]] == [None] * 5
    assert after[IDS[1]][0] is not None
    # The damaged copy has leads that are nowhere else, too.
    assert [DAMAGED in sentence for sentence in swept.left] == [True]


def test_a_backup_of_which_nobody_can_tell_is_told(
    outbox: Outbox, tmp_path: Path
) -> None:
    """A lead that does not open and is not in the outbox may be anybody's."""
    with closing(sqlite3.connect(tmp_path / BACKUP)) as connection, connection:
        connection.execute("UPDATE entry SET id = 'whose' WHERE id = ?", [IDS[8]])
    swept = _sweep_person(outbox, "waiting@example.com")
    (sentence,) = swept.left
    assert BACKUP in sentence
    assert "nobody can tell whose they are" in sentence
    assert _backed_up(tmp_path / BACKUP)[IDS[7]] == [None] * 5


@pytest.mark.parametrize("content", [b"", b"hello", bytes(9_000)], ids=len)
def test_a_backup_that_is_no_outbox_is_told(
    content: bytes, outbox: Outbox, tmp_path: Path
) -> None:
    """It is left as it is, and does not stop the rest."""
    (tmp_path / BACKUP).write_bytes(content)
    swept = _sweep_person(outbox, "waiting@example.com")
    assert swept.files == 2
    assert [BACKUP in sentence for sentence in swept.left] == [True]
    assert (tmp_path / BACKUP).read_bytes() == content


def test_a_person_nobody_knows_costs_no_backup_anything(
    outbox: Outbox, tmp_path: Path
) -> None:
    """There is nothing to clean."""
    before = _backed_up(tmp_path / BACKUP)
    capture(
        outbox, a_new_entry(lead=a_lead(id=NEW_ID, email="new@example.com", phone=None))
    )
    for name in (DAMAGED, f"{DAMAGED}-journal", HALF_MADE):
        (tmp_path / name).unlink()
    assert _sweep_person(outbox, "new@example.com") == Swept(0, ())
    assert _backed_up(tmp_path / BACKUP) == before

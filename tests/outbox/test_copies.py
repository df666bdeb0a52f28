"""Which copies of an outbox lie beside it, and which of them nobody would miss."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.outbox.copies import (
    backups,
    damaged_copies,
    delete,
    is_superfluous,
    leftovers,
    stray_journals,
)
from tests.outbox.desk import NOW, bring_to, capture, open_outbox

FOUND = {
    f"{OUTBOX_NAME}.version-1.backup": backups,
    f"{OUTBOX_NAME}.damaged-1": damaged_copies,
    f"{OUTBOX_NAME}.damaged-12": damaged_copies,
    f"{OUTBOX_NAME}-journal.aside-1": stray_journals,
    f"{OUTBOX_NAME}.new": leftovers,
    f"{OUTBOX_NAME}.new-journal": leftovers,
    f"{OUTBOX_NAME}.version-1.backup.new": leftovers,
    f".{OUTBOX_NAME}.damaged-1.abc.tmp": leftovers,
}
NOT_OURS = (
    *(OUTBOX_NAME, f"{OUTBOX_NAME}-journal", f"{OUTBOX_NAME}.damaged-1-journal"),
    *("outbox.identity.json", ".outbox.identity.json.abc.tmp", "outbox.open.lock"),
    *("courier.lock", "campaigns.json", ".settings.toml.abc.tmp"),
)


@pytest.mark.parametrize("find", [backups, damaged_copies, stray_journals, leftovers])
def test_each_copy_is_known_for_what_it_is(find: object, tmp_path: Path) -> None:
    """By its name; the outbox itself and other people's files are none."""
    for name in (*FOUND, *NOT_OURS):
        (tmp_path / name).touch()
    assert callable(find)
    found = find(tmp_path / OUTBOX_NAME)
    expected = {name for name, finder in FOUND.items() if finder is find}
    assert {path.name for path in found} == expected


def test_a_copy_goes_with_its_journal(tmp_path: Path) -> None:
    """A folder that a crash left goes whole; what is not there is no error."""
    copy = tmp_path / f"{OUTBOX_NAME}.damaged-1"
    for name in (copy.name, f"{copy.name}-journal"):
        (tmp_path / name).touch()
    scratch = tmp_path / ".outbox.scratch"
    scratch.mkdir()
    (scratch / "outbox").touch()
    for path in (copy, copy, scratch):
        delete(path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def copy(outbox: Outbox, tmp_path: Path) -> Path:
    """Have leads of all kinds, and a copy of the outbox that holds them."""
    for status in Status:
        bring_to(outbox, status)
    outbox.purge(now=NOW, keep=timedelta(days=1))
    copied = tmp_path / f"{OUTBOX_NAME}.damaged-1"
    shutil.copyfile(outbox.path, copied)
    return copied


def test_a_copy_whose_leads_are_all_in_the_outbox_can_go(
    copy: Path, outbox: Outbox
) -> None:
    """Also where they were purged, wiped or forgotten since."""
    assert is_superfluous(copy, outbox)
    outbox.purge(now=NOW, keep=timedelta(0))
    outbox.wipe_discarded(now=NOW)
    outbox.forget(email="zoe@example.com", phone="", now=NOW)
    assert is_superfluous(copy, outbox)


def test_a_copy_with_a_lead_that_is_nowhere_else_stays(
    copy: Path, outbox: Outbox, tmp_path: Path
) -> None:
    """Though it is one alone, on a page to which no way leads any more."""
    before = tmp_path / "before"
    before.mkdir()
    shutil.copyfile(copy, before / OUTBOX_NAME)
    capture(outbox)
    shutil.copyfile(outbox.path, copy)
    content = bytearray(copy.read_bytes())
    content[: 3 * 4096] = b"\xa5" * 3 * 4096
    copy.write_bytes(content)
    assert is_superfluous(copy, outbox)
    with closing(open_outbox(before)) as without:
        assert not is_superfluous(copy, without)


def test_a_copy_stays_where_the_outbox_can_no_longer_read_its_lead(
    copy: Path, outbox: Outbox
) -> None:
    """Then the copy is the only one that can."""
    outbox.connection.execute("UPDATE entry SET lead = x'00' WHERE status = 'waiting'")
    assert not is_superfluous(copy, outbox)


@pytest.mark.parametrize("column", ["proof", "payload"])
def test_a_copy_stays_while_it_alone_has_all_of_a_lead(
    column: str, copy: Path, outbox: Outbox
) -> None:
    """Without its proof a lead can't be read, and without its payload not be sent."""
    outbox.connection.execute(
        f"UPDATE entry SET {column} = x'00' WHERE status = 'waiting'"  # noqa: S608 - the two above
    )
    assert not is_superfluous(copy, outbox)


def test_what_nobody_can_read_keeps_no_copy(copy: Path, outbox: Outbox) -> None:
    """A lead that is damaged in the copy is lost there."""
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("DROP TRIGGER entries_are_never_deleted")
        connection.execute(
            "UPDATE entry SET id = 'lost', lead = x'00', proof = x'00', payload = x'00'"
            " WHERE status = 'waiting'"
        )
    assert is_superfluous(copy, outbox)


def test_a_lead_sealed_with_another_key_keeps_its_copy(
    copy: Path, outbox: Outbox
) -> None:
    """Somebody may still have that key."""
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(
            "UPDATE entry SET id = 'else', key_id = 'another' WHERE status = 'waiting'"
        )
    assert not is_superfluous(copy, outbox)


@pytest.mark.parametrize("content", [b"", b"hello", bytes(9_000)], ids=len)
def test_a_copy_without_a_lead_can_go(content: bytes, outbox: Outbox) -> None:
    """An emptied file was moved aside so that nothing is deleted unseen; it is seen."""
    copy = outbox.path.with_name(f"{OUTBOX_NAME}.damaged-1")
    copy.write_bytes(content)
    assert is_superfluous(copy, outbox)


@pytest.mark.parametrize("copy_name", ["damaged-3", "version-1.backup"])
def test_a_journal_without_its_copy_is_a_leftover(
    copy_name: str, tmp_path: Path
) -> None:
    """A crash between the two must not let it lie there for ever."""
    path = tmp_path / OUTBOX_NAME
    copy = tmp_path / f"{OUTBOX_NAME}.{copy_name}"
    journal = tmp_path / f"{copy.name}-journal"
    for each in (copy, journal):
        each.touch()
    assert leftovers(path) == []
    copy.unlink()
    assert leftovers(path) == [journal]

"""An outbox is looked over, and is afterwards what it was before."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import (
    OUTBOX_NAME,
    DamagedOutboxError,
    NotAnOutboxError,
    Outbox,
    OutboxUnavailableError,
)
from capdesk.outbox.checkup import InterruptedOutboxError, Unsent, check_up
from tests.outbox.desk import (
    KEY,
    NOW,
    QA,
    SECOND,
    bring_to,
    capture,
    folder_bytes,
    open_outbox,
)
from tests.support.leads import a_lead, a_new_entry


def test_counts_what_is_unsent(outbox: Outbox) -> None:
    """Each unsent status counts, by environment, with what is old among it."""
    for status in Status:
        bring_to(outbox, status)
    outbox.capture(a_new_entry(lead=a_lead(environment="dealer")), now=NOW + SECOND)
    found = check_up(outbox.path, old_before=NOW + SECOND)
    dealer, qa = found.unsent
    assert dealer == Unsent("dealer", 1, 0, NOW + SECOND, QueueState("dealer"))
    # Four unsent statuses, and the copy that took the place of what is replaced.
    assert (qa.environment, qa.count, qa.old_count, qa.oldest) == (QA, 5, 5, NOW)
    assert found.entries == len(Status) + 2


def test_tells_why_a_queue_is_paused(outbox: Outbox) -> None:
    """The queue's state comes along with its leads."""
    capture(outbox)
    with closing(sqlite3.connect(outbox.path)) as connection, connection:
        connection.execute(
            "INSERT INTO queue VALUES (?, 1, 1, NULL, 0, 'key_refused', NULL, 0)", (QA,)
        )
    (qa,) = check_up(outbox.path, old_before=NOW).unsent
    assert qa.queue.paused is PauseReason.KEY_REFUSED


def test_knows_its_key(outbox: Outbox) -> None:
    """The data key is told from any other without a look at a lead."""
    found = check_up(outbox.path, old_before=NOW)
    assert found.has_key
    assert [found.is_key(each) for each in (KEY, KEY[::-1], b"", None)] == [
        *(True, False, False, False)
    ]


def test_names_damaged_copies(outbox: Outbox) -> None:
    """What earlier damage left beside the outbox is named, journals are not."""
    for name in ("damaged-1", "damaged-1-journal", "version-1.backup"):
        outbox.path.with_name(f"{OUTBOX_NAME}.{name}").write_bytes(b"?")
    found = check_up(outbox.path, old_before=NOW)
    assert found.damaged_copies == (f"{OUTBOX_NAME}.damaged-1",)


def test_changes_nothing(tmp_path: Path, outbox: Outbox) -> None:
    """Neither a byte nor a file is another afterwards, nor before the first lead."""
    capture(outbox)
    outbox.close()
    (tmp_path / "outbox.open.lock").unlink(missing_ok=True)
    before = folder_bytes(tmp_path)
    check_up(outbox.path, old_before=NOW)
    assert folder_bytes(tmp_path) == before
    assert not (tmp_path / "outbox.open.lock").exists()


def test_reads_beside_a_write_under_way(outbox: Outbox) -> None:
    """A window in the middle of a capture is no obstacle, and is none for it."""
    capture(outbox)
    outbox.connection.execute("BEGIN IMMEDIATE")
    outbox.connection.execute("UPDATE entry SET attempts = 1")
    assert check_up(outbox.path, old_before=NOW).entries == 1
    outbox.connection.execute("COMMIT")
    assert check_up(outbox.path, old_before=NOW).entries == 1


def test_reads_an_older_version(tmp_path: Path) -> None:
    """What an older CapDesk left is read as it is, and not brought up to date."""
    path = tmp_path / OUTBOX_NAME
    shutil.copy(Path(__file__).with_name("version-1.sqlite3"), path)
    content = path.read_bytes()
    assert check_up(path, old_before=NOW).entries > 0
    assert path.read_bytes() == content


def test_damage_is_told(outbox: Outbox) -> None:
    """A spoilt page is found, though no lead is read."""
    capture(outbox)
    outbox.close()
    with outbox.path.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(b"\xa5" * 4096)
    with pytest.raises(DamagedOutboxError):
        check_up(outbox.path, old_before=NOW)


def test_a_lost_index_is_told(outbox: Outbox) -> None:
    """What no lead is read by is looked at too: it would hide leads from the courier."""
    outbox.close()
    with closing(sqlite3.connect(outbox.path)) as connection, connection:
        connection.execute("DROP INDEX entry_next")
    with pytest.raises(DamagedOutboxError):
        check_up(outbox.path, old_before=NOW)


def test_what_is_no_outbox_is_told(tmp_path: Path) -> None:
    """Another program's file is not taken for ours; one that is gone is not made."""
    path = tmp_path / OUTBOX_NAME
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE other (a)")
    with pytest.raises(NotAnOutboxError):
        check_up(path, old_before=NOW)
    path.unlink()
    with pytest.raises(OutboxUnavailableError):
        check_up(path, old_before=NOW)
    assert list(tmp_path.iterdir()) == []


_CRASH = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = TRUNCATE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for _ in range(3):
    connection.execute("INSERT INTO draft VALUES (hex(randomblob(9)), 0, zeroblob(99999))")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_change_that_a_crash_cut_short(outbox: Outbox) -> None:
    """It is told as what it is, left as it is, and gone once the outbox was opened."""
    capture(outbox)
    outbox.close()
    crashed = subprocess.run([sys.executable, "-c", _CRASH, outbox.path], check=False)
    assert crashed.returncode == -signal.SIGKILL
    before = folder_bytes(outbox.path.parent)
    with pytest.raises(InterruptedOutboxError):
        check_up(outbox.path, old_before=NOW)
    assert folder_bytes(outbox.path.parent) == before
    open_outbox(outbox.path.parent).close()
    assert check_up(outbox.path, old_before=NOW).entries == 1

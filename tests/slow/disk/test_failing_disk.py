"""A disk that fails under the program: the command says so, and nothing gets lost."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from capdesk.outbox import OUTBOX_NAME
from tests.cli.command_desk import DEALER, Desk, Ended, a_row, as_csv
from tests.support.file_credentials import FileCredentials
from tests.support.recording import require_strace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32", reason="Windows has neither strace nor RLIMIT_FSIZE"
    ),
]

PROGRAM = Path(__file__).with_name("shell_program.py")
JOURNAL = f"{OUTBOX_NAME}-journal"
LOCK = "outbox.open.lock"
SYNC = "fsync,fdatasync"


@dataclass(frozen=True, slots=True)
class FaultyDesk:
    """A data folder with one lead in it, and a shell whose disk can fail."""

    folder: Path
    keyring: Path

    @property
    def desk(self) -> Desk:
        """The same in this process, on a disk that is sound."""
        credentials = FileCredentials(self.keyring)
        return Desk(self.folder, credentials)  # type: ignore[arg-type] # any CredentialStore does

    def run(
        self,
        *arguments: str,
        strace: tuple[str, ...] = (),
        most_bytes: int | None = None,
    ) -> Ended:
        """Run a command in a process of its own."""
        ended = subprocess.run(
            [
                *(("strace", "-f", "-o", os.devnull, *strace) if strace else ()),
                *(sys.executable, str(PROGRAM), str(self.keyring)),
                *("-" if most_bytes is None else str(most_bytes),),
                *("--data-dir", str(self.folder), *arguments),
            ],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def rows(self, *first_names: str) -> str:
        """Write a file of rows."""
        rows = [a_row(first_name=name) for name in first_names]
        return str(self.desk.write("rows.csv", as_csv(*rows)))

    def ids(self) -> list[str]:
        """Return the leads that are kept, as a sound disk shows them."""
        listed = self.desk.run("outbox", "list", "--json")
        assert (listed.code, listed.err) == (0, "")
        return [each["id"] for each in listed.objects]


@pytest.fixture
def faulty(tmp_path: Path) -> FaultyDesk:
    """Keep one lead."""
    faulty = FaultyDesk(tmp_path.resolve() / "data", tmp_path / "keyring")
    faulty.desk.prepare("https://gateway.example/leads", key=None)
    added = faulty.desk.run("outbox", "add", faulty.rows("First"))
    assert (added.code, added.err) == (0, ""), DEALER
    return faulty


def _captured(added: Ended) -> list[str]:
    return [each["id"] for each in added.objects if each["verdict"] == "captured"]


def _fault(faulty: FaultyDesk, name: str, calls: str, error: str) -> tuple[str, ...]:
    path = faulty.folder / name
    return ("-P", str(path), "-e", f"inject={calls}:error={error}")


@pytest.mark.parametrize(
    ("name", "calls", "error", "sentence"),
    [
        (JOURNAL, "pwrite64", "ENOSPC", "is full. Free some space"),
        (OUTBOX_NAME, "pwrite64", "ENOSPC", "is full. Free some space"),
        (JOURNAL, "pwrite64", "EIO", "(disk I/O error). Check the disk"),
        (OUTBOX_NAME, "pwrite64", "EIO", "(disk I/O error). Check the disk"),
        (JOURNAL, SYNC, "EIO", "(disk I/O error). Check the disk"),
        (OUTBOX_NAME, SYNC, "EIO", "(disk I/O error). Check the disk"),
        (JOURNAL, "ftruncate", "EIO", "(disk I/O error). Check the disk"),
        (OUTBOX_NAME, "pread64", "EIO", "(disk I/O error). Check the disk"),
        (JOURNAL, "openat", "EROFS", "can't be used ("),
        (LOCK, "openat", "EROFS", "Read-only file system). Check the disk"),
    ],
)
def test_a_lead_that_could_not_be_kept_is_told(
    name: str, calls: str, error: str, sentence: str, faulty: FaultyDesk
) -> None:
    """Exit code 1 and a sentence; on a sound disk all is as it was, and goes on."""
    require_strace()
    before = faulty.ids()
    rows = faulty.rows("Second")
    added = faulty.run("outbox", "add", rows, strace=_fault(faulty, name, calls, error))
    said = added.out + added.err
    assert added.code == 1
    assert added.err.count("\n") == 1
    assert f" outbox {faulty.folder / OUTBOX_NAME}" in said
    assert sentence in said
    assert faulty.ids() == before
    again = faulty.run("outbox", "add", rows)
    assert (again.code, again.err) == (0, "")
    assert len(faulty.ids()) == len(before) + 1


@pytest.mark.parametrize(
    ("name", "calls", "error"),
    [
        (JOURNAL, SYNC, "EIO"),
        (OUTBOX_NAME, SYNC, "EIO"),
        (JOURNAL, "ftruncate", "EIO"),
        (JOURNAL, "pwrite64", "ENOSPC"),
        (OUTBOX_NAME, "pwrite64", "EIO"),
    ],
)
@pytest.mark.parametrize("when", range(1, 7))
def test_one_fault_at_any_moment_loses_nothing_that_was_acknowledged(
    name: str, calls: str, error: str, when: int, faulty: FaultyDesk
) -> None:
    """Of three rows, each that is told to be captured is there, whatever failed."""
    require_strace()
    before = faulty.ids()
    fault = _fault(faulty, name, calls, f"{error}:when={when}")
    added = faulty.run(
        *("outbox", "add", "--json", faulty.rows("A", "B", "C")), strace=fault
    )
    acknowledged = _captured(added)
    assert added.code == (0 if len(acknowledged) == 3 else 1)
    assert bool(added.err) == (added.code == 1)
    kept = faulty.ids()
    assert set(before + acknowledged) <= set(kept)
    again = faulty.run("outbox", "add", faulty.rows("A", "B", "C"))
    assert (again.code, len(faulty.ids())) == (0, len(before) + 3)


def test_a_disk_with_no_room_is_told_and_costs_nothing(faulty: FaultyDesk) -> None:
    """The outbox can't grow: what is there stays, and goes on once there is room."""
    before = faulty.ids()
    size = (faulty.folder / OUTBOX_NAME).stat().st_size
    rows = faulty.rows(*(f"Lead {number}" for number in "ABCDEFGHIJKL"))
    added = faulty.run("outbox", "add", "--json", rows, most_bytes=size)
    assert added.code == 1
    assert "The lead was not saved." in added.out
    assert faulty.ids() == before + _captured(added)
    again = faulty.run("outbox", "add", rows)
    assert (again.code, len(faulty.ids())) == (0, len(before) + 12)


def test_a_salvage_without_room_leaves_all_as_it_was(faulty: FaultyDesk) -> None:
    """The damaged file stays in place until there is room for its copy."""
    path = faulty.folder / OUTBOX_NAME
    before = faulty.ids()
    damaged = b"\xa5" * 4_096 + path.read_bytes()[4_096:]
    path.write_bytes(damaged)
    listed = faulty.run("outbox", "list", most_bytes=len(damaged) - 1)
    assert (listed.code, listed.out) == (1, "")
    assert "can't be used (" in listed.err
    assert path.read_bytes() == damaged
    listed = faulty.run("outbox", "list", "--json")
    assert [each["id"] for each in listed.objects] == before
    assert listed.err.startswith("The outbox was damaged. 1 lead was saved from it;")

"""Small private files: whole or not at all, for their owner alone."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capdesk import files


def mode(path: Path) -> int:
    """Give the permission bits of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


posix_modes = pytest.mark.skipif("os.name == 'nt'", reason="Windows has no such modes")


@posix_modes
def test_a_new_file_and_its_folder_are_private(tmp_path: Path) -> None:
    """Nobody else can read what is written, nor look into the folder made for it."""
    path = tmp_path / "new" / "kept.json"
    files.write_private(path, b"{}")
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700


@posix_modes
def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    """A folder that others use too is not locked up by naming it."""
    tmp_path.chmod(0o755)
    files.make_private_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    """After a write there is the new content and no temporary file."""
    path = tmp_path / "kept.json"
    files.write_private(path, b"old, and longer")
    files.write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs neither the old file nor leaves a piece of the new one."""
    path = tmp_path / "kept.json"
    files.write_private(path, b"old")

    def disk_full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(OSError, match="No space"):
        files.write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("refusals", "kept"), [(0, b"new"), (3, b"new"), (4, b"old")])
def test_a_reader_in_the_way_is_waited_for_a_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int, kept: bytes
) -> None:
    """Windows refuses to replace an open file; after three pauses that is final."""
    path = tmp_path / "kept.json"
    path.write_bytes(b"old")
    replace = Path.replace
    left = [PermissionError(13, "Access is denied")] * refusals
    pauses: list[float] = []

    def refuse_at_first(source: Path, target: Path) -> Path:
        if left:
            raise left.pop()
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", refuse_at_first)
    try:
        files.write_private(path, b"new", pause=pauses.append)
    except PermissionError:
        assert refusals == 4
    assert path.read_bytes() == kept
    assert pauses == list(files.REPLACE_PAUSES_S[:refusals])
    assert list(tmp_path.iterdir()) == [path]


def test_a_lock_keeps_others_out_until_it_is_given_back(tmp_path: Path) -> None:
    """Whoever comes second waits, in vain while the first has the lock."""
    lock = tmp_path / "new" / "a.lock"
    with (
        files.exclusive(lock),
        pytest.raises(TimeoutError),
        files.exclusive(lock, timeout_s=0),
    ):
        pass
    with files.exclusive(lock, timeout_s=0):
        pass


# The writer stops where the content is written and has yet to reach the disk.
_WRITER = """
import os, sys
from pathlib import Path
from capdesk import files
def stop(_descriptor):
    print("half", flush=True)
    sys.stdin.read()
os.fsync = stop
if sys.argv[2] == "named":
    files._write_unnamed = lambda *_: False
files.write_new_private(Path(sys.argv[1]), b"whole")
"""


@contextmanager
def half_written(path: Path, way: str) -> Iterator[None]:
    """Have another program write a file, and kill it before it is whole."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), way],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"half\n"
        try:
            yield
        finally:
            writer.kill()


def left_in(folder: Path) -> list[str]:
    """Give the names of files that were being written, without what chance made."""
    return sorted(path.name.rsplit(".", 3)[0] for path in folder.glob(".*.capdesk.tmp"))


@pytest.mark.skipif("sys.platform != 'linux'", reason="O_TMPFILE is Linux's")
def test_a_kill_leaves_nothing_of_a_new_file(tmp_path: Path) -> None:
    """A new file has no name until it is whole."""
    with half_written(tmp_path / "leads.age", "unnamed"):
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_goes_with_the_next_file(tmp_path: Path) -> None:
    """Where a file has a name before it is whole, as on a stick: not one still written."""
    others = tmp_path / ".leads.age.abc.tmp"
    others.write_bytes(b"of another program")
    with half_written(tmp_path / "first.age", "named"):
        assert left_in(tmp_path) == [".first.age"]
    assert left_in(tmp_path) == [".first.age"]
    with half_written(tmp_path / "second.age", "named"):
        assert left_in(tmp_path) == [".second.age"]
        files.write_new_private(tmp_path / "third.age", b"third")
        assert left_in(tmp_path) == [".second.age"]
    files.write_new_private(tmp_path / "fourth.age", b"fourth")
    assert {path.name for path in tmp_path.iterdir()} == {
        *(others.name, "third.age", "fourth.age"),
    }

"""Small private files: whole or not at all, for their owner alone."""

import stat
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

"""The model of a power loss loses what was not synced, and nothing else."""

import sys
from pathlib import Path

import pytest

from tests.support.recording import (
    Disk,
    Kind,
    Operation,
    parse,
    record,
    require_strace,
)

_PROGRAM = """
import os, sys
os.chdir(sys.argv[1])
folder = os.getcwd()
handle = os.open(folder + "/a", os.O_CREAT | os.O_RDWR)
os.pwrite(handle, b"one", 0)
os.fsync(handle)
os.write(1, b"said")
os.ftruncate(handle, 2)
os.rename(folder + "/a", folder + "/b")
os.fdatasync(os.open(folder, os.O_RDONLY))
os.unlink(folder + "/b")
os.open("/dev/null", os.O_CREAT | os.O_RDWR)
"""


def _disk(*operations: Operation) -> Disk:
    disk = Disk({"old": b"x" * 1_024})
    for operation in operations:
        disk.do(operation)
    return disk


def test_what_a_program_does_in_a_folder_is_recorded(tmp_path: Path) -> None:
    """In order, with what it says, and nothing from elsewhere."""
    require_strace()
    folder = (tmp_path / "folder").resolve()
    folder.mkdir()
    command = [sys.executable, "-c", _PROGRAM, str(folder)]
    assert record(command, folder, tmp_path / "log") == [
        Operation(Kind.CREATE, "a"),
        Operation(Kind.WRITE, "a", b"one", 0),
        Operation(Kind.SYNC, "a"),
        Operation(Kind.SAID, content=b"said"),
        Operation(Kind.TRUNCATE, "a", offset=2),
        Operation(Kind.RENAME, "a", target="b"),
        Operation(Kind.SYNC),
        Operation(Kind.UNLINK, "b"),
    ]


@pytest.mark.parametrize(
    "line", ["1 linkat(3</d/x>, ...) = 0", '1 pwrite64(3, "" <unfinished ...>']
)
def test_what_the_model_does_not_know_is_an_error(line: str) -> None:
    """A call or a thread that nobody thought of can't pass for nothing."""
    line = line.replace("/d/x", "\\x2f\\x64\\x2f\\x78")
    with pytest.raises(ValueError, match=r"thread|not modelled"):
        list(parse(iter([line]), Path("/d")))


def test_what_was_synced_stays() -> None:
    """Content after its own sync, a name after that of the folder."""
    disk = _disk(
        Operation(Kind.CREATE, "new"),
        Operation(Kind.WRITE, "new", b"n", 0),
        Operation(Kind.SYNC, "new"),
        Operation(Kind.SYNC),
    )
    assert disk.is_settled
    sound = {"new": b"n", "old": b"x" * 1_024}
    assert all(image == sound for image in disk.images(3))


def test_what_was_not_synced_may_be_lost_torn_or_kept() -> None:
    """Sectors go each its own way."""
    disk = _disk(Operation(Kind.WRITE, "old", b"y" * 1_024, 0))
    assert not disk.is_settled
    contents = {image["old"] for image in disk.images(20)}
    x, y = b"x" * 512, b"y" * 512
    assert contents == {x + x, x + y, y + x, y + y}


def test_a_name_may_be_lost_though_the_file_was_synced() -> None:
    """Only a sync of the folder keeps a rename."""
    disk = _disk(Operation(Kind.SYNC, "old"), Operation(Kind.RENAME, "old", target="n"))
    assert {tuple(image) for image in disk.images(0)} == {("n",), ("old",)}
    disk = _disk(Operation(Kind.UNLINK, "old"))
    assert {tuple(image) for image in disk.images(0)} == {(), ("old",)}


def test_a_file_may_be_ahead_of_another() -> None:
    """Two files get to the disk in any order."""
    disk = _disk(
        Operation(Kind.CREATE, "new"),
        Operation(Kind.SYNC),
        Operation(Kind.WRITE, "new", b"n"),
        Operation(Kind.TRUNCATE, "old", offset=0),
    )
    found = {(image["new"], len(image["old"])) for image in disk.images(0)}
    assert found == {(b"", 0), (b"n", 0), (b"", 1_024), (b"n", 1_024)}


_UNNAMED = """
import os
folder = os.getcwd()
handle = os.open(folder, os.O_TMPFILE | os.O_WRONLY)
os.write(handle, b"one")
os.fsync(handle)
os.link(f"/proc/self/fd/{handle}", folder + "/a", src_dir_fd=handle)
"""


def test_a_file_without_a_name_is_nowhere_until_it_has_one(tmp_path: Path) -> None:
    """Then it is there with what it holds; a name that is not synced may be lost."""
    require_strace()
    folder = (tmp_path / "folder").resolve()
    folder.mkdir()
    command = ["env", "-C", str(folder), sys.executable, "-c", _UNNAMED]
    *before, link = record(command, folder, tmp_path / "log")
    assert (link.kind, link.target) == (Kind.LINK, "a")
    assert [each.kind for each in before] == [Kind.WRITE, Kind.SYNC]
    disk = Disk()
    for operation in before:
        disk.do(operation)
    assert all(image == {} for image in disk.images(2))
    disk.do(link)
    assert {image.get("a") for image in disk.images(2)} == {None, b"one"}


def test_writes_without_a_place_follow_each_other() -> None:
    """As `write` goes on where it ended."""
    disk = _disk(
        Operation(Kind.CREATE, "new"),
        Operation(Kind.WRITE, "new", b"a"),
        Operation(Kind.WRITE, "new", b"b"),
    )
    assert next(disk.images(0))["new"] == b"ab"

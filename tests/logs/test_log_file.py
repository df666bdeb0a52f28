"""The log file: private, of bounded size, and no trouble to anybody."""

import logging
import os
import stat
from pathlib import Path

import pytest

from capdesk import logs
from capdesk.logs import LOG_NAME, MAX_LOG_BYTES, OLD_LOGS

log = logging.getLogger("capdesk.test")
other = logging.getLogger("library.test")

posix_modes = pytest.mark.skipif("os.name == 'nt'", reason="Windows has no such modes")


def last_line(file: Path) -> str:
    """Return the newest line without its time."""
    return file.read_text(encoding="utf-8").splitlines()[-1].partition(" ")[2]


@posix_modes
def test_the_log_is_private_from_its_first_byte(tmp_path: Path) -> None:
    """Whatever the umask, and where an older version has left it open to all."""
    file = tmp_path / LOG_NAME
    before = os.umask(0)
    try:
        with logs.logging_to(tmp_path):
            log.error("new")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o644)
        with logs.logging_to(tmp_path):
            log.error("old")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        os.umask(before)


@posix_modes
def test_a_link_in_the_place_of_the_log_is_not_followed(tmp_path: Path) -> None:
    """In a shared folder somebody could have the log written over another file."""
    target = tmp_path / "theirs"
    target.write_text("theirs")
    (tmp_path / LOG_NAME).symlink_to(target)
    with logs.logging_to(tmp_path):
        log.error("not here")
    assert target.read_text() == "theirs"


def test_the_log_keeps_within_its_size(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older lines go: one file and three old ones, none over the limit."""
    monkeypatch.setattr(
        next(
            h for h in logging.getLogger("capdesk").handlers if hasattr(h, "maxBytes")
        ),
        "maxBytes",
        1_000,
    )
    for number in range(200):
        log.error("line %d of many", number)
    files = sorted(written.parent.iterdir())
    assert len(files) == 1 + OLD_LOGS
    assert all(file.stat().st_size <= 1_000 for file in files)
    assert last_line(written) == "ERROR capdesk.test line 199 of many"
    assert MAX_LOG_BYTES * (1 + OLD_LOGS) <= 2_000_000


def test_a_log_that_another_program_keeps_open_goes_on(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to move an open file; the line is written all the same."""

    def refuse(source: str, target: str) -> None:
        raise PermissionError(13, "Access is denied")

    handler = next(
        h for h in logging.getLogger("capdesk").handlers if hasattr(h, "maxBytes")
    )
    monkeypatch.setattr(handler, "maxBytes", 100)
    monkeypatch.setattr("os.rename", refuse)
    for number in range(5):
        log.error("line %d of many", number)
    assert len(written.read_text().splitlines()) == 5


@pytest.mark.parametrize("place", ["missing", "file"])
def test_a_folder_that_cannot_be_written_gets_no_log(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No folder is made, nothing is printed, nothing fails."""
    folder = tmp_path / place
    if place == "file":
        folder.write_text("mine")
    with logs.logging_to(folder):
        log.error("nowhere")
    assert capsys.readouterr() == ("", "")
    assert not folder.is_dir()


def test_logging_twice_writes_once_and_ends_once(tmp_path: Path) -> None:
    """A command inside a program that logs already neither doubles nor ends its log."""
    with logs.logging_to(tmp_path):
        with logs.logging_to(tmp_path):
            log.error("inner")
        log.error("outer")
    log.error("after")
    other.error("after")
    words = [
        line.split(" ")[-1] for line in (tmp_path / LOG_NAME).read_text().splitlines()
    ]
    assert words == ["inner", "outer"]

"""The log: private, of bounded size, and without a word that could be somebody's."""

import errno
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from capdesk import logs
from capdesk.domain.entry import Status
from capdesk.logs import LOG_NAME, MAX_LOG_BYTES, OLD_LOGS, DiscreetFormatter, describe

SECRET = "Zoë Ångström zoe@example.com 020 7946 0018"
LEAD_ID = "5f0c6a6e-0a4e-4c55-9c62-3b7b2a0f2b11"

log = logging.getLogger("capdesk.test")
other = logging.getLogger("library.test")

posix_modes = pytest.mark.skipif("os.name == 'nt'", reason="Windows has no such modes")


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """Log into a folder for the time of a test; return the file."""
    with logs.logging_to(tmp_path):
        yield tmp_path / LOG_NAME


def last_line(file: Path) -> str:
    """Return the newest line without its time."""
    return file.read_text(encoding="utf-8").splitlines()[-1].partition(" ")[2]


def raised(error: Exception) -> Exception:
    """Return an error as it is once it was raised, with a secret beside it."""
    secret = SECRET  # a local variable, as a lead would be
    try:
        raise error
    except type(error) as caught:
        assert secret
        return caught


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        (LEAD_ID, LEAD_ID),
        ("http_503", "http_503"),
        ("settings.json.damaged-1", "settings.json.damaged-1"),
        ("OutboxUnavailableError", "OutboxUnavailableError"),
        (os.strerror(errno.ENOSPC), os.strerror(errno.ENOSPC)),
        (Status.MAY_HAVE_ARRIVED, "may_have_arrived"),
        (7, "7"),
        (None, "None"),
        (KeyError, "KeyError"),
        (OSError(errno.ENOSPC, SECRET, SECRET), "OSError(ENOSPC)"),
        ("Zoë", "(withheld)"),
        ("Smith", "(withheld)"),
        ("zoe@example.com", "(withheld)"),
        ("tel02079460018", "(withheld)"),
        ("020 7946 0018", "(withheld)"),
        ("/home/zoe/outbox", "(withheld)"),
        ("a" * 65, "(withheld)"),
        (["zoe"], "(withheld)"),
        (Path("zoe"), "(withheld)"),
    ],
)
def test_only_ids_and_codes_are_written(
    written: Path, argument: object, told: str
) -> None:
    """Of what is put into a line of ours, whatever could be somebody's is withheld."""
    log.warning("it is %s here", argument)
    assert last_line(written) == f"WARNING capdesk.test it is {told} here"


def test_a_line_is_one_line_with_a_time_in_utc(written: Path) -> None:
    """Times are UTC with Z, and nothing can begin a line of its own."""
    log.error("one\ntwo %(code)s", {"code": "x\r\ny"})
    (line,) = written.read_text().splitlines()
    moment, _, words = line.partition(" ")
    assert (len(moment), moment[-1]) == (len("2026-09-12T10:20:59.123Z"), "Z")
    assert words == "ERROR capdesk.test one two (withheld)"


def test_a_line_that_does_not_fit_its_arguments_is_told_by_its_place() -> None:
    """A mistake of ours in a line costs its words, not the program."""
    record = log.makeRecord(
        log.name, logging.ERROR, "/x/y.py", 7, "%d leads", (SECRET,), None
    )
    line = DiscreetFormatter().format(record)
    assert line.endswith("ERROR capdesk.test (withheld) at y.py:7")


def test_what_libraries_say_is_their_place_alone(written: Path) -> None:
    """They quote addresses, keys and bodies; what is no warning is left out."""
    other.info("%s", SECRET)
    other.warning("failed for %s", SECRET)
    other.critical(SECRET, exc_info=raised(ValueError(SECRET)))
    first, second = written.read_text().splitlines()
    assert " WARNING library.test (withheld) at test_logs.py:" in first
    assert " ValueError at test_logs.py:" in second
    assert "Zoë" not in first + second


def test_an_error_is_types_codes_and_places() -> None:
    """No text, no source, no local variable; what caused it is told as well."""
    cause = raised(OSError(errno.EACCES, SECRET))
    error = raised(RuntimeError(SECRET))
    error.__cause__ = cause
    told = describe(error)
    assert "Zoë" not in told
    first, second = told.split(", because of ")
    assert first.startswith("RuntimeError at test_logs.py:")
    assert second.startswith("PermissionError(EACCES) at test_logs.py:")


def test_errors_in_a_ring_or_a_group_or_without_end_are_told() -> None:
    """An error that caused itself, a group and a deep recursion end somewhere."""
    error = raised(ValueError(SECRET))
    error.__cause__ = raised(TypeError(SECRET))
    error.__cause__.__cause__ = error
    assert describe(error).count("because of") == 1
    group = ExceptionGroup(SECRET, [KeyError(SECRET), raised(OSError(errno.EIO, ""))])
    assert describe(group).startswith("ExceptionGroup(KeyError, OSError(EIO) at ")

    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    assert "…" in describe(caught.value)
    assert len(describe(caught.value)) < 1_000


def test_another_handler_s_traceback_is_not_taken_over(written: Path) -> None:
    """A record may carry a whole traceback that somebody else made of it."""
    error = raised(ValueError(SECRET))
    record = log.makeRecord(
        log.name, logging.ERROR, "x.py", 1, "it failed", (), (type(error), error, None)
    )
    record.exc_text = record.stack_info = f"Traceback … {SECRET}"
    log.handle(record)
    assert "Zoë" not in written.read_text(encoding="utf-8")
    assert record.exc_text.startswith("Traceback")


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


FAULTS = {
    "main": "raise RuntimeError(SECRET)",
    "thread": (
        "import threading\n"
        "def run(): raise RuntimeError(SECRET)\n"
        "t = threading.Thread(target=run); t.start(); t.join()"
    ),
    "unraisable": (
        "class Held:\n"
        "    def __del__(self): raise RuntimeError(SECRET)\n"
        "held = Held(); del held"
    ),
    "task": (
        "import asyncio, gc\n"
        "async def fail(): raise RuntimeError(SECRET)\n"
        "async def run():\n"
        "    task = asyncio.ensure_future(fail()); await asyncio.sleep(0)\n"
        "    await asyncio.sleep(0); del task; gc.collect()\n"
        "asyncio.run(run())"
    ),
    "loop": (
        "import asyncio\n"
        "def fail(): raise RuntimeError(SECRET)\n"
        "async def run():\n"
        "    asyncio.get_running_loop().call_soon(fail); await asyncio.sleep(0)\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(run())"
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_nobody_catches_is_logged_and_not_printed(
    tmp_path: Path, fault: str
) -> None:
    """In the main thread, another, a finaliser, a task or the loop: places, no text."""
    program = (
        "import pathlib, sys\nfrom capdesk import logs\n"
        f"logs.start_log(pathlib.Path(sys.argv[1]))\nSECRET = {SECRET!r}\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program + FAULTS[fault], str(tmp_path)],
        capture_output=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")
    (line,) = (tmp_path / LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert "RuntimeError at " in line
    assert "Zoë" not in line


def test_a_hook_of_the_window_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window's own hook says a sentence as well, so it is left in its place."""

    def windows_own(*_: object) -> None:
        pass

    monkeypatch.setattr(sys, "excepthook", windows_own)
    with logs.logging_to(tmp_path):
        assert sys.excepthook is windows_own
    assert sys.excepthook is windows_own

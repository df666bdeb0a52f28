"""What stands in a log: no word that could be somebody's."""

import errno
import logging
import os
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.logs import DiscreetFormatter, describe

SECRET = "Zoë Ångström zoe@example.com 020 7946 0018"
LEAD_ID = "5f0c6a6e-0a4e-4c55-9c62-3b7b2a0f2b11"

log = logging.getLogger("capdesk.test")
other = logging.getLogger("library.test")


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
    assert " WARNING library.test (withheld) at test_formatter.py:" in first
    assert " ValueError at test_formatter.py:" in second
    assert "Zoë" not in first + second


def test_an_error_is_types_codes_and_places() -> None:
    """No text, no source, no local variable; what caused it is told as well."""
    cause = raised(OSError(errno.EACCES, SECRET))
    error = raised(RuntimeError(SECRET))
    error.__cause__ = cause
    told = describe(error)
    assert "Zoë" not in told
    first, second = told.split(", because of ")
    assert first.startswith("RuntimeError at test_formatter.py:")
    assert second.startswith("PermissionError(EACCES) at test_formatter.py:")


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

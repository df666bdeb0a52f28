"""How a command may end: every way out of `main`."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from capdesk.cli import main
from capdesk.cli.console import Console
from capdesk.logs import LOG_NAME
from tests.cli.command_desk import Desk, a_pack, a_row, as_csv

SECRET = "Zoë Ångström, 020 7946 0018"
PROGRAM = [sys.executable, "-m", "capdesk"]


class Clock:
    """A clock that fails as it is told."""

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def __call__(self) -> datetime:
        """Fail."""
        raise self.fault


def run_with(clock: Clock, desk: Desk, capsys: pytest.CaptureFixture[str]) -> int:
    """List the outbox with a clock that fails."""
    console = Console(
        *(sys.stdin.buffer, sys.stdout, sys.stderr, {}, clock),
        lambda: desk.credentials,
    )
    return main(["outbox", "list", "--data-dir", str(desk.folder)], console)


def test_an_error_of_our_own_is_one_sentence(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user gets type and place in one line, the log too, nobody what it quoted."""
    desk.folder.mkdir()
    fault = Clock(RuntimeError(SECRET))
    assert run_with(fault, desk, capsys) == 1
    said = capsys.readouterr().err
    log = (desk.folder / LOG_NAME).read_text()
    assert said.count("\n") == 1
    assert "RuntimeError at test_main.py" in said
    assert "RuntimeError at" in log
    assert not any(word in said + log for word in ("Zoë", "7946", "Traceback"))


def test_an_error_without_a_folder_makes_none(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no data folder yet, none is made for the sake of a log."""
    assert run_with(Clock(KeyError(SECRET)), desk, capsys) == 1
    assert not desk.folder.exists()
    assert "Traceback" not in capsys.readouterr().err


def test_ctrl_c_is_quiet(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl+C ends with 130 and not a word."""
    assert run_with(Clock(KeyboardInterrupt()), desk, capsys) == 130
    assert capsys.readouterr() == ("", "")


def test_a_data_folder_that_is_a_file(desk: Desk) -> None:
    """A file in the place of the data folder is one sentence, and stays as it is."""
    desk.folder.write_text("mine")
    pack = desk.write("pack.json", json.dumps(a_pack("qa")))
    for command in (
        ["environment", "add", "dealer", "https://gateway.example.com/"],
        ["campaign", "add", str(pack)],
    ):
        ended = desk.run(*command)
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert desk.folder.read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and /dev/full are of Unix")
def test_a_reader_that_goes_away_is_no_failure_to_tell_of(ready: Desk) -> None:
    """`| head` ends a list quietly."""
    command = [*PROGRAM, "campaign", "schema"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        program.stdout.close()
        assert program.stderr is not None
        assert program.stderr.read() == b""
    assert program.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("line", ["campaign schema", "environment list"])
def test_a_full_disk_for_the_output_is_one_sentence(line: str) -> None:
    """Output that can't be written is a failure with a reason, without a traceback."""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*PROGRAM, *line.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.count(b"\n") == 1
    assert b"No space left" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix closes them")
def test_closed_streams_are_survived(tmp_path: Path) -> None:
    """A program without a console (capdeskw) has no streams, and works all the same."""
    command = f'"{sys.executable}" -m capdesk environment list <&- >&- 2>&-'
    ended = subprocess.run(  # noqa: S602 - the shell is what closes the streams
        command,
        shell=True,
        env={**os.environ, "CAPDESK_DATA_DIR": str(tmp_path)},
        check=False,
    )
    assert ended.returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_output_is_utf_8_whatever_the_locale(ready: Desk, encoding: str) -> None:
    """JSON Lines are UTF-8, also where Python would write something else."""
    rows = ready.write("leads.csv", as_csv(a_row(campaign="Ünbekannt 車")))
    ended = subprocess.run(
        [*PROGRAM, "outbox", "add", str(rows), "--dry-run", "--json"],
        env={
            **os.environ,
            "CAPDESK_DATA_DIR": str(ready.folder),
            "PYTHONIOENCODING": encoding,
        },
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Ünbekannt 車" in ended.stdout.decode("utf-8")

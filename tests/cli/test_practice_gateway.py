"""`capdesk practice-gateway`, as a program of its own."""

import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from capdesk.practice import PracticeGateway
from tests.cli.command_desk import Desk, a_row, as_csv

PROGRAM = [sys.executable, "-m", "capdesk", "practice-gateway"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
def test_takes_leads_as_it_was_told(desk: Desk) -> None:
    """Its first line is the address; a hyphen in the mode will do; Ctrl+C ends it."""
    with subprocess.Popen(
        [*PROGRAM, "--mode", "refuse-key"], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        desk.prepare(program.stdout.readline().strip())
        path = desk.write("leads.csv", as_csv(a_row()))
        assert desk.run("outbox", "add", str(path)).code == 0
        assert "refused the API key" in desk.run("outbox", "send").err
        program.send_signal(signal.SIGINT)
        assert program.wait(10) == 0


def test_a_port_in_use_is_one_sentence(gateway: PracticeGateway) -> None:
    """A port that can't be had is exit 1 and a reason."""
    ended = subprocess.run(
        [*PROGRAM, "--port", str(urlsplit(gateway.url).port)],
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.count(b"\n") == 1

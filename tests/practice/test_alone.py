"""The practice gateway at the command line, as a program of its own."""

import http.client
import re
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from capdesk.practice import Mode, PracticeGateway
from tests.practice.test_answer import GOOD
from tests.practice.test_server import HEADERS

PROGRAM = """
import sys
from capdesk.practice import Mode
from capdesk.practice.alone import run
sys.exit(run(int(sys.argv[1]), Mode(sys.argv[2]), sys.stdout))
"""


def start(port: int, mode: Mode) -> subprocess.Popen[str]:
    """Start the program with pipes for what it says."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port), mode.value],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_runs_until_it_is_told_to_stop(ending: signal.Signals) -> None:
    """The address comes first, then a line for each request, and no personal data."""
    with start(0, Mode.FAIL) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        connection.request("POST", urlsplit(url).path, GOOD.body, HEADERS)
        connection.getresponse().read()
        connection.close()
        line = program.stdout.readline()
        program.send_signal(ending)
        rest, complaints = program.communicate(timeout=10)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/lead-submission/v1/external", url)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 500\n", line)
    assert (rest, complaints, program.returncode) == ("", "", 0)


def test_a_port_in_use_is_one_sentence() -> None:
    """A port that can't be had ends it with exit code 1 and a line on standard error."""
    with PracticeGateway() as other:
        port = urlsplit(other.url).port
        assert port is not None
        with start(port, Mode.ACCEPT) as program:
            said, complaints = program.communicate(timeout=10)
    assert program.returncode == 1
    assert said == ""
    assert complaints.count("\n") == 1
    assert f"Port {port} is in use" in complaints

"""Marked values go through real processes; none comes out by a side door."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from tests.cli.canary_day import COLUMNS, CanaryDay, a_marked_row
from tests.cli.command_desk import DEALER, Ended, a_pack, as_csv
from tests.slow.two_programs.desk import ROOT, Shell
from tests.support.canaries import (
    API_KEY,
    FILE_NAME,
    PASSPHRASE,
    Leak,
    leaks_in,
    leaks_under,
)
from tests.support.echo_gateway import Echo, EchoGateway
from tests.support.file_credentials import FileCredentials

pytestmark = pytest.mark.slow


def leaks_of(day: CanaryDay) -> list[Leak]:
    """Return every marked value that is where none belongs."""
    found = leaks_under(day.folder)
    for zipped in day.aside.glob("*.zip"):
        found += leaks_in(zipped.name, zipped.read_bytes())
    found += leaks_in("standard output", "\n".join(day.quiet).encode())
    heard = leaks_in("standard error", "\n".join(day.heard).encode())
    # Whoever gives a file is told which one it is.
    return found + [leak for leak in heard if leak.canary != "file name"]


def run_alone(folder: Path, *arguments: str, stdin: bytes = b"") -> Ended:
    """Run `python -m capdesk` in a process of its own, where no keyring answers."""
    unreachable = {
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        "CAPDESK_DATA_DIR": str(folder),
        "PYTHONDEVMODE": "1",  # whatever Python itself has to say is said
    }
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "capdesk", *arguments],
        cwd=ROOT,
        env={**os.environ, **unreachable},
        input=stdin,
        capture_output=True,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.mark.skipif(sys.platform != "linux", reason="the keyring is made unreachable")
def test_a_computer_without_a_keyring(tmp_path: Path) -> None:
    """Keys and leads that could not be kept are nowhere."""
    folder = tmp_path / "data"
    day = CanaryDay(folder, tmp_path / "aside", partial(run_alone, folder))
    day.aside.mkdir()
    url = "http://127.0.0.1:9/leads"
    assert day.do("environment", "add", DEALER, url).code == 0
    keyed = day.do("key", "set", "--environment", DEALER, stdin=API_KEY.encode())
    assert keyed.code == 1
    pack = day.write("pack.json", json.dumps(a_pack()))
    assert day.do("campaign", "add", str(pack)).code == 0
    for name in ("good", FILE_NAME):
        rows = as_csv(a_marked_row(), columns=COLUMNS)
        path = day.write(f"{name}.csv", rows)
        assert day.do("outbox", "add", str(path)).code == 1
    assert day.do("outbox", "send").code in {0, 1}
    assert day.do("outbox", "list").code in {0, 1}
    # A command that is used wrongly may repeat the word that was wrong, and no other.
    assert day.do("key", "set", PASSPHRASE, is_quiet=False).code == 2
    day.heard.pop()
    day.diagnose()
    assert leaks_of(day) == []


def test_a_day_of_real_commands(tmp_path: Path) -> None:
    """The quick test's whole day again, with processes that share a keyring."""
    folder, keyring = tmp_path / "data", tmp_path / "keyring"
    credentials = FileCredentials(keyring)
    with ExitStack() as stack:
        gateway = stack.enter_context(EchoGateway())
        shell = stack.enter_context(Shell.running(folder, keyring))

        def run(*arguments: str, stdin: bytes = b"") -> Ended:
            if arguments[:2] == ("key", "set"):
                # The shell reads its commands from standard input.
                credentials.set_api_key(DEALER, gateway.url, API_KEY)
                is_key = stdin == API_KEY.encode()
                return Ended(0 if is_key else 1, "", "")
            ended = shell.run(*arguments)
            return Ended(ended.code, ended.out, ended.err)

        day = CanaryDay(folder, tmp_path / "aside", run)
        day.set_up(gateway.url)
        day.add_files()
        day.send(gateway)
        assert gateway.received >= len(Echo)
        day.export()
        day.damage()
        day.diagnose()
        profile = Profile(folder, credentials)
        with closing(open_outbox(profile, now=utc_now())) as outbox:
            day.erase(outbox, utc_now())
        # As after a computer was set up anew: the key to the leads is gone.
        other = stack.enter_context(Shell.running(folder, tmp_path / "other keyring"))
        for arguments in (("outbox", "list"), ("outbox", "send")):
            ended = other.run(*arguments)
            assert "no longer has the key" in ended.err
            day.heard.append(ended.err)
        day.diagnose()
    assert leaks_of(day) == []

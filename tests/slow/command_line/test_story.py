"""The command line as an administrator uses it: real programs and a real keyring."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from capdesk.practice import PracticeGateway
from tests.cli.command_desk import DEALER, KEY, a_pack, a_row, as_csv
from tests.support.secret_service import SecretService

pytestmark = [pytest.mark.slow, pytest.mark.secret_service]


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs `capdesk` as a program, in a session with a keyring."""

    environ: dict[str, str]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(
            [sys.executable, "-m", "capdesk", *arguments],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str, stdin: str = "", code: int = 0) -> str:
        """Run a command to its end, and return what it wrote."""
        with self.start(*arguments) as program:
            out, err = program.communicate(stdin, timeout=30)
        assert program.returncode == code, err
        assert err.count("\n") == (1 if code else 0), err
        return out or err


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    """Run a practice gateway."""
    with PracticeGateway() as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Return a shell with an empty data folder and an unlocked keyring."""
    with SecretService.running() as service:
        folder = {"CAPDESK_DATA_DIR": str(tmp_path / "data")}
        yield Shell({**service.environ, **folder})


def test_from_a_file_to_the_gateway(
    shell: Shell, gateway: PracticeGateway, tmp_path: Path
) -> None:
    """Environment, key, campaign, leads; sent once, listed and exported."""
    pack, leads, export = (tmp_path / n for n in ("p.json", "l.csv", "e.csv"))
    pack.write_text(json.dumps(a_pack()))
    leads.write_text(
        "\ufeff" + as_csv(a_row(), a_row(email="zoe@"), separator=";", newline="\r\n")
    )
    shell.run("environment", "add", DEALER, gateway.url)
    shell.run("key", "status", "--environment", DEALER, code=1)
    shell.run("key", "set", "--environment", DEALER, stdin=f"{KEY}\n")
    shell.run("key", "status", "--environment", DEALER)
    shell.run("campaign", "add", str(pack))
    added = shell.run("outbox", "add", str(leads), code=1)
    assert "Row 2 (line 3): refused" in added
    assert "ENQ-" in shell.run("outbox", "send")
    shell.run("outbox", "send")
    (received,) = gateway.received
    (listed,) = map(json.loads, shell.run("outbox", "list", "--json").splitlines())
    assert listed["status"] == "sent"
    assert listed["id"] == received.external_reference
    shell.run("outbox", "export", str(export))
    (row,) = csv.DictReader(export.read_text(encoding="utf-8-sig").splitlines())
    assert (row["id"], row["last_name"]) == (listed["id"], "Ångström")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
def test_ctrl_c_while_sending_loses_nothing(shell: Shell, tmp_path: Path) -> None:
    """What was under way may have arrived, which is written down; not a word is said."""
    pack, leads = tmp_path / "p.json", tmp_path / "l.csv"
    pack.write_text(json.dumps(a_pack()))
    leads.write_text(as_csv(a_row()))
    with socket.create_server(("127.0.0.1", 0)) as silent_gateway:
        url = f"http://127.0.0.1:{silent_gateway.getsockname()[1]}/"
        shell.run("environment", "add", DEALER, url)
        shell.run("key", "set", "--environment", DEALER, stdin=KEY)
        shell.run("campaign", "add", str(pack))
        shell.run("outbox", "add", str(leads))
        with shell.start("outbox", "send") as program:
            connection, _ = silent_gateway.accept()
            received = b""
            while b'"vehicle"' not in received:
                received += connection.recv(65_536)
            program.send_signal(signal.SIGINT)
            out, err = program.communicate(timeout=30)
            connection.close()
    assert (program.returncode, out, err) == (130, "", "")
    (listed,) = map(json.loads, shell.run("outbox", "list", "--json").splitlines())
    assert (listed["status"], listed["attempts"]) == ("may_have_arrived", 1)


def test_no_keyring_is_one_sentence(tmp_path: Path) -> None:
    """Where no keyring answers nothing is captured, and the sentence says what to do."""
    shell = Shell({"PATH": os.environ["PATH"], "CAPDESK_DATA_DIR": str(tmp_path / "d")})
    pack, leads = tmp_path / "p.json", tmp_path / "l.csv"
    pack.write_text(json.dumps(a_pack("qa")))
    leads.write_text(as_csv(a_row()))
    shell.run("campaign", "add", str(pack))
    assert shell.run("outbox", "add", str(leads), "--dry-run").startswith("Row 1")
    said = shell.run("outbox", "add", str(leads), code=1)
    assert "keyring" in said
    assert "captured" not in said
    assert "keyring" in shell.run(
        "key", "set", "--environment", "qa", stdin=KEY, code=1
    )

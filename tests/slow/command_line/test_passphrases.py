"""Passphrases at the cost that users pay: the commands, with nothing made cheaper."""

import json
from pathlib import Path

import pytest
from pyrage import passphrase as age

from capdesk.cli.outbox_hand_over import FD_VARIABLE as FILE_VARIABLE
from capdesk.cli.passphrase import FD_VARIABLE
from capdesk.credentials import Cost, KeyringAbsent, MemoryCredentials
from tests.cli.command_desk import Desk, Ended, a_row, as_csv, with_line

pytestmark = pytest.mark.slow

WORDS = "correct horse battery"


class NoKeyring(MemoryCredentials):
    """What a computer without a keyring says."""

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        raise KeyringAbsent("There is no keyring; start one.")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk with a campaign that uses what CapDesk itself uses."""
    made = Desk(tmp_path / "stand-1" / "data", cipher=None, passphrase_cost=None)
    made.folder.parent.mkdir()
    made.prepare("https://gateway.example/leads")
    return made


def rows(desk: Desk) -> str:
    """Write a file with two leads."""
    leads = as_csv(a_row(), a_row(email="other@example.com"))
    return str(desk.write("leads.csv", leads))


def run(desk: Desk, variable: str, *arguments: str) -> Ended:
    """Run a command with a passphrase."""
    with with_line(variable, WORDS) as environ:
        return desk.run(*arguments, environ=environ)


def statuses(desk: Desk) -> list[str]:
    """Return how the leads of a desk stand."""
    return [each["status"] for each in desk.run("outbox", "list", "--json").objects]


def test_leads_go_to_another_laptop_in_a_file_of_age(
    desk: Desk, tmp_path: Path
) -> None:
    """Whatever else opens age's files opens this one; the other laptop does."""
    path = tmp_path / "leads.age"
    assert desk.run("outbox", "add", rows(desk)).code == 0
    given = run(desk, FILE_VARIABLE, "outbox", "hand-over", str(path))
    assert (given.code, given.err) == (0, "")
    assert statuses(desk) == ["handed_over"] * 2
    assert len(json.loads(age.decrypt(path.read_bytes(), WORDS))["leads"]) == 2
    other = Desk(tmp_path / "stand-2" / "data", cipher=None)
    taken = run(other, FILE_VARIABLE, "outbox", "take-over", str(path))
    assert "2 leads in the file: 2 taken over." in taken.out
    assert statuses(other) == ["waiting"] * 2


def test_leads_are_taken_and_listed_behind_a_passphrase(desk: Desk) -> None:
    """The usual cost is written down with the key, and opens it again."""
    desk.credentials = NoKeyring()
    assert run(desk, FD_VARIABLE, "passphrase", "set").code == 0
    wrapped = json.loads((desk.folder / "data-key.wrapped.json").read_text())
    assert Cost(wrapped["n"], wrapped["r"], wrapped["p"]) == Cost()
    assert run(desk, FD_VARIABLE, "outbox", "add", rows(desk)).code == 0
    listed = run(desk, FD_VARIABLE, "outbox", "list", "--json")
    assert [each["status"] for each in listed.objects] == ["waiting"] * 2

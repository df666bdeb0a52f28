"""`capdesk passphrase`, and every command on a computer without a keyring."""

import io
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from capdesk.cli import main
from capdesk.cli.console import Console
from capdesk.credentials import KeyringAbsent, MemoryCredentials
from tests.cli.command_desk import DEALER, NOW, Desk, Ended, a_row, as_csv

WORDS = "correct horse battery"


class NoKeyring(MemoryCredentials):
    """What a computer without a keyring says."""

    def api_key(self, environment: str, url: str) -> str | None:
        """See `CredentialStore`."""
        raise KeyringAbsent("There is no keyring; start one.")

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        raise KeyringAbsent("There is no keyring; start one.")


@pytest.fixture
def bare(ready: Desk) -> Desk:
    """Give a desk that is set up, on a computer without a keyring."""
    ready.credentials = NoKeyring()
    return ready


def run(
    desk: Desk,
    *arguments: str,
    lines: tuple[str, ...] | None = None,
    stdin: bytes = b"",
) -> Ended:
    """Run a command; the lines can be read from a file descriptor that is named."""
    out, err = io.StringIO(), io.StringIO()
    environ: Mapping[str, str] = {}
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines or ()).encode())
    os.close(writing)
    if lines is not None:
        environ = {"CAPDESK_PASSPHRASE_FD": str(reading)}
    console = Console(
        stdin=io.BytesIO(stdin),
        stdout=out,
        stderr=err,
        environ=environ,
        clock=lambda: NOW,
        open_credentials=lambda: desk.credentials,
        passphrase_cost=desk.passphrase_cost,
    )
    try:
        code = main(["--data-dir", str(desk.folder), *arguments], console)
    finally:
        os.close(reading)
    return Ended(code, out.getvalue(), err.getvalue())


def leads(desk: Desk) -> str:
    """Write a file with one lead."""
    return str(desk.write("leads.csv", as_csv(a_row())))


def content_of(folder: Path) -> dict[str, bytes]:
    """Return every file but the locks."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix not in {".lock", ".log"}
    }


def test_leads_are_taken_and_listed_behind_a_passphrase(bare: Desk) -> None:
    """Once it is set, each command reads it from the descriptor that is named."""
    ended = run(bare, "passphrase", "set", lines=(WORDS,))
    assert (ended.code, ended.err) == (0, "")
    assert "keep it where you will find it" in ended.out
    assert run(bare, "outbox", "add", leads(bare), lines=(WORDS,)).code == 0
    listed = run(bare, "outbox", "list", "--json", lines=(WORDS,))
    assert [each["status"] for each in listed.objects] == ["waiting"]


def test_without_a_keyring_and_without_a_passphrase_it_is_said(bare: Desk) -> None:
    """No lead is kept, and the sentence is the keyring's own."""
    ended = run(bare, "outbox", "add", leads(bare))
    assert ended.code == 1
    assert "There is no keyring" in ended.err
    assert "capdesk passphrase set" in ended.err


def test_where_nobody_can_be_asked_it_is_said_what_is_missing(bare: Desk) -> None:
    """One sentence; what needs no data key works all the same."""
    run(bare, "passphrase", "set", lines=(WORDS,))
    ended = run(bare, "outbox", "list")
    assert ended.code == 1
    assert "CAPDESK_PASSPHRASE_FD" in ended.err
    assert ended.err.count("\n") == 1
    assert run(bare, "campaign", "list").code == 0


@pytest.mark.parametrize("wrong", ["", "not that one at all"])
def test_a_wrong_passphrase_is_told_and_changes_nothing(wrong: str, bare: Desk) -> None:
    """The leads stay, and the right one opens them."""
    run(bare, "passphrase", "set", lines=(WORDS,))
    before = content_of(bare.folder)
    for command in (["outbox", "list"], ["outbox", "add", leads(bare)]):
        ended = run(bare, *command, lines=(wrong,))
        assert ended.code == 1
        assert "does not open the leads" in ended.err
    ended = run(bare, "passphrase", "change", lines=(wrong, "quite another one"))
    assert ended.code == 1
    assert content_of(bare.folder) == before


@pytest.mark.parametrize("number", ["", "x", "-1", "99999", "9" * 30])
def test_a_descriptor_that_is_none_is_told(number: str, bare: Desk) -> None:
    """A slip in a script is one sentence."""
    run(bare, "passphrase", "set", lines=(WORDS,))
    err = io.StringIO()
    console = Console(
        stdin=io.BytesIO(),
        stdout=io.StringIO(),
        stderr=err,
        environ={"CAPDESK_PASSPHRASE_FD": number},
        clock=lambda: NOW,
        open_credentials=lambda: bare.credentials,
    )
    assert main(["--data-dir", str(bare.folder), "outbox", "list"], console) == 1
    assert "does not name an open file descriptor" in err.getvalue()


def test_a_passphrase_is_changed(bare: Desk) -> None:
    """The old one comes first, then the new one, each on a line."""
    run(bare, "passphrase", "set", lines=(WORDS,))
    ended = run(bare, "passphrase", "change", lines=(WORDS, "quite another one"))
    assert (ended.code, ended.err) == (0, "")
    assert run(bare, "outbox", "list", lines=("quite another one",)).code == 0
    assert run(bare, "outbox", "list", lines=(WORDS,)).code == 1


def test_too_short_a_passphrase_is_refused(bare: Desk) -> None:
    """Nothing is made."""
    before = content_of(bare.folder)
    ended = run(bare, "passphrase", "set", lines=("short",))
    assert ended.code == 1
    assert "at least 12 characters" in ended.err
    assert content_of(bare.folder) == before


def test_a_computer_with_a_keyring_takes_no_passphrase(ready: Desk) -> None:
    """The keyring keeps the key better."""
    ended = run(ready, "passphrase", "set", lines=(WORDS,))
    assert ended.code == 1
    assert "has a keyring" in ended.err
    assert not ready.has_outbox


def test_a_folder_that_was_begun_with_a_keyring_stays_so(ready: Desk) -> None:
    """Its leads' key is in the keyring that is gone for the moment."""
    assert run(ready, "outbox", "add", leads(ready)).code == 0
    ready.credentials = NoKeyring()
    ended = run(ready, "passphrase", "set", lines=(WORDS,))
    assert ended.code == 1
    assert "start or unlock the keyring" in ended.err


def test_a_second_passphrase_is_not_set_over_the_first(bare: Desk) -> None:
    """It is changed, which asks for the first."""
    run(bare, "passphrase", "set", lines=(WORDS,))
    ended = run(bare, "passphrase", "set", lines=("quite another one",))
    assert ended.code == 1
    assert "passphrase change" in ended.err


def test_an_api_key_that_nothing_would_keep_is_not_taken(bare: Desk) -> None:
    """It is said so, rather than that it is in a keyring."""
    run(bare, "passphrase", "set", lines=(WORDS,))
    ended = run(
        bare, "key", "set", "--environment", DEALER, lines=(WORDS,), stdin=b"abc"
    )
    assert ended.code == 1
    assert "kept only until the program ends" in ended.err
    assert "abc" not in ended.err


def test_there_is_nothing_to_change_where_a_keyring_has_the_key(ready: Desk) -> None:
    """It is said so."""
    ended = run(ready, "passphrase", "change", lines=(WORDS, "quite another one"))
    assert ended.code == 1
    assert "No passphrase is set" in ended.err


def test_the_self_check_goes_on_without_the_passphrase(bare: Desk) -> None:
    """It has a finding that says what is missing, beside all the others."""
    run(bare, "passphrase", "set", lines=(WORDS,))
    found = {each["name"]: each for each in run(bare, "check", "--json").objects}
    assert found["keyring"]["light"] == "red"
    assert "CAPDESK_PASSPHRASE_FD" in found["keyring"]["sentence"]
    assert len(found) > 5
    found = {
        each["name"]: each
        for each in run(bare, "check", "--json", lines=(WORDS,)).objects
    }
    assert found["keyring"]["sentence"] == (
        "Keys are kept in the data folder, behind a passphrase."
    )

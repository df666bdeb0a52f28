"""`capdesk key`: set, status, delete."""

import os
import subprocess
import sys

import pytest

from capdesk.domain.queue import PauseReason
from capdesk.practice import Mode, PracticeGateway
from tests.cli.command_desk import DEALER, KEY, Desk, a_row, as_csv

QA_URL = "https://qa-api.cap-gateway.com/lead-submission/v1/external"
QA = ("--environment", "qa")


def test_a_key_comes_and_goes(desk: Desk) -> None:
    """A key is set from standard input, known of, deleted; no run repeats it."""
    runs = [desk.run("key", "set", *QA, stdin=f"{KEY}\r\n".encode())]
    assert desk.credentials.api_key("qa", QA_URL) == KEY
    runs += [desk.run("key", name, *QA) for name in ("status", "delete", "delete")]
    assert [each.code for each in runs] == [0, 0, 0, 0]
    assert not any(KEY in each.out + each.err for each in runs)
    ended = desk.run("key", "status", *QA)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert not desk.folder.exists(), "a key is not kept in the data folder"


@pytest.mark.parametrize(
    "stdin", [b"", b"\n", b"two words", b"a\nb", "schlüssel".encode(), b"\xff\xfe"]
)
def test_what_cannot_be_a_key_is_refused(desk: Desk, stdin: bytes) -> None:
    """One sentence that does not repeat what was given; the old key stays."""
    desk.credentials.set_api_key("qa", QA_URL, KEY)
    ended = desk.run("key", "set", *QA, stdin=stdin)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "two words" not in ended.err
    assert desk.credentials.api_key("qa", QA_URL) == KEY


@pytest.mark.parametrize("action", ["set", "status", "delete"])
@pytest.mark.parametrize("name", ["nowhere", "practice"])
def test_an_unknown_environment_is_one_sentence(
    desk: Desk, action: str, name: str
) -> None:
    """There are keys for environments that exist, and none for practice."""
    ended = desk.run("key", action, "--environment", name, stdin=KEY.encode())
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert name in ended.err


def test_a_new_key_lifts_the_pause_of_a_refused_one(
    ready: Desk, gateway: PracticeGateway
) -> None:
    """Leads that waited for a key go again once one is given."""
    gateway.set_mode(Mode.REFUSE_KEY)
    rows = ready.write("leads.csv", as_csv(a_row()))
    assert ready.run("outbox", "add", str(rows)).code == 0
    assert ready.run("outbox", "send").code == 1
    outbox = ready.outbox()
    assert outbox.queue(DEALER).paused is PauseReason.KEY_REFUSED
    ended = ready.run("key", "set", "--environment", DEALER, stdin=b"another")
    assert ended.code == 0
    assert outbox.queue(DEALER).paused is None
    outbox.close()


def test_a_new_key_leaves_other_waits_alone(
    ready: Desk, gateway: PracticeGateway
) -> None:
    """What the gateway asked to wait for is not a matter of the key."""
    gateway.set_mode(Mode.SLOW_DOWN)
    rows = ready.write("leads.csv", as_csv(a_row()))
    assert ready.run("outbox", "add", str(rows)).code == 0
    assert ready.run("outbox", "send").code == 1
    outbox = ready.outbox()
    waits = outbox.queue(DEALER)
    assert waits.not_before is not None
    ready.run("key", "set", "--environment", DEALER, stdin=b"another")
    assert outbox.queue(DEALER) == waits
    outbox.close()


def test_a_damaged_outbox_is_told(ready: Desk) -> None:
    """Leads that wait for the key are looked for; what comes of damage is told."""
    rows = ready.write("leads.csv", as_csv(a_row()))
    assert ready.run("outbox", "add", str(rows)).code == 0
    ready.damage_outbox()
    ended = ready.run("key", "set", "--environment", DEALER, stdin=b"another")
    assert ended.code == 0
    assert ended.out == f"The API key for {DEALER} is in the keyring.\n"
    assert ended.err.startswith("The outbox was damaged. ")
    assert ended.err.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_key_typed_at_a_terminal_is_not_shown(desk: Desk) -> None:
    """The prompt is for people; what they type is not echoed."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "capdesk", "key", "set", "--environment", "qa"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={"PATH": os.environ["PATH"], "CAPDESK_DATA_DIR": str(desk.folder)},
        start_new_session=True,  # no other terminal to ask at
    ) as program:
        os.close(theirs)
        shown = b""
        while not shown.endswith(b"API key for qa: "):
            shown += os.read(ours, 1_000)
        os.write(ours, b"two words\n")
        program.wait(10)
        while b"An API key is one word" not in shown:
            shown += os.read(ours, 1_000)
    os.close(ours)
    assert program.returncode == 1
    assert b"two words" not in shown

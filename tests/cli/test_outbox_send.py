"""`capdesk outbox send`: one attempt for each waiting lead, and what is left."""

from contextlib import closing
from datetime import timedelta

import pytest

from capdesk.domain.queue import PauseReason
from capdesk.outbox import CourierLock
from capdesk.practice import Mode, PracticeGateway
from tests.cli.command_desk import DEALER, Desk, a_row, as_csv


@pytest.fixture
def loaded(ready: Desk) -> Desk:
    """Return a desk with two leads that wait."""
    rows = as_csv(a_row(), a_row(email="z@example.com"))
    path = ready.write("leads.csv", rows)
    assert ready.run("outbox", "add", str(path)).code == 0
    return ready


def test_sends_what_waits(loaded: Desk, gateway: PracticeGateway) -> None:
    """Each lead is sent once and told with its reference; nothing is left."""
    ended = loaded.run("outbox", "send", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert [each["status"] for each in ended.objects] == ["sent", "sent"]
    assert all(each["enquiry_reference"].startswith("ENQ-") for each in ended.objects)
    assert len(gateway.received) == 2
    again = loaded.run("outbox", "send")
    assert (again.code, again.out, again.err) == (0, "", "")
    assert len(gateway.received) == 2


def test_plain_output_is_a_line_for_each_lead(loaded: Desk) -> None:
    """People see id, status and reference."""
    lines = loaded.run("outbox", "send").out.splitlines()
    assert len(lines) == 2
    assert all("  sent  " in line and "ENQ-" in line for line in lines)


def test_nothing_to_send_is_done(desk: Desk) -> None:
    """Without an outbox there is nothing to do, and nothing is made."""
    ended = desk.run("outbox", "send")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert not desk.folder.exists()


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (Mode.REJECT, "2 to be fixed"),
        (Mode.FAIL, "2 may have arrived"),
        (Mode.REFUSE_KEY, "waiting (the gateway refused the API key)"),
        (Mode.CAPTIVE_PORTAL, "2 waiting (a sign-in page is in the way"),
        (Mode.REDIRECT, "waiting (the gateway's address seems to be wrong)"),
        (Mode.SLOW_DOWN, "2 waiting (the gateway asks to slow down)"),
    ],
)
def test_says_what_is_left_and_why(
    loaded: Desk, gateway: PracticeGateway, mode: Mode, words: str
) -> None:
    """What the gateway did not take is exit 1 and one sentence."""
    gateway.set_mode(mode)
    ended = loaded.run("outbox", "send")
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert ended.err.startswith(f"2 leads have not been sent: {DEALER}: ")
    assert words in ended.err


def test_no_connection_is_named(loaded: Desk, gateway: PracticeGateway) -> None:
    """A port that nobody listens at: both are tried, both wait."""
    gateway.close()
    ended = loaded.run("outbox", "send", "--json")
    assert ended.code == 1
    assert [each["status"] for each in ended.objects] == ["waiting", "waiting"]
    assert "2 waiting (no connection to the gateway)" in ended.err


def test_a_missing_key_is_named(loaded: Desk, gateway: PracticeGateway) -> None:
    """Without a key nothing is tried, and the remedy is a command."""
    loaded.run("key", "delete", "--environment", DEALER)
    ended = loaded.run("outbox", "send")
    assert (ended.code, ended.out) == (1, "")
    assert f'"capdesk key set --environment {DEALER}"' in ended.err
    assert gateway.received == ()


def test_waits_are_ignored(loaded: Desk, gateway: PracticeGateway) -> None:
    """A person who asks for an attempt gets one, whatever the gateway said before."""
    gateway.set_mode(Mode.SLOW_DOWN)
    assert loaded.run("outbox", "send").code == 1
    gateway.set_mode(Mode.ACCEPT)
    loaded.now += timedelta(seconds=1)
    assert loaded.run("outbox", "send").code == 0


def test_an_environment_that_is_gone_keeps_its_leads(
    loaded: Desk, gateway: PracticeGateway
) -> None:
    """Leads whose address nobody knows any more wait, and that is said."""
    (loaded.folder / "environments.json").unlink()
    ended = loaded.run("outbox", "send")
    assert (ended.code, ended.out) == (1, "")
    assert "this computer does not know the environment" in ended.err
    assert gateway.received == ()


def test_damaged_environments_are_one_sentence(loaded: Desk) -> None:
    """A file that can't be read stops everything before any attempt."""
    (loaded.folder / "environments.json").write_text("{")
    ended = loaded.run("outbox", "send")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "environments.json" in ended.err


def test_one_program_sends_at_a_time(loaded: Desk, gateway: PracticeGateway) -> None:
    """Beside a courier at work it says so, and sends nothing."""
    with CourierLock(loaded.folder):
        ended = loaded.run("outbox", "send")
    assert (ended.code, ended.out, ended.err) == (
        *(1, ""),
        "CapDesk is already sending.\n",
    )
    assert gateway.received == ()


def test_adds_and_lists_beside_a_courier(loaded: Desk) -> None:
    """Only sending needs the courier's place."""
    path = loaded.write("more.csv", as_csv(a_row(email="m@example.com")))
    with CourierLock(loaded.folder):
        assert loaded.run("outbox", "add", str(path)).code == 0
        assert len(loaded.run("outbox", "list").out.splitlines()) == 3


def test_a_later_run_knows_why_it_paused(
    loaded: Desk, gateway: PracticeGateway
) -> None:
    """What was learned is kept for the window."""
    gateway.set_mode(Mode.REFUSE_KEY)
    loaded.run("outbox", "send")
    with closing(loaded.outbox()) as outbox:
        assert outbox.queue(DEALER).paused is PauseReason.KEY_REFUSED

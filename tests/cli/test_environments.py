"""`capdesk environment`: add, change, list."""

import pytest

from capdesk.domain.queue import PauseReason
from capdesk.practice import Mode, PracticeGateway
from tests.cli.command_desk import DEALER, KEY, Desk, a_row, as_csv

URL = "https://gateway.example.com/lead-submission/v1/external"


def test_lists_the_built_in_ones_first(desk: Desk) -> None:
    """The two that come with CapDesk are there before anything was added."""
    assert desk.run("environment", "add", DEALER, URL).code == 0
    listed = desk.run("environment", "list", "--json").objects
    assert [each["name"] for each in listed] == ["production", "qa", DEALER]
    assert [each["built_in"] for each in listed] == [True, True, False]
    assert f"{DEALER}  {URL}\n" in desk.run("environment", "list").out


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("production", URL),
        ("practice", URL),
        ("Dealer Group", URL),
        (DEALER, "http://gateway.example.com/"),
        (DEALER, "ftp://gateway.example.com/"),
        (DEALER, "gateway"),
        (DEALER, "https://user:secret@gateway.example.com/"),
    ],
)
def test_refuses_what_leads_must_not_go_to(desk: Desk, name: str, url: str) -> None:
    """A wrong name or address is one sentence, and nothing is made."""
    ended = desk.run("environment", "add", name, url)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert not desk.folder.exists()


def test_a_changed_address_needs_its_key_again(desk: Desk) -> None:
    """The key of the old address is deleted, so it comes back by no further change."""
    desk.prepare(URL)
    status = ("key", "status", "--environment", DEALER)
    assert desk.run(*status).code == 0
    changed = desk.run("environment", "add", DEALER, f"{URL}/2")
    assert changed.code == 0
    assert "API key has to be given again" in changed.out
    assert desk.run(*status).code == 1
    assert desk.run("environment", "add", DEALER, URL).code == 0
    assert desk.run(*status).code == 1


def test_the_same_address_again_changes_nothing(desk: Desk) -> None:
    """Adding what is there keeps its key."""
    desk.prepare(URL)
    before = desk.files()
    assert "already" in desk.run("environment", "add", DEALER, URL).out
    assert desk.files() == before
    assert desk.credentials.api_key(DEALER, URL) == KEY


def test_a_changed_address_lifts_the_pause_of_a_wrong_one(
    ready: Desk, gateway: PracticeGateway
) -> None:
    """A queue that stopped for its address goes on once that was changed."""
    gateway.set_mode(Mode.REDIRECT)
    rows = ready.write("leads.csv", as_csv(a_row()))
    assert ready.run("outbox", "add", str(rows)).code == 0
    assert ready.run("outbox", "send").code == 1
    outbox = ready.outbox()
    assert outbox.queue(DEALER).paused is PauseReason.MISCONFIGURED
    assert ready.run("environment", "add", DEALER, URL).code == 0
    assert outbox.queue(DEALER).paused is None
    outbox.close()


def test_a_damaged_outbox_is_told(ready: Desk) -> None:
    """A changed address looks for leads that wait; what comes of damage is told."""
    rows = ready.write("leads.csv", as_csv(a_row()))
    assert ready.run("outbox", "add", str(rows)).code == 0
    ready.damage_outbox()
    ended = ready.run("environment", "add", DEALER, URL)
    assert ended.code == 0
    assert ended.err.startswith("The outbox was damaged. ")
    assert ended.err.count("\n") == 1

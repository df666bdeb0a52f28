"""`capdesk check`: for people and, with `--json`, for IT."""

import json

from capdesk.practice import PracticeGateway
from tests.cli.command_desk import DEALER, Desk, a_row, as_csv


def test_a_desk_that_is_ready(desk: Desk) -> None:
    """After a first lead was sent all is green, and the gateway got that lead alone."""
    with PracticeGateway(now=lambda: desk.now) as gateway:
        desk.prepare(gateway.url)
        rows = desk.write("leads.csv", as_csv(a_row()))
        assert desk.run("outbox", "add", str(rows)).code == 0
        assert desk.run("outbox", "send").code == 0
        ended = desk.run("check", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert [each for each in ended.objects if each["light"] != "green"] == []
    assert [
        each["name"] for each in ended.objects if each["environment"] == DEALER
    ] == [
        *("campaigns", "environments", "api_key"),
        *("proxy", "gateway_dns", "gateway_tcp", "gateway_tls", "captive_portal"),
    ]
    assert len(gateway.received) == 1


def test_a_fresh_desk(desk: Desk) -> None:
    """Nothing is wrong with it, something is missing, and nothing is made."""
    ended = desk.run("check")
    assert (ended.code, ended.err) == (0, "")
    assert "LOOK   campaigns: There is no campaign yet" in ended.out
    assert not desk.folder.exists()


def test_a_fault_is_told_and_counts(desk: Desk, gateway: PracticeGateway) -> None:
    """A missing key is red: exit code 1, and one line on standard error."""
    desk.prepare(gateway.url, key=None)
    ended = desk.run("check")
    assert ended.code == 1
    assert "FAULT  api key (dealer): There is no API key for dealer" in ended.out
    assert ended.err == "This computer has 1 fault; see above what to do.\n"
    assert gateway.received == ()


def test_json_has_four_values_a_line(desk: Desk) -> None:
    """Name, light, sentence, environment, in stable words."""
    ended = desk.run("check", "--json")
    first = json.loads(ended.out.splitlines()[0])
    assert first == {
        "name": "resources",
        "light": "green",
        "sentence": "CapDesk's own files are all there.",
        "environment": None,
    }
    assert [each["name"] for each in ended.objects] == [
        *("resources", "policy", "data_folder", "disk_space", "synced_folder"),
        *("network_drive", "outbox", "unsent", "campaigns", "pack_signatures"),
        *("environments", "clock", "keyring", "recovery"),
    ]

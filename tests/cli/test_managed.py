"""The command line on a computer that IT manages."""

import json
from pathlib import Path

import pytest

from tests.cli.command_desk import DEALER, Desk, a_pack, a_row, as_csv

URL = "https://gateway.example.com/lead-submission/v1/external"


@pytest.fixture
def machine(desk: Desk, tmp_path: Path) -> Path:
    """Give the machine-wide folder of a desk, with a pack for an environment of IT's."""
    desk.machine_folder = folder = tmp_path / "machine"
    (folder / "packs").mkdir(parents=True)
    (folder / "packs" / "its.json").write_text(json.dumps(a_pack()))
    write(folder, f"[environments]\n{DEALER} = '{URL}'\n")
    return folder


def write(machine: Path, policy: str) -> None:
    """Put a policy in place."""
    (machine / "policy.toml").write_text(policy)


def test_lists_say_what_it_has_set(desk: Desk, machine: Path) -> None:
    """Campaigns name the file they come from; environments say who set them."""
    (listed,) = desk.run("campaign", "list", "--json").objects
    assert listed["managed_by"] == str(machine / "packs" / "its.json")
    assert f"set by IT: {machine}" in desk.run("campaign", "list").out
    by_name = {
        each["name"]: each["managed"]
        for each in desk.run("environment", "list", "--json").objects
    }
    assert by_name == {"production": False, "qa": False, DEALER: True}
    assert "(set by IT)" in desk.run("environment", "list").out


def test_what_is_added_by_hand_has_no_file(desk: Desk) -> None:
    """Without a machine-wide folder lists are as ever."""
    desk.prepare(URL)
    (listed,) = desk.run("campaign", "list", "--json").objects
    assert listed["managed_by"] is None
    assert "IT" not in desk.run("campaign", "list").out


def test_leads_are_taken_for_its_campaigns(desk: Desk, machine: Path) -> None:
    """Rows find IT's campaigns, and the key goes with IT's address."""
    rows = desk.write("leads.csv", as_csv(a_row()))
    assert desk.run("outbox", "add", str(rows), "--environment", DEALER).code == 0
    assert desk.run("key", "set", "--environment", DEALER, stdin=b"key-1").code == 0
    assert desk.credentials.api_key(DEALER, URL) == "key-1"


@pytest.mark.parametrize(
    ("policy", "arguments", "words"),
    [
        ("only_managed_campaigns = true", ("campaign", "add"), "from IT alone"),
        ("environment = 'qa'", ("campaign", "add"), "leads go to qa alone"),
        ("only_managed_environments = true", ("environment", "add", "uat", URL), "nobody but IT"),
        ("", ("environment", "add", DEALER, URL), "set by this computer's policy"),
        ("retention_days 5", ("environment", "add", "uat", URL), "nobody but IT"),
    ],
)  # fmt: skip
def test_what_the_policy_forbids_is_one_sentence(
    desk: Desk, machine: Path, policy: str, arguments: tuple[str, ...], words: str
) -> None:
    """Nothing is changed, and the exit code is 1."""
    write(machine, f"{policy}\n[environments]\n{DEALER} = '{URL}'\n")
    if arguments == ("campaign", "add"):
        arguments += (str(desk.write("pack.json", json.dumps(a_pack()))),)
    ended = desk.run(*arguments)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert words in ended.err
    assert not desk.folder.exists()


def test_what_is_broken_is_told_beside_the_list(desk: Desk, machine: Path) -> None:
    """A policy and a pack that are wrong each get a sentence; the list goes on."""
    write(machine, f"proxy = 5\n[environments]\n{DEALER} = '{URL}'\n")
    (machine / "packs" / "broken.json").write_text("{")
    ended = desk.run("campaign", "list", "--json")
    assert ended.code == 0
    assert len(ended.objects) == 1
    policy, pack = ended.err.splitlines()
    assert policy.startswith(f"{machine / 'policy.toml'}, line 1: proxy ")
    assert pack.startswith(f"{machine / 'packs' / 'broken.json'}: line 1, column 2: ")
    assert "policy.toml, line 1" in desk.run("environment", "list").err

"""`capdesk outbox balance`: one laptop's books, and a team's."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.balance import Balance
from capdesk.domain.entry import Status
from capdesk.services.balance_file import write_balances
from tests.cli.command_desk import DEALER, NOW, Desk, a_row, as_csv
from tests.support.balances import a_balance, a_lead_counted

KEYS = [
    *("format", "outbox", "laptop", "environment", "first_day", "last_day"),
    *("counted_at", "history", "captured", "counts", "campaigns", "leads"),
]


def _capture(desk: Desk, *rows: dict[str, str]) -> list[str]:
    path = desk.write("leads.csv", as_csv(*rows))
    added = desk.run("outbox", "add", str(path), "--json").objects
    return [each["id"] for each in added]


def _save(desk: Desk, name: str, *balances: Balance) -> str:
    return str(desk.write(name, write_balances(balances)))


def test_the_books_balance_and_name_nobody(ready: Desk) -> None:
    """Captured is the sum over all statuses; nothing of the person is there."""
    ids = _capture(ready, a_row(), a_row(first_name="Sam", email="sam@example.com"))
    ended = ready.run("outbox", "balance", "--json", "--laptop", "Tent 1")
    assert ended.code == 0, ended.err
    (found,) = ended.objects
    assert list(found) == KEYS
    assert (found["laptop"], found["environment"]) == ("Tent 1", DEALER)
    assert found["history"] == found["captured"] == sum(found["counts"].values()) == 2
    assert set(found["counts"]) == set(Status)
    assert [each["id"] for each in found["leads"]] == ids
    for secret in ("Zoë", "Ångström", "Sam", "example.com", "7946", "SW1A"):
        assert secret not in ended.out


def test_only_the_days_that_are_asked_for(ready: Desk) -> None:
    """Today is counted unless other days are named, by the clocks of the UK."""
    _capture(ready, a_row())
    ready.now = NOW + timedelta(days=1)
    _capture(ready, a_row(email="next@example.com"))
    for options, captured in (
        ([], 1),
        (["--from", "2026-09-12"], 1),
        (["--from", "2026-09-12", "--to", "2026-09-13"], 2),
        (["--to", "2026-09-11"], 0),
    ):
        ended = ready.run("outbox", "balance", "--json", *options)
        assert [each["captured"] for each in ended.objects] == [captured], options


def test_a_range_that_runs_backward_is_told(ready: Desk) -> None:
    """Nothing is counted for days that there are not."""
    _capture(ready, a_row())
    ended = ready.run("outbox", "balance", "--from", "2026-09-13", "--to", "2026-09-12")
    assert (ended.code, ended.out) == (1, "")
    assert "is after --to 2026-09-12" in ended.err


def test_people_read_it_too(ready: Desk) -> None:
    """Without --json it is the balance in sentences."""
    _capture(ready, a_row())
    ended = ready.run("outbox", "balance", "--laptop", "Tent 1")
    assert ended.out.splitlines() == [
        f"{DEALER}, 12 September 2026",
        "Captured 1 = Waiting 1",
        "Every capture is accounted for.",
        "  Tent 1: 1, 1 unsent",
    ]


def test_no_outbox_has_no_balance(desk: Desk) -> None:
    """A data folder in which no lead was kept says so, and nothing is made."""
    ended = desk.run("outbox", "balance", "--json")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "No lead was ever kept in this data folder, so there is nothing to balance.\n"
    )
    assert not desk.folder.exists()


def test_balances_of_a_team_are_put_together(ready: Desk) -> None:
    """What a laptop wrote is read on another, which needs no outbox for it."""
    _capture(ready, a_row())
    own = ready.run("outbox", "balance", "--json", "--laptop", "Tent 1").out
    file = ready.write("tent-1.jsonl", own)
    elsewhere = Desk(ready.folder.parent / "office")
    ended = elsewhere.run("outbox", "balance", str(file), "--expect", "tent 1")
    assert (ended.code, ended.err) == (0, "")
    assert "Captured 1 = Waiting 1" in ended.out
    assert not elsewhere.folder.exists()


def test_a_missing_laptop_is_named_and_fails(desk: Desk) -> None:
    """Exit 1 has a script notice that the balance is not complete."""
    file = _save(desk, "a.jsonl", a_balance("Tent 1", [a_lead_counted(1)]))
    names = ("--expect", "Tent 1", "--expect", "Tent 2")
    ended = desk.run("outbox", "balance", file, *names, "--json")
    assert ended.code == 1
    (tree,) = ended.objects
    assert tree["laptops"] == ["Tent 1"]
    assert tree["remarks"][0].startswith("Missing: Tent 2.")
    assert "not complete" in ended.err


def test_a_bad_file_leaves_the_others(desk: Desk) -> None:
    """One file that can't be read is told; what the others hold is counted."""
    good = _save(desk, "a.jsonl", a_balance("Tent 1", [a_lead_counted(1)]))
    bad = str(desk.write("b.jsonl", "hello"))
    ended = desk.run("outbox", "balance", bad, good)
    assert ended.code == 1
    assert "Captured 1 = Sent 1" in ended.out
    assert ended.err.startswith("b.jsonl was left out: ")


def test_several_days_ask_for_one(desk: Desk) -> None:
    """Balances of different environments are never added up."""
    file = _save(desk, "a.jsonl", a_balance("A"), a_balance("A", environment="qa"))
    ended = desk.run("outbox", "balance", file)
    assert ended.code == 1
    assert "Choose with" in ended.err
    assert desk.run("outbox", "balance", file, "--environment", "qa").code == 0


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_date_is_written_as_one(desk: Desk, option: str) -> None:
    """What is no date is wrong usage."""
    ended = desk.run("outbox", "balance", option, "yesterday")
    assert ended.code == 2


def test_the_file_is_json_lines(ready: Desk, tmp_path: Path) -> None:
    """One line for each environment, so that a file can be read line by line."""
    _capture(ready, a_row())
    ended = ready.run("outbox", "balance", "--json")
    assert len(ended.out.splitlines()) == 1
    assert json.loads(ended.out)["format"] == "capdesk-balance/1"

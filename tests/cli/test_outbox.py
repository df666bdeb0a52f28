"""`capdesk outbox list` and `export`."""

import csv
import io
import stat
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.outbox import Settlement, Wanted, exchange
from capdesk.practice import Mode, PracticeGateway
from tests.cli.command_desk import DEALER, NOW, Desk, a_row, as_csv

KEYS = [
    *("id", "status", "environment", "campaign_id", "captured_at", "attempts"),
    *("not_before", "enquiry_reference", "request_reference"),
    *("possible_duplicate", "messages"),
]


def capture(desk: Desk, *rows: dict[str, str]) -> list[str]:
    """Capture rows and return their ids."""
    path = desk.write("leads.csv", as_csv(*rows))
    return [
        each["id"] for each in desk.run("outbox", "add", str(path), "--json").objects
    ]


def test_no_outbox_is_an_empty_list(desk: Desk) -> None:
    """There is nothing to see, nothing is made, and no keyring is asked."""
    for command in (["list"], ["list", "--json"], ["list", "--status", "sent"]):
        ended = desk.run("outbox", *command)
        assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert not desk.folder.exists()


def test_lists_oldest_first_and_names_nobody(ready: Desk) -> None:
    """JSON has exactly the published keys, in UTC; neither output names the person."""
    first = capture(ready, a_row())
    ready.now = NOW + timedelta(hours=1)
    second = capture(ready, a_row(email="z@example.com"))
    ended = ready.run("outbox", "list", "--json")
    listed = ended.objects
    assert [each["id"] for each in listed] == first + second
    assert [list(each) for each in listed] == [KEYS, KEYS]
    assert listed[0] == {
        "id": first[0],
        "status": "waiting",
        "environment": DEALER,
        "campaign_id": "966c7488-bfa7-45b5-8510-d26ba3008879",
        "captured_at": "2026-09-12T10:20:59.123Z",
        "attempts": 0,
        "not_before": None,
        "enquiry_reference": None,
        "request_reference": None,
        "possible_duplicate": False,
        "messages": [],
    }
    plain = ready.run("outbox", "list").out
    assert [line.split()[0] for line in plain.splitlines()] == first + second
    assert "Zoë" not in ended.out + plain


def test_shows_one_status_alone(ready: Desk, gateway: PracticeGateway) -> None:
    """--status picks."""
    capture(ready, a_row())
    gateway.set_mode(Mode.REJECT)
    ready.run("outbox", "send")
    waiting = capture(ready, a_row(email="z@example.com"))
    (listed,) = ready.run("outbox", "list", "--json", "--status", "waiting").objects
    assert listed["id"] == waiting[0]
    (rejected,) = ready.run(
        "outbox", "list", "--json", "--status", "needs-fixing"
    ).objects
    assert rejected["messages"]
    assert rejected["messages"][0] in ready.run("outbox", "list").out


def test_not_before_is_the_later_of_two_waits(
    ready: Desk, gateway: PracticeGateway
) -> None:
    """An entry goes when its own wait and its queue's are over."""
    waiting, unsure = capture(ready, a_row(), a_row(email="z@example.com"))
    minute = timedelta(minutes=1)
    with closing(ready.outbox()) as outbox:
        exchange(outbox, DEALER, now=NOW, wanted=Wanted(2))
        settlements = [
            Settlement(
                waiting, Status.WAITING, "not_sent_dns", not_before=NOW + minute
            ),
            Settlement(
                unsure,
                Status.MAY_HAVE_ARRIVED,
                "unknown_timeout",
                not_before=NOW + 9 * minute,
                was_unknown=True,
            ),
        ]
        queue = outbox.queue(DEALER)
        exchange(
            outbox,
            DEALER,
            now=NOW,
            settlements=settlements,
            queue=replace(queue, not_before=NOW + 5 * minute),
        )
    listed = ready.run("outbox", "list", "--json").objects
    assert [each["not_before"] for each in listed] == [
        "2026-09-12T10:25:59.123Z",
        "2026-09-12T10:29:59.123Z",
    ]


def test_what_is_held_has_no_time(ready: Desk) -> None:
    """An entry that waits for a person is not going to be sent by itself."""
    (entry_id,) = capture(ready, a_row())
    with closing(ready.outbox()) as outbox:
        exchange(outbox, DEALER, now=NOW, wanted=Wanted(1))
        held = Settlement(
            entry_id, Status.MAY_HAVE_ARRIVED, "x", held=True, was_unknown=True
        )
        queue = replace(outbox.queue(DEALER), not_before=NOW + timedelta(minutes=1))
        exchange(outbox, DEALER, now=NOW, settlements=[held], queue=queue)
    (listed,) = ready.run("outbox", "list", "--json").objects
    assert listed["not_before"] is None


@pytest.mark.parametrize("command", ["list", "send"])
def test_a_lost_keyring_is_one_sentence(ready: Desk, command: str) -> None:
    """Without the data key nothing can be shown or sent; nothing is changed."""
    capture(ready, a_row())
    before = ready.files()
    ready.credentials = MemoryCredentials()
    ended = ready.run("outbox", command)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "keyring" in ended.err
    assert ready.files() == before


# Export


def exported(desk: Desk) -> list[dict[str, str]]:
    """Export the outbox and read the file as a spreadsheet would."""
    target = desk.folder.parent / "export.csv"
    ended = desk.run("outbox", "export", str(target))
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text))


def test_exports_leads_with_consents_and_proof(ready: Desk) -> None:
    """The file has all of an entry and all of its lead, oldest first."""
    ids = capture(ready, a_row(), a_row(email="z@example.com"))
    rows = exported(ready)
    assert [row["id"] for row in rows] == ids
    row = rows[0]
    assert list(row)[: len(KEYS)] == KEYS
    assert (row["first_name"], row["last_name"]) == ("Zoë", "Ångström")
    assert (row["consent_phone_call"], row["consent_post"], row["consent_sms"]) == (
        *("yes", "no"),
        "",
    )
    assert (row["consent_method"], row["consent_version"]) == ("read_out", "2026-09")
    assert len(row["consent_sha256"]) == 64
    assert row["consent_asked_at"] == "2026-09-12T10:20:59.000Z"
    assert row["captured_at"] == "2026-09-12T10:20:59.123Z"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(ready: Desk, start: str) -> None:
    """A cell that a spreadsheet would run is defused by an apostrophe."""
    capture(ready, a_row(last_name=f'{start}HYPERLINK("x")'.replace(",", "")))
    (row,) = exported(ready)
    assert row["last_name"].startswith(f"'{start}")
    assert row["phone"] == "'+442079460018"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of Unix")
def test_an_export_is_for_its_owner_alone(ready: Desk) -> None:
    """It has contact data, so nobody else may read it, whatever was there before."""
    target = ready.write("export.csv", "old")
    target.chmod(0o644)
    capture(ready, a_row())
    exported(ready)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_an_empty_outbox_gives_a_header_alone(desk: Desk) -> None:
    """There is a file to open, and no outbox is made for it."""
    assert exported(desk) == []
    assert not desk.folder.exists()


def test_an_export_that_cannot_be_written_leaves_nothing(ready: Desk) -> None:
    """No folder, or a folder in its place: one sentence, and nothing beside it."""
    capture(ready, a_row())
    folder = ready.folder.parent
    before = sorted(folder.rglob("*"))
    for target in (folder / "none" / "export.csv", ready.folder):
        ended = ready.run("outbox", "export", str(target))
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert sorted(folder.rglob("*")) == before

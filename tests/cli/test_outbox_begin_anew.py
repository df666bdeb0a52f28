"""`capdesk outbox begin-anew`: a person's word first, and the old leads stay in sight."""

from capdesk.credentials import MemoryCredentials
from tests.cli.command_desk import Desk, a_row, as_csv


def add(desk: Desk) -> int:
    """Capture a lead."""
    path = desk.write("leads.csv", as_csv(a_row()))
    return desk.run("outbox", "add", str(path)).code


def test_work_goes_on_and_old_leads_are_listed_as_unreadable(ready: Desk) -> None:
    """List and export have them, say how many and since when, and name the new ones."""
    assert add(ready) == 0
    ready.credentials = MemoryCredentials()
    assert add(ready) == 1
    ended = ready.run("outbox", "begin-anew", "--yes")
    assert (ended.code, ended.err) == (0, "")
    assert "1 lead of 12 September 2026 can't be read, 1 of them not sent" in ended.out
    assert add(ready) == 0
    listed = ready.run("outbox", "list")
    assert listed.code == 0
    assert ["can't be read" in line for line in listed.out.splitlines()] == [
        True,
        False,
    ]
    assert "1 lead of 12 September 2026 can't be read" in listed.err
    target = ready.folder.parent / "out.csv"
    exported = ready.run("outbox", "export", str(target))
    assert exported.code == 1
    assert "1 lead of 12 September 2026" in exported.err
    assert len(target.read_text("utf-8-sig").splitlines()) == 3


def test_nothing_is_done_without_a_word(ready: Desk) -> None:
    """Without a terminal it is told what the word is and what it means."""
    add(ready)
    ready.credentials = MemoryCredentials()
    before = ready.files()
    ended = ready.run("outbox", "begin-anew")
    assert ended.code == 1
    assert "--yes" in ended.err
    assert "stay as they are" in ended.err
    after = ready.files()
    assert {name: after[name] for name in before if not name.endswith(".log")} == {
        name: content for name, content in before.items() if not name.endswith(".log")
    }


def test_a_key_that_is_there_stays_in_force(ready: Desk) -> None:
    """Agreeing to it by mistake costs nothing."""
    add(ready)
    ended = ready.run("outbox", "begin-anew", "--yes")
    assert ended.code == 0
    assert "nothing was changed" in ended.out
    assert "can't be read" not in ready.run("outbox", "list").out


def test_without_an_outbox_there_is_nothing_to_begin_anew(ready: Desk) -> None:
    """It is said so, and none is made."""
    ended = ready.run("outbox", "begin-anew", "--yes")
    assert ended.code == 1
    assert "no outbox" in ended.err
    assert not ready.has_outbox

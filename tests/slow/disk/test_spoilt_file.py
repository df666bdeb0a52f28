"""What a command says and saves when somebody or something spoilt the outbox file."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.outbox import OUTBOX_NAME, CaptureError, OutboxUnavailableError
from tests.cli.command_desk import NOW, Desk, a_row, as_csv
from tests.support.leads import a_new_entry

PAGE_BYTES = 4_096
LEADS = 12


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk with a dozen leads in its outbox."""
    desk = Desk(tmp_path / "data")
    desk.prepare("https://gateway.example/leads", key=None)
    names = "ABCDEFGHIJKL"
    assert _add(desk, *(f"Lead {name}" for name in names)) == 0
    assert len(names) == LEADS
    return desk


def _add(desk: Desk, *names: str) -> int:
    rows = as_csv(*(a_row(first_name=name) for name in names))
    return desk.run("outbox", "add", str(desk.write("rows.csv", rows))).code


def _ids(desk: Desk) -> list[str]:
    listed = desk.run("outbox", "list", "--json")
    assert listed.code == 0
    return [each["id"] for each in listed.objects]


@pytest.mark.parametrize("command", ["list", "export", "add", "send"])
def test_each_command_tells_what_was_saved_and_goes_on(
    command: str, desk: Desk
) -> None:
    """A lost header costs no lead; whichever command meets it says so once."""
    before = _ids(desk)
    path = desk.folder / OUTBOX_NAME
    damaged = bytes(PAGE_BYTES) + path.read_bytes()[PAGE_BYTES:]
    path.write_bytes(damaged)
    file = str(desk.folder.parent / "file.csv")
    if command == "add":
        desk.write("file.csv", as_csv(a_row(first_name="New")))
    ended = desk.run(
        "outbox", command, *([file] if command in {"export", "add"} else [])
    )
    aside = desk.folder / f"{OUTBOX_NAME}.damaged-1"
    told = ended.err.splitlines()[0]
    assert told == (
        "The outbox was damaged. 12 leads were saved from it; the damaged file is kept"
        f" as {aside}."
    )
    assert ended.code == (1 if command == "send" else 0)  # there is no key to send with
    assert aside.read_bytes() == damaged
    assert _ids(desk)[:LEADS] == before
    assert desk.run("outbox", "list").err == ""


def test_a_damaged_page_costs_its_own_leads_alone(desk: Desk) -> None:
    """Saved and lost add up, and the list shows what was saved."""
    before = _ids(desk)
    path = desk.folder / OUTBOX_NAME
    content = bytearray(path.read_bytes())
    start = content.rindex(before[0].encode()) // PAGE_BYTES * PAGE_BYTES
    content[start : start + PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    path.write_bytes(content)
    listed = desk.run("outbox", "list", "--json")
    saved = [each["id"] for each in listed.objects]
    assert set(saved) <= set(before)
    assert len(saved) >= LEADS // 2
    lost = LEADS - len(saved)
    counts = f"{len(saved)} leads were saved from it"
    counts += f", {lost} could not be read" if lost else ""
    assert f"{counts}; the damaged file is kept" in listed.err
    assert (desk.folder / f"{OUTBOX_NAME}.damaged-1").read_bytes() == content


def test_an_emptied_file_is_told_and_a_lead_can_be_kept_again(desk: Desk) -> None:
    """What was in it is gone, and that is said; the key stays the same."""
    (desk.folder / OUTBOX_NAME).write_bytes(b"")
    listed = desk.run("outbox", "list")
    assert (listed.code, listed.out) == (0, "")
    assert "No lead could be saved from it; the damaged file is kept" in listed.err
    assert _add(desk, "New") == 0
    with closing(desk.outbox()) as outbox:
        assert [entry.readable for entry in outbox.entries()] == [True]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "PRAGMA application_id = 0",
            "belongs to another program. Nothing was changed",
        ),
        ("PRAGMA user_version = 99", "was written by a newer CapDesk. Nothing was"),
    ],
)
def test_what_is_not_ours_to_mend_is_refused_untouched(
    statement: str, sentence: str, desk: Desk
) -> None:
    """Exit code 1 and a sentence, for reading and for adding."""
    with closing(sqlite3.connect(desk.folder / OUTBOX_NAME)) as connection:
        connection.execute(statement)
    before = desk.files()
    rows = str(desk.write("rows.csv", as_csv(a_row())))
    for command in (("list",), ("add", rows)):
        ended = desk.run("outbox", *command)
        assert (ended.code, ended.out) == (1, "")
        assert sentence in ended.err
    assert desk.files() == before


def test_a_folder_that_was_removed_while_the_program_runs(desk: Desk) -> None:
    """The lead is not called saved, the sentence says why, and no new outbox is made."""
    away = desk.folder.with_name("away")
    with closing(desk.outbox()) as outbox:
        shutil.move(desk.folder, away)
        new = a_new_entry()
        for _ in range(2):
            with pytest.raises(CaptureError, match="not saved") as caught:
                outbox.capture(new, now=NOW)
            assert str(desk.folder / OUTBOX_NAME) in str(caught.value)
        assert not desk.folder.exists()
        shutil.move(away, desk.folder)
        assert outbox.capture(new, now=NOW).id == new.lead.id
    assert len(_ids(desk)) == LEADS + 1


@pytest.mark.slow
def test_an_outbox_that_another_program_keeps_locked_is_told(desk: Desk) -> None:
    """After the wait of five seconds: a sentence, and nothing was changed."""
    before = _ids(desk)
    path = desk.folder / OUTBOX_NAME
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        listed = desk.run("outbox", "list")
        assert (listed.code, listed.out) == (1, "")
        assert listed.err == (
            f"Another program is keeping the outbox {path} busy. Try again.\n"
        )
        other.execute("ROLLBACK")
    assert _ids(desk) == before


def test_a_file_that_can_not_be_opened_is_told(desk: Desk) -> None:
    """A folder in the place of the outbox is left alone."""
    path = desk.folder / OUTBOX_NAME
    path.rename(desk.folder / "kept")
    path.mkdir()
    with pytest.raises(OutboxUnavailableError, match="can't be used"):
        desk.outbox()
    assert path.is_dir()

"""An outbox that version 1 left becomes one of version 2, and nothing in it is lost."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft
from capdesk.outbox import OUTBOX_NAME, Outbox, fingerprints
from capdesk.outbox.schema import MIGRATIONS
from tests.outbox.desk import NOW, QA, claim, open_outbox, statuses
from tests.outbox.faults import refuse_commit
from tests.support.leads import a_lead, a_new_entry

# Written by the last program of version 1, under the tests' data key: a lead in each
# status, one from the row of a file, a draft, and a queue.
VERSION_1 = Path(__file__).with_name("version-1.sqlite3")
LEADS = {
    1: (Status.SENT, "sent@example.com"),
    2: (Status.MAY_HAVE_ARRIVED, "may_have_arrived@example.com"),
    3: (Status.NEEDS_FIXING, "needs_fixing@example.com"),
    4: (Status.REPLACED, "replaced@example.com"),
    5: (Status.DISCARDED, "discarded@example.com"),
    6: (Status.SENDING, "sending@example.com"),
    7: (Status.WAITING, "waiting@example.com"),
    8: (Status.WAITING, "Second.Waiting@example.com"),
}
NEW_ID = "99999999-9999-4999-8999-999999999999"
IDS = {number: f"00000000-0000-4000-8000-{number:012}" for number in LEADS}


def lay_out(folder: Path) -> Path:
    """Put an outbox of version 1 into a folder, and return its path."""
    path = folder / OUTBOX_NAME
    shutil.copyfile(VERSION_1, path)
    return path


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """Open an outbox of version 1, which makes it one of version 2."""
    lay_out(tmp_path)
    with closing(open_outbox(tmp_path)) as opened:
        yield opened


def test_the_outbox_is_of_the_version_it_says() -> None:
    """Else all here would be about another one."""
    with closing(sqlite3.connect(VERSION_1)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_every_lead_reads_as_before(outbox: Outbox) -> None:
    """Leads, links, words, references, draft and queue are all there."""
    assert outbox.salvage_report is None
    assert {entry.id: entry.status for entry in outbox.entries()} == {
        IDS[number]: status for number, (status, _) in LEADS.items()
    }
    for number, (_, email) in LEADS.items():
        lead = outbox.lead(IDS[number])
        assert lead is not None
        assert lead.email == email
        assert not outbox.entry(IDS[number]).purged
    assert outbox.entry(IDS[1]).enquiry_reference == "ENQ-1001"
    assert outbox.entry(IDS[3]).messages == (
        "The phone number of Needs_Fixing Person is wrong.",
    )
    assert outbox.entry(IDS[4]).replaced_by == IDS[7]
    assert outbox.entry(IDS[2]).held
    assert outbox.load_draft("form") == Draft(
        first_name="Dora", email="dora@example.com", phone="07700 900199"
    )
    assert outbox.queue(QA).failures == 2
    assert outbox.captured_count(QA) == sum(outbox.counts(QA).values()) == len(LEADS)


@pytest.mark.parametrize("number", LEADS)
def test_every_lead_is_found_by_email_and_phone(number: int, outbox: Outbox) -> None:
    """What version 1 did not write is filled in at opening."""
    _, email = LEADS[number]
    assert [entry.id for entry in outbox.with_email(email)] == [IDS[number]]
    found = outbox.with_phone(f"+4477009001{number:02}")
    assert [entry.id for entry in found] == [IDS[number]]


def test_life_goes_on(outbox: Outbox) -> None:
    """What waits is sent, what was given up can be taken back, a row is known again."""
    assert [each.id for each in claim(outbox)] == [IDS[7], IDS[8]]
    outbox.undo_discard(IDS[5], now=NOW)
    assert statuses(outbox, [IDS[5]]) == [Status.WAITING]
    again = a_new_entry(lead=a_lead(id=NEW_ID), row=b"a row of a file")
    assert outbox.capture(again, now=NOW).already


def test_an_upgraded_outbox_is_built_as_a_new_one(
    outbox: Outbox, tmp_path: Path
) -> None:
    """Both ways lead to the same tables, indexes and triggers."""

    def schema(of: Outbox) -> list[tuple[str, ...]]:
        rows = of.connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY 1")
        return [tuple(row) for row in rows]

    folder = tmp_path / "new"
    folder.mkdir()
    with closing(open_outbox(folder)) as new:
        assert schema(outbox) == schema(new)


def test_leads_are_made_findable_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, no transaction is long, and all get their turn."""
    monkeypatch.setattr(fingerprints, "ROWS_PER_TRANSACTION", 3)
    path = lay_out(tmp_path)
    commits = []
    with closing(open_outbox(tmp_path)) as outbox:
        outbox.connection.execute("UPDATE entry SET email_hmac = NULL")
        outbox.connection.set_trace_callback(
            lambda statement: (
                commits.append(statement) if "COMMIT" in statement else None
            )
        )
        outbox.make_findable()
        assert len(commits) == 3
        outbox.make_findable()
        assert len(commits) == 3
    assert path.exists()


def test_a_lead_that_does_not_open_is_tried_once(tmp_path: Path) -> None:
    """It stands in nobody's way, and costs nothing at the next start."""
    with closing(sqlite3.connect(lay_out(tmp_path))) as connection, connection:
        connection.execute("UPDATE entry SET lead = x'00' WHERE rowid = 1")
    with closing(open_outbox(tmp_path)) as outbox:
        missing = "SELECT count(*) FROM entry WHERE email_hmac IS NULL"
        assert tuple(outbox.connection.execute(missing).fetchone()) == (0,)
        assert outbox.with_email("") == ()


def test_an_outbox_opens_though_nothing_can_be_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is kept from their leads; the next start does it."""
    lay_out(tmp_path)
    filled_in = fingerprints.fill_in

    def refused(connection: sqlite3.Connection, *arguments: object) -> int:
        refuse_commit(connection)
        return filled_in(connection, *arguments)  # type: ignore[arg-type] # handed on as they came

    with monkeypatch.context() as patch:
        patch.setattr("capdesk.outbox.finding.fill_in", refused)
        with closing(open_outbox(tmp_path)) as outbox:
            assert len(outbox.entries()) == len(LEADS)
            assert outbox.with_email("sent@example.com") == ()
    with closing(open_outbox(tmp_path)) as outbox:
        assert len(outbox.with_email("sent@example.com")) == 1


def _overwrite(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)


def _all_leads(folder: Path) -> dict[str, object]:
    with closing(open_outbox(folder)) as outbox:
        assert outbox.salvage_report is not None
        assert outbox.salvage_report.salvaged == len(LEADS)
        assert outbox.salvage_report.unreadable == 0
        for number, (_, email) in LEADS.items():
            assert [e.id for e in outbox.with_email(email)] == [IDS[number]]
        return {entry.id: outbox.lead(entry.id) for entry in outbox.entries()}


@pytest.mark.parametrize("page", [1, 2, 3, 6])
def test_a_damaged_outbox_of_version_1_is_salvaged(page: int, tmp_path: Path) -> None:
    """With its header, which says the version, or without."""
    _overwrite(lay_out(tmp_path), page)
    leads = _all_leads(tmp_path)
    assert set(leads) == set(IDS.values())
    assert None not in leads.values()


@pytest.mark.parametrize("page", [1, 2, 3, 6])
def test_rows_older_than_their_columns_are_salvaged(page: int, tmp_path: Path) -> None:
    """SQLite leaves rows as they are when a table gets more columns."""
    path = lay_out(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for step in MIGRATIONS[1:]:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    _overwrite(path, page)
    assert set(_all_leads(tmp_path)) == set(IDS.values())


@pytest.mark.parametrize("page", [1, 2, 3, 6])
def test_a_damaged_outbox_of_version_2_is_salvaged(page: int, tmp_path: Path) -> None:
    """Also one in which some rows are long and some receipts already."""
    path = lay_out(tmp_path)
    with closing(open_outbox(tmp_path)) as outbox:
        outbox.purge(now=NOW.replace(year=2027), keep=timedelta(0))
        receipt = outbox.story(IDS[1]).receipt
        assert receipt is not None
    _overwrite(path, page)
    leads = _all_leads(tmp_path)
    assert [entry_id for entry_id, lead in leads.items() if lead is None] == [
        IDS[1],
        IDS[4],
    ]
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.story(IDS[1]).receipt == receipt


def test_a_header_from_the_past_costs_no_lead(tmp_path: Path) -> None:
    """A first page that a disk brought back says version 1 of a file that is newer."""
    path = lay_out(tmp_path)
    old_header = path.read_bytes()[:4096]
    with closing(open_outbox(tmp_path)) as outbox:
        outbox.capture(a_new_entry(lead=a_lead(id=NEW_ID)), now=NOW)
    path.write_bytes(old_header + path.read_bytes()[4096:])
    _overwrite(path, 6)
    with closing(open_outbox(tmp_path)) as outbox:
        assert len([e for e in outbox.entries() if e.readable]) == len(LEADS) + 1


def test_what_a_person_is_found_by_is_mended_with_the_rest(tmp_path: Path) -> None:
    """Nothing tells whether an HMAC is damaged, so a salvage makes it anew."""
    path = lay_out(tmp_path)
    with closing(open_outbox(tmp_path)) as outbox:
        outbox.connection.execute("UPDATE entry SET email_hmac = zeroblob(32)")
    _overwrite(path, 6)
    assert len(_all_leads(tmp_path)) == len(LEADS)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("at", "content"),
    [(18, b"\7"), (19, b"\7"), (47, b"\xbc"), (55, b"\1"), (59, b"\2"), (67, b"\1")],
)
def test_a_header_that_sqlite_misunderstands_is_damage(
    at: int, content: bytes, version: int, tmp_path: Path
) -> None:
    """To SQLite it is read-only, full, or of an unknown format."""
    path = _of_version(version, tmp_path)
    _write(path, at, content)
    assert set(_all_leads(tmp_path)) == set(IDS.values())


@pytest.mark.parametrize("version", [1, 2])
def test_a_schema_that_lost_a_letter_is_damage(version: int, tmp_path: Path) -> None:
    """Whichever it is; SQLite's own check finds none of them."""
    content = _of_version(version, tmp_path).read_bytes()
    begin = content.index(b"CREATE TABLE entry")
    for number, at in enumerate(range(begin, begin + 1_500, 97)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / OUTBOX_NAME).write_bytes(content)
        spoilt = b"\xff" if number % 2 else bytes([content[at] ^ 1])
        if (content[at : at + 1] + spoilt).isspace():
            continue
        _write(folder / OUTBOX_NAME, at, spoilt)
        assert set(_all_leads(folder)) == set(IDS.values())


@pytest.mark.parametrize("version", [1, 2])
def test_a_schema_without_its_rows_is_damage(version: int, tmp_path: Path) -> None:
    """A migration must not come across a table that is not there."""
    path = _of_version(version, tmp_path)
    _write(path, 103, bytes(2))
    assert set(_all_leads(tmp_path)) == set(IDS.values())


def test_a_letter_of_a_lead_that_can_not_be_read_costs_that_letter(
    tmp_path: Path,
) -> None:
    """No list could be read for it, and SQLite's own check does not look there."""
    with closing(sqlite3.connect(lay_out(tmp_path))) as connection, connection:
        connection.execute(
            "UPDATE entry SET last_code = CAST(x'61ff' AS TEXT) WHERE rowid = 1"
        )
    assert set(_all_leads(tmp_path)) == set(IDS.values())
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.entry(IDS[1]).last_code == "a\N{REPLACEMENT CHARACTER}"


def _of_version(version: int, folder: Path) -> Path:
    path = lay_out(folder)
    if version == 2:
        open_outbox(folder).close()
        path.with_name(f"{OUTBOX_NAME}.version-1.backup").unlink()
    return path


def _write(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)

"""A damaged outbox is kept, what can be read is saved, and the counts are told."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from capdesk.domain.entry import HistoryLine, Status
from capdesk.domain.lead import Draft
from capdesk.domain.queue import QueueState
from capdesk.outbox import (
    OUTBOX_NAME,
    LostDataKeyError,
    NewerOutboxError,
    NotAnOutboxError,
    Outbox,
    OutboxUnavailableError,
    SalvageReport,
    Settlement,
    exchange,
    recover,
)
from tests.outbox.desk import (
    KEY,
    NOW,
    QA,
    bring_to,
    capture,
    claim,
    folder_bytes,
    open_outbox,
    settle,
    statuses,
)
from tests.outbox.desk import unknown as lost_reply
from tests.support.leads import a_lead, a_new_entry

PAGE_BYTES = 4096
COPY = "outbox.identity.json"
ENTRY_ROOT, HISTORY_ROOT, IDENTITY_ROOT = 3, 8, 2


def _only_the_key_of(folder: Path) -> Callable[[str, bool], bytes | None]:
    """Return a keyring that has one key under the id the folder's outbox had first."""
    with closing(open_outbox(folder)) as outbox:
        known = outbox.sealer.key_id

    def data_key(key_id: str, _may_create: bool) -> bytes | None:
        return KEY if key_id == known else None

    return data_key


def _overwrite(path: Path, *pages: int, by: bytes = b"\xa5") -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE_BYTES : page * PAGE_BYTES] = by * PAGE_BYTES
    path.write_bytes(content)


def _leaves(path: Path) -> list[int]:
    """Return the pages that have entries on them."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'entry'"
        ).fetchone()
        assert root == ENTRY_ROOT
        try:
            query = (
                "SELECT pageno FROM dbstat WHERE name = 'entry' AND pagetype = 'leaf'"
            )
            return [number for (number,) in connection.execute(query)]
        except sqlite3.OperationalError:  # built without dbstat
            return _pages_with(path.read_bytes(), b"966c7488-bfa7")


def _pages_with(content: bytes, words: bytes) -> list[int]:
    pages = range(1, len(content) // PAGE_BYTES + 1)
    return [
        number
        for number in pages
        if content[(number - 1) * PAGE_BYTES] == 0x0D
        and words in content[(number - 1) * PAGE_BYTES : number * PAGE_BYTES]
    ]


def _full(folder: Path, leads: int = 60) -> list[str]:
    with closing(open_outbox(folder)) as outbox:
        return [capture(outbox) for _ in range(leads)]


def _report(outbox: Outbox) -> SalvageReport:
    assert outbox.salvage_report is not None
    return outbox.salvage_report


def _books(outbox: Outbox) -> dict[str, tuple[object, ...]]:
    """Return all there is to know of each entry."""
    return {
        entry.id: (entry, outbox.lead(entry.id), outbox.history(entry.id))
        for entry in outbox.entries()
    }


@pytest.mark.parametrize("by", [b"\xa5", b"\0", b"\x0d"], ids=repr)
@pytest.mark.parametrize(
    "pages", [(1,), (IDENTITY_ROOT,), (ENTRY_ROOT,), (1, 2, 3), (4,), (6, 7)], ids=str
)
def test_pages_that_only_lead_the_way_cost_no_lead(
    pages: tuple[int, ...], by: bytes, tmp_path: Path
) -> None:
    """Header, schema, identity, the root of the leads and indexes can all be lost."""
    _full(tmp_path)
    data_key = _only_the_key_of(tmp_path)
    with closing(open_outbox(tmp_path, data_key)) as outbox:
        before = _books(outbox)
        key_id = outbox.sealer.key_id
    path = tmp_path / OUTBOX_NAME
    _overwrite(path, *pages, by=by)
    damaged = path.read_bytes()
    with closing(open_outbox(tmp_path, data_key)) as outbox:
        assert _report(outbox) == SalvageReport(
            tmp_path / f"{OUTBOX_NAME}.damaged-1", 60, 0
        )
        assert _books(outbox) == before
        assert outbox.sealer.key_id == key_id
        assert outbox.captured_count(QA) == 60
    assert (tmp_path / f"{OUTBOX_NAME}.damaged-1").read_bytes() == damaged
    with closing(open_outbox(tmp_path, data_key)) as outbox:
        assert outbox.salvage_report is None
        assert _books(outbox) == before


def test_each_page_of_leads_costs_its_own_leads_alone(tmp_path: Path) -> None:
    """Whichever page is damaged, every lead that is not on it is saved and told."""
    ids = _full(tmp_path, leads=24)
    path = tmp_path / OUTBOX_NAME
    sound = path.read_bytes()
    leaves = _leaves(path)
    assert len(leaves) > 3
    lost_in_all = 0
    for number, leaf in enumerate(leaves, start=1):
        path.write_bytes(sound)
        _overwrite(path, leaf)
        with closing(open_outbox(tmp_path)) as outbox:
            report = _report(outbox)
            saved = {entry.id for entry in outbox.entries() if entry.readable}
        assert report.damaged_file.name == f"{OUTBOX_NAME}.damaged-{number}"
        assert report.salvaged == len(saved)
        assert report.unreadable == len(ids) - len(saved) > 0
        lost_in_all += report.unreadable
    assert lost_in_all == len(ids)


def test_everything_an_outbox_knows_is_saved(tmp_path: Path) -> None:
    """Statuses, history, links, messages, the queue and the draft come through."""
    with closing(open_outbox(tmp_path)) as outbox:
        for status in Status:
            bring_to(outbox, status)
        capture(outbox, a_new_entry(row=b"row 7"))
        outbox.save_draft("form", Draft(first_name="Half typed"), now=NOW)
        exchange(outbox, QA, now=NOW, queue=QueueState(QA, failures=3))
        before = _books(outbox)
    _overwrite(tmp_path / OUTBOX_NAME, 1)
    with closing(open_outbox(tmp_path)) as outbox:
        assert _report(outbox).salvaged == len(before)
        assert _books(outbox) == before
        assert outbox.queue(QA).failures == 3
        draft = outbox.load_draft("form")
        assert draft is not None
        assert draft.first_name == "Half typed"
        assert outbox.capture(a_new_entry(row=b"row 7"), now=NOW).already


def test_what_was_being_sent_may_have_arrived(tmp_path: Path) -> None:
    """The attempt that the damage cut short is cleared up as after a crash."""
    with closing(open_outbox(tmp_path)) as outbox:
        entry_id = bring_to(outbox, Status.SENDING)
    _overwrite(tmp_path / OUTBOX_NAME, 1)
    with closing(open_outbox(tmp_path)) as outbox:
        assert recover(outbox, now=NOW) == 1
        assert statuses(outbox, [entry_id]) == [Status.MAY_HAVE_ARRIVED]


def test_a_saved_lead_can_be_sent(tmp_path: Path) -> None:
    """The bytes to POST are those that were captured, and the life of a lead goes on."""
    new = a_new_entry()
    with closing(open_outbox(tmp_path)) as outbox:
        capture(outbox, new)
    _overwrite(tmp_path / OUTBOX_NAME, 1)
    with closing(open_outbox(tmp_path)) as outbox:
        (claimed,) = claim(outbox)
        assert claimed.payload == new.payload
        settle(outbox, lost_reply(claimed.id))
        assert statuses(outbox, [claimed.id]) == [Status.MAY_HAVE_ARRIVED]


def test_a_history_that_was_lost_begins_and_ends_as_it_must(tmp_path: Path) -> None:
    """The books balance, and the last line says where the lead stands."""
    with closing(open_outbox(tmp_path)) as outbox:
        entry_id = bring_to(outbox, Status.SENT)
        waiting = capture(outbox)
    _overwrite(tmp_path / OUTBOX_NAME, HISTORY_ROOT)
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.captured_count(QA) == 2
        assert outbox.history(entry_id) == (
            HistoryLine(NOW, None, Status.WAITING, 0, "captured"),
            HistoryLine(NOW, Status.WAITING, Status.SENT, 1, "salvaged"),
        )
        assert len(outbox.history(waiting)) == 1


@pytest.mark.parametrize(
    ("status", "was_unknown"),
    [
        *((status, False) for status in Status if status is not Status.WAITING),
        *((status, True) for status in (Status.SENDING, Status.SENT)),
        (Status.DISCARDED, True),
    ],
)
def test_a_page_from_the_past_has_nothing_sent_again(
    status: Status, was_unknown: bool, tmp_path: Path
) -> None:
    """What its history knows to be sent, corrected or given up does not wait again."""
    path = tmp_path / OUTBOX_NAME
    with closing(open_outbox(tmp_path)) as outbox:
        entry_id = bring_to(outbox, status, was_unknown=was_unknown)
        before = outbox.entry(entry_id)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE entry SET status = 'waiting', attempts = 0, was_unknown = 0,"
            " held = 0, possible_duplicate = 0, replaced_by = NULL WHERE id = ?",
            (entry_id,),
        )
    _overwrite(path, 1)
    with closing(open_outbox(tmp_path)) as outbox:
        after = outbox.entry(entry_id)
        assert (after.status, after.attempts) == (before.status, before.attempts)
        assert after.was_unknown == before.was_unknown
        assert after.possible_duplicate == before.possible_duplicate
        assert after.replaced_by == before.replaced_by
        assert entry_id not in [each.id for each in claim(outbox)]


def test_a_lead_whose_content_is_damaged_is_kept_and_not_sent(tmp_path: Path) -> None:
    """The entry still tells that there was a lead; the others go on."""
    lead = a_lead(vehicle="V" * 20_000)
    with closing(open_outbox(tmp_path)) as outbox:
        long = capture(outbox, replace(a_new_entry(lead=lead), payload=b"P" * 9_000))
        short = capture(outbox)
    path = tmp_path / OUTBOX_NAME
    size = len(path.read_bytes())
    last = size // PAGE_BYTES
    _overwrite(path, last, 1)  # the end of the long row, and something that is noticed
    with closing(open_outbox(tmp_path)) as outbox:
        report = _report(outbox)
        assert (report.salvaged, report.unreadable) == (1, 1)
        assert {entry.id for entry in outbox.entries()} == {long, short}
        query = "SELECT unreadable FROM entry ORDER BY rowid"
        assert [tuple(row) for row in outbox.connection.execute(query)] == [(1,), (0,)]
        assert [each.id for each in claim(outbox)] == [short]


def test_a_link_to_a_lost_lead_is_cut(tmp_path: Path) -> None:
    """A lead is saved though the one that replaced it is lost, which is counted."""
    lead = a_lead(vehicle="V" * 3_000)  # so that each has a page of its own
    with closing(open_outbox(tmp_path)) as outbox:
        first = capture(outbox, a_new_entry(lead=lead))
        second = capture(
            outbox, a_new_entry(lead=lead._replace(id=a_lead().id), replaces=first)
        )
    path = tmp_path / OUTBOX_NAME
    *_, last = _leaves(path)
    _overwrite(path, last)
    with closing(open_outbox(tmp_path)) as outbox:
        assert [entry.id for entry in outbox.entries()] == [first]
        assert outbox.entry(first).replaced_by is None
        assert (_report(outbox).salvaged, _report(outbox).unreadable) == (1, 1)
    assert second != first


@pytest.mark.parametrize(
    "content", [b"", b"hello", bytes(8_192), bytes(range(256)) * 64], ids=len
)
def test_a_file_without_a_lead_is_moved_aside_and_its_key_is_kept(
    content: bytes, tmp_path: Path
) -> None:
    """An emptied file starts anew under the same key, and the person is told."""
    _full(tmp_path, leads=2)
    data_key = _only_the_key_of(tmp_path)
    path = tmp_path / OUTBOX_NAME
    path.write_bytes(content)
    with closing(open_outbox(tmp_path, data_key)) as outbox:
        aside = tmp_path / f"{OUTBOX_NAME}.damaged-1"
        assert _report(outbox).sentence == (
            "The outbox was damaged. No lead could be saved from it; the damaged file is"
            f" kept as {aside}."
        )
        assert outbox.entries() == ()
        assert outbox.entry(capture(outbox)).readable
    assert aside.read_bytes() == content


def test_without_its_copy_the_key_is_found_in_the_leads(tmp_path: Path) -> None:
    """Each lead says which key it was sealed with."""
    _full(tmp_path)
    data_key = _only_the_key_of(tmp_path)
    (tmp_path / COPY).unlink()
    _overwrite(tmp_path / OUTBOX_NAME, 1, IDENTITY_ROOT)
    with closing(open_outbox(tmp_path, data_key)) as outbox:
        assert _report(outbox).salvaged == 60


@pytest.mark.parametrize("copy", [None, b"", b"[]", b'{"key_check": 7}'])
def test_a_copy_that_is_damaged_is_written_anew(
    copy: bytes | None, tmp_path: Path
) -> None:
    """The copy follows the outbox whenever that is sound."""
    open_outbox(tmp_path).close()
    sound = (tmp_path / COPY).read_bytes()
    if copy is None:
        (tmp_path / COPY).unlink()
    else:
        (tmp_path / COPY).write_bytes(copy)
    open_outbox(tmp_path).close()
    assert (tmp_path / COPY).read_bytes() == sound


@pytest.mark.parametrize("key", [None, bytes(32)], ids=["none", "another"])
def test_without_the_key_nothing_is_salvaged_and_nothing_changed(
    key: bytes | None, tmp_path: Path
) -> None:
    """Nobody could tell what is sound; the next start with the key saves all."""
    _full(tmp_path)
    path = tmp_path / OUTBOX_NAME
    _overwrite(path, 1)
    before = path.read_bytes()
    with pytest.raises(LostDataKeyError):
        open_outbox(tmp_path, lambda _key_id, _may_create: key)
    assert path.read_bytes() == before
    with closing(open_outbox(tmp_path)) as outbox:
        assert _report(outbox) == SalvageReport(
            tmp_path / f"{OUTBOX_NAME}.damaged-1", 60, 0
        )


def test_a_torn_transaction_is_undone_before_leads_are_saved(tmp_path: Path) -> None:
    """With its journal beside it, a damaged file gives what was last committed."""
    with closing(open_outbox(tmp_path)) as outbox:
        ids = [capture(outbox) for _ in range(30)]
        # Rows that grew lie otherwise than in a new outbox, so that the old journal
        # would spoil that one.
        for claimed in claim(outbox):
            refused = Settlement(claimed.id, Status.NEEDS_FIXING, "http_400")
            settle(outbox, replace(refused, messages=("No." * 500,)))
    path = tmp_path / OUTBOX_NAME
    torn, journal = _torn(path)
    path.write_bytes(torn)
    path.with_name(f"{OUTBOX_NAME}-journal").write_bytes(journal)
    _overwrite(path, 1)
    damaged = path.read_bytes()
    with closing(open_outbox(tmp_path)) as outbox:
        assert [entry.id for entry in outbox.entries()] == ids
        assert {entry.campaign_id[:8] for entry in outbox.entries()} == {"966c7488"}
        assert all(entry.readable for entry in outbox.entries())
        assert (_report(outbox).salvaged, _report(outbox).unreadable) == (30, 0)
    kept = folder_bytes(tmp_path)
    assert kept[f"{OUTBOX_NAME}.damaged-1"] == damaged
    assert kept[f"{OUTBOX_NAME}.damaged-1-journal"] == journal


def _torn(path: Path) -> tuple[bytes, bytes]:
    """Return an outbox in the middle of a transaction, and its journal."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("PRAGMA cache_spill = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE entry SET campaign_id = 'never committed'")
        torn = path.read_bytes()
        journal = path.with_name(f"{OUTBOX_NAME}-journal").read_bytes()
        connection.execute("ROLLBACK")
    assert b"never committed" in torn
    assert len(journal) > PAGE_BYTES
    return torn, journal


def test_a_newer_or_foreign_file_is_never_salvaged(tmp_path: Path) -> None:
    """What is not ours to mend is refused, every byte as it was."""
    open_outbox(tmp_path).close()
    path = tmp_path / OUTBOX_NAME
    for pragma, error in (
        ("user_version = 99", NewerOutboxError),
        ("application_id = 7", NotAnOutboxError),
    ):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA {pragma}")
        _overwrite(path, ENTRY_ROOT)
        before = folder_bytes(tmp_path)
        with pytest.raises(error):
            open_outbox(tmp_path)
        assert folder_bytes(tmp_path) == before


def test_a_file_that_another_program_reads_is_not_replaced(tmp_path: Path) -> None:
    """No commit of another program may fall between the look and the replacement."""
    import subprocess
    import sys

    _full(tmp_path, leads=1)
    path = tmp_path / OUTBOX_NAME
    reading = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN')\n"
        "connection.execute('SELECT count(*) FROM identity').fetchone()\n"
        "print('reading', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", reading, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"reading\n"
        _overwrite(path, 1)
        before = path.read_bytes()
        with pytest.raises(OutboxUnavailableError, match="busy"):
            open_outbox(tmp_path)
        assert path.read_bytes() == before
        other.stdin.close()
    with closing(open_outbox(tmp_path)) as outbox:
        assert _report(outbox).salvaged == 1


def test_a_program_that_has_the_damaged_file_open_writes_to_the_new_one(
    tmp_path: Path,
) -> None:
    """A lead that is acknowledged after a salvage is in the outbox that stays."""
    with closing(open_outbox(tmp_path)) as open_all_along:
        first = capture(open_all_along)
        _overwrite(tmp_path / OUTBOX_NAME, 6, 7)
        with closing(open_outbox(tmp_path)) as other:
            assert _report(other).salvaged == 1
        new = a_new_entry()
        try:
            capture(open_all_along, new)
        except Exception:
            capture(open_all_along, new)
    with closing(open_outbox(tmp_path)) as outbox:
        assert [entry.id for entry in outbox.entries()] == [first, new.lead.id]


@pytest.mark.parametrize(
    ("salvaged", "unreadable", "words"),
    [
        (41, 1, "41 leads were saved from it, 1 could not be read; the"),
        (1, 0, "1 lead was saved from it; the"),
        (0, 2, "No lead could be saved from it, 2 could not be read; the"),
        (1_200, 0, "1,200 leads were saved from it; the"),
    ],
)
def test_the_counts_are_told(salvaged: int, unreadable: int, words: str) -> None:
    """In words, with the place of the damaged file."""
    report = SalvageReport(Path("kept"), salvaged, unreadable)
    assert report.sentence == (
        f"The outbox was damaged. {words} damaged file is kept as kept."
    )


def test_a_salvage_is_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever is asked for help finds it there."""
    open_outbox(tmp_path).close()
    (tmp_path / OUTBOX_NAME).write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        open_outbox(tmp_path).close()
    assert "0 leads saved" in caplog.text

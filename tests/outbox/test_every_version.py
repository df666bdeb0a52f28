"""An outbox of every schema version there has been opens, with all that was in it.

How the files come about is told in `write_version.py`.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.outbox.schema import MIGRATIONS
from tests.outbox.desk import QA, claim, open_outbox
from tests.outbox.write_version import Facts, facts, fill

HERE = Path(__file__).parent
VERSIONS = sorted(HERE.glob("version-*.sqlite3"))


def number(file: Path) -> int:
    """Return the version that the file's name says."""
    return int(file.stem.removeprefix("version-"))


every_version = pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)


@pytest.fixture
def outbox(file: Path, tmp_path: Path) -> Iterator[Outbox]:
    """Open a copy of the outbox of an older version, which brings it up to date."""
    shutil.copyfile(file, tmp_path / OUTBOX_NAME)
    with closing(open_outbox(tmp_path)) as opened:
        yield opened


def facts_of(file: Path) -> Facts:
    """Return what the program of that version read from the file."""
    return dict(json.loads(file.with_suffix(".json").read_text(encoding="utf-8")))


def missing(then: object, now: object, at: str = "outbox") -> Iterator[str]:
    """Name what was there and is not, or is another; more than there was is fine."""
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for key, value in then.items():
            if key in now:
                yield from missing(value, now[key], f"{at}.{key}")
            else:
                yield f"{at}.{key} is gone"
    elif then != now:
        yield f"{at} was {then!r}, is {now!r}"


def test_every_version_has_its_outbox() -> None:
    """Whoever begins a new version finds out here that the last one has to be kept."""
    assert [number(file) for file in VERSIONS] == [*range(1, len(MIGRATIONS) + 1)]


@every_version
def test_the_file_is_of_the_version_it_says(file: Path) -> None:
    """Else all here would be about another one."""
    with closing(sqlite3.connect(file)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    assert version == number(file)


@every_version
def test_all_reads_as_it_did(file: Path, outbox: Outbox) -> None:
    """Leads, proofs, receipts, payloads, histories, order, drafts, queues, counts."""
    assert list(missing(facts_of(file), facts(outbox))) == []
    assert outbox.salvage_report is None


@every_version
def test_all_reads_as_it_did_the_next_time_too(file: Path, tmp_path: Path) -> None:
    """Bringing it up to date once is enough."""
    shutil.copyfile(file, tmp_path / OUTBOX_NAME)
    open_outbox(tmp_path).close()
    with closing(open_outbox(tmp_path)) as outbox:
        assert list(missing(facts_of(file), facts(outbox))) == []


@every_version
def test_the_copy_made_before_the_change_is_the_old_outbox(
    file: Path, tmp_path: Path
) -> None:
    """Whatever a migration does, what was there before is there still."""
    shutil.copyfile(file, tmp_path / OUTBOX_NAME)
    open_outbox(tmp_path).close()
    backups = list(tmp_path.glob("*.backup"))
    if number(file) == len(MIGRATIONS):
        assert backups == []
        return
    (backup,) = backups
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(backup)) as new:
        assert list(new.iterdump()) == list(old.iterdump())


@every_version
@pytest.mark.usefixtures("file")
def test_what_waits_is_sent_word_for_word(outbox: Outbox) -> None:
    """The bytes of the first attempt are those of every later one."""
    due = {
        entry.id
        for entry in outbox.entries()
        if entry.environment == QA
        and not entry.held
        and entry.status in {Status.WAITING, Status.MAY_HAVE_ARRIVED}
    }
    told = facts(outbox)["entries"]
    assert isinstance(told, dict)
    claimed = {each.id: each.payload.decode() for each in claim(outbox)}
    assert claimed == {entry_id: told[entry_id]["payload"] for entry_id in due}


@every_version
def test_every_person_is_found_again(file: Path, outbox: Outbox) -> None:
    """By email, though the older program may not have written down what that takes."""
    entries = facts_of(file)["entries"]
    assert isinstance(entries, dict)
    for entry_id, told in entries.items():
        if told["lead"] is not None:
            found = outbox.with_email(told["lead"]["email"])
            assert entry_id in [entry.id for entry in found]


def test_the_outbox_of_a_version_has_every_status(outbox_to_fill: Outbox) -> None:
    """A status that no file holds would be one that no migration is tried with."""
    fill(outbox_to_fill)
    assert {entry.status for entry in outbox_to_fill.entries()} == {*Status}


@pytest.fixture
def outbox_to_fill(tmp_path: Path) -> Iterator[Outbox]:
    """Open a new outbox."""
    with closing(open_outbox(tmp_path)) as opened:
        yield opened


def test_what_is_missing_is_named() -> None:
    """The comparison that all here rests on tells a loss from a gain."""
    then = {"lead": {"email": "a", "phone": "b"}, "order": [1, 2]}
    now = {"lead": {"email": "x", "new": 1}, "order": [1], "more": 2}
    assert list(missing(then, now)) == [
        "outbox.lead.email was 'a', is 'x'",
        "outbox.lead.phone is gone",
        "outbox.order was [1, 2], is [1]",
    ]
    assert list(missing(then, {**then, "more": 2})) == []

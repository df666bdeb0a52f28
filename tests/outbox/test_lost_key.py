"""A lost data key: work goes on, nothing is deleted, and what comes back is taken up."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft
from capdesk.outbox import (
    OUTBOX_NAME,
    CaptureError,
    KeyKind,
    LostDataKeyError,
    OtherKeyKindError,
    Outbox,
    OutboxUnavailableError,
    UnreadableLeads,
    begin_anew,
    new_data_key,
    settled_key_kind,
)
from capdesk.outbox.identity_copy import Identity, keep_copy, read_copy
from tests.outbox.desk import (
    NOW,
    bring_to,
    capture,
    claim,
    folder_bytes,
)
from tests.support.leads import a_lead, a_new_entry

DAY = timedelta(days=1)


class Keys:
    """A keyring that can lose what it has, and get it back."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.lost: dict[str, bytes] = {}

    def __call__(self, key_id: str, may_create: bool) -> bytes | None:
        """Give a key as a `DataKeySource` does."""
        if key_id not in self.kept and may_create:
            self.kept[key_id] = new_data_key()
        return self.kept.get(key_id)

    def lose(self) -> None:
        """Forget every key."""
        self.lost |= self.kept
        self.kept = {}

    def restore(self) -> None:
        """Have every lost key back."""
        self.kept |= self.lost


@pytest.fixture
def keys() -> Keys:
    """Give a keyring without keys."""
    return Keys()


def opened(folder: Path, keys: Keys, now: datetime = NOW) -> Outbox:
    """Open the outbox of a folder."""
    return Outbox.open(folder / OUTBOX_NAME, data_key=keys, now=now)


def anew(folder: Path, keys: Keys) -> bool:
    """Begin anew."""
    return begin_anew(folder / OUTBOX_NAME, data_key=keys, now=NOW)


def sealed_rows(folder: Path) -> list[tuple[object, ...]]:
    """Return all that is in the entries, as it stands in the file."""
    with closing(sqlite3.connect(folder / OUTBOX_NAME)) as connection:
        return connection.execute("SELECT * FROM entry ORDER BY rowid").fetchall()


def test_new_leads_are_captured_and_the_old_ones_stay_as_they_are(
    tmp_path: Path, keys: Keys
) -> None:
    """Not a byte of an old lead changes, and both are listed and counted."""
    with closing(opened(tmp_path, keys)) as outbox:
        old = [bring_to(outbox, status) for status in Status]
    before = sealed_rows(tmp_path)
    keys.lose()
    with pytest.raises(LostDataKeyError, match="outbox begin-anew"):
        opened(tmp_path, keys)
    assert anew(tmp_path, keys)
    with closing(opened(tmp_path, keys)) as outbox:
        new = capture(outbox)
        listed = {entry.id: entry.readable for entry in outbox.entries()}
        assert listed[new]
        assert not any(listed[each] for each in old)
        assert sum(outbox.counts("qa").values()) == outbox.captured_count("qa")
        with pytest.raises(LostDataKeyError, match="kept as it is"):
            outbox.lead(old[0])
    assert sealed_rows(tmp_path)[: len(before)] == before


def test_a_lead_of_a_lost_key_is_never_sent(tmp_path: Path, keys: Keys) -> None:
    """Nobody claims it, not even on *Send now*; the new ones go."""
    with closing(opened(tmp_path, keys)) as outbox:
        old = capture(outbox)
    keys.lose()
    anew(tmp_path, keys)
    with closing(opened(tmp_path, keys)) as outbox:
        new = capture(outbox)
        outbox.send_now("qa")
        before = sealed_rows(tmp_path)[0]
        assert [each.id for each in claim(outbox)] == [new]
        # Nor is it marked as one that never opens: its key may come back.
        assert sealed_rows(tmp_path)[0] == before
        assert outbox.entry(old).status is Status.WAITING


def test_what_can_not_be_read_is_counted_and_dated(tmp_path: Path, keys: Keys) -> None:
    """How many, from when to when by UK days, and how many were still to be sent."""
    began = datetime(2026, 11, 3, 9, tzinfo=UTC)
    with closing(opened(tmp_path, keys)) as outbox:
        assert outbox.unreadable_leads() is None
        for day in (0, 2, 6):
            outbox.capture(a_new_entry(), now=began + day * DAY)
        outbox.discard(outbox.entries()[0].id, now=NOW, reason="test")
    keys.lose()
    anew(tmp_path, keys)
    with closing(opened(tmp_path, keys)) as outbox:
        capture(outbox)
        report = outbox.unreadable_leads()
    assert report == UnreadableLeads(3, 2, began, began + 6 * DAY)
    assert report.sentence.startswith(
        "3 leads from 3 November 2026 to 9 November 2026 can't be read, 2 of them not"
        " sent: their key is no longer in this computer's keyring."
    )


def test_one_lead_of_one_day_reads_so() -> None:
    """Grammar holds for one."""
    report = UnreadableLeads(1, 0, NOW, NOW, KeyKind.PASSPHRASE)
    assert report.sentence.startswith(
        "1 lead of 12 September 2026 can't be read: their key is no longer in the data"
        " folder."
    )


def test_leads_are_whole_again_once_the_old_key_is_back(
    tmp_path: Path, keys: Keys
) -> None:
    """They are read, found by email, and sent as if nothing had been."""
    lead = a_lead(email="old@example.com")
    with closing(opened(tmp_path, keys)) as outbox:
        refused = bring_to(outbox, Status.NEEDS_FIXING)
        capture(outbox, a_new_entry(lead=lead, payload=b"old bytes"))
    keys.lose()
    anew(tmp_path, keys)
    with closing(opened(tmp_path, keys)) as outbox:
        new = capture(outbox)
        assert outbox.with_email("old@example.com") == ()
    keys.restore()
    with closing(opened(tmp_path, keys)) as outbox:
        assert outbox.unreadable_leads() is None
        assert outbox.lead(lead.id) == lead
        assert outbox.story(refused).lead is not None
        assert [each.id for each in outbox.with_email("old@example.com")] == [lead.id]
        claimed = {each.id: each.payload for each in claim(outbox)}
        assert set(claimed) >= {lead.id, new}
        assert claimed[lead.id] == b"old bytes"


def test_two_keys_may_be_lost_one_after_the_other(tmp_path: Path, keys: Keys) -> None:
    """Each lead comes back with its own key."""
    ids: list[str] = []
    for _ in range(3):
        if ids:
            anew(tmp_path, keys)
        with closing(opened(tmp_path, keys)) as outbox:
            ids.append(capture(outbox))
        keys.lose()
    keys.restore()
    with closing(opened(tmp_path, keys)) as outbox:
        assert [outbox.entry(each).readable for each in ids] == [True] * 3


def test_one_damaged_lead_does_not_keep_the_others_from_coming_back(
    tmp_path: Path, keys: Keys
) -> None:
    """It stays as it is, under its own key."""
    with closing(opened(tmp_path, keys)) as outbox:
        damaged, sound = capture(outbox), capture(outbox)
        outbox.connection.execute(
            "UPDATE entry SET payload = x'00' WHERE id = ?", (damaged,)
        )
    keys.lose()
    anew(tmp_path, keys)
    keys.restore()
    with closing(opened(tmp_path, keys)) as outbox:
        readable = {each.id: each.readable for each in outbox.entries()}
        assert readable == {damaged: False, sound: True}
        report = outbox.unreadable_leads()
        assert report is not None
        assert report.count == 1


def test_a_draft_under_a_lost_key_is_kept_and_comes_back(
    tmp_path: Path, keys: Keys
) -> None:
    """What is typed meanwhile does not take its place."""
    old, new = Draft(first_name="Old"), Draft(first_name="New")
    with closing(opened(tmp_path, keys)) as outbox:
        outbox.save_draft("form", old, now=NOW)
    keys.lose()
    anew(tmp_path, keys)
    with closing(opened(tmp_path, keys)) as outbox:
        assert outbox.load_draft("form") is None
        assert outbox.draft_slots() == ()
        outbox.save_draft("form", new, now=NOW)
    keys.restore()
    with closing(opened(tmp_path, keys)) as outbox:
        assert outbox.load_draft("form") == new
        outbox.clear_draft("form")
    with closing(opened(tmp_path, keys)) as outbox:
        assert outbox.load_draft("form") == old


def test_a_key_that_is_there_is_never_given_up(tmp_path: Path, keys: Keys) -> None:
    """Nothing is changed: the keyring may only have been slow to come back."""
    with closing(opened(tmp_path, keys)) as outbox:
        capture(outbox)
    before, kept = folder_bytes(tmp_path), dict(keys.kept)
    assert not anew(tmp_path, keys)
    assert (folder_bytes(tmp_path), keys.kept) == (before, kept)


def test_a_key_that_can_not_be_made_changes_nothing(tmp_path: Path, keys: Keys) -> None:
    """The outbox still names the lost key, which may come back."""
    with closing(opened(tmp_path, keys)) as outbox:
        capture(outbox)
    before = folder_bytes(tmp_path)
    with pytest.raises(LostDataKeyError):
        begin_anew(
            tmp_path / OUTBOX_NAME, data_key=lambda _id, _may_create: None, now=NOW
        )
    assert folder_bytes(tmp_path) == before


def test_an_outbox_that_is_not_there_is_not_made(tmp_path: Path, keys: Keys) -> None:
    """Beginning anew needs something that was begun."""
    with pytest.raises(OutboxUnavailableError, match="has gone"):
        anew(tmp_path, keys)
    assert keys.kept == {}


def test_whoever_still_has_the_lost_key_writes_with_it_no_more(
    tmp_path: Path, keys: Keys
) -> None:
    """A window that was open would else seal leads that nobody could read tomorrow."""
    with closing(opened(tmp_path, keys)) as window:
        capture(window)
        keys.lose()
        anew(tmp_path, keys)
        with pytest.raises(CaptureError, match="begun anew with another key"):
            capture(window)
        with pytest.raises(OutboxUnavailableError, match="begun anew"):
            window.save_draft("form", Draft(), now=NOW)
    with closing(opened(tmp_path, keys)) as outbox:
        assert len(outbox.entries()) == 1


def test_the_copy_beside_it_names_the_new_key(tmp_path: Path, keys: Keys) -> None:
    """Else a salvage would look for the lost one."""
    with closing(opened(tmp_path, keys)):
        pass
    keys.lose()
    anew(tmp_path, keys)
    copy = read_copy(tmp_path / OUTBOX_NAME)
    assert copy is not None
    assert [copy.key_id] == list(keys.kept)


# The kind of place that holds the key


def test_the_key_says_what_holds_it_from_the_first_one_on(
    tmp_path: Path, keys: Keys
) -> None:
    """In clear, with the identity and with each lead; before the first nothing is said."""
    path = tmp_path / OUTBOX_NAME
    assert settled_key_kind(path) is None
    with pytest.raises(LostDataKeyError):
        Outbox.open(path, data_key=lambda _id, _may_create: None, now=NOW)
    assert settled_key_kind(path) is None
    keep_copy(path, Identity("some", "some", None, 0))
    assert settled_key_kind(path) is None
    kind = KeyKind.PASSPHRASE
    with closing(Outbox.open(path, data_key=keys, now=NOW, key_kind=kind)) as outbox:
        capture(outbox)
        (row,) = outbox.connection.execute("SELECT key_id FROM entry").fetchall()
        assert KeyKind.of(row["key_id"]) is kind
    assert settled_key_kind(path) is kind
    (tmp_path / "outbox.identity.json").unlink()
    assert settled_key_kind(path) is kind


@pytest.mark.parametrize("first", KeyKind)
def test_an_outbox_is_never_turned_from_one_kind_to_the_other(
    first: KeyKind, tmp_path: Path, keys: Keys
) -> None:
    """A keyring that is gone for a day does not make it a passphrase's, nor vice versa."""
    path = tmp_path / OUTBOX_NAME
    Outbox.open(path, data_key=keys, now=NOW, key_kind=first).close()
    before, kept = folder_bytes(tmp_path), dict(keys.kept)
    (other,) = set(KeyKind) - {first}
    with pytest.raises(OtherKeyKindError, match="Nothing was changed"):
        Outbox.open(path, data_key=keys, now=NOW, key_kind=other)
    with pytest.raises(OtherKeyKindError):
        begin_anew(path, data_key=keys, now=NOW, kind=other)
    assert (folder_bytes(tmp_path), keys.kept) == (before, kept)


def test_a_passphrase_kind_survives_beginning_anew(tmp_path: Path, keys: Keys) -> None:
    """The new key is kept where the lost one was."""
    path, kind = tmp_path / OUTBOX_NAME, KeyKind.PASSPHRASE
    Outbox.open(path, data_key=keys, now=NOW, key_kind=kind).close()
    keys.lose()
    assert begin_anew(path, data_key=keys, now=NOW, kind=kind)
    assert settled_key_kind(path) is kind

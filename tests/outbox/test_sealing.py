"""What is personal is sealed, and opens in its own place with its own key alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft, Lead
from capdesk.outbox import OUTBOX_NAME, Outbox, Settlement
from capdesk.outbox.database import open_database
from capdesk.outbox.errors import LostDataKeyError
from capdesk.outbox.schema import MIGRATIONS
from capdesk.outbox.sealing import Sealer, UnsealError, new_data_key
from tests.outbox.desk import (
    KEY,
    NOW,
    capture,
    claim,
    folder_bytes,
    open_outbox,
    settle,
)
from tests.outbox.faults import before_commit
from tests.support.leads import a_lead, a_new_entry

SEALER = Sealer("key-1", KEY)

TYPED = (
    "Canaria",
    "Yellowbird",
    "canary@sing.example",
    "+447700900999",
    "EC1A1BB",
    "Canary Roadster",
    "Canary Stall",
    "Canary Clerk",
    "May the canary sing to you?",
    "Canary Keepers Ltd",
)


def _canary() -> Lead:
    lead = a_lead(
        first_name=TYPED[0],
        last_name=TYPED[1],
        email=TYPED[2],
        phone=TYPED[3],
        postcode=TYPED[4],
        vehicle=TYPED[5],
        acquisition_channel=TYPED[6],
        staff_name=TYPED[7],
    )
    proof = lead.proof._replace(
        wording=TYPED[8], controllers=(TYPED[9],), asked_by=TYPED[7]
    )
    return lead._replace(proof=proof)


def test_what_was_sealed_comes_back() -> None:
    """The same key and place give the same bytes."""
    sealed = SEALER.seal("lead-1", "payload", b"content")
    assert SEALER.unseal("lead-1", "payload", sealed) == b"content"


def test_the_same_content_never_looks_the_same() -> None:
    """Equal values can't be told from unequal ones by their sealed bytes."""
    sealed = {SEALER.seal("lead-1", "payload", b"content") for _ in range(100)}
    assert len({each[:12] for each in sealed}) == 100


@pytest.mark.parametrize(
    ("sealer", "entry_id", "column"),
    [
        (Sealer("key-1", bytes(32)), "lead-1", "payload"),
        (SEALER, "lead-2", "payload"),
        (SEALER, "lead-1", "lead"),
    ],
    ids=["another key", "another row", "another column"],
)
def test_a_sealed_value_opens_nowhere_else(
    sealer: Sealer, entry_id: str, column: str
) -> None:
    """Another key, row or column does not open it."""
    sealed = SEALER.seal("lead-1", "payload", b"content")
    with pytest.raises(UnsealError):
        sealer.unseal(entry_id, column, sealed)


@pytest.mark.parametrize("keep", [0, 12, 27])
def test_a_value_that_was_cut_off_does_not_open(keep: int) -> None:
    """Too few bytes are an error of the same kind, down to none."""
    sealed = SEALER.seal("lead-1", "payload", b"")
    with pytest.raises(UnsealError):
        SEALER.unseal("lead-1", "payload", sealed[:keep])


def test_any_flipped_bit_is_noticed() -> None:
    """Damage never passes for content."""
    sealed = SEALER.seal("lead-1", "payload", b"content")
    for number in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[number] ^= 1
        with pytest.raises(UnsealError):
            SEALER.unseal("lead-1", "payload", bytes(damaged))


def test_fingerprints_are_keyed_and_apart_by_purpose() -> None:
    """A fingerprint can't be guessed without the key, nor matched across purposes."""
    fingerprints = {
        SEALER.fingerprint("row", b"content"),
        SEALER.fingerprint("email", b"content"),
        SEALER.fingerprint("row", b"other"),
        Sealer("key-1", bytes(32)).fingerprint("row", b"content"),
    }
    assert len(fingerprints) == 4
    assert SEALER.fingerprint("row", b"content") in fingerprints


def test_a_key_of_another_length_is_refused() -> None:
    """AES would take 16 bytes too, and so would hide half a key."""
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer("key-1", bytes(16))


def test_the_key_is_not_shown() -> None:
    """A traceback or a log line that shows a sealer does not give the key away."""
    key = new_data_key()
    assert repr(key) not in repr(Sealer("key-1", key))


def test_nothing_a_person_typed_is_in_any_file(tmp_path: Path) -> None:
    """Lead, row, draft and the gateway's words stay unreadable, the journal included."""
    seen: dict[str, set[bytes]] = {}

    def look() -> None:
        for name, content in folder_bytes(tmp_path).items():
            seen.setdefault(name, set()).add(content)

    words = "Yellowbird of EC1A1BB is not wanted"
    draft = Draft(first_name="Draftbird", email="draft@sing.example")
    outbox = open_outbox(tmp_path)
    before_commit(outbox.connection, look)
    outbox.save_draft("form", draft, now=NOW)
    outbox.save_draft("form", draft._replace(last_name="Featherly"), now=NOW)
    lead = _canary()
    payload = "|".join(TYPED).encode()
    new = a_new_entry(lead=lead, payload=payload, row=payload, clears_draft="form")
    capture(outbox, new)
    claim(outbox)
    settle(
        outbox,
        Settlement(lead.id, Status.NEEDS_FIXING, "http_400", messages=(words,)),
    )
    assert outbox.entry(lead.id).messages == (words,)
    assert outbox.lead(lead.id) == lead
    look()
    outbox.close()
    look()
    path = tmp_path / OUTBOX_NAME
    open_database(path, now=NOW, migrations=(*MIGRATIONS, lambda _: None)).close()
    look()
    assert seen.keys() == {
        OUTBOX_NAME,
        f"{OUTBOX_NAME}-journal",
        f"{OUTBOX_NAME}.version-3.backup",
        "outbox.identity.json",
    }
    assert any(seen[f"{OUTBOX_NAME}-journal"])
    secrets = (*TYPED, words, "Draftbird", "draft@sing.example", "Featherly")
    found = [
        (name, secret)
        for name, contents in seen.items()
        for secret in secrets
        for content in contents
        if secret.encode() in content
    ]
    assert found == []


@pytest.mark.parametrize("column", ["lead", "proof", "payload", "messages"])
def test_a_sealed_value_moved_to_another_entry_does_not_open(
    column: str, outbox: Outbox
) -> None:
    """Nobody can send one person's lead under the name of another by swapping bytes."""
    ids = [capture(outbox), capture(outbox)]
    claim(outbox)
    settle(
        outbox,
        *(
            Settlement(each, Status.NEEDS_FIXING, "http_400", messages=("No.",))
            for each in ids
        ),
    )
    with closing(sqlite3.connect(outbox.path, isolation_level=None)) as intruder:
        intruder.execute(
            f"UPDATE entry SET {column} = (SELECT {column} FROM entry WHERE id = ?)"  # noqa: S608 - from the list above
            " WHERE id = ?",
            ids,
        )
    assert outbox.entry(ids[0]).readable
    if column in {"lead", "messages"}:
        assert not outbox.entry(ids[1]).readable
    if column in {"lead", "proof"}:
        with pytest.raises(LostDataKeyError, match="kept as it is"):
            outbox.lead(ids[1])


def test_a_payload_moved_to_another_entry_is_never_sent(outbox: Outbox) -> None:
    """An entry whose payload isn't its own is left out, and shown as unreadable."""
    ids = [capture(outbox), capture(outbox)]
    with closing(sqlite3.connect(outbox.path, isolation_level=None)) as intruder:
        intruder.execute(
            "UPDATE entry SET payload = (SELECT payload FROM entry WHERE id = ?)"
            " WHERE id = ?",
            ids,
        )
    assert [each.id for each in claim(outbox)] == ids[:1]
    assert not outbox.entry(ids[1]).readable
    assert outbox.entry(ids[1]).status is Status.WAITING

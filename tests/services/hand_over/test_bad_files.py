"""Whatever a hand-over file is, it is one sentence and changes nothing."""

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.campaign import EnquiryType
from capdesk.domain.hand_over import HandOver
from capdesk.domain.lead import Lead
from capdesk.services.hand_over import HandOverFileError, file_format, read_hand_over
from capdesk.services.hand_over.age_file import Age, check_header, read_file
from tests.outbox.desk import NOW
from tests.services.hand_over.laptops import (
    PASSPHRASE,
    Laptop,
    a_handed_lead,
    a_pair,
    edited,
)
from tests.support import cheap_age
from tests.support.leads import a_lead

REAL = "caf\u00e9 au lait 12"
AS_A_MAC_WRITES_IT = "cafe\u0301 au lait 12"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Laptop, Path]:
    """Return a laptop and a file that it has written, without scrypt."""
    folder = tmp_path_factory.mktemp("written")
    one, _ = a_pair(folder)
    one.capture()
    one.hand_over(folder / "leads.age")
    return one, folder / "leads.age"


@pytest.fixture
def age_file() -> bytes:
    """Return a file as `Age` writes it, but for what a guess at its passphrase costs."""
    return cheap_age.encrypt(b"{}", REAL)


def test_a_file_opens_with_its_passphrase_and_no_other(age_file: bytes) -> None:
    """Letters count, not how a keyboard writes them; `Age` is tried in tests/slow."""
    assert Age().decrypt(age_file, REAL) == b"{}"
    assert Age().decrypt(age_file, AS_A_MAC_WRITES_IT) == b"{}"
    with pytest.raises(HandOverFileError, match="passphrase is not the one"):
        Age().decrypt(age_file, "some other words")


@pytest.mark.parametrize("change", ["cut", "flipped", "header", "mac"])
def test_a_damaged_file_is_told(change: str, age_file: bytes) -> None:
    """Cut off or with one bit changed, wherever."""
    spoilt = bytearray(age_file)
    match change:
        case "cut":
            del spoilt[-5:]
        case "flipped":
            spoilt[-3] ^= 1
        case "header":
            del spoilt[60:]
        case _:
            at = spoilt.index(b"--- ") + 8
            spoilt[at] = ord("A") if spoilt[at] != ord("A") else ord("B")
    with pytest.raises(HandOverFileError, match="damaged or not whole"):
        Age().decrypt(bytes(spoilt), REAL)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a hand-over file"),
        (b"name,email\n", "not a hand-over file"),
        (b"PK\x03\x04 something else", "not a hand-over file"),
        (b"age-encryption.org/v1", "damaged or not whole"),
        (b"age-encryption.org/v1\n-> scrypt abc", "damaged or not whole"),
        (b"age-encryption.org/v1\r\n-> scrypt abc", "damaged or not whole"),
        (b"age-encryption.org/v2\n-> argon2id", "newer CapDesk"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "for a key"),
    ],
)
def test_a_foreign_file_is_told_before_any_work(content: bytes, sentence: str) -> None:
    """No passphrase is tried on it."""
    with pytest.raises(HandOverFileError, match=sentence):
        check_header(content)


@pytest.mark.parametrize("factor", [22, 30, 63, 99])
def test_a_file_that_would_keep_the_computer_busy_is_refused_at_once(
    factor: int, age_file: bytes
) -> None:
    """Its header could ask for days of work, or all the memory there is."""
    first, _, rest = age_file.partition(b"-> scrypt ")
    salt, _, rest = rest.partition(b" ")
    rest = rest[rest.index(b"\n") :]
    costly = b"%b-> scrypt %b %d%b" % (first, salt, factor, rest)
    with pytest.raises(HandOverFileError, match="busy for too long"):
        Age().decrypt(costly, REAL)


def test_a_file_of_1_gb_is_refused_by_its_size(tmp_path: Path) -> None:
    """Nothing of it is read."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(HandOverFileError, match="too large"):
        read_file(path)
    with pytest.raises(HandOverFileError, match="can't be read"):
        read_file(tmp_path / "none")


@pytest.mark.parametrize(
    ("keys", "value", "sentence"),
    [
        (["format"], "capdesk-hand-over/2", "newer CapDesk"),
        (["format"], "something/1", "not a hand-over"),
        (["more"], 1, "does not write"),
        (["id"], "1", "does not write"),
        (["leads", 0, "status"], "sent", "does not write"),
        (["leads", 0, "status"], "needs_fixing", "does not write"),
        (["leads", 0, "was_unknown"], True, "does not write"),
        (["leads", 0, "held"], True, "does not write"),
        (["leads", 0, "history"], [], "does not write"),
        (["leads", 0, "payload"], "e30=", "does not write"),
        (["leads", 0, "attempts"], -1, "does not write"),
        (["leads", 0, "lead", "environment"], "practice", "does not write"),
        (["leads", 0, "lead", "environment"], "http://evil", "does not write"),
        (["leads", 0, "lead", "enquiry_at"], "2026-01-01T00:00:00", "does not write"),
        (["leads", 0, "last_code"], "x" * 201, "does not write"),
        (["leads", 0, "url"], "http://evil", "does not write"),
    ],
)
def test_what_no_outbox_writes_is_refused(
    keys: list[str | int], value: object, sentence: str, written: tuple[Laptop, Path]
) -> None:
    """Whoever knows the passphrase can't bring in what the rules forbid."""
    laptop, path = written
    with pytest.raises(HandOverFileError, match=sentence) as caught:
        read_hand_over(
            edited(laptop, path, *keys, value=value), PASSPHRASE, cipher=laptop.cipher
        )
    assert "zoe@example.com" not in str(caught.value)


def test_a_lead_twice_in_a_file_is_refused(written: tuple[Laptop, Path]) -> None:
    """Which of both is right, nobody could tell."""
    laptop, path = written
    tree = json.loads(laptop.cipher.decrypt(path.read_bytes(), PASSPHRASE))
    twice = edited(laptop, path, "leads", value=tree["leads"] * 2)
    with pytest.raises(HandOverFileError, match="does not write"):
        read_hand_over(twice, PASSPHRASE, cipher=laptop.cipher)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary() | _JSON.map(lambda tree: json.dumps(tree).encode()))
def test_any_content_is_a_hand_over_or_a_sentence(content: bytes) -> None:
    """Nothing else comes out of it, whatever somebody has encrypted."""
    with pytest.raises(HandOverFileError):
        file_format.read(content)


def test_a_file_with_anything_changed_is_read_or_refused(
    written: tuple[Laptop, Path],
) -> None:
    """Any one value, replaced by anything."""
    laptop, path = written
    content = laptop.cipher.decrypt(path.read_bytes(), PASSPHRASE)

    @given(st.data())
    def change(data: st.DataObject) -> None:
        tree: Any = json.loads(content)
        place = tree
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            inner = place[key]
            is_inner = isinstance(inner, dict | list) and inner
            if not is_inner or data.draw(st.booleans()):
                break
            place = inner
        place[key] = data.draw(_JSON)
        with contextlib.suppress(HandOverFileError):
            file_format.read(json.dumps(tree).encode())

    change()


@given(st.binary(max_size=400))
def test_any_header_is_taken_or_a_sentence(content: bytes) -> None:
    """And it takes no time."""
    with pytest.raises(HandOverFileError):
        check_header(b"age-encryption.org/v1\n-> scrypt " + content)


_LEADS = st.builds(
    a_lead,
    first_name=st.text(min_size=1, max_size=40),
    vehicle=st.text(max_size=40),
    enquiry_type=st.sampled_from(EnquiryType),
    phone=st.none() | st.just("+447700900123"),
)


@given(_LEADS)
def test_what_is_written_is_read_the_same(lead: Lead) -> None:
    """Every value of a lead comes through, whatever letters it has."""
    handed = a_handed_lead(lead)
    assert file_format.fits(handed)
    made = HandOver(lead.id, NOW, lead.id, "stand-1", (handed,))
    assert file_format.read(file_format.write(made)) == made


def test_what_could_not_be_read_elsewhere_does_not_fit() -> None:
    """Such a lead stays, and keeps no other one here."""
    handed = a_handed_lead(a_lead())
    for unfit in (
        replace(handed, payload=b"{}"),
        replace(handed, messages=("\ud800",)),
        replace(handed, messages=("x" * 30_000,)),
        replace(handed, history=()),
        a_handed_lead(a_lead(environment="practice")),
    ):
        assert not file_format.fits(unfit)

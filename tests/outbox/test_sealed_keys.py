"""Data keys sealed to a recovery key: when, to whom, for how long, and whom they open to."""

import base64
import json
import stat
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import encrypt, x25519

from capdesk.outbox import (
    OUTBOX_NAME,
    Outbox,
    OutboxError,
    RecoveryError,
    begin_anew,
    keep_sealed,
    new_data_key,
    open_sealed_keys,
    read_recovery_key,
    renew_key_if_empty,
    sealed_for,
)
from capdesk.outbox.identity_copy import read_copy
from capdesk.outbox.sealed_keys import FORMAT, INDEX_NAME, sealed_key_path
from tests.outbox.desk import NOW, capture

PRIVATE, OTHER = x25519.Identity.generate(), x25519.Identity.generate()
PUBLIC, OTHER_PUBLIC = str(PRIVATE.to_public()), str(OTHER.to_public())
KEY_ID = "966c7488-bfa7-45b5-8510-d26ba3008879"


class Keys(dict[str, bytes]):
    """A keyring."""

    def __call__(self, key_id: str, may_create: bool) -> bytes | None:
        """Give a key as a `DataKeySource` does."""
        if key_id not in self and may_create:
            self[key_id] = new_data_key()
        return self.get(key_id)


@pytest.fixture
def keys() -> Keys:
    """Give a keyring without keys."""
    return Keys()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the place of an outbox."""
    return tmp_path / OUTBOX_NAME


def opened(path: Path, keys: Keys) -> Outbox:
    """Open the outbox."""
    return Outbox.open(path, data_key=keys, now=NOW)


def opening(path: Path, private: x25519.Identity = PRIVATE) -> dict[str, bytes]:
    """Return what a private key opens; all of it opens."""
    found = open_sealed_keys(path, private)
    assert found.troubles == ()
    return found.keys


def put(path: Path, content: bytes, key_id: str = KEY_ID) -> Path:
    """Put a sealed key beside an outbox, and no index."""
    file = sealed_key_path(path, key_id)
    file.write_bytes(content)
    return file


def sealed(document: object, recipient: str = PUBLIC) -> bytes:
    """Seal a document."""
    plain = document if isinstance(document, bytes) else json.dumps(document).encode()
    return encrypt(plain, [x25519.Recipient.from_str(recipient)])


def document(**changes: object) -> dict[str, object]:
    """Return a document of a sealed key."""
    return {
        "format": FORMAT,
        "outbox_id": KEY_ID,
        "key_id": KEY_ID,
        "data_key": base64.b64encode(bytes(32)).decode(),
    } | changes


def test_the_private_key_gives_the_data_key(path: Path, keys: Keys) -> None:
    """The public one alone sealed it, and a second time there is nothing to do."""
    with closing(opened(path, keys)) as outbox:
        assert keep_sealed(outbox, PUBLIC)
        assert not keep_sealed(outbox, PUBLIC)
        assert opening(path) == dict(keys)
        assert sealed_for(path, outbox.sealer.key_id) == PUBLIC
        with pytest.raises(RecoveryError, match="sealed to another recovery key"):
            open_sealed_keys(path, OTHER)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_sealed_keys_are_private_files(path: Path, keys: Keys) -> None:
    """Nobody else can even copy them, to try keys on them one day."""
    with closing(opened(path, keys)) as outbox:
        keep_sealed(outbox, PUBLIC)
    files = [path.with_name(INDEX_NAME), *path.parent.glob("*.age")]
    assert len(files) == 2
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_another_recipient_takes_the_place_of_the_first(path: Path, keys: Keys) -> None:
    """What was sealed to a key that is given up is there no more."""
    with closing(opened(path, keys)) as outbox:
        keep_sealed(outbox, PUBLIC)
        assert keep_sealed(outbox, OTHER_PUBLIC)
    assert opening(path, OTHER) == dict(keys)
    with pytest.raises(RecoveryError, match="another recovery key"):
        open_sealed_keys(path, PRIVATE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.with_name(INDEX_NAME).unlink(),
        lambda path: path.with_name(INDEX_NAME).write_bytes(b"[" * 9_999),
        lambda path: next(path.parent.glob("*.age")).unlink(),
        lambda path: next(path.parent.glob("*.age")).write_bytes(b"age-encryption.org"),
        lambda path: next(path.parent.glob("*.age")).write_bytes(b"x" * 999_999),
    ],
)
def test_damage_is_mended_at_the_next_opening(
    path: Path, keys: Keys, damage: Callable[[Path], object]
) -> None:
    """A sealed key that is gone, short or unknown is sealed again."""
    with closing(opened(path, keys)) as outbox:
        keep_sealed(outbox, PUBLIC)
        damage(path)
        assert sealed_for(path, outbox.sealer.key_id) is None
        assert keep_sealed(outbox, PUBLIC)
    assert opening(path) == dict(keys)


def test_a_new_key_is_sealed_before_the_outbox_names_it(path: Path, keys: Keys) -> None:
    """Rotation seals first; what was sealed of the old key goes with the old key."""
    with closing(opened(path, keys)) as outbox:
        keep_sealed(outbox, PUBLIC)
        old = renew_key_if_empty(outbox, keys, PUBLIC)
        assert old is not None
        new = outbox.sealer.key_id
        assert opening(path) == {old: keys[old], new: keys[new]}
        keep_sealed(outbox, PUBLIC)
        assert opening(path) == {new: keys[new]}


def test_a_key_that_cannot_be_sealed_is_not_used(path: Path, keys: Keys) -> None:
    """Rotation waits for another day: the outbox goes on with its old key."""
    with closing(opened(path, keys)) as outbox:
        keep_sealed(outbox, PUBLIC)
        before = read_copy(path)
        path.with_name(INDEX_NAME).unlink()
        path.with_name(INDEX_NAME).mkdir()  # nothing can take its place
        with pytest.raises(OutboxError):
            renew_key_if_empty(outbox, keys, PUBLIC)
        assert outbox.sealer.key_id == next(iter(keys))
    assert read_copy(path) == before


def test_lost_keys_stay_sealed_as_long_as_leads_need_them(
    path: Path, keys: Keys
) -> None:
    """So head office can still read what this laptop can't; even under another key."""
    with closing(opened(path, keys)) as outbox:
        keep_sealed(outbox, PUBLIC)
        capture(outbox)
        lost = outbox.sealer.key_id
    kept = keys.pop(lost)
    assert begin_anew(path, data_key=keys, now=NOW)
    with closing(opened(path, keys)) as outbox:
        keep_sealed(outbox, OTHER_PUBLIC)
    assert open_sealed_keys(path, PRIVATE).keys == {lost: kept}
    assert open_sealed_keys(path, OTHER).keys == dict(keys)


def test_without_a_sealed_key_there_is_one_sentence(path: Path) -> None:
    """It says why nothing can be read."""
    with pytest.raises(
        RecoveryError, match="There is no sealed key beside this outbox"
    ):
        open_sealed_keys(path, PRIVATE)


BAD_SEALED_KEYS = [
    (b"", "does not open"),
    (sealed(document())[:-1], "does not open"),
    (sealed(document())[:60], "does not open"),
    (sealed(document(), OTHER_PUBLIC), "does not open"),
    (b"age-encryption.org/v2\n" + sealed(document())[22:], "newer CapDesk"),
    (sealed(document(format="capdesk-sealed-key/2")), "newer CapDesk"),
    (sealed(document(format="capdesk-hand-over/1")), "not the key of an outbox"),
    (sealed(document(data_key="AAAA")), "not the key of an outbox"),
    (sealed(document(data_key=5)), "not the key of an outbox"),
    (sealed(document(key_id=None)), "not the key of an outbox"),
    (sealed([]), "not the key of an outbox"),
    (sealed(b"\xff"), "not the key of an outbox"),
    (sealed(b"[" * 5_000), "not the key of an outbox"),
    (b"x" * 20_000, "too large"),
]


@pytest.mark.parametrize("number", range(len(BAD_SEALED_KEYS)))
def test_a_bad_sealed_key_is_one_sentence(path: Path, number: int) -> None:
    """Truncated, foreign, newer or huge: it names the file and what is wrong."""
    content, words = BAD_SEALED_KEYS[number]
    put(path, content)
    with pytest.raises(RecoveryError, match=words) as error:
        open_sealed_keys(path, PRIVATE)
    assert str(error.value).startswith(f"outbox.recovery-{KEY_ID}.age: ")
    assert str(error.value).isprintable()


def test_a_huge_sealed_key_is_not_read(path: Path) -> None:
    """A gigabyte costs no time."""
    file = put(path, b"age-encryption.org/v1\n")
    with file.open("r+b") as huge:
        huge.truncate(1_000_000_000)
    with pytest.raises(RecoveryError, match="too large"):
        open_sealed_keys(path, PRIVATE)


def test_a_bad_sealed_key_does_not_hide_a_good_one(path: Path) -> None:
    """The good one is used, and the other told."""
    put(path, sealed(document()))
    put(path, b"", "00000000-0000-4000-8000-000000000000")
    found = open_sealed_keys(path, PRIVATE)
    assert found.keys == {KEY_ID: bytes(32)}
    assert len(found.troubles) == 1


GOOD = sealed(document())


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_never_gives_another_key(path: Path, at: int, bit: int) -> None:
    """It is told, or it is in what does not matter."""
    flipped = bytearray(GOOD)
    flipped[at] ^= 1 << bit
    put(path, bytes(flipped))
    with suppress(RecoveryError):
        assert open_sealed_keys(path, PRIVATE).keys == {KEY_ID: bytes(32)}


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_one_sentence(path: Path, content: bytes) -> None:
    """As a sealed key, in clear and sealed, and as a recovery key."""
    for each in (content, sealed(content)):
        put(path, each)
        with pytest.raises(RecoveryError):
            open_sealed_keys(path, PRIVATE)
    with pytest.raises(RecoveryError):
        read_recovery_key(content)


NO_PRIVATE_KEYS = [
    "",
    PUBLIC,
    f"{PRIVATE}\n{OTHER}",
    str(PRIVATE)[:-1] + "x",
    str(PRIVATE)[:-1],
    f"{PRIVATE} and more",
    f"{PRIVATE}\n" + "#" * 20_000,
]


@pytest.mark.parametrize("number", range(len(NO_PRIVATE_KEYS)))
def test_what_is_no_private_key_is_never_quoted(number: int) -> None:
    """One sentence, without a word of what may be half a key."""
    with pytest.raises(RecoveryError) as error:
        read_recovery_key(NO_PRIVATE_KEYS[number].encode())
    assert "AGE-SECRET" not in str(error.value)


def test_keys_of_age_keygen_can_be_read() -> None:
    """With its comments, Windows line ends, or bare."""
    for text in (f"# created: x\n# public key: {PUBLIC}\n{PRIVATE}\n", str(PRIVATE)):
        for content in (text.encode(), text.replace("\n", "\r\n").encode()):
            assert str(read_recovery_key(content)) == str(PRIVATE)

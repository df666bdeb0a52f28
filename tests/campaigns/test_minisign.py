"""Signatures: those of minisign itself, and every way in which one does not hold."""

import base64
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capdesk.campaigns.minisign import (
    MAX_SIGNATURE_BYTES,
    ForeignKeyFault,
    SignatureFault,
    check_signature,
    sign,
    sign_with_comment,
)
from capdesk.campaigns.signing_key import read_signing_key
from capdesk.domain.pack_signature import PackKey, Signed
from tests.support.signing import HEAD_OFFICE, NOON, STRANGER

# Made by minisign 0.11: `minisign -G -W`, and `minisign -S` over the bytes "hello".
MINISIGN_PUBLIC = PackKey.read(
    "RWSdjsJPW9nBZlBZ4IQqMfVdhRFh8exZPTXqbUouRxhGOCBR8FyiD66U"
)
MINISIGN_SECRET = (
    b"untrusted comment: minisign encrypted secret key\n"
    b"RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAnY7CT1vZwWbb"
    b"zsZ4V2uGj5LXS6Ni91jnK/Q0eJNHcVL4CBsecyZSa1BZ4IQqMfVdhRFh8exZPTXqbUouRxhGOCBR8FyiD66U"
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
)
MINISIGN_COMMENT = "timestamp:1790000000\tfile:a.json\thashed\tsigner:Head office"
MINISIGN_SIGNATURE = (
    b"untrusted comment: signature from head office\n"
    b"RUSdjsJPW9nBZgKVlYq4sp0xuyFgFy0zWnCTbbrMNeNsABfCI34VS7QUMzr6xsEIuyt36q9b842j917mxhml"
    b"22GU4G9pjGB2/Qg=\n"
    b"trusted comment: " + MINISIGN_COMMENT.encode() + b"\n"
    b"Ujwix009IWfmmnk4rIs0087w+zcP5BKGJbp+vrbbnQ95bKxOOQRfk2D9Z07ivYMNeGeaAVI1Vq0mgoVhPiWz"
    b"CA==\n"
)
MINISIGN_OLD = (
    b"untrusted comment: signature from minisign secret key\n"
    b"RWSdjsJPW9nBZg6ce3/QERvVRmAkK0QO+fyPsZdSJtUUVkN61Tq3Pe6tluoAK72ncOWjsFdBeEIcKGlM7ZF6"
    b"tLLrpdG2GpTCeQ8=\n"
    b"trusted comment: timestamp:1795844312\tfile:a.json\n"
    b"tyylI50y1gsCOu1p5b7j2/QBfhxRrjp5t5IKVqlaIY9V+jUBQOisQB3LXM85d/legSTy3wsKWfhQ2UPI1au+"
    b"Dw==\n"
)
PACK = b'{"format": "capdesk-campaign-pack/1"}'
GOOD = sign(PACK, HEAD_OFFICE, name="launch.json", signer="Head office", now=NOON)
KEYS = (HEAD_OFFICE.public,)


def test_minisign_is_believed() -> None:
    """A signature of the program itself says who and when."""
    signed = check_signature(b"hello", MINISIGN_SIGNATURE, [MINISIGN_PUBLIC])
    assert signed == Signed(
        "66C1D95B4FC28E9D", datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC), "Head office"
    )


def test_ours_are_those_of_minisign() -> None:
    """The same key, bytes and comment give the same file, byte for byte."""
    key = read_signing_key(MINISIGN_SECRET, None)
    assert key.public == MINISIGN_PUBLIC
    assert (
        sign_with_comment(b"hello", key, MINISIGN_COMMENT, "signature from head office")
        == MINISIGN_SIGNATURE
    )


def test_a_signature_without_a_hash_is_not_taken() -> None:
    """What minisign made before 0.11 gets a sentence that says what to do."""
    with pytest.raises(SignatureFault, match=r"signed again with minisign 0\.11"):
        check_signature(b"hello", MINISIGN_OLD, [MINISIGN_PUBLIC])


def test_who_and_when_come_back() -> None:
    """What was signed is what is told, with Windows line ends too."""
    for signature in (GOOD, GOOD.replace(b"\n", b"\r\n"), GOOD.removesuffix(b"\n")):
        signed = check_signature(PACK, signature, KEYS)
        assert signed == Signed(HEAD_OFFICE.public.name, NOON, "Head office")


def test_several_keys_are_believed() -> None:
    """Whichever of them signed."""
    keys = (STRANGER.public, HEAD_OFFICE.public)
    assert check_signature(PACK, GOOD, keys).signer == "Head office"


def test_another_key_is_not_believed() -> None:
    """Neither a stranger's, nor one that borrows the name of a key that is."""
    with pytest.raises(ForeignKeyFault, match=HEAD_OFFICE.public.name):
        check_signature(PACK, GOOD, (STRANGER.public,))
    borrowed = PackKey(HEAD_OFFICE.public.key_id, STRANGER.public.public)
    with pytest.raises(SignatureFault, match="does not fit"):
        check_signature(PACK, GOOD, (borrowed,))


def test_a_changed_comment_does_not_hold() -> None:
    """Nobody can make an old pack young, or sign in another's name."""
    for before, after in (
        ("signer:Head", "signer:Read"),
        ("timestamp:1", "timestamp:2"),
    ):
        changed = GOOD.replace(before.encode(), after.encode())
        assert changed != GOOD
        with pytest.raises(SignatureFault, match="does not fit"):
            check_signature(PACK, changed, KEYS)


def test_the_comment_of_another_signature_does_not_hold() -> None:
    """Both halves have to be of one signature, though head office made both."""
    later = sign(PACK + b" ", HEAD_OFFICE, name="launch.json", signer="", now=NOON)
    mixed = GOOD.splitlines(keepends=True)[:2] + later.splitlines(keepends=True)[2:]
    with pytest.raises(SignatureFault, match="does not fit"):
        check_signature(PACK, b"".join(mixed), KEYS)


@pytest.mark.parametrize("comment", ["", "signed yesterday", "file:a\ttimestamp:-5"])
def test_a_signature_without_a_time_does_not_hold(comment: str) -> None:
    """Else an old pack could not be told from a new one."""
    signature = sign_with_comment(PACK, HEAD_OFFICE, comment)
    with pytest.raises(SignatureFault, match="does not say when it was made"):
        check_signature(PACK, signature, KEYS)


def test_a_name_that_would_mislead_is_made_plain() -> None:
    """Control and bidi characters of a signer are shown as what they are."""
    signature = sign_with_comment(
        PACK,
        HEAD_OFFICE,
        "timestamp:1790000000\tsigner:Head\u202eeciffo\x1b[2J" + "x" * 999,
    )
    signer = check_signature(PACK, signature, KEYS).signer
    assert signer.isprintable()
    assert len(signer) == 100


@given(st.binary(max_size=MAX_SIGNATURE_BYTES + 10))
def test_bytes_that_are_no_signature_get_a_sentence(signature: bytes) -> None:
    """Whatever lies beside a pack, it is a fault and never an error."""
    with pytest.raises(SignatureFault) as fault:
        check_signature(PACK, signature, KEYS)
    assert str(fault.value).isprintable()


@given(st.data())
@settings(max_examples=200)
def test_a_flipped_bit_never_holds(data: st.DataObject) -> None:
    """In any place but the comment that nobody signed."""
    start = GOOD.index(b"\n")
    at = data.draw(st.integers(start, len(GOOD) - 2))
    bit = data.draw(st.integers(0, 7))
    flipped = bytearray(GOOD)
    flipped[at] ^= 1 << bit
    if _means_the_same(bytes(flipped)):
        return
    with pytest.raises(SignatureFault):
        check_signature(PACK, bytes(flipped), KEYS)


def _means_the_same(flipped: bytes) -> bool:
    """Whether a change is one that base64 does not see: bits after the last byte."""
    try:
        ours, theirs = GOOD.decode().split("\n"), flipped.decode().split("\n")
        same = [
            base64.b64decode(ours[i]) == base64.b64decode(theirs[i]) for i in (1, 3)
        ]
    except (ValueError, IndexError):
        return False
    return all(same) and ours[2] == theirs[2] and len(ours) == len(theirs)


@given(st.binary(max_size=200))
def test_other_bytes_never_have_our_signature(content: bytes) -> None:
    """A signature fits the one file it was made for."""
    if content != PACK:
        with pytest.raises(SignatureFault, match="does not fit"):
            check_signature(content, GOOD, KEYS)


def test_five_megabytes_take_less_than_a_second() -> None:
    """The longest pack there may be is checked within the time nobody notices."""
    pack = b"x" * 5_000_000
    signature = sign(pack, HEAD_OFFICE, name="a", signer="", now=NOON)
    before = time.process_time()
    check_signature(pack, signature, KEYS)
    with pytest.raises(SignatureFault):
        check_signature(pack[:-1], signature, KEYS)
    assert time.process_time() - before < 1

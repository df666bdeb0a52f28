"""The file that keeps head office's key: wrapped or not, whole or damaged."""

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.campaigns.signing_key import (
    GuessCost,
    SigningKeyError,
    is_wrapped,
    new_signing_key,
    read_signing_key,
    write_signing_key,
)
from tests.support.signing import HEAD_OFFICE

PASSPHRASE = "a passphrase of some length"
PLAIN = write_signing_key(HEAD_OFFICE, None)
CHEAP = GuessCost(ops=2**15, memory_bytes=2**15)
WRAPPED = write_signing_key(HEAD_OFFICE, PASSPHRASE, CHEAP)


def test_a_key_comes_back() -> None:
    """With and without a passphrase, and no two keys are the same."""
    assert not is_wrapped(PLAIN)
    assert read_signing_key(PLAIN, None).public == HEAD_OFFICE.public
    assert is_wrapped(WRAPPED)
    assert read_signing_key(WRAPPED, PASSPHRASE).public == HEAD_OFFICE.public
    assert new_signing_key().public != new_signing_key().public


def test_a_guess_has_its_usual_cost() -> None:
    """It stands in the file, which opens again for it."""
    content = write_signing_key(HEAD_OFFICE, PASSPHRASE)
    packed = base64.b64decode(content.splitlines()[1])
    assert struct.unpack_from("<QQ", packed, 38) == (2**22, 2**27)
    assert read_signing_key(content, PASSPHRASE).public == HEAD_OFFICE.public


def test_a_wrapped_key_is_not_in_its_file() -> None:
    """Neither the seed nor the public key can be read out of it."""
    packed = base64.b64decode(WRAPPED.splitlines()[1])
    assert HEAD_OFFICE.public.public not in packed
    assert b"head office" not in packed
    assert b"head office" in base64.b64decode(PLAIN.splitlines()[1])


@pytest.mark.parametrize("passphrase", [None, "", "A passphrase of some length"])
def test_another_passphrase_is_told(passphrase: str | None) -> None:
    """Without a word about what is in the file."""
    with pytest.raises(SigningKeyError, match="passphrase is not the one"):
        read_signing_key(WRAPPED, passphrase)


def test_a_file_can_not_ask_for_all_of_the_memory() -> None:
    """Costs beyond those of minisign's own are refused before they are paid."""
    packed = bytearray(base64.b64decode(WRAPPED.splitlines()[1]))
    for at in (38, 46):  # operations, memory: 8 bytes each, little-endian
        greedy = packed[:]
        greedy[at + 5] = 1
        text = base64.b64encode(greedy)
        with pytest.raises(SigningKeyError, match="not a key"):
            read_signing_key(b"untrusted comment: x\n" + text + b"\n", PASSPHRASE)


@given(st.binary(max_size=5_000))
def test_bytes_that_are_no_key_get_a_sentence(content: bytes) -> None:
    """Whatever the file is, it is one sentence."""
    with pytest.raises(SigningKeyError, match="not a key"):
        read_signing_key(content, None)


@given(st.integers(0, len(base64.b64decode(PLAIN.splitlines()[1])) - 1))
def test_a_damaged_key_never_signs(at: int) -> None:
    """A flipped byte is told, or in the part that means nothing without a passphrase."""
    packed = bytearray(base64.b64decode(PLAIN.splitlines()[1]))
    packed[at] ^= 0x01
    content = b"untrusted comment: x\n" + base64.b64encode(packed) + b"\n"
    try:
        key = read_signing_key(content, None)
    except SigningKeyError:
        return
    assert 6 <= at < 54  # salt and costs
    assert key.public == HEAD_OFFICE.public

"""Signatures in the format of minisign; see docs/decisions/0010.

A file of four lines: an untrusted comment, the signature over the BLAKE2b hash of the
signed bytes, a trusted comment, and a second signature over the first one and that
comment. Ours says when and by whom it was made.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from capdesk.domain.pack_signature import KEY_ID_BYTES, PackKey, Signed, name_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAX_SIGNATURE_BYTES = 8_000
MAX_SIGNER_CHARACTERS = 100

_ALGORITHM = b"ED"
_WITHOUT_HASH = b"Ed"
_SIGNATURE_BYTES = 64
_UNTRUSTED = "untrusted comment: "
_TRUSTED = "trusted comment: "
_TIMESTAMP = re.compile(r"(?:^|\t)timestamp:([0-9]{1,10})(?:\t|$)")
_SIGNER = re.compile(r"(?:^|\t)signer:([^\t]*)")


class SignatureFault(Exception):  # noqa: N818 - the answer to a question
    """A signature does not hold; why, as the end of a sentence without its full stop."""


class ForeignKeyFault(SignatureFault):
    """It was made with a key that is none of those to be believed.

    Attributes:
        key_name: With which.
    """

    def __init__(self, key_name: str) -> None:
        super().__init__(
            f"it was signed with another key ({key_name}) than those this computer's "
            "policy names"
        )
        self.key_name = key_name


@dataclass(frozen=True, slots=True)
class SecretKey:
    """What signs.

    Attributes:
        public: Its public half.
        private: Of Ed25519.
    """

    public: PackKey
    private: "Ed25519PrivateKey"


def check_signature(
    content: bytes, signature: bytes, keys: Collection[PackKey]
) -> Signed:
    """Check a signature over the very bytes of a file, before anybody reads them.

    Args:
        content: The file.
        signature: The file beside it.
        keys: Whose signatures are believed.

    Returns:
        Who signed and when.

    Raises:
        SignatureFault: It does not hold.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    parts = _Parts.read(signature)
    key = next((each for each in keys if each.key_id == parts.key_id), None)
    if key is None:
        raise ForeignKeyFault(name_of(parts.key_id))
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(parts.signature, _hash(content))
        public.verify(parts.over_comment, parts.signature + parts.comment.encode())
    except (InvalidSignature, ValueError):
        raise SignatureFault(
            "its signature does not fit: the pack or the signature was changed after it "
            "was made, or they are not of the same pack"
        ) from None
    return _said(parts.comment, key)


def sign(
    content: bytes, key: SecretKey, *, name: str, signer: str, now: datetime
) -> bytes:
    """Return the signature file of a file.

    Args:
        content: The file.
        key: What to sign with.
        name: What the file is called.
        signer: Who signs; one line, may be empty.
        now: Aware.
    """
    words = [f"timestamp:{int(now.timestamp())}", f"file:{_plain(name)}", "hashed"]
    if signer:
        words.append(f"signer:{_plain(signer)[:MAX_SIGNER_CHARACTERS]}")
    return sign_with_comment(content, key, "\t".join(words))


def sign_with_comment(
    content: bytes,
    key: SecretKey,
    comment: str,
    untrusted: str = "signature of a CapDesk campaign pack",
) -> bytes:
    """Return the signature file with a trusted comment of one line."""
    signature = key.private.sign(_hash(content))
    over_comment = key.private.sign(signature + comment.encode())
    head = _ALGORITHM + key.public.key_id + signature
    lines = (
        f"{_UNTRUSTED}{untrusted}",
        base64.b64encode(head).decode(),
        f"{_TRUSTED}{comment}",
        base64.b64encode(over_comment).decode(),
    )
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class _Parts:
    """A signature file, taken apart."""

    key_id: bytes
    signature: bytes
    comment: str
    over_comment: bytes

    @classmethod
    def read(cls, content: bytes) -> "_Parts":
        if len(content) > MAX_SIGNATURE_BYTES:
            raise SignatureFault(
                f"its signature file has more than {MAX_SIGNATURE_BYTES:,} bytes"
            )
        try:
            lines = content.decode().rstrip("\r\n").split("\n")
            untrusted, head, trusted, tail = (each.removesuffix("\r") for each in lines)
            first = base64.b64decode(head, validate=True)
            second = base64.b64decode(tail, validate=True)
        except (ValueError, binascii.Error):
            raise _not_one() from None
        if not (untrusted.startswith(_UNTRUSTED) and trusted.startswith(_TRUSTED)):
            raise _not_one()
        algorithm, key_id = first[:2], first[2 : 2 + KEY_ID_BYTES]
        signature = first[2 + KEY_ID_BYTES :]
        if {len(signature), len(second)} != {_SIGNATURE_BYTES}:
            raise _not_one()
        if algorithm == _WITHOUT_HASH:
            raise SignatureFault(
                "its signature is of minisign's old kind, made without a hash; it has to "
                "be signed again with minisign 0.11 or newer, or with CapDesk"
            )
        if algorithm != _ALGORITHM:
            raise SignatureFault(
                "its signature is of a kind that this CapDesk does not know"
            )
        return cls(key_id, signature, trusted.removeprefix(_TRUSTED), second)


def _not_one() -> SignatureFault:
    return SignatureFault("the file beside it is not a whole signature of minisign")


def _said(comment: str, key: PackKey) -> Signed:
    """Read a comment that was signed."""
    when = _TIMESTAMP.search(comment)
    if when is None:
        raise SignatureFault(
            "its signature does not say when it was made (a timestamp in the trusted "
            "comment), so it could be older than what is here"
        )
    who = _SIGNER.search(comment)
    return Signed(
        key.name,
        datetime.fromtimestamp(int(when[1]), UTC),
        "" if who is None else _plain(who[1])[:MAX_SIGNER_CHARACTERS].strip(),
    )


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content).digest()


def _plain(text: str) -> str:
    """Return text of one line that can neither hide nor pretend to be anything."""
    return "".join(
        ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in text
    )

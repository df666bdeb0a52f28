"""The file that keeps the key head office signs campaign packs with, in minisign's format.

So packs can be signed where there is no CapDesk as well. With a passphrase the key is
wrapped by scrypt; the sum in it tells a wrong passphrase from a damaged file no better
than minisign does.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from typing import NamedTuple

from capdesk.campaigns.minisign import SecretKey
from capdesk.domain.pack_signature import ALGORITHM, KEY_ID_BYTES, PackKey

MAX_KEY_FILE_BYTES = 4_000

_COMMENT = "untrusted comment: "
_SCRYPT = b"Sc"
_NO_SCRYPT = b"\0\0"
_SUM = b"B2"
_SALT_BYTES = 32
_SEED_BYTES = 32
_SUM_BYTES = 32
_SECRET_BYTES = KEY_ID_BYTES + 2 * _SEED_BYTES + _SUM_BYTES
_MOST_OPS = 2**25
_MOST_MEMORY_BYTES = 2**30
_FILE = struct.Struct(f"<2s2s2s{_SALT_BYTES}sQQ{_SECRET_BYTES}s")


class GuessCost(NamedTuple):
    """What a guess at a passphrase costs, as libsodium has it.

    The usual one takes 128 MiB and 0.5 s; minisign's own files take eight times as much
    of both, and are read as well.
    """

    ops: int = 2**22
    memory_bytes: int = 2**27


_USUAL = GuessCost()


class SigningKeyError(Exception):
    """A key file can't be used; a sentence for the user, without the file's name."""


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What a key file holds."""

    is_wrapped: bool
    salt: bytes
    ops: int
    memory_bytes: int
    secret: bytes


def new_signing_key() -> SecretKey:
    """Make a new key pair."""
    return _key(secrets.token_bytes(KEY_ID_BYTES), secrets.token_bytes(_SEED_BYTES))


def write_signing_key(
    key: SecretKey, passphrase: str | None, cost: GuessCost = _USUAL
) -> bytes:
    """Return the file of a key.

    Args:
        key: The key.
        passphrase: What wraps it; None to leave it as it is.
        cost: Of a guess at the passphrase.
    """
    from cryptography.hazmat.primitives import serialization

    seed = key.private.private_bytes(
        serialization.Encoding.Raw,
        serialization.PrivateFormat.Raw,
        serialization.NoEncryption(),
    )
    key_id = key.public.key_id
    secret = key_id + seed + key.public.public
    secret += _sum(secret)
    if passphrase is None:
        kind, salt, ops, memory_bytes = _NO_SCRYPT, bytes(_SALT_BYTES), 0, 0
    else:
        kind, salt = _SCRYPT, secrets.token_bytes(_SALT_BYTES)
        ops, memory_bytes = cost
        secret = _xor(secret, _stream(passphrase, salt, ops, memory_bytes))
    packed = _FILE.pack(ALGORITHM, kind, _SUM, salt, ops, memory_bytes, secret)
    says = "encrypted secret key" if passphrase is not None else "secret key"
    text = base64.b64encode(packed).decode()
    return f"{_COMMENT}minisign {says}\n{text}\n".encode()


def is_wrapped(content: bytes) -> bool:
    """Whether a key file needs a passphrase.

    Raises:
        SigningKeyError: It is no key file.
    """
    return _read(content).is_wrapped


def read_signing_key(content: bytes, passphrase: str | None) -> SecretKey:
    """Read the file of a key.

    Args:
        content: The file, of CapDesk or of minisign.
        passphrase: What it is wrapped with; None where it is not.

    Raises:
        SigningKeyError: It is no key file, or the passphrase is another one.
    """
    sealed = _read(content)
    secret = sealed.secret
    if sealed.is_wrapped:
        stream = _stream(passphrase or "", sealed.salt, sealed.ops, sealed.memory_bytes)
        secret = _xor(secret, stream)
    body, given = secret[:-_SUM_BYTES], secret[-_SUM_BYTES:]
    # minisign leaves the sum of a key without a passphrase empty.
    fits = hmac.compare_digest(_sum(body), given)
    if not fits and (sealed.is_wrapped or any(given)):
        raise SigningKeyError(
            "The passphrase is not the one of this key file, or the file is damaged."
            if sealed.is_wrapped
            else "This key file is damaged; take the copy of it that you keep."
        )
    key = _key(body[:KEY_ID_BYTES], body[KEY_ID_BYTES : KEY_ID_BYTES + _SEED_BYTES])
    if key.public.public != body[-_SEED_BYTES:]:
        raise SigningKeyError(
            "This key file is damaged; take the copy of it that you keep."
        )
    return key


def _read(content: bytes) -> _Sealed:
    if len(content) > MAX_KEY_FILE_BYTES or not content.startswith(_COMMENT.encode()):
        raise _not_one()
    try:
        _, text = content.decode().rstrip("\r\n").split("\n")
        packed = base64.b64decode(text.removesuffix("\r"), validate=True)
        fields = _FILE.unpack(packed)
    except (ValueError, binascii.Error, struct.error):
        raise _not_one() from None
    algorithm, kind, sum_kind, salt, ops, memory_bytes, secret = fields
    known = (algorithm, sum_kind) == (ALGORITHM, _SUM) and kind in {_SCRYPT, _NO_SCRYPT}
    # A file that somebody changed must not ask for all of the memory.
    if not known or ops > _MOST_OPS or memory_bytes > _MOST_MEMORY_BYTES:
        raise _not_one()
    return _Sealed(kind == _SCRYPT, salt, ops, memory_bytes, secret)


def _not_one() -> SigningKeyError:
    return SigningKeyError(
        'This is not a key to sign campaign packs with; "capdesk campaign keygen" makes '
        "one."
    )


def _key(key_id: bytes, seed: bytes) -> SecretKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return SecretKey(PackKey(key_id, public), private)


def _sum(body: bytes) -> bytes:
    return hashlib.blake2b(ALGORITHM + body, digest_size=_SUM_BYTES).digest()


def _stream(passphrase: str, salt: bytes, ops: int, memory_bytes: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    n, p = _cost(ops, memory_bytes)
    return Scrypt(salt, _SECRET_BYTES, n=n, r=8, p=p).derive(passphrase.encode())


def _cost(ops: int, memory_bytes: int) -> tuple[int, int]:
    """Return scrypt's N and p as libsodium's `pickparams` does, with r = 8."""
    ops = max(ops, 2**15)
    if ops < memory_bytes // 32:
        return _power_below(ops // 32), 1
    n = _power_below(memory_bytes // 1024)
    return n, max(1, min(ops // 4 // n, 2**30 - 1) // 8)


def _power_below(most: int) -> int:
    """Return the greatest power of two that is not above, and 2 at least."""
    return max(2, 1 << max(1, most.bit_length() - 1))


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))

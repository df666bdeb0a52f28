"""Seals what is personal, so that the file on disk tells nothing without the key."""

import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DATA_KEY_BYTES = 32
NONCE_BYTES = 12
_TAG_BYTES = 16


class UnsealError(Exception):
    """The bytes were not sealed with this key for this place."""


def new_data_key() -> bytes:
    """Return a fresh random data key of 32 bytes."""
    return secrets.token_bytes(DATA_KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Sealer:
    """AES-256-GCM with the data key, bound to the place a value stands in.

    A random 96-bit nonce is safe for 2**32 values under one key, far more than a desk
    takes in its life. Entry id and column are associated data: a sealed value moved
    to another row or column does not open.

    Attributes:
        key_id: Name of the data key in the keyring.
        key: The data key, 32 bytes.
    """

    key_id: str
    key: bytes = field(repr=False)
    # Making one takes twice as long as opening a lead with it.
    _cipher: AESGCM = field(init=False, repr=False, compare=False)
    # As making one takes as long as using it; there are four purposes.
    _purpose_keys: dict[str, bytes] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if len(self.key) != DATA_KEY_BYTES:
            raise ValueError("a data key has 32 bytes")
        object.__setattr__(self, "_cipher", AESGCM(self.key))

    def seal(self, entry_id: str, column: str, plain: bytes) -> bytes:
        """Return nonce, ciphertext and tag as one BLOB."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, _place(entry_id, column))

    def unseal(self, entry_id: str, column: str, sealed: bytes) -> bytes:
        """Return what was sealed.

        Raises:
            UnsealError: Another key, another place, or damaged bytes.
        """
        if len(sealed) < NONCE_BYTES + _TAG_BYTES:
            raise UnsealError("too short to be sealed")
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, body, _place(entry_id, column))
        except InvalidTag as error:
            raise UnsealError("another key, another place, or damaged") from error

    def fingerprint(self, purpose: str, content: bytes) -> bytes:
        """Return a keyed HMAC-SHA-256 of content, 32 bytes, apart for each purpose."""
        purpose_key = self._purpose_keys.get(purpose)
        if purpose_key is None:
            purpose_key = hmac.digest(self.key, f"capdesk {purpose}".encode(), "sha256")
            self._purpose_keys[purpose] = purpose_key
        return hmac.digest(purpose_key, content, "sha256")


def _place(entry_id: str, column: str) -> bytes:
    return f"{entry_id}\0{column}".encode()

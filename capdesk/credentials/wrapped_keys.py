"""The file in which data keys lie wrapped by a passphrase; see docs/decisions/0009."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from capdesk import files
from capdesk.credentials.errors import (
    DataKeyDamagedError,
    WrappedKeysUnavailable,
    WrongPassphraseError,
)

WRAPPED_KEYS_NAME = "data-key.wrapped.json"

SALT_BYTES = 16
NONCE_BYTES = 12
_WRAPPING_KEY_BYTES = 32
_FORMAT = "capdesk-wrapped-keys/1"

# A file that somebody changed must not ask for all of the memory: 128 * n * r bytes.
_MAX_N = 2**20
_MAX_R = 32
_MAX_P = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs, as RFC 7914 names the parameters of scrypt.

    Attributes:
        n: Rounds, a power of two.
        r: Size of a block, in 128 bytes.
        p: How many of them side by side.
    """

    n: int = 2**17  # 128 MiB and about 0.4 s on a desk computer of 2024
    r: int = 8
    p: int = 1

    def __post_init__(self) -> None:
        fits = 1 < self.n <= _MAX_N and 0 < self.r <= _MAX_R and 0 < self.p <= _MAX_P
        if not fits or self.n.bit_count() != 1:
            raise ValueError("no cost that scrypt knows and this computer could pay")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a passphrase becomes the key that wraps.

    Attributes:
        salt: Random, so that no table of guesses serves two computers.
        cost: What it takes.
    """

    salt: bytes
    cost: Cost

    @classmethod
    def new(cls, cost: Cost) -> "Wrapping":
        """Return one with a new salt."""
        return cls(secrets.token_bytes(SALT_BYTES), cost)

    def key_of(self, passphrase: bytes) -> bytes:
        """Derive the wrapping key; takes as long as the cost says."""
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

        cost = self.cost
        scrypt = Scrypt(self.salt, _WRAPPING_KEY_BYTES, cost.n, cost.r, cost.p)
        return scrypt.derive(passphrase)


@dataclass(frozen=True, slots=True)
class WrappedKeys:
    """The content of the file.

    Attributes:
        wrapping: What all of them are wrapped with.
        keys: By key id, nonce and ciphertext.
    """

    wrapping: Wrapping
    keys: Mapping[str, bytes]

    def unwrapped(self, key_id: str, wrapping_key: bytes) -> bytes:
        """Return a data key.

        Raises:
            WrongPassphraseError: It was wrapped with another one.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        wrapped = self.keys[key_id]
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(wrapping_key).decrypt(nonce, body, key_id.encode())
        except (InvalidTag, ValueError):
            raise WrongPassphraseError from None

    def with_key(self, key_id: str, key: bytes, wrapping_key: bytes) -> "WrappedKeys":
        """Return the same with one more data key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(wrapping_key).encrypt(nonce, key, key_id.encode())
        return replace(self, keys={**self.keys, key_id: nonce + body})

    def without_key(self, key_id: str) -> "WrappedKeys":
        """Return the same with one data key less."""
        others = {name: each for name, each in self.keys.items() if name != key_id}
        return replace(self, keys=others)


def read_wrapped_keys(folder: Path) -> WrappedKeys | None:
    """Return what the file of a data folder says; None where there is none.

    Raises:
        DataKeyDamagedError: It was changed by something else.
        WrappedKeysUnavailable: It can't be read.
    """
    try:
        content = (folder / WRAPPED_KEYS_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unavailable(folder, "read", error) from error
    try:
        return _decoded(content)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DataKeyDamagedError(
            f"{folder / WRAPPED_KEYS_NAME} was changed by something else, so the leads "
            "on this computer cannot be opened; they stay where they are; restore that "
            "file from a backup."
        ) from None  # nothing of a file that keeps keys is quoted


def write_wrapped_keys(folder: Path, wrapped: WrappedKeys) -> None:
    """Put the file in place, whole and private, and read it back.

    Raises:
        WrappedKeysUnavailable: It could not be written, or was not kept.
    """
    path = folder / WRAPPED_KEYS_NAME
    content = _encoded(wrapped)
    try:
        files.write_private(path, content)
        kept = path.read_bytes()
    except OSError as error:
        raise _unavailable(folder, "written", error) from error
    if kept != content:
        raise WrappedKeysUnavailable(
            f"{path} does not hold what was written to it, so CapDesk cannot rely on "
            "this disk; no lead was touched; choose a data folder on another one."
        )


def _unavailable(folder: Path, attempt: str, error: OSError) -> WrappedKeysUnavailable:
    return WrappedKeysUnavailable(
        f"{folder / WRAPPED_KEYS_NAME} can't be {attempt} ({error.strerror or error}), so "
        "the leads on this computer cannot be opened; they stay where they are; check "
        "the disk and the permissions of its folder."
    )


def _encoded(wrapped: WrappedKeys) -> bytes:
    wrapping = wrapped.wrapping
    tree = {
        "format": _FORMAT,
        "salt": wrapping.salt.hex(),
        "n": wrapping.cost.n,
        "r": wrapping.cost.r,
        "p": wrapping.cost.p,
        "keys": {key_id: each.hex() for key_id, each in wrapped.keys.items()},
    }
    return json.dumps({**tree, "sum": _sum(tree)}, indent=1).encode()


def _decoded(content: bytes) -> WrappedKeys:
    tree = json.loads(content)
    # Else a damaged file would tell a person that the right passphrase is the wrong one.
    if tree.pop("sum") != _sum(tree) or tree["format"] != _FORMAT:
        raise ValueError("damaged, or of another version")
    cost = Cost(int(tree["n"]), int(tree["r"]), int(tree["p"]))
    return WrappedKeys(
        Wrapping(bytes.fromhex(tree["salt"]), cost),
        {str(key_id): bytes.fromhex(each) for key_id, each in tree["keys"].items()},
    )


def _sum(tree: Mapping[str, object]) -> str:
    """Return what tells damage; it protects from nobody who means it."""
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()

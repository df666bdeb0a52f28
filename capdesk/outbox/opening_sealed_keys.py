"""Opens the data keys that were sealed beside an outbox, with the private recovery key."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capdesk.outbox.sealed_keys import (
    FORMAT,
    MAX_SEALED_KEY_BYTES,
    SEALED_KEYS,
    sealed_recipients,
)
from capdesk.outbox.sealing import DATA_KEY_BYTES

if TYPE_CHECKING:
    from pyrage import x25519

MAX_KEY_FILE_BYTES = 16_000

_FAMILY = "capdesk-sealed-key/"
_AGE_VERSION = b"age-encryption.org/v1\n"
_AGE = b"age-encryption.org/"
_PRIVATE_KEY = re.compile(r"^\s*(AGE-SECRET-KEY-1\S+)\s*$", re.MULTILINE)


class RecoveryError(Exception):
    """A recovery key or a sealed key can't be used; a sentence for the user."""


@dataclass(frozen=True, slots=True)
class OpenedKeys:
    """What the sealed keys beside an outbox gave.

    Attributes:
        keys: Data keys by their ids.
        troubles: Of those that did not open: sentences, each with the file's name.
    """

    keys: dict[str, bytes]
    troubles: tuple[str, ...]


def read_recovery_key(content: bytes) -> "x25519.Identity":
    """Read the file of a private recovery key, of CapDesk or of `age-keygen`.

    Raises:
        RecoveryError: It is none.
    """
    from pyrage import IdentityError, x25519

    text = content[: MAX_KEY_FILE_BYTES + 1].decode("utf-8", "replace")
    found = _PRIVATE_KEY.findall(text)
    if len(content) > MAX_KEY_FILE_BYTES or len(found) != 1:
        raise RecoveryError(
            "This is not the private half of a recovery key; take the file that"
            ' "capdesk recovery new" wrote.'
        )
    try:
        return x25519.Identity.from_str(found[0])
    except IdentityError:
        raise RecoveryError(
            "This recovery key is damaged; take the copy of it that you keep."
        ) from None  # the cause might quote the key


def open_sealed_keys(path: Path, identity: "x25519.Identity") -> OpenedKeys:
    """Open every sealed key beside an outbox.

    Args:
        path: The outbox.
        identity: The private recovery key.

    Raises:
        RecoveryError: There is no sealed key, or none of them opens.
    """
    found = sorted(path.parent.glob(SEALED_KEYS))
    if not found:
        raise RecoveryError(
            "There is no sealed key beside this outbox: no recovery key was set on that"
            " computer when it was last used. Its leads can be read on that computer"
            " alone."
        )
    keys: dict[str, bytes] = {}
    troubles = []
    for file in found:
        try:
            key_id, key = _open(file, path, identity)
            keys[key_id] = key
        except RecoveryError as error:
            troubles.append(f"{file.name}: {error}")
        except OSError as error:
            reason = error.strerror or "the system gives no reason"
            troubles.append(f"{file.name}: it can't be read ({reason}).")
    if not keys:
        raise RecoveryError(troubles[0])
    return OpenedKeys(keys, tuple(troubles))


def _open(file: Path, path: Path, identity: "x25519.Identity") -> tuple[str, bytes]:
    from pyrage import DecryptError, decrypt

    with file.open("rb") as source:
        content = source.read(MAX_SEALED_KEY_BYTES + 1)
    if len(content) > MAX_SEALED_KEY_BYTES:
        raise RecoveryError("It is too large to be a sealed key.")
    if content.startswith(_AGE) and not content.startswith(_AGE_VERSION):
        raise _newer()
    try:
        plain = decrypt(content, [identity])
    except DecryptError:
        raise _unopened(path, identity) from None
    return _key_in(plain)


def _unopened(path: Path, identity: "x25519.Identity") -> RecoveryError:
    ours, theirs = str(identity.to_public()), sealed_recipients(path)
    if theirs and ours not in theirs:
        whose = " or ".join(sorted(theirs))
        return RecoveryError(
            f"It was sealed to another recovery key ({whose}) than the one given"
            f" ({ours})."
        )
    return RecoveryError(
        "It does not open with this recovery key: it is damaged, or was sealed to"
        " another one."
    )


def _key_in(plain: bytes) -> tuple[str, bytes]:
    try:
        tree = json.loads(plain)
        kind, key_id = tree["format"], tree["key_id"]
        if isinstance(kind, str) and kind.startswith(_FAMILY) and kind != FORMAT:
            raise _newer()
        key = base64.b64decode(tree["data_key"], validate=True)
        is_ours = kind == FORMAT and isinstance(key_id, str)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        is_ours, key = False, b""
    if not is_ours or len(key) != DATA_KEY_BYTES:
        raise RecoveryError("What is in it is not the key of an outbox.")
    return key_id, key


def _newer() -> RecoveryError:
    return RecoveryError(
        "It was written by a newer CapDesk; install that version to open it."
    )

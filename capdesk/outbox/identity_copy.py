"""Keeps a copy of the outbox's identity beside it.

The key id names the data key in the keyring. If it stood in the outbox alone, the loss
of one page of the file would lock every lead in it for good. Nothing here is secret.
"""

import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from capdesk import files

IDENTITY_COPY_NAME = "outbox.identity.json"


class KeyKind(StrEnum):
    """What holds a data key. Its id says it, in clear: the identity's and each lead's."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind

    @classmethod
    def of(cls, key_id: str) -> "KeyKind":
        """Return what holds the key of an id."""
        behind = key_id.startswith(f"{cls.PASSPHRASE}:")
        return cls.PASSPHRASE if behind else cls.KEYRING

    def key_id(self, name: str | None = None) -> str:
        """Return a key id of this kind, a new one where no name is given."""
        beginning = "" if self is KeyKind.KEYRING else f"{self}:"
        return beginning + (name or str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one outbox from another.

    Attributes:
        outbox_id: Its own id, a UUID.
        key_id: Name of its data key in the keyring.
        key_check: Tells whether a data key is the one; None until there is a key.
        created_at: When it was made, milliseconds since 1970, UTC.
    """

    outbox_id: str
    key_id: str
    key_check: bytes | None
    created_at: int

    @property
    def key_kind(self) -> KeyKind:
        """What holds its data key."""
        return KeyKind.of(self.key_id)

    @property
    def is_first_key(self) -> bool:
        """Whether its data key is the one that it began with."""
        return self.key_id == self.key_kind.key_id(self.outbox_id)


def keep_copy(path: Path, identity: Identity) -> None:
    """Have the copy beside an outbox say what the outbox itself says.

    Args:
        path: The outbox file.
        identity: As it stands in the outbox.

    Raises:
        OSError: The copy is missing or differs, and can't be written.
    """
    if read_copy(path) == identity:
        return
    tree = {
        "outbox_id": identity.outbox_id,
        "key_id": identity.key_id,
        "key_check": identity.key_check and identity.key_check.hex(),
        "created_at": identity.created_at,
    }
    files.write_private(path.with_name(IDENTITY_COPY_NAME), json.dumps(tree).encode())


def read_copy(path: Path) -> Identity | None:
    """Return the copy beside an outbox; None where there is none that can be read."""
    try:
        tree = json.loads(path.with_name(IDENTITY_COPY_NAME).read_bytes())
        check = tree["key_check"]
        return Identity(
            outbox_id=str(tree["outbox_id"]),
            key_id=str(tree["key_id"]),
            key_check=None if check is None else bytes.fromhex(check),
            created_at=int(tree["created_at"]),
        )
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None

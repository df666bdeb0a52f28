"""Whose campaign packs are believed, and what a signature says: who and when.

The text of a key is minisign's: `RW` and 54 more characters.
"""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime

KEY_ID_BYTES = 8
PUBLIC_BYTES = 32
ALGORITHM = b"Ed"


@dataclass(frozen=True, slots=True)
class PackKey:
    """A public key that campaign packs are signed for.

    Attributes:
        key_id: Random, tells keys apart; 8 bytes.
        public: Of Ed25519, 32 bytes.
    """

    key_id: bytes
    public: bytes = field(repr=False)

    @classmethod
    def read(cls, text: str) -> "PackKey":
        """Read the text of a key.

        Raises:
            ValueError: It is none.
        """
        try:
            content = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("not base64") from None
        if len(content) != len(ALGORITHM) + KEY_ID_BYTES + PUBLIC_BYTES:
            raise ValueError("another length than a public key of minisign has")
        if not content.startswith(ALGORITHM):
            raise ValueError("another algorithm than Ed25519")
        return cls(content[2:10], content[10:])

    @property
    def text(self) -> str:
        """As it stands in a policy."""
        return base64.b64encode(ALGORITHM + self.key_id + self.public).decode()

    @property
    def name(self) -> str:
        """What to tell it from other keys by; minisign shows the same."""
        return name_of(self.key_id)


def name_of(key_id: bytes) -> str:
    """Return the id of a key as people see it: 16 hexadecimal digits."""
    return f"{int.from_bytes(key_id, 'little'):0{2 * KEY_ID_BYTES}X}"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was checked.

    Attributes:
        key_name: Which key made it, see `PackKey.name`.
        at: When, as whoever signed says; aware, UTC.
        signer: Who, as whoever signed says; empty where they don't.
    """

    key_name: str
    at: datetime
    signer: str = ""

    @property
    def by(self) -> str:
        """Who signed, to follow "by"."""
        return self.signer or f"key {self.key_name}"

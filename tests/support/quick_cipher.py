"""A `Cipher` for tests that write many hand-over files: age as well, but without scrypt."""

import pyrage

from capdesk.services.hand_over.errors import HandOverFileError


class QuickCipher:
    """Encrypts to a key of its own and keeps the passphrase inside."""

    def __init__(self, identity: str = "") -> None:
        """Make it.

        Args:
            identity: Of the cipher that reads the same files; empty for a new one.
        """
        known = pyrage.x25519.Identity
        self._identity = known.from_str(identity) if identity else known.generate()

    @property
    def identity(self) -> str:
        """What another process makes the same cipher of."""
        return str(self._identity)

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        """See `Cipher`."""
        content = passphrase.encode() + b"\0" + plain
        return pyrage.encrypt(content, [self._identity.to_public()])

    def decrypt(self, content: bytes, passphrase: str) -> bytes:
        """See `Cipher`."""
        try:
            plain = pyrage.decrypt(content, [self._identity])
        except pyrage.DecryptError as error:
            raise HandOverFileError("damaged") from error
        known, _, rest = plain.partition(b"\0")
        if known != passphrase.encode():
            raise HandOverFileError("another passphrase")
        return rest

"""A `Cipher` for tests that write many hand-over files: age as well, but without scrypt."""

import pyrage

from capdesk.services.hand_over.errors import HandOverFileError


class QuickCipher:
    """Encrypts to a key of its own and keeps the passphrase inside."""

    def __init__(self) -> None:
        self._identity = pyrage.x25519.Identity.generate()

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

"""Files of age with a passphrase that cost nothing to open: scrypt's work is an argument.

age itself always spends a second on a new one, and `Age` reads these all the same.
"""

import base64
import secrets

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LOWEST_WORK_FACTOR = 1

_KEY_BYTES = 32
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
# Of the first and only chunk: a counter of 11 bytes at zero, and that it is the last.
_ONLY_CHUNK = bytes(11) + b"\x01"


def encrypt(
    plain: bytes, passphrase: str, work_factor: int = LOWEST_WORK_FACTOR
) -> bytes:
    """Return a file as https://age-encryption.org/v1 has it.

    Args:
        plain: Its content, of one chunk: 64 KiB at most.
        passphrase: What opens it.
        work_factor: As a power of two.
    """
    file_key, salt = secrets.token_bytes(16), secrets.token_bytes(16)
    scrypt = Scrypt(_SALT_LABEL + salt, _KEY_BYTES, n=2**work_factor, r=8, p=1)
    wrapping = ChaCha20Poly1305(scrypt.derive(passphrase.encode()))
    wrapped = wrapping.encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (
        *(_base64(salt), work_factor),
        _base64(wrapped),
    )
    mac = hmac.HMAC(_derived(file_key, b"", b"header"), hashes.SHA256())
    mac.update(header)
    nonce = secrets.token_bytes(16)
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    body = payload.encrypt(_ONLY_CHUNK, plain, None)
    return header + b" %b\n" % _base64(mac.finalize()) + nonce + body


def _derived(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt, info).derive(file_key)


def _base64(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")

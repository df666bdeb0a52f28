"""Head office's signing key in tests, and signatures made with it at a time of choice."""

from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capdesk.campaigns.minisign import SecretKey, sign
from capdesk.campaigns.seal import signature_path
from capdesk.domain.pack_signature import PackKey

NOON = datetime(2026, 9, 12, 12, tzinfo=UTC)


def key_of(name: str) -> SecretKey:
    """Return the key of a name, the same each time."""
    private = Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"."))
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return SecretKey(PackKey(name.encode().ljust(8, b".")[:8], public), private)


HEAD_OFFICE = key_of("head office")
STRANGER = key_of("stranger")


def sign_file(
    path: Path,
    *,
    at: datetime = NOON,
    key: SecretKey = HEAD_OFFICE,
    signer: str = "Head office",
) -> Path:
    """Put a signature beside a file."""
    content = sign(path.read_bytes(), key, name=path.name, signer=signer, now=at)
    target = signature_path(path)
    target.write_bytes(content)
    return target

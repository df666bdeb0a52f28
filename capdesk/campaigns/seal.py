"""The signature beside a campaign pack: checked over its very bytes, before they are read."""

import errno
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from capdesk.campaigns.minisign import (
    MAX_SIGNATURE_BYTES,
    SignatureFault,
    check_signature,
)
from capdesk.domain.pack_signature import PackKey, Signed

SUFFIX = ".minisig"


@dataclass(frozen=True, slots=True)
class Seal:
    """A pack as head office signed it.

    Attributes:
        content: The pack, byte for byte.
        signature: The file beside it.
        signed: Who signed and when; None where no key was given to check it by.
    """

    content: bytes
    signature: bytes
    signed: Signed | None = None


def signature_path(pack: Path) -> Path:
    """Return where the signature of a pack lies."""
    return pack.with_name(f"{pack.name}{SUFFIX}")


def read_seal(
    pack: Path, content: bytes, keys: Collection[PackKey] | None
) -> Seal | None:
    """Read the signature beside a pack, and check it where there are keys to do so.

    Args:
        pack: The pack's path.
        content: Its bytes.
        keys: Whose signatures are believed; None where none is asked for: then one that
            is there is taken along unchecked, for the day on which it is.

    Returns:
        None where there is none and none is asked for.

    Raises:
        SignatureFault: There is none, or it does not hold.
    """
    beside = signature_path(pack)
    try:
        # Opening a pipe would wait for whoever writes to it.
        if beside.exists() and not beside.is_file():
            raise IsADirectoryError(errno.EISDIR, "it is not a file")
        with beside.open("rb") as file:
            signature = file.read(MAX_SIGNATURE_BYTES + 1)
    except FileNotFoundError:
        if keys is None:
            return None
        raise SignatureFault(
            f"there is no signature ({beside.name}) beside it, and this "
            "computer takes signed campaign packs alone"
        ) from None
    except OSError as error:
        if keys is None:
            return None
        reason = error.strerror or "the system gives no reason"
        raise SignatureFault(
            f"the signature beside it cannot be read ({reason})"
        ) from error
    if keys is None:
        whole = len(signature) <= MAX_SIGNATURE_BYTES
        return Seal(content, signature) if whole else None
    return Seal(content, signature, check_believed(content, signature, keys))


def check_believed(
    content: bytes, signature: bytes, keys: Collection[PackKey]
) -> Signed:
    """Check a signature; see `check_signature`.

    Raises:
        SignatureFault: It does not hold, or there is nobody to believe.
    """
    if not keys:
        raise SignatureFault(
            "whether its signature can be believed is not known, because this computer's "
            "policy names no key that can be used"
        )
    return check_signature(content, signature, keys)

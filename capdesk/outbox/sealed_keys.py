"""Seals data keys to a recovery key too, in age files beside the outbox.

One file for each key that leads still depend on, see docs/decisions/0011. An age file
does not say whom it is for, so an index beside them does, and tells damage.
"""

import base64
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from capdesk import files
from capdesk.outbox.copies import backups, damaged_copies, stray_journals
from capdesk.outbox.data_key import identity_of
from capdesk.outbox.database import FAULTS, explain, opening
from capdesk.outbox.errors import OutboxUnavailableError
from capdesk.outbox.lost_key import key_ids_in_use
from capdesk.outbox.opened import OpenedOutbox

FORMAT = "capdesk-sealed-key/1"
INDEX_NAME = "outbox.recovery.json"
SEALED_KEYS = "outbox.recovery-*.age"
MAX_SEALED_KEY_BYTES = 16_000

_STRANGE = re.compile(r"[^0-9a-z-]")


@dataclass(frozen=True, slots=True)
class SealedFor:
    """What the index says of one sealed key.

    Attributes:
        recipient: Whose private key opens it, `age1…`.
        sha256: Of the file, in hexadecimal.
    """

    recipient: str
    sha256: str


def sealed_for(path: Path, key_id: str) -> str | None:
    """Return whom a data key is sealed to; None for nobody, or where that is damaged.

    Args:
        path: The outbox.
        key_id: Of the data key.

    Raises:
        OSError: Something can't be read.
    """
    return _sealed_for(path, _index(path), key_id)


def keep_sealed(outbox: OpenedOutbox, recipient: str) -> bool:
    """Have the present data key of an outbox sealed to a recovery key, if it is not yet.

    What is sealed of keys that no lead depends on any more is deleted. Where the policy
    has another key than before, that one takes the place of the first; earlier data keys
    that are lost here stay sealed to whom they were.

    Args:
        outbox: The outbox; its thread calls this.
        recipient: The public half of the recovery key.

    Returns:
        Whether there was anything to be sealed.

    Raises:
        OutboxError: It can't be kept.
    """
    path = outbox.path
    try:
        identity = identity_of(outbox.connection)
        with opening(path):
            sealer = outbox.sealer
            sealed = seal_key(
                path, identity.outbox_id, sealer.key_id, sealer.key, recipient
            )
            if not (backups(path) or damaged_copies(path) or stray_journals(path)):
                in_use = key_ids_in_use(outbox.connection) | {identity.key_id}
                _delete_others(path, in_use)
    except FAULTS as error:
        raise explain(error, path) from error
    return sealed


def seal_key(
    path: Path, outbox_id: str, key_id: str, key: bytes, recipient: str
) -> bool:
    """Seal one data key, unless it is, and read back what was written.

    Args:
        path: The outbox; `opening` is held.
        outbox_id: Its id.
        key_id: Of the data key.
        key: The data key.
        recipient: The public half of the recovery key.

    Returns:
        Whether there was anything to be sealed.

    Raises:
        OSError: It can't be written.
        OutboxUnavailableError: The disk does not keep it.
    """
    index = _index(path)
    if _sealed_for(path, index, key_id) == recipient:
        return False
    from pyrage import encrypt, x25519

    document = {
        "format": FORMAT,
        "outbox_id": outbox_id,
        "key_id": key_id,
        "data_key": base64.b64encode(key).decode(),
    }
    plain = json.dumps(document).encode()
    content = encrypt(plain, [x25519.Recipient.from_str(recipient)])
    target = sealed_key_path(path, key_id)
    files.write_private(target, content)
    if target.read_bytes() != content:
        raise OutboxUnavailableError(
            f"{target} does not hold what was written to it, so nothing relies on it."
            " Check the disk."
        )
    # Last: what the index does not know is sealed again.
    _write_index(path, {**index, key_id: SealedFor(recipient, _sha256(content))})
    return True


def sealed_key_path(path: Path, key_id: str) -> Path:
    """Return where a data key lies sealed."""
    return path.with_name(f"outbox.recovery-{_STRANGE.sub('-', key_id)}.age")


def sealed_recipients(path: Path) -> frozenset[str]:
    """Return whom keys of an outbox are sealed to, as far as the index says."""
    return frozenset(each.recipient for each in _index(path).values())


def _sealed_for(path: Path, index: Mapping[str, SealedFor], key_id: str) -> str | None:
    known = index.get(key_id)
    if known is None:
        return None
    try:
        with sealed_key_path(path, key_id).open("rb") as file:
            content = file.read(MAX_SEALED_KEY_BYTES + 1)
    except FileNotFoundError:
        return None
    return known.recipient if _sha256(content) == known.sha256 else None


def _delete_others(path: Path, in_use: Collection[str]) -> None:
    index = _index(path)
    left = {key_id: each for key_id, each in index.items() if key_id in in_use}
    if left != index:
        _write_index(path, left)
    wanted = {sealed_key_path(path, key_id) for key_id in in_use}
    for found in path.parent.glob(SEALED_KEYS):
        if found not in wanted:
            found.unlink(missing_ok=True)


def _index(path: Path) -> Mapping[str, SealedFor]:
    try:
        tree = json.loads(path.with_name(INDEX_NAME).read_bytes())
        return {
            str(key_id): SealedFor(str(each["recipient"]), str(each["sha256"]))
            for key_id, each in tree["keys"].items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}  # damaged: all is sealed again


def _write_index(path: Path, index: Mapping[str, SealedFor]) -> None:
    keys = {
        key_id: {"recipient": each.recipient, "sha256": each.sha256}
        for key_id, each in index.items()
    }
    content = json.dumps({"format": FORMAT, "keys": keys}).encode()
    files.write_private(path.with_name(INDEX_NAME), content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

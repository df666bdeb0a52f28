"""Makes sure that the data key is the one this outbox was sealed with."""

import sqlite3
from collections.abc import Callable

from capdesk.outbox.database import transaction
from capdesk.outbox.errors import LostDataKeyError
from capdesk.outbox.identity_copy import Identity
from capdesk.outbox.sealing import DATA_KEY_BYTES, Sealer

DataKeySource = Callable[[str, bool], bytes | None]
"""Gives the data key of a key id; the flag says whether it may make a new one."""


def find_sealer(connection: sqlite3.Connection, data_key: DataKeySource) -> Sealer:
    """Get the data key and make sure that it is the one the outbox was sealed with.

    Raises:
        LostDataKeyError: There is none, or another one.
    """
    identity = identity_of(connection)
    key_id, expected = identity.key_id, identity.key_check
    key = data_key(key_id, expected is None)
    if key is None or len(key) != DATA_KEY_BYTES:
        raise lost_data_key()
    sealer = Sealer(key_id, key)
    check = key_check(sealer)
    if expected is None:
        with transaction(connection):
            connection.execute(
                "UPDATE identity SET key_check = ? WHERE key_check IS NULL", (check,)
            )
        # Another program may have been first; then its key is the one that counts.
        expected = identity_of(connection).key_check
    if check != expected:
        raise lost_data_key()
    return sealer


def sealer_of(identity: Identity, data_key: DataKeySource) -> Sealer | None:
    """Return the sealer of an outbox that had one; None where its key is not at hand."""
    key = data_key(identity.key_id, False)  # noqa: FBT003 - the type of a DataKeySource
    if key is None or len(key) != DATA_KEY_BYTES:
        return None
    sealer = Sealer(identity.key_id, key)
    is_the_one = identity.key_check in {None, key_check(sealer)}
    return sealer if is_the_one else None


def is_sealed_by(connection: sqlite3.Connection, sealer: Sealer) -> bool:
    """Whether an open outbox is the one whose data key a sealer has."""
    return identity_of(connection).key_check == key_check(sealer)


def identity_of(connection: sqlite3.Connection) -> Identity:
    """Return the identity of an open outbox."""
    row = connection.execute(
        "SELECT outbox_id, key_id, key_check, created_at FROM identity"
    ).fetchone()
    return Identity(**row)


def key_check(sealer: Sealer) -> bytes:
    """Return what tells whether a data key is the one an outbox was sealed with."""
    return sealer.fingerprint("key check", sealer.key_id.encode())


def lost_data_key() -> LostDataKeyError:
    """Return the error that says that the key is gone or is another one."""
    return LostDataKeyError(
        "This computer's keyring no longer has the key to the leads in the outbox. The"
        " leads are kept as they are; nothing new can be saved until the key is back."
    )

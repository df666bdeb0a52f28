"""Makes sure that the data key is the one this outbox was sealed with."""

import sqlite3
from collections.abc import Callable

from capdesk.outbox.database import transaction
from capdesk.outbox.errors import LostDataKeyError
from capdesk.outbox.sealing import DATA_KEY_BYTES, Sealer

DataKeySource = Callable[[str, bool], bytes | None]
"""Gives the data key of a key id; the flag says whether it may make a new one."""


def find_sealer(connection: sqlite3.Connection, data_key: DataKeySource) -> Sealer:
    """Get the data key and make sure that it is the one the outbox was sealed with.

    Raises:
        LostDataKeyError: There is none, or another one.
    """
    identity = _identity(connection)
    key_id, expected = identity["key_id"], identity["key_check"]
    key = data_key(key_id, expected is None)
    lost = LostDataKeyError(
        "This computer's keyring no longer has the key to the leads in the outbox. The"
        " leads are kept as they are; nothing new can be saved until the key is back."
    )
    if key is None or len(key) != DATA_KEY_BYTES:
        raise lost
    sealer = Sealer(key_id, key)
    check = _key_check(sealer)
    if expected is None:
        with transaction(connection):
            connection.execute(
                "UPDATE identity SET key_check = ? WHERE key_check IS NULL", (check,)
            )
        # Another program may have been first; then its key is the one that counts.
        expected = _identity(connection)["key_check"]
    if check != expected:
        raise lost
    return sealer


def is_sealed_by(connection: sqlite3.Connection, sealer: Sealer) -> bool:
    """Whether an open outbox is the one whose data key a sealer has."""
    return bool(_identity(connection)["key_check"] == _key_check(sealer))


def _identity(connection: sqlite3.Connection) -> sqlite3.Row:
    query = "SELECT key_id, key_check FROM identity"
    identity: sqlite3.Row = connection.execute(query).fetchone()
    return identity


def _key_check(sealer: Sealer) -> bytes:
    """Return what tells whether a data key is the one an outbox was sealed with."""
    return sealer.fingerprint("key check", sealer.key_id.encode())

"""Makes sure that the data key is the one this outbox was sealed with."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

from capdesk.outbox.database import transaction
from capdesk.outbox.errors import LostDataKeyError, OtherKeyKindError
from capdesk.outbox.identity_copy import Identity, KeyKind
from capdesk.outbox.sealing import DATA_KEY_BYTES, Sealer

DataKeySource = Callable[[str, bool], bytes | None]
"""Gives the data key of a key id; the flag says whether it may make a new one."""

_ELSEWHERE = {
    KeyKind.KEYRING: (
        "The key to the leads in this outbox is in this computer's keyring, so no"
        " passphrase opens them. Nothing was changed; start or unlock the keyring, then"
        " try again."
    ),
    KeyKind.PASSPHRASE: (
        "The leads in this outbox are opened by a passphrase, not by this computer's"
        " keyring. Nothing was changed; give the passphrase."
    ),
}


def find_sealer(
    connection: sqlite3.Connection,
    data_key: DataKeySource,
    kind: KeyKind = KeyKind.KEYRING,
) -> Sealer:
    """Get the data key and make sure that it is the one the outbox was sealed with.

    Args:
        connection: To the outbox.
        data_key: Gives the data key.
        kind: What it gives it from; settled for good with the first key.

    Raises:
        LostDataKeyError: There is none, or another one.
        OtherKeyKindError: It is kept in another kind of place.
    """
    identity = identity_of(connection)
    if identity.key_check is None and identity.key_kind is not kind:
        identity = _rename_first_key(connection, identity, kind)
    if identity.key_kind is not kind:
        raise other_key_kind(identity)
    key_id, expected = identity.key_id, identity.key_check
    key = data_key(key_id, expected is None)
    if key is None or len(key) != DATA_KEY_BYTES:
        raise lost_data_key(kind)
    sealer = Sealer(key_id, key)
    check = key_check(sealer)
    if expected is None:
        with transaction(connection):
            connection.execute(
                "UPDATE identity SET key_check = ? WHERE key_check IS NULL"
                " AND key_id = ?",
                (check, key_id),
            )
        # Another program may have been first; then its key is the one that counts.
        expected = identity_of(connection).key_check
    if check != expected:
        raise lost_data_key(kind)
    return sealer


def _rename_first_key(
    connection: sqlite3.Connection, identity: Identity, kind: KeyKind
) -> Identity:
    """Name the key of an outbox that has none yet by what is going to hold it."""
    with transaction(connection):
        connection.execute(
            "UPDATE identity SET key_id = ? WHERE key_check IS NULL",
            (kind.key_id(identity.outbox_id),),
        )
    return identity_of(connection)


def sealer_of(identity: Identity, data_key: DataKeySource) -> Sealer | None:
    """Return the sealer of an outbox that had one; None where its key is not at hand."""
    key = data_key(identity.key_id, False)  # noqa: FBT003 - the type of a DataKeySource
    if key is None or len(key) != DATA_KEY_BYTES:
        return None
    sealer = Sealer(identity.key_id, key)
    is_the_one = identity.key_check in {None, key_check(sealer)}
    return sealer if is_the_one else None


def new_sealer(
    identity: Identity, data_key: DataKeySource, kind: KeyKind | None = None
) -> tuple[Identity, Sealer]:
    """Have another data key made for an outbox.

    Args:
        identity: The outbox's.
        data_key: Gives data keys.
        kind: What it gives them from; None for the kind that the outbox has.

    Raises:
        LostDataKeyError: Whatever keeps keys gave none.
    """
    kind = kind or identity.key_kind
    key_id = kind.key_id()
    key = data_key(key_id, True)  # noqa: FBT003 - the type of a DataKeySource
    if key is None:
        raise lost_data_key(kind)
    sealer = Sealer(key_id, key)
    return replace(identity, key_id=key_id, key_check=key_check(sealer)), sealer


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


def other_key_kind(identity: Identity) -> OtherKeyKindError:
    """Return the error that says where the key of an outbox is instead."""
    return OtherKeyKindError(_ELSEWHERE[identity.key_kind])


def lost_data_key(kind: KeyKind = KeyKind.KEYRING) -> LostDataKeyError:
    """Return the error that says that the key is gone or is another one."""
    match kind:
        case KeyKind.KEYRING:
            where = "This computer's keyring"
        case KeyKind.PASSPHRASE:
            where = "The data folder"
    return LostDataKeyError(
        f"{where} no longer has the key to the leads in the outbox. The leads are kept"
        " as they are; nothing new can be saved until the key is back, or until you"
        ' begin anew with another key: "capdesk outbox begin-anew".'
    )

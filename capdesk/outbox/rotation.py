"""Changes the data key of an outbox in which nothing depends on it any more."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from capdesk.outbox.copies import backups, damaged_copies, stray_journals
from capdesk.outbox.data_key import DataKeySource, identity_of, new_sealer
from capdesk.outbox.database import FAULTS, explain, opening, transaction
from capdesk.outbox.identity_copy import IDENTITY_COPY_NAME, keep_copy
from capdesk.outbox.opened import OpenedOutbox
from capdesk.outbox.sealed_keys import seal_key

# All that only the key can open, or only the key can find. Receipts count: what a person
# is found by was made of contact data that is gone, so no other key could make it again.
_DEPENDS = " OR ".join(
    f"{column} IS NOT NULL"
    for column in (
        *("lead", "proof", "payload", "messages", "receipt"),
        *("email_hmac", "phone_hmac", "row_hmac"),
    )
)


def key_since(path: Path) -> datetime | None:
    """Return since when an outbox has had its present key.

    The copy of the identity is written when the key changes, and at no other time. If
    somebody restores it from a backup, a key counts as older or younger than it is,
    which costs nothing.

    Args:
        path: The outbox.

    Returns:
        Aware UTC; None where it can't be told.
    """
    try:
        changed_at_s = path.with_name(IDENTITY_COPY_NAME).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(changed_at_s, UTC)


def renew_key_if_empty(
    outbox: OpenedOutbox, data_key: DataKeySource, recipient: str | None = None
) -> str | None:
    """Have what comes sealed by a new data key, if nothing depends on the present one.

    Args:
        outbox: The outbox; its thread calls this. Other programs that have it open are
            refused when they capture, until they open it again.
        data_key: Gives data keys.
        recipient: Whom the new key is sealed to as well, before a lead is sealed with
            it; None for nobody.

    Returns:
        Id of the old key, which can be deleted now; None where all stays as it was.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    path, connection = outbox.path, outbox.connection
    try:
        if not _is_empty(outbox, connection):
            return None
        old = identity_of(connection)
        # The key first: an outbox must not name one that could not be kept.
        renewed, sealer = new_sealer(old, data_key)
        if recipient is not None:
            with opening(path):
                seal_key(path, renewed.outbox_id, renewed.key_id, sealer.key, recipient)
        with transaction(connection):
            # Another program may have captured meanwhile, or have been here as well.
            if not _is_empty(outbox, connection) or identity_of(connection) != old:
                return None
            connection.execute(
                "UPDATE identity SET key_id = ?, key_check = ?",
                (renewed.key_id, renewed.key_check),
            )
            connection.execute("UPDATE entry SET key_id = ?", (renewed.key_id,))
        if identity_of(connection) != renewed:
            return None
        outbox.sealer = sealer
        keep_copy(path, renewed)
    except FAULTS as error:
        raise explain(error, path) from error
    return old.key_id


def _is_empty(outbox: OpenedOutbox, connection: sqlite3.Connection) -> bool:
    """Whether no lead, draft or copy beside the outbox depends on the present key."""
    (depends,) = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM entry WHERE {_DEPENDS})"  # noqa: S608 - a constant
        " OR EXISTS (SELECT 1 FROM draft)"
    ).fetchone()
    path = outbox.path
    return not (
        depends or backups(path) or damaged_copies(path) or stray_journals(path)
    )

"""Tells what holds an outbox's key before anything is opened or asked."""

import sqlite3
from contextlib import closing
from pathlib import Path

from capdesk.outbox.identity import open_file
from capdesk.outbox.identity_copy import KeyKind, read_copy


def settled_key_kind(path: Path) -> KeyKind | None:
    """Return what holds the key of an outbox, which may be open elsewhere.

    Args:
        path: The outbox.

    Returns:
        None where there is no outbox, where it never had a key, or where it can't be
        told: then opening it says what is wrong.
    """
    try:
        identity = read_copy(path)
        if identity is not None and identity.key_check is not None:
            return identity.key_kind
        if not path.exists():
            return None
        with closing(open_file(path, "mode=ro")) as connection:
            row = connection.execute(
                "SELECT key_id FROM identity WHERE key_check IS NOT NULL"
            ).fetchone()
    except (OSError, sqlite3.Error):
        return None
    return None if row is None else KeyKind.of(row["key_id"])

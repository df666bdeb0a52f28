"""Opens the copy of an outbox that was found elsewhere, with the keys that are at hand."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from capdesk.domain.entry import UNSENT
from capdesk.outbox.database import FAULTS, explain, transaction
from capdesk.outbox.errors import LostDataKeyError
from capdesk.outbox.identity import open_file
from capdesk.outbox.identity_copy import KeyKind
from capdesk.outbox.lost_key import begin_anew, key_ids_in_use
from capdesk.outbox.sealing import new_data_key
from capdesk.outbox.settled_kind import settled_key_kind
from capdesk.outbox.store import Outbox


def open_found(path: Path, keys: Mapping[str, bytes], *, now: datetime) -> Outbox:
    """Open a copy of an outbox, salvaging it where it is damaged.

    Where its present key is not at hand but an earlier one is, a new key of this copy
    alone takes up the leads that can be read.

    Args:
        path: The copy; it may be changed.
        keys: Data keys by their ids.
        now: Aware UTC.

    Raises:
        LostDataKeyError: None of the keys opens any lead.
        OutboxError: It can't be opened, whatever the key.
    """
    kind = settled_key_kind(path) or KeyKind.KEYRING

    def opened(data_key: Callable[[str, bool], bytes | None]) -> Outbox:
        return Outbox.open(path, data_key=data_key, now=now, key_kind=kind)

    try:
        return opened(lambda key_id, _: keys.get(key_id))
    except LostDataKeyError:
        if not keys.keys() & _key_ids(path):
            raise
    known = dict(keys)

    def or_a_new_one(key_id: str, may_create: bool) -> bytes | None:  # noqa: FBT001 - the type of a DataKeySource
        if may_create:
            known.setdefault(key_id, new_data_key())
        return known.get(key_id)

    begin_anew(path, data_key=or_a_new_one, now=now, kind=kind)
    return opened(or_a_new_one)


def doubt_unsent(outbox: Outbox) -> None:
    """Mark every unsent lead as a possible duplicate: elsewhere it may be sent, too.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    marks = ", ".join("?" * len(UNSENT))
    try:
        with transaction(outbox.connection):
            outbox.connection.execute(
                f"UPDATE entry SET possible_duplicate = 1 WHERE status IN ({marks})",  # noqa: S608 - question marks
                tuple(sorted(UNSENT)),
            )
    except FAULTS as error:
        raise explain(error, outbox.path) from error


def _key_ids(path: Path) -> set[str]:
    try:
        with closing(open_file(path, "mode=ro")) as connection:
            return key_ids_in_use(connection)
    except (sqlite3.Error, OSError, UnicodeDecodeError):
        return set()  # damaged, and nothing of it could be salvaged with these keys

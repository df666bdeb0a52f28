"""Goes on without a lost data key, and takes its leads up again once it is back.

Every entry says which key sealed it, so those of a lost key stay beside those of the
present one: kept as they are, counted, never sent. See docs/decisions/0009.
"""

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capdesk.outbox.codec import from_ms
from capdesk.outbox.data_key import (
    DataKeySource,
    identity_of,
    new_sealer,
    other_key_kind,
    sealer_of,
)
from capdesk.outbox.database import FAULTS, explain, open_held, opening, transaction
from capdesk.outbox.drafts import LOST_SLOT, slot_under_lost_key
from capdesk.outbox.identity import check_identity, open_file
from capdesk.outbox.identity_copy import Identity, KeyKind, keep_copy
from capdesk.outbox.schema import MIGRATIONS
from capdesk.outbox.sealing import Sealer, UnsealError

_log = logging.getLogger(__name__)

ROWS_PER_TRANSACTION = 500
"""Another program that wants to write waits for no more than these."""

_SEALED = ("lead", "proof", "payload", "messages", "receipt")


@dataclass(frozen=True, slots=True)
class UnreadableLeads:
    """Leads whose key is not at hand.

    Attributes:
        count: How many.
        unsent: How many of them still had to be sent.
        first: When the first of them was captured, aware, UTC.
        last: When the last of them was.
        kind: What held their key.
    """

    count: int
    unsent: int
    first: datetime
    last: datetime
    kind: KeyKind = KeyKind.KEYRING

    @property
    def sentence(self) -> str:
        """For the person at the desk."""
        leads = "1 lead" if self.count == 1 else f"{self.count:,} leads"
        # Late: time zones take long to load, and most desks never lose a key.
        from capdesk.domain.rules.times import shown_date, uk_date

        first, last = (shown_date(uk_date(each)) for each in (self.first, self.last))
        when = f"of {first}" if first == last else f"from {first} to {last}"
        where = (
            "this computer's keyring"
            if self.kind is KeyKind.KEYRING
            else "the data folder"
        )
        unsent = f", {self.unsent:,} of them not sent" if self.unsent else ""
        return (
            f"{leads} {when} can't be read{unsent}: their key is no longer in {where}."
            " They are kept as they are; once the key is restored from a backup, they"
            " can be read and sent again."
        )


def begin_anew(
    path: Path,
    *,
    data_key: DataKeySource,
    now: datetime,
    kind: KeyKind = KeyKind.KEYRING,
    may_change_kind: bool = False,
) -> bool:
    """Have new leads sealed by a new data key, because the old one is lost.

    A person has agreed to that. Nothing is deleted: leads and drafts of the lost key
    stay sealed, and `take_up_again` finds them when it is back. Whatever has the outbox
    open meanwhile can write to it no more.

    Args:
        path: The outbox, not open in this program.
        data_key: Gives data keys.
        now: Aware UTC.
        kind: What it gives them from.
        may_change_kind: Whether that may be another kind of place than the outbox's
            key was in: a person has said that the place itself is gone.

    Returns:
        Whether there is a new key; the old one may turn out not to be lost.

    Raises:
        OtherKeyKindError: The key is kept elsewhere, so nobody knows that it is lost.
        OutboxError: The disk, a permission or another program is in the way. Nothing
            was changed.
    """
    with opening(path):
        connection = open_held(path, now=now, may_create=False)
        try:
            identity = identity_of(connection)
            if identity.key_kind is not kind and not may_change_kind:
                raise other_key_kind(identity)
            if sealer_of(identity, data_key) is not None:
                return False
            # The key first: an outbox must not name one that could not be kept.
            renewed, _ = new_sealer(identity, data_key, kind)
            with transaction(connection):
                _change_key(connection, identity, renewed)
            keep_copy(path, renewed)
        except FAULTS as error:
            raise explain(error, path) from error
        finally:
            connection.close()
    _log.warning("the data key was lost; new leads are sealed by another")
    return True


def _change_key(
    connection: sqlite3.Connection, lost: Identity, renewed: Identity
) -> None:
    connection.execute(
        "UPDATE identity SET key_id = ?, key_check = ?",
        (renewed.key_id, renewed.key_check),
    )
    slots = connection.execute(
        "SELECT slot FROM draft WHERE NOT instr(slot, ?)", (LOST_SLOT,)
    ).fetchall()
    # Out of the way of the drafts to come, which would take their places.
    connection.executemany(
        "UPDATE draft SET slot = ? WHERE slot = ?",
        [(slot_under_lost_key(slot, lost.key_id), slot) for (slot,) in slots],
    )


def take_up_again(
    connection: sqlite3.Connection, sealer: Sealer, data_key: DataKeySource
) -> int:
    """Seal with the present key what an earlier one sealed that is at hand again.

    So its leads are like all others: found, sent, purged. What does not open stays as
    it is.

    Args:
        connection: To the outbox.
        sealer: Has the present key.
        data_key: Gives data keys; no new one is made.

    Returns:
        How many leads can be read again.
    """
    if identity_of(connection).is_first_key:
        return 0  # there has been no other, and a look through all leads takes a while
    taken = 0
    for key_id in sorted(key_ids_in_use(connection) - {sealer.key_id}):
        earlier = sealer_of(Identity("", key_id, None, 0), data_key)
        if earlier is not None:
            taken += _reseal_entries(connection, earlier, sealer)
            _reseal_drafts(connection, earlier, sealer)
    if taken:
        _log.warning("a lost data key is back: %d leads can be read again", taken)
    return taken


def unreadable_leads(
    connection: sqlite3.Connection, sealer: Sealer
) -> UnreadableLeads | None:
    """Return what is known of leads under lost keys; None where there are none."""
    if identity_of(connection).is_first_key:
        return None
    return _count(connection, "key_id != ? AND lead IS NOT NULL", sealer.key_id)


def leads_behind_lost_key(path: Path) -> UnreadableLeads | None:
    """Return what is known of the leads in an outbox whose key is not at hand.

    The outbox is looked at without any key, and nothing is changed.

    Returns:
        All of them, whichever key sealed them; None where there are none.

    Raises:
        OutboxError: It can't be read as it is.
    """
    try:
        check_identity(path, newest=len(MIGRATIONS))
        with closing(open_file(path, "mode=ro")) as connection:
            return _count(connection, "lead IS NOT NULL")
    except FAULTS as error:
        raise explain(error, path) from error


def _count(
    connection: sqlite3.Connection, which: str, *arguments: str
) -> UnreadableLeads | None:
    row = connection.execute(
        "SELECT count(*) AS count, min(captured_at) AS first, max(captured_at) AS last,"  # noqa: S608 - of our own words
        " total(status NOT IN ('sent', 'replaced', 'discarded')) AS unsent,"
        f" max(key_id) AS key_id FROM entry WHERE {which}",
        arguments,
    ).fetchone()
    if not row["count"]:
        return None
    return UnreadableLeads(
        row["count"],
        int(row["unsent"]),
        from_ms(row["first"]),
        from_ms(row["last"]),
        KeyKind.of(row["key_id"]),
    )


def key_ids_in_use(connection: sqlite3.Connection) -> set[str]:
    """Return the ids of all keys that leads or drafts are sealed with."""
    entries = connection.execute("SELECT DISTINCT key_id FROM entry")
    key_ids = {key_id for (key_id,) in entries}
    drafts = connection.execute(
        "SELECT slot FROM draft WHERE instr(slot, ?)", (LOST_SLOT,)
    )
    return key_ids | {slot.rpartition(LOST_SLOT)[2] for (slot,) in drafts}


def _reseal_entries(
    connection: sqlite3.Connection, earlier: Sealer, sealer: Sealer
) -> int:
    taken, after = 0, 0
    while True:
        with transaction(connection):
            rows = connection.execute(
                f"SELECT rowid, id, {', '.join(_SEALED)} FROM entry"  # noqa: S608 - a constant
                " WHERE key_id = ? AND rowid > ? ORDER BY rowid LIMIT ?",
                (earlier.key_id, after, ROWS_PER_TRANSACTION),
            ).fetchall()
            for row in rows:
                taken += _reseal_entry(connection, row, earlier, sealer)
        if len(rows) < ROWS_PER_TRANSACTION:
            return taken
        after = rows[-1]["rowid"]


def _reseal_entry(
    connection: sqlite3.Connection, row: sqlite3.Row, earlier: Sealer, sealer: Sealer
) -> bool:
    entry_id = row["id"]
    try:
        resealed: dict[str, bytes | None] = {
            column: sealer.seal(
                entry_id, column, earlier.unseal(entry_id, column, row[column])
            )
            for column in _SEALED
            if row[column] is not None
        }
    except UnsealError:
        return False
    if "lead" in resealed:  # else there is nothing left to make them of
        resealed |= {"email_hmac": None, "phone_hmac": None}
    columns = "".join(f", {column} = :{column}" for column in resealed)
    connection.execute(
        f"UPDATE entry SET key_id = :key_id{columns} WHERE id = :id",  # noqa: S608 - of a constant
        {**resealed, "key_id": sealer.key_id, "id": entry_id},
    )
    return "lead" in resealed


def _reseal_drafts(
    connection: sqlite3.Connection, earlier: Sealer, sealer: Sealer
) -> None:
    ending = slot_under_lost_key("", earlier.key_id)
    with transaction(connection):
        rows = connection.execute(
            "SELECT slot, content FROM draft WHERE instr(slot, ?)", (ending,)
        ).fetchall()
        for row in rows:
            slot = row["slot"].removesuffix(ending)
            try:
                content = earlier.unseal(slot, "draft", row["content"])
            except UnsealError:
                continue
            # Where something else is being typed by now, it waits until that is done.
            connection.execute(
                "UPDATE OR IGNORE draft SET slot = ?, content = ? WHERE slot = ?",
                (slot, sealer.seal(slot, "draft", content), row["slot"]),
            )

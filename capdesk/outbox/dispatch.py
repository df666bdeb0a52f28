"""The outbox as the courier sees it: claim what is due, write down what came of it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from capdesk.domain.entry import Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import codec, queues
from capdesk.outbox.changes import ColumnValue, move
from capdesk.outbox.codec import optional_from_ms, optional_ms, to_ms
from capdesk.outbox.database import explain, transaction
from capdesk.outbox.errors import OutboxError
from capdesk.outbox.sealing import UnsealError
from capdesk.outbox.store import Outbox

# Word for word the condition of the index `entry_next`, or SQLite would not use it.
_MAY_GO = "status IN ('waiting', 'may_have_arrived') AND NOT held AND NOT unreadable"
# What is just being put into a hand-over file waits until that is done, or given up.
_DUE = (
    f"environment = :environment AND key_id = :key_id AND hand_over_id IS NULL"
    f" AND {_MAY_GO}"
)


_CLAIMED_COLUMNS = (
    "id, payload, attempts, was_unknown, resends, by_hand, hold_when_unknown,"
    " possible_duplicate"
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry that is now `sending`: its POST may start.

    Attributes:
        id: Id of the entry.
        payload: The exact bytes to POST.
        attempt: Number of this attempt, from 1.
        was_unknown: An earlier attempt ended unknown.
        resends: Resends that were made by the courier itself and ended unknown.
        by_hand: A person asked for this attempt; it counts against no limit.
        hold_when_unknown: The campaign wants a person to decide at once.
    """

    id: str
    payload: bytes
    attempt: int
    was_unknown: bool
    resends: int
    by_hand: bool
    hold_when_unknown: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an attempt came to, to be written down.

    Attributes:
        id: Id of the entry.
        status: Status to be.
        code: Code of the outcome.
        not_before: When the courier may try again; None for at once or never.
        held: A person has to decide.
        was_unknown: This or an earlier attempt ended unknown.
        resends: As in `Claimed`, after this attempt.
        messages: The gateway's words.
    """

    id: str
    status: Status
    code: str
    not_before: datetime | None = None
    held: bool = False
    was_unknown: bool = False
    resends: int = 0
    enquiry_reference: str | None = None
    request_reference: str | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one visit to the outbox gave.

    Attributes:
        claimed: Entries to send now.
        next_due: When the next entry is due that was not claimed; None for none.
    """

    claimed: tuple[Claimed, ...]
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries a claim may take.

    Attributes:
        limit: How many at most.
        ignore_times: Take entries whose time has not come.
        waiting_only: Leave entries alone that may have arrived.
        not_tried_since: Take only entries that were last tried before this.
    """

    limit: int
    ignore_times: bool = False
    waiting_only: bool = False
    not_tried_since: datetime | None = None


_NOTHING = Wanted(limit=0)


def exchange(
    outbox: Outbox,
    environment: str,
    *,
    now: datetime,
    settlements: Sequence[Settlement] = (),
    queue: QueueState | None = None,
    wanted: Wanted = _NOTHING,
) -> Exchange:
    """Write outcomes and claim the next entries, in one transaction.

    One visit for all that falls together keeps a draining queue from being bound by
    the disk. `sending` is on the disk before this returns, so before any POST starts.

    Args:
        outbox: The outbox; its thread calls this.
        environment: Whose entries.
        now: Aware UTC.
        settlements: Outcomes to write.
        queue: State of the queue to keep; None to leave it.
        wanted: What may be claimed.

    Raises:
        OutboxError: The disk or another program is in the way. Nothing was claimed;
            trying again with the same settlements is safe.
        TransitionError: A settlement breaks the rules, which is a fault of the
            caller; nothing was written.
    """
    connection = outbox.connection
    result = Exchange((), None)
    try:
        if not settlements and queue is None and wanted.limit == 0:
            return Exchange((), _next_due(outbox, environment))
        with transaction(connection):
            for settlement in settlements:
                _settle(outbox, settlement, now)
            if queue is not None:
                queues.save(connection, queue, now=now)
            claimed = _claim(outbox, environment, wanted, now)
            result = Exchange(claimed, _next_due(outbox, environment))
    except sqlite3.Error as error:
        if not _are_claimed_after_all(outbox, result.claimed):
            raise explain(error, outbox.path) from error
    return result


def _are_claimed_after_all(outbox: Outbox, claimed: Sequence[Claimed]) -> bool:
    """Find out over a fresh connection whether a COMMIT that failed got through.

    Claims that did would stay `sending` with nobody who sends them. Settlements need no
    such look: written twice they are written once.
    """
    if not claimed:
        return False
    try:
        outbox.close()
        return all(
            outbox.connection.execute(
                "SELECT 1 FROM entry"
                " WHERE id = ? AND status = 'sending' AND attempts = ?",
                (entry.id, entry.attempt),
            ).fetchone()
            for entry in claimed
        )
    except (OutboxError, sqlite3.Error):
        return False


def _settle(outbox: Outbox, settlement: Settlement, now: datetime) -> None:
    if _is_settled(outbox.connection, settlement):
        return
    # What the gateway once said stays until it says something new.
    words: dict[str, ColumnValue] = {}
    if settlement.messages:
        content = codec.encode_messages(settlement.messages)
        words["messages"] = outbox.sealer.seal(settlement.id, "messages", content)
    if settlement.request_reference:
        words["request_reference"] = settlement.request_reference
    if settlement.enquiry_reference:
        words["enquiry_reference"] = settlement.enquiry_reference
    move(
        outbox.connection,
        settlement.id,
        settlement.status,
        at_ms=to_ms(now),
        code=settlement.code,
        only_from=Status.SENDING,
        last_code=settlement.code,
        not_before=optional_ms(settlement.not_before),
        not_before_set_at=to_ms(now),
        held=int(settlement.held),
        by_hand=0,
        was_unknown=int(settlement.was_unknown),
        resends=settlement.resends,
        **words,
    )


def _is_settled(connection: sqlite3.Connection, settlement: Settlement) -> bool:
    """Whether this settlement is there from a COMMIT that seemed to have failed."""
    row = connection.execute(
        "SELECT 1 FROM entry JOIN history"
        " ON history.entry_id = entry.id AND history.attempt = entry.attempts"
        " WHERE entry.id = ? AND history.from_status = 'sending'"
        " AND history.to_status = ? AND history.code = ?",
        (settlement.id, settlement.status, settlement.code),
    ).fetchone()
    return row is not None


def _claim(
    outbox: Outbox, environment: str, wanted: Wanted, now: datetime
) -> tuple[Claimed, ...]:
    # What doesn't open is marked and due no more; then others get a turn.
    while rows := _due(outbox, environment, wanted, now):
        started = [_start(outbox, row, now) for row in rows]
        if claimed := tuple(entry for entry in started if entry is not None):
            return claimed
    return ()


def _due(
    outbox: Outbox, environment: str, wanted: Wanted, now: datetime
) -> list[sqlite3.Row]:
    # Whoever was tried longest ago goes first, so one lead that keeps failing does
    # not stand before the others.
    if wanted.limit == 0:
        return []
    return outbox.connection.execute(
        f"SELECT {_CLAIMED_COLUMNS} FROM entry WHERE {_DUE}"  # noqa: S608 - a constant
        " AND (:ignore_times OR not_before IS NULL OR not_before <= :now)"
        " AND (NOT :waiting_only OR status = 'waiting')"
        " AND (:since IS NULL OR last_attempt_at IS NULL OR last_attempt_at < :since)"
        " ORDER BY last_attempt_at NULLS FIRST, captured_at, rowid LIMIT :limit",
        {
            "environment": environment,
            "key_id": outbox.sealer.key_id,
            "ignore_times": wanted.ignore_times,
            "now": to_ms(now),
            "waiting_only": wanted.waiting_only,
            "since": optional_ms(wanted.not_tried_since),
            "limit": wanted.limit,
        },
    ).fetchall()


def _start(outbox: Outbox, row: sqlite3.Row, now: datetime) -> Claimed | None:
    try:
        payload = outbox.sealer.unseal(row["id"], "payload", row["payload"] or b"")
    except UnsealError:
        outbox.connection.execute(
            "UPDATE entry SET unreadable = 1 WHERE id = ?", (row["id"],)
        )
        return None
    attempt = row["attempts"] + 1
    move(
        outbox.connection,
        row["id"],
        Status.SENDING,
        at_ms=to_ms(now),
        code="started",
        attempts=attempt,
        last_attempt_at=to_ms(now),
        not_before=None,
        possible_duplicate=int(row["possible_duplicate"] or row["was_unknown"]),
    )
    return Claimed(
        id=row["id"],
        payload=payload,
        attempt=attempt,
        was_unknown=bool(row["was_unknown"]),
        resends=row["resends"],
        by_hand=bool(row["by_hand"]),
        hold_when_unknown=bool(row["hold_when_unknown"]),
    )


def _next_due(outbox: Outbox, environment: str) -> datetime | None:
    # What is due at once ends the search: a full outbox is not read to its end for each
    # of its leads.
    (due,) = outbox.connection.execute(
        f"SELECT CASE WHEN EXISTS (SELECT 1 FROM entry WHERE {_DUE}"  # noqa: S608 - a constant
        " AND not_before IS NULL) THEN 0"
        f" ELSE (SELECT min(not_before) FROM entry WHERE {_DUE}) END",
        {"environment": environment, "key_id": outbox.sealer.key_id},
    ).fetchone()
    return optional_from_ms(due)

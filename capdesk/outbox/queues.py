"""Keeps how each environment's queue stands across restarts."""

import sqlite3
from datetime import datetime

from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox.codec import optional_from_ms, optional_ms, to_ms


def load(connection: sqlite3.Connection, environment: str) -> QueueState:
    """Return the kept state of a queue; a fresh, suspect one where there is none."""
    row = connection.execute(
        "SELECT * FROM queue WHERE environment = ?", (environment,)
    ).fetchone()
    if row is None:
        return QueueState(environment)
    return QueueState(
        environment=environment,
        suspect=bool(row["suspect"]),
        failures=row["failures"],
        not_before=optional_from_ms(row["not_before"]),
        paused=PauseReason(row["paused"]) if row["paused"] else None,
        trouble=row["trouble"],
        may_hint=bool(row["may_hint"]),
    )


def save(connection: sqlite3.Connection, state: QueueState, *, now: datetime) -> None:
    """Keep the state of a queue, inside the open transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO queue (environment, suspect, failures, not_before,"
        " set_at, paused, trouble, may_hint) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            state.environment,
            state.suspect,
            state.failures,
            optional_ms(state.not_before),
            to_ms(now),
            state.paused,
            state.trouble,
            state.may_hint,
        ),
    )


def rearm(connection: sqlite3.Connection, *, now: datetime) -> int:
    """Keep waits as long as they were meant when the clock was set back.

    A wait that was set "in the future" shows that the clock went back since: what is
    left of it starts again from now. An attempt made "in the future" counts as just
    made, so that its entry isn't the last in turn until the clock has caught up.

    Returns:
        How many waits were moved.
    """
    now_ms = to_ms(now)
    moved = 0
    for table, set_at in (("queue", "set_at"), ("entry", "not_before_set_at")):
        # Table and column names are the two pairs above.
        moved += connection.execute(
            f"UPDATE {table} SET not_before = :now + (not_before - {set_at}),"  # noqa: S608 - of our own words, see above
            f" {set_at} = :now WHERE {set_at} > :now AND not_before IS NOT NULL",
            {"now": now_ms},
        ).rowcount
    connection.execute(
        "UPDATE entry SET last_attempt_at = :now - 1 WHERE last_attempt_at > :now",
        {"now": now_ms},
    )
    return moved

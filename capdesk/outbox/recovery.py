"""Puts right what a crash, or a clock that was set back, left behind."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from capdesk.domain.entry import Status
from capdesk.outbox import queues
from capdesk.outbox.changes import move
from capdesk.outbox.codec import to_ms
from capdesk.outbox.database import explain, transaction
from capdesk.outbox.store import Outbox

MOST_RESENDS = 5
"""A lead that may have arrived is sent again so often; then a person decides.

As many as the courier's schedule has waits.
"""


def recover(
    outbox: Outbox,
    *,
    now: datetime,
    resend_wait_s: Callable[[int], float] | None = None,
) -> int:
    """Turn attempts that a crash cut short into `may_have_arrived`.

    Leads of a hand-over that a crash cut short are sent again, too.

    Only the holder of the courier lock may call this: with the lock held, a
    `sending` entry has nobody who sends it, nor is anything being handed over. A resend
    that was cut short counts as one, or a lead that brings the program down would be
    sent again without end.

    Args:
        outbox: The outbox; its thread calls this.
        now: Aware UTC.
        resend_wait_s: Gives the seconds to wait before the next resend, by how many
            there have been; None for no wait.

    Returns:
        How many entries there were.
    """
    try:
        with transaction(outbox.connection):
            rows = outbox.connection.execute(
                "SELECT id, hold_when_unknown, was_unknown AND NOT by_hand AS resend,"
                " resends FROM entry WHERE status = 'sending'"
            ).fetchall()
            for row in rows:
                resends = row["resends"] + row["resend"]
                held = row["hold_when_unknown"] or resends >= MOST_RESENDS
                not_before = None
                if resend_wait_s is not None and not held:
                    wait = timedelta(seconds=resend_wait_s(resends))
                    not_before = to_ms(now + wait)
                move(
                    outbox.connection,
                    row["id"],
                    Status.MAY_HAVE_ARRIVED,
                    at_ms=to_ms(now),
                    code="unknown_crash",
                    last_code="unknown_crash",
                    by_hand=0,
                    resends=resends,
                    held=held,
                    not_before=not_before,
                    not_before_set_at=to_ms(now),
                )
            _let_go_of_unfinished_hand_overs(outbox.connection)
            queues.rearm(outbox.connection, now=now)
    except sqlite3.Error as error:
        raise explain(error, outbox.path) from error
    return len(rows)


def _let_go_of_unfinished_hand_overs(connection: sqlite3.Connection) -> None:
    # Nobody knows whether their file was whole, so that another computer may have them
    # too. They are sent from here as well, marked as possible duplicates long since.
    connection.execute(
        "UPDATE entry SET hand_over_id = NULL"
        " WHERE hand_over_id IS NOT NULL AND status != 'handed_over'"
    )


def rearm(outbox: Outbox, *, now: datetime) -> int:
    """Move waits that a clock set back would have made longer; see `queues.rearm`."""
    try:
        with transaction(outbox.connection):
            return queues.rearm(outbox.connection, now=now)
    except sqlite3.Error as error:
        raise explain(error, outbox.path) from error

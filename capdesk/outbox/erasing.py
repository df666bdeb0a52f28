"""Erases contact data: after the retention period, after a discard, and for good."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from capdesk.domain.entry import Entry, Status
from capdesk.outbox import codec
from capdesk.outbox.changes import move
from capdesk.outbox.codec import to_ms
from capdesk.outbox.finding import Finding
from capdesk.outbox.sealing import UnsealError

ROWS_PER_TRANSACTION = 500
"""A capture that comes meanwhile waits for no more than these."""

PURGED_COLUMNS = ("lead", "payload", "messages")
"""What goes when a lead is purged."""

FORGOTTEN_COLUMNS = (
    *PURGED_COLUMNS,
    *("proof", "receipt", "email_hmac", "phone_hmac", "row_hmac"),
)
"""What goes when a person is forgotten: everything that tells of them."""

_KNOWN_BY = ("email_hmac", "phone_hmac")

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done to forget a person.

    Attributes:
        erased: Entries of which nothing but the bare record stays, as they stood before.
        being_sent: Entries that were left because a POST was under way.
    """

    erased: tuple[Entry, ...]
    being_sent: tuple[Entry, ...]


class Erasing(Finding):
    """What goes, and what stays of it; see docs/decisions/0008."""

    def purge(self, *, now: datetime, keep: timedelta) -> int:
        """Erase the contact data of leads that are done with; receipts stay.

        Args:
            now: Aware UTC.
            keep: Sent, replaced and handed over leads are left alone for so long.

        Returns:
            How many leads were purged.
        """
        return self._leave_receipts(
            "status IN ('sent', 'replaced', 'handed_over') AND changed_at <= ?",
            to_ms(now) - keep // _MILLISECOND,
            now=now,
        )

    def wipe_discarded(
        self, *, now: datetime, older_than: timedelta = timedelta(0)
    ) -> int:
        """Erase the contact data of discarded leads; receipts stay, undo ends.

        Args:
            now: Aware UTC.
            older_than: Leave those alone that were discarded within so long.

        Returns:
            How many leads were wiped.
        """
        # abs: a clock that was set back does not keep one until it has caught up.
        return self._leave_receipts(
            "status = 'discarded' AND abs(?2 - changed_at) >= ?1",
            older_than // _MILLISECOND,
            to_ms(now),
            now=now,
        )

    def forget(self, *, email: str, phone: str, now: datetime) -> Forgotten:
        """Erase all that tells of a person; the bare record and its history stay.

        What was not sent is discarded first. A lead whose POST is under way is left, and
        still found the next time: by way of the leads it corrects, if need be.

        Args:
            email: Normalised; empty for none.
            phone: E.164; empty for none.
            now: Aware UTC.
        """
        self.make_findable()
        with self._transaction() as connection:
            found = self.of_person(email=email, phone=phone)
            being_sent = tuple(e for e in found if e.status is Status.SENDING)
            erased = tuple(e for e in found if e.status is not Status.SENDING)
            for entry in erased:
                if entry.status.is_unsent:
                    move(
                        connection,
                        entry.id,
                        Status.DISCARDED,
                        at_ms=to_ms(now),
                        code="discarded_forgotten",
                    )
            columns = [
                column
                for column in FORGOTTEN_COLUMNS
                if not being_sent or column not in _KNOWN_BY
            ]
            connection.executemany(
                f"UPDATE entry SET {set_to_null(columns)},"  # noqa: S608 - of a constant
                " unreadable = 0, purged_at = ? WHERE id = ?",
                [(to_ms(now), entry.id) for entry in erased],
            )
            _drop_corrections(connection, [entry.id for entry in erased])
        return Forgotten(erased, being_sent)

    def _leave_receipts(self, which: str, *arguments: int, now: datetime) -> int:
        self.make_findable()  # while there is something to be found by
        wiped = 0
        # Conditions are those above.
        query = (
            f"SELECT id, lead FROM entry WHERE lead IS NOT NULL AND {which}"  # noqa: S608 - of our own words, see above
            f" LIMIT {ROWS_PER_TRANSACTION}"
        )
        while True:
            with self._transaction() as connection:
                rows = connection.execute(query, arguments).fetchall()
                connection.executemany(
                    f"UPDATE entry SET {set_to_null(PURGED_COLUMNS)},"  # noqa: S608 - a constant
                    " unreadable = 0, receipt = ?, purged_at = ? WHERE id = ?",
                    [(self._receipt_of(row), to_ms(now), row["id"]) for row in rows],
                )
                _drop_corrections(connection, [row["id"] for row in rows])
            wiped += len(rows)
            if len(rows) < ROWS_PER_TRANSACTION:
                return wiped

    def _receipt_of(self, row: sqlite3.Row) -> bytes | None:
        """Return the receipt to be kept; None where nobody could read the lead."""
        try:
            content = self.sealer.unseal(row["id"], "lead", row["lead"])
        except UnsealError:
            return None
        return self.sealer.seal(row["id"], "receipt", codec.receipt_of(content))


def _drop_corrections(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Drop drafts in slots that are named after entries: corrections put aside."""
    connection.executemany(
        "DELETE FROM draft WHERE instr(slot, ?)", [(entry_id,) for entry_id in ids]
    )


def set_to_null(columns: Iterable[str]) -> str:
    """Return the assignments that empty some columns; `secure_delete` zeroes the rest."""
    return ", ".join(f"{column} = NULL" for column in columns)

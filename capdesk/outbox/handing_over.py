"""Hands leads over: first what may be in a file is marked, then what is in it is.

Between the two the file is written, by the caller. A crash in between leaves leads that
are here and may be elsewhere: they say so (`possible_duplicate`), and go on from here.
See docs/decisions/0012.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from capdesk.domain.entry import Status
from capdesk.outbox import codec
from capdesk.outbox.changes import move
from capdesk.outbox.codec import from_ms, optional_from_ms, to_ms
from capdesk.outbox.data_key import identity_of
from capdesk.outbox.errors import HandOverError, LostDataKeyError, OutboxError
from capdesk.outbox.looking import Looking
from capdesk.outbox.sealing import UnsealError

if TYPE_CHECKING:  # a start hands nothing over
    from capdesk.domain.hand_over import Gathered, HandedLead


class HandingOver(Looking):
    """The side of a hand-over that gives."""

    @property
    def outbox_id(self) -> str:
        """The id of this outbox, as other computers know it."""
        with self._explained() as connection:
            return identity_of(connection).outbox_id

    def begin_hand_over(self, hand_over_id: str) -> "Gathered":
        """Mark every unsent lead as one that may be in a file, and return them.

        To be called before any byte of the file is written. From then on none of them
        is sent, until the hand-over is finished, left off or given up; what is being
        sent at that moment stays. Whoever calls this holds the courier lock, so that
        after a crash `recover` lets them go.

        Called again, it marks and returns those alone that have come back unsent since.

        Raises:
            OutboxError: Nothing was marked.
        """
        from capdesk.domain.hand_over import HANDED_OVER_FROM, Gathered

        outbox_id = self.outbox_id
        can_go = ", ".join(f"'{status}'" for status in HANDED_OVER_FROM)
        with self._transaction() as connection:
            rows = connection.execute(
                f"SELECT * FROM entry WHERE status IN ({can_go})"  # noqa: S608 - a constant
                " AND hand_over_id IS NOT ? ORDER BY captured_at, rowid",
                (hand_over_id,),
            ).fetchall()
            found = [self._handed_lead(row, outbox_id) for row in rows]
            leads = tuple(lead for lead in found if lead is not None)
            connection.executemany(
                "UPDATE entry SET hand_over_id = ?, possible_duplicate = 1"
                " WHERE id = ?",
                [(hand_over_id, lead.id) for lead in leads],
            )
            (being_sent,) = connection.execute(
                "SELECT count(*) FROM entry WHERE status = 'sending'"
            ).fetchone()
        return Gathered(leads, being_sent, unreadable=len(found) - len(leads))

    def finish_hand_over(
        self, hand_over_id: str, leads: "Sequence[HandedLead]", *, now: datetime
    ) -> None:
        """Give the leads up to the file, which is whole and safe on its disk: all or none.

        Raises:
            HandOverError: A lead has changed since; all stay here, each marked as a
                possible duplicate.
            OutboxError: The disk or another program is in the way; likewise.
        """
        try:
            with self._transaction() as connection:
                for lead in leads:
                    self._check_unchanged(connection, hand_over_id, lead)
                    move(
                        connection,
                        lead.id,
                        Status.HANDED_OVER,
                        at_ms=to_ms(now),
                        code="handed_over",
                        # Here nobody sends it any more; the file says what it was.
                        possible_duplicate=int(lead.possible_duplicate),
                        held=0,
                        by_hand=0,
                        not_before=None,
                    )
        except HandOverError:
            raise
        except OutboxError:
            if not self._are_handed_over_after_all(hand_over_id, leads):
                raise

    def leave_off_hand_over(self, hand_over_id: str) -> None:
        """Send the leads from here after all, though there is, or was, a file.

        Raises:
            OutboxError: They wait until CapDesk is started again.
        """
        with self._transaction() as connection:
            connection.execute(
                "UPDATE entry SET hand_over_id = NULL"
                " WHERE hand_over_id = ? AND status != 'handed_over'",
                (hand_over_id,),
            )

    def give_up_hand_over(
        self, hand_over_id: str, leads: "Sequence[HandedLead]"
    ) -> None:
        """Take the marks away again: there is no file, and there was none.

        Raises:
            OutboxError: They stay, which costs a warning too many.
        """
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE entry SET hand_over_id = NULL, possible_duplicate = ?"
                " WHERE id = ? AND hand_over_id = ? AND attempts = ?",
                [
                    (lead.possible_duplicate, lead.id, hand_over_id, lead.attempts)
                    for lead in leads
                ],
            )

    def _check_unchanged(
        self, connection: sqlite3.Connection, hand_over_id: str, lead: "HandedLead"
    ) -> None:
        row = connection.execute(
            "SELECT 1 FROM entry WHERE id = ? AND hand_over_id = ? AND status = ?"
            " AND attempts = ?",
            (lead.id, hand_over_id, lead.status, lead.attempts),
        ).fetchone()
        if row is None:
            raise HandOverError(
                "A lead was sent, edited or discarded while the hand-over file was"
                " written. All leads stay on this computer."
            )

    def _are_handed_over_after_all(
        self, hand_over_id: str, leads: "Sequence[HandedLead]"
    ) -> bool:
        """Find out over a fresh connection what an error from COMMIT left behind."""
        try:
            self.close()
            rows = self._rows(
                "SELECT count(*) FROM entry"
                " WHERE hand_over_id = ? AND status = 'handed_over'",
                hand_over_id,
            )
        except OutboxError:
            return False
        return int(rows[0][0]) == len(leads)

    def _handed_lead(self, row: sqlite3.Row, outbox_id: str) -> "HandedLead | None":
        """Return what goes into the file; None for what can't be read here."""
        entry_id = row["id"]
        try:
            lead = self.lead(entry_id)
            payload = self.sealer.unseal(entry_id, "payload", row["payload"] or b"")
            messages = (
                codec.decode_messages(
                    self.sealer.unseal(entry_id, "messages", row["messages"])
                )
                if row["messages"] is not None
                else ()
            )
        except (LostDataKeyError, UnsealError):
            return None
        if lead is None:
            return None
        from capdesk.domain.hand_over import HandedLead

        return HandedLead(
            lead=lead,
            payload=payload,
            status=Status(row["status"]),
            captured_at=from_ms(row["captured_at"]),
            captured_by=row["taken_over_from"] or outbox_id,
            hold_when_unknown=bool(row["hold_when_unknown"]),
            attempts=row["attempts"],
            last_attempt_at=optional_from_ms(row["last_attempt_at"]),
            not_before=optional_from_ms(row["not_before"]),
            held=bool(row["held"]),
            was_unknown=bool(row["was_unknown"]),
            resends=row["resends"],
            possible_duplicate=bool(row["possible_duplicate"]),
            last_code=row["last_code"],
            enquiry_reference=row["enquiry_reference"],
            request_reference=row["request_reference"],
            messages=messages,
            history=self.history(entry_id),
        )

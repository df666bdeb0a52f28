"""Takes leads over that another computer handed over, in one transaction, once."""

import sqlite3
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from capdesk.domain.entry import HistoryLine, Status
from capdesk.outbox import codec
from capdesk.outbox.changes import ColumnValue, move, remember
from capdesk.outbox.codec import optional_ms, to_ms
from capdesk.outbox.errors import OutboxError
from capdesk.outbox.fingerprints import email_hmac, phone_hmac
from capdesk.outbox.handing_over import HandingOver

if TYPE_CHECKING:  # a start takes nothing over
    from capdesk.domain.hand_over import HandedLead, HandOver, Taken, Verdict

LONGEST_WAIT = timedelta(hours=4)
"""No wait of the courier is longer; another computer's clock may say otherwise."""


class TakingOver(HandingOver):
    """The side of a hand-over that takes."""

    def take_over(self, hand_over: "HandOver", *, now: datetime) -> "tuple[Taken, ...]":
        """Take in the leads of a file that are not here yet: all of them, or none.

        Doing it again changes nothing. A lead that this outbox itself has handed over
        comes back, marked as a possible duplicate: whoever else has it may have sent it.

        Args:
            hand_over: What stands in the file.
            now: Aware UTC.

        Raises:
            OutboxError: Nothing was taken over, as far as can be known; doing it again
                is safe.
        """
        from capdesk.domain.hand_over import Taken

        verdicts: dict[str, Verdict] = {}
        try:
            with self._transaction() as connection:
                self._check_key_in_force()
                for lead in hand_over.leads:
                    verdicts[lead.id] = self._take(connection, hand_over, lead, now)
        except OutboxError:
            if not self._are_taken_after_all(hand_over, verdicts):
                raise
        return tuple(
            Taken(self.entry(lead.id), verdicts[lead.id]) for lead in hand_over.leads
        )

    def _take(
        self,
        connection: sqlite3.Connection,
        hand_over: "HandOver",
        lead: "HandedLead",
        now: datetime,
    ) -> "Verdict":
        from capdesk.domain.hand_over import Verdict

        row = connection.execute(
            "SELECT status, taken_over_id, lead IS NULL AND receipt IS NULL AS is_bare,"
            " was_unknown, attempts FROM entry WHERE id = ?",
            (lead.id,),
        ).fetchone()
        if row is None:
            self._insert_taken(connection, hand_over, lead, now)
            return Verdict.TAKEN_OVER
        is_away = row["status"] == Status.HANDED_OVER
        if not is_away or row["taken_over_id"] == hand_over.id:
            return Verdict.ALREADY_HERE
        if row["is_bare"]:
            return Verdict.FORGOTTEN
        self._take_back(connection, hand_over, lead, row, now)
        return Verdict.TAKEN_BACK

    def _insert_taken(
        self,
        connection: sqlite3.Connection,
        hand_over: "HandOver",
        handed: "HandedLead",
        now: datetime,
    ) -> None:
        lead = handed.lead
        columns: dict[str, ColumnValue] = {
            "id": lead.id,
            "environment": lead.environment,
            "campaign_id": lead.campaign_id,
            "status": handed.status.value,
            "captured_at": to_ms(handed.captured_at),
            "changed_at": to_ms(now),
            "hold_when_unknown": handed.hold_when_unknown,
            "taken_over_from": (
                None if handed.captured_by == self.outbox_id else handed.captured_by
            ),
            "was_unknown": handed.was_unknown,
            "possible_duplicate": handed.possible_duplicate,
            **self._how_it_stands(hand_over, handed, now),
            **self._sealed(handed),
        }
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        connection.execute(
            # Column names are those above and below, never from the file.
            f"INSERT INTO entry ({names}) VALUES ({marks})",  # noqa: S608 - of our own words, see above
            tuple(columns.values()),
        )
        _write_history(connection, handed, handed.history)
        _handed_and_taken(connection, hand_over, handed, now)

    def _take_back(
        self,
        connection: sqlite3.Connection,
        hand_over: "HandOver",
        handed: "HandedLead",
        row: sqlite3.Row,
        now: datetime,
    ) -> None:
        elsewhere = _since_it_left(self.history(handed.id), handed.history)
        if elsewhere:
            _write_history(connection, handed, elsewhere)
            _line(connection, handed, hand_over.made_at, "handed_over")
        was_unknown = bool(row["was_unknown"] or handed.was_unknown)
        back_to = Status.MAY_HAVE_ARRIVED if was_unknown else handed.status
        columns = {
            **self._how_it_stands(hand_over, handed, now),
            "attempts": max(row["attempts"], handed.attempts),
            "receipt": None,
            "purged_at": None,
            "unreadable": 0,
            **self._sealed(handed),
        }
        if was_unknown and not handed.was_unknown:
            columns["held"] = 1
        move(
            connection,
            handed.id,
            back_to,
            at_ms=to_ms(now),
            code="taken_back",
            only_from=Status.HANDED_OVER,
            was_unknown=was_unknown,
            possible_duplicate=1,
            **columns,
        )

    def _how_it_stands(
        self, hand_over: "HandOver", handed: "HandedLead", now: datetime
    ) -> dict[str, ColumnValue]:
        not_before = handed.not_before
        if not_before is not None:
            not_before = min(not_before, now + LONGEST_WAIT)
        return {
            "attempts": handed.attempts,
            "last_attempt_at": optional_ms(handed.last_attempt_at),
            "not_before": optional_ms(not_before),
            "not_before_set_at": to_ms(now),
            "held": handed.held,
            "resends": handed.resends,
            "last_code": handed.last_code,
            "enquiry_reference": handed.enquiry_reference,
            "request_reference": handed.request_reference,
            "hand_over_id": None,
            "taken_over_id": hand_over.id,
        }

    def _sealed(self, handed: "HandedLead") -> dict[str, ColumnValue]:
        lead, seal = handed.lead, self.sealer.seal
        messages = codec.encode_messages(handed.messages)
        return {
            "key_id": self.sealer.key_id,
            "lead": seal(lead.id, "lead", codec.encode_lead(lead)),
            "proof": seal(lead.id, "proof", codec.encode_proof(lead.proof)),
            "payload": seal(lead.id, "payload", handed.payload),
            "messages": (
                seal(lead.id, "messages", messages) if handed.messages else None
            ),
            "email_hmac": email_hmac(self.sealer, lead.email),
            "phone_hmac": phone_hmac(self.sealer, lead.phone),
        }

    def _are_taken_after_all(
        self, hand_over: "HandOver", verdicts: "dict[str, Verdict]"
    ) -> bool:
        """Find out over a fresh connection what an error from COMMIT left behind."""
        taken = [entry_id for entry_id, each in verdicts.items() if each.is_new]
        if not taken or len(verdicts) < len(hand_over.leads):
            return False
        try:
            self.close()
            return all(
                self._row(entry_id)["taken_over_id"] == hand_over.id
                for entry_id in taken
            )
        except OutboxError:
            return False


def _since_it_left(
    known: tuple[HistoryLine, ...], told: tuple[HistoryLine, ...]
) -> tuple[HistoryLine, ...]:
    """Return what happened elsewhere to a lead that has come round.

    Args:
        known: Its history here, which ends with the hand-over; that line is in the other
            one too, at the time of its file.
        told: Its history as the file has it.
    """
    before, then = told[: len(known) - 1], told[len(known) - 1 :]
    is_same = before == known[:-1] and then and then[0].after is Status.HANDED_OVER
    return then[1:] if is_same else ()


def _write_history(
    connection: sqlite3.Connection,
    handed: "HandedLead",
    lines: tuple[HistoryLine, ...],
) -> None:
    for line in lines:
        remember(
            connection,
            handed.id,
            to_ms(line.at),
            line.before,
            line.after,
            line.attempt,
            line.code,
        )


def _line(
    connection: sqlite3.Connection, handed: "HandedLead", at: datetime, code: str
) -> None:
    """Write that a lead left the other computer, or came from there."""
    ways = (handed.status, Status.HANDED_OVER)
    before, after = ways if code == "handed_over" else ways[::-1]
    remember(connection, handed.id, to_ms(at), before, after, handed.attempts, code)


def _handed_and_taken(
    connection: sqlite3.Connection,
    hand_over: "HandOver",
    handed: "HandedLead",
    now: datetime,
) -> None:
    _line(connection, handed, hand_over.made_at, "handed_over")
    _line(connection, handed, now, "taken_over")

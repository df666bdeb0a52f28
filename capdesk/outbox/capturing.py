"""Captures leads: in one transaction, once, and on the disk before it returns."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Status, TransitionError
from capdesk.domain.lead import Lead
from capdesk.outbox import codec
from capdesk.outbox.changes import born, move
from capdesk.outbox.codec import to_ms
from capdesk.outbox.database import explain, transaction
from capdesk.outbox.errors import (
    CaptureError,
    GivenUpError,
    OutboxError,
)
from capdesk.outbox.fingerprints import email_hmac, phone_hmac
from capdesk.outbox.looking import Looking

_ROOM_FOR_MANY = "PRAGMA cache_size = -16000"  # KiB; no more than are there is taken
"""Ids and HMACs come in no order, so a row touches pages all over the indexes: in SQLite's
own 2 MB they are dropped, and read again for one of the next rows."""

_GIVEN_UP = frozenset({Status.DISCARDED, Status.REPLACED})


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A lead to be captured.

    Attributes:
        lead: Judged and normalised.
        payload: The exact bytes to POST, now and on every resend.
        on_unknown: What to do when it may have arrived.
        row: Canonical content of the file row it came from, to know it again.
        replaces: Id of the entry this one corrects.
        clears_draft: Slot of the draft it was typed in.
    """

    lead: Lead
    payload: bytes
    on_unknown: OnUnknownOutcome = OnUnknownOutcome.RESEND
    row: bytes | None = None
    replaces: str | None = None
    clears_draft: str | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """The lead is safe on this computer.

    Attributes:
        id: Id of the entry.
        already: The same lead, or the same row, had been captured before.
    """

    id: str
    already: bool = False


class Capturing(Looking):
    """Takes leads in."""

    def capture(self, new: NewEntry, *, now: datetime) -> Captured:
        """Keep one lead; when this returns, it is on the disk.

        Raises:
            CaptureError: The lead was not kept, as far as can be known. Trying again
                with the same id is safe.
        """
        (captured,) = self.capture_all([new], now=now)
        return captured

    def capture_all(
        self, entries: Sequence[NewEntry], *, now: datetime
    ) -> tuple[Captured, ...]:
        """Keep several leads in one transaction: all of them, or none.

        Raises:
            CaptureError: As `capture`.
        """
        try:
            if len(entries) > 1:
                self.connection.execute(_ROOM_FOR_MANY)
            with transaction(self.connection):
                self._check_key_in_force()
                return tuple(self._insert(new, now) for new in entries)
        except GivenUpError:
            raise
        except (OutboxError, TransitionError) as error:
            raise CaptureError(f"The lead was not saved. {error}") from error
        except sqlite3.Error as error:
            if self._are_kept_after_all(entries):
                return tuple(Captured(new.lead.id) for new in entries)
            reason = explain(error, self.path)
            raise CaptureError(f"The lead was not saved. {reason}") from error

    def _are_kept_after_all(self, entries: Sequence[NewEntry]) -> bool:
        """Find out over a fresh connection what an error from COMMIT left behind.

        Opening again settles it: a commit that did not get through is rolled back
        from its journal, one that did is there.
        """
        try:
            self.close()
            return all(self._has(new) for new in entries)
        except (OutboxError, sqlite3.Error):
            return False

    def _has(self, new: NewEntry) -> bool:
        """Whether a lead is here as it was typed; times may have gone on since.

        Raises:
            CaptureError: Its id is, with something else: what was typed since an
                earlier try must not get lost.
            GivenUpError: It was discarded or corrected since, so it is not to be sent.
        """
        lead = new.lead
        known = "SELECT 1 FROM entry WHERE id = ?"
        if self.connection.execute(known, (lead.id,)).fetchone() is None:
            return False
        kept, status = self.lead(lead.id), self.entry(lead.id).status
        if status in _GIVEN_UP:
            raise GivenUpError(
                "An earlier try had been saved after all, and was discarded or corrected"
                " in the outbox since. Press Send again to save this as a new lead."
            )
        if kept and kept._replace(enquiry_at=lead.enquiry_at, proof=lead.proof) != lead:
            raise CaptureError(
                "An earlier try had been saved after all, as it was typed then. Correct"
                " that one in the outbox."
            )
        return True

    def _insert(self, new: NewEntry, now: datetime) -> Captured:
        lead = new.lead
        if self._has(new):
            return Captured(lead.id, already=True)
        row_hmac = None
        if new.row is not None:
            row_hmac = self.sealer.fingerprint("row", new.row)
            known = self.connection.execute(
                "SELECT id FROM entry WHERE row_hmac = ?", (row_hmac,)
            ).fetchone()
            if known:
                return Captured(known["id"], already=True)
        may_be_sent_elsewhere = False
        if new.replaces is not None:
            # What may be in a hand-over file may be sent from there, as it was.
            may_be_sent_elsewhere = self._row(new.replaces)["possible_duplicate"]
        seal, at_ms = self.sealer.seal, to_ms(now)
        self.connection.execute(
            "INSERT INTO entry (id, environment, campaign_id, status, captured_at,"
            " changed_at, hold_when_unknown, replaces, row_hmac, key_id, lead, proof,"
            " payload, email_hmac, phone_hmac, possible_duplicate)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                lead.id,
                lead.environment,
                lead.campaign_id,
                Status.WAITING,
                at_ms,
                at_ms,
                new.on_unknown is OnUnknownOutcome.HOLD,
                new.replaces,
                row_hmac,
                self.sealer.key_id,
                seal(lead.id, "lead", codec.encode_lead(lead)),
                seal(lead.id, "proof", codec.encode_proof(lead.proof)),
                seal(lead.id, "payload", new.payload),
                email_hmac(self.sealer, lead.email),
                phone_hmac(self.sealer, lead.phone),
                may_be_sent_elsewhere,
            ),
        )
        born(self.connection, lead.id, at_ms, "captured")
        if new.replaces is not None:
            move(
                self.connection,
                new.replaces,
                Status.REPLACED,
                at_ms=at_ms,
                code="corrected",
                replaced_by=lead.id,
                not_before=None,
            )
        if new.clears_draft is not None:
            self.connection.execute(
                "DELETE FROM draft WHERE slot = ?", (new.clears_draft,)
            )
        return Captured(lead.id)

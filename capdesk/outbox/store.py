"""The outbox as the desk sees it: capture, look, correct, give up; and drafts."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Entry, HistoryLine, Status, TransitionError
from capdesk.domain.lead import Draft, Lead
from capdesk.domain.queue import QueueState
from capdesk.outbox import codec, queues
from capdesk.outbox.changes import ColumnValue, born, move
from capdesk.outbox.codec import from_ms, optional_from_ms, to_ms
from capdesk.outbox.data_key import (
    DataKeySource,
    find_sealer,
    identity_of,
    is_sealed_by,
)
from capdesk.outbox.database import explain, open_database, transaction
from capdesk.outbox.errors import (
    CaptureError,
    DamagedOutboxError,
    EntryNotFoundError,
    LostDataKeyError,
    OutboxError,
    OutboxUnavailableError,
)
from capdesk.outbox.identity_copy import keep_copy
from capdesk.outbox.salvage import SalvageReport, salvage
from capdesk.outbox.sealing import Sealer, UnsealError


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


class Outbox:
    """One open outbox; belongs to the thread that opened it.

    Every method that takes `now` wants an aware UTC time. Methods raise
    `OutboxError`, with a sentence for the user, when the disk or another program is
    in the way.

    Attributes:
        path: The file.
        sealer: Has its data key.
        salvage_report: What was saved if the file was found damaged when it was
            opened, for the person to be told; else None.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        sealer: Sealer,
        salvage_report: SalvageReport | None = None,
    ) -> None:
        self.path = path
        self.sealer = sealer
        self.salvage_report = salvage_report
        self._connection: sqlite3.Connection | None = connection

    @property
    def connection(self) -> sqlite3.Connection:
        """The open connection; opened again where an error had it closed.

        Raises:
            OutboxError: The file can't be opened, see `open_database`, or is another
                outbox by now.
        """
        if self._connection is None:
            self._connection = self._open_again()
        return self._connection

    def _open_again(self) -> sqlite3.Connection:
        now = datetime.now(UTC)  # unused: an outbox that is gone is not made anew
        connection = open_database(self.path, now=now, may_create=False)
        try:
            # Nobody could read what is sealed here once it is in another outbox.
            if is_sealed_by(connection, self.sealer):
                return connection
        except sqlite3.Error as error:
            connection.close()
            raise explain(error, self.path) from error
        connection.close()
        raise OutboxUnavailableError(
            f"Another outbox has taken the place of {self.path}. Close CapDesk and start"
            " it again."
        )

    @classmethod
    def open(cls, path: Path, *, data_key: DataKeySource, now: datetime) -> Self:
        """Open the outbox file, making it where there is none.

        A damaged one is salvaged; see `salvage_report`.

        Raises:
            OutboxError: See `open_database` and `salvage`; and `LostDataKeyError`
                where sealed leads are there but their key is not, or is another one.
        """
        report = None
        try:
            connection = open_database(path, now=now)
        except DamagedOutboxError:
            report = salvage(path, data_key=data_key, now=now)
            connection = open_database(path, now=now)
        try:
            sealer = find_sealer(connection, data_key)
            _keep_copy(path, connection)
            return cls(path, connection, sealer, report)
        except sqlite3.Error as error:
            connection.close()
            raise explain(error, path) from error
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def data_version(self) -> int:
        """Return a number that changes when another program has changed the outbox."""
        (row,) = self._rows("PRAGMA data_version")
        return int(row["data_version"])

    # Capture

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
            with transaction(self.connection):
                return tuple(self._insert(new, now) for new in entries)
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
        """
        lead = new.lead
        try:
            kept = self.lead(lead.id)
        except EntryNotFoundError:
            return False
        if kept and replace(kept, enquiry_at=lead.enquiry_at, proof=lead.proof) != lead:
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
        if new.replaces is not None:
            self._row(new.replaces)
        seal, at_ms = self.sealer.seal, to_ms(now)
        self.connection.execute(
            "INSERT INTO entry (id, environment, campaign_id, status, captured_at,"
            " changed_at, hold_when_unknown, replaces, row_hmac, key_id, lead, proof,"
            " payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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

    # Look

    def entries(self, status: Status | None = None) -> tuple[Entry, ...]:
        """Return all entries, or those of one status, oldest first."""
        query = "SELECT * FROM entry"
        arguments: tuple[str, ...] = ()
        if status is not None:
            query, arguments = f"{query} WHERE status = ?", (status,)
        with self._explained() as connection:
            rows = connection.execute(f"{query} ORDER BY captured_at, rowid", arguments)
            return tuple(self._entry(row) for row in rows)

    def entry(self, entry_id: str) -> Entry:
        """Return one entry.

        Raises:
            EntryNotFoundError: There is none with this id.
        """
        return self._entry(self._row(entry_id))

    def lead(self, entry_id: str) -> Lead | None:
        """Return what was captured, or None once it was purged.

        Raises:
            EntryNotFoundError: There is no such entry.
            LostDataKeyError: It was sealed with a key that is not at hand.
        """
        row = self._row(entry_id)
        if row["lead"] is None:
            return None
        return codec.decode_lead(
            self._unseal(row, "lead"),
            self._unseal(row, "proof"),
            entry_id=row["id"],
            environment=row["environment"],
            campaign_id=row["campaign_id"],
        )

    def history(self, entry_id: str) -> tuple[HistoryLine, ...]:
        """Return every change of status of one entry, oldest first."""
        rows = self._rows(
            "SELECT * FROM history WHERE entry_id = ? ORDER BY number", entry_id
        )
        return tuple(
            HistoryLine(
                at=from_ms(row["at"]),
                before=Status(row["from_status"]) if row["from_status"] else None,
                after=Status(row["to_status"]),
                attempt=row["attempt"],
                code=row["code"],
            )
            for row in rows
        )

    def counts(self, environment: str) -> dict[Status, int]:
        """Return how many entries of an environment are in each status."""
        rows = self._rows(
            "SELECT status, count(*) FROM entry WHERE environment = ? GROUP BY status",
            environment,
        )
        found = {Status(name): number for name, number in rows}
        return {status: found.get(status, 0) for status in Status}

    def captured_count(self, environment: str) -> int:
        """Return how many captures the history tells of, to balance the counts with."""
        (row,) = self._rows(
            "SELECT count(*) AS captured FROM history"
            " JOIN entry ON entry.id = history.entry_id"
            " WHERE history.from_status IS NULL AND entry.environment = ?",
            environment,
        )
        return int(row["captured"])

    def environments(self) -> tuple[str, ...]:
        """Return the environments that have entries, in order of name."""
        rows = self._rows("SELECT DISTINCT environment FROM entry ORDER BY environment")
        return tuple(name for (name,) in rows)

    def queue(self, environment: str) -> QueueState:
        """Return how the queue of an environment was left."""
        with self._explained() as connection:
            return queues.load(connection, environment)

    # A person decides

    def mark_arrived(self, entry_id: str, *, now: datetime) -> None:
        """A person knows that a lead arrived: it is sent, without a reference.

        Raises:
            EntryNotFoundError: No such entry.
            TransitionError: It isn't one that may have arrived.
        """
        self._move(
            entry_id,
            Status.SENT,
            now,
            "person_says_arrived",
            only_from=Status.MAY_HAVE_ARRIVED,
            held=0,
            not_before=None,
        )

    def discard(self, entry_id: str, *, now: datetime, reason: str) -> None:
        """A person gives a lead up.

        Args:
            entry_id: The entry.
            now: Time of the decision.
            reason: Short code for the history; no personal data.

        Raises:
            EntryNotFoundError: No such entry.
            TransitionError: It is being sent, or is done with.
        """
        self._move(entry_id, Status.DISCARDED, now, f"discarded_{reason}")

    def send_again(self, entry_id: str) -> None:
        """A person wants a lead that may have arrived sent again, now.

        Raises:
            EntryNotFoundError: No such entry, or it isn't one that may have arrived.
        """
        self._write(
            "UPDATE entry SET held = 0, by_hand = 1, not_before = NULL"
            " WHERE id = ? AND status = 'may_have_arrived'",
            (entry_id,),
            missing=f"Lead {entry_id} is not one that may have arrived.",
        )

    def send_now(self, environment: str) -> None:
        """A person wants everything sent that is not held, waits or no waits."""
        self._write(
            "UPDATE entry SET by_hand = 1, not_before = NULL WHERE environment = ?"
            " AND NOT held AND status IN ('waiting', 'may_have_arrived')",
            (environment,),
        )
        self.clear_queue(environment)

    def clear_queue(self, environment: str) -> None:
        """Lift the wait or pause of a queue: a key was given, or *Send now* pressed."""
        self._write("DELETE FROM queue WHERE environment = ?", (environment,))

    # Drafts

    def save_draft(self, slot: str, draft: Draft, *, now: datetime) -> None:
        """Keep what is being typed, sealed, in place of what the slot held."""
        content = self.sealer.seal(slot, "draft", codec.encode_draft(draft))
        self._write(
            "INSERT INTO draft (slot, saved_at, content) VALUES (?, ?, ?)"
            " ON CONFLICT (slot) DO UPDATE SET saved_at = excluded.saved_at,"
            " content = excluded.content",
            (slot, to_ms(now), content),
        )

    def load_draft(self, slot: str) -> Draft | None:
        """Return the draft of a slot, or None where there is none that can be read."""
        rows = self._rows("SELECT content FROM draft WHERE slot = ?", slot)
        if not rows:
            return None
        try:
            content = self.sealer.unseal(slot, "draft", rows[0]["content"])
        except UnsealError:
            return None
        return codec.decode_draft(content)

    def clear_draft(self, slot: str) -> None:
        """Forget the draft of a slot."""
        self._write("DELETE FROM draft WHERE slot = ?", (slot,))

    # Inside

    @contextmanager
    def _explained(self) -> Iterator[sqlite3.Connection]:
        """Give the connection; what SQLite says against it becomes a sentence."""
        try:
            yield self.connection
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def _rows(self, query: str, *arguments: str) -> list[sqlite3.Row]:
        with self._explained() as connection:
            return connection.execute(query, arguments).fetchall()

    def _row(self, entry_id: str) -> sqlite3.Row:
        rows = self._rows("SELECT * FROM entry WHERE id = ?", entry_id)
        if not rows:
            raise EntryNotFoundError(f"There is no lead {entry_id} in this outbox.")
        return rows[0]

    def _unseal(self, row: sqlite3.Row, column: str) -> bytes:
        try:
            return self.sealer.unseal(row["id"], column, row[column])
        except UnsealError as error:
            raise LostDataKeyError(
                f"Lead {row['id']} can't be read: the key it was sealed with is not in"
                " this computer's keyring. It is kept as it is."
            ) from error

    def _entry(self, row: sqlite3.Row) -> Entry:
        name, readable = "", not row["unreadable"]
        messages: tuple[str, ...] = ()
        try:
            if row["lead"] is not None:
                name = codec.decode_name(self._unseal(row, "lead"))
            if row["messages"] is not None:
                messages = codec.decode_messages(self._unseal(row, "messages"))
        except LostDataKeyError:
            readable = False
        return Entry(
            id=row["id"],
            environment=row["environment"],
            campaign_id=row["campaign_id"],
            status=Status(row["status"]),
            captured_at=from_ms(row["captured_at"]),
            changed_at=from_ms(row["changed_at"]),
            attempts=row["attempts"],
            not_before=optional_from_ms(row["not_before"]),
            held=bool(row["held"]),
            was_unknown=bool(row["was_unknown"]),
            possible_duplicate=bool(row["possible_duplicate"]),
            last_code=row["last_code"],
            enquiry_reference=row["enquiry_reference"],
            request_reference=row["request_reference"],
            messages=messages,
            name=name,
            readable=readable,
            replaces=row["replaces"],
            replaced_by=row["replaced_by"],
        )

    def _move(
        self,
        entry_id: str,
        wanted: Status,
        now: datetime,
        code: str,
        *,
        only_from: Status | None = None,
        **columns: ColumnValue,
    ) -> None:
        with self._explained() as connection, transaction(connection):
            move(
                connection,
                entry_id,
                wanted,
                at_ms=to_ms(now),
                code=code,
                only_from=only_from,
                **columns,
            )

    def _write(
        self, statement: str, arguments: Iterable[object], missing: str | None = None
    ) -> None:
        with self._explained() as connection, transaction(connection):
            changed = connection.execute(statement, tuple(arguments)).rowcount
        if missing is not None and changed == 0:
            raise EntryNotFoundError(missing)


def _keep_copy(path: Path, connection: sqlite3.Connection) -> None:
    try:
        keep_copy(path, identity_of(connection))
    except OSError as error:
        raise explain(error, path) from error

"""Looks at an outbox: entries, leads, their stories, and the books."""

from datetime import datetime

from capdesk.domain.entry import Entry, HistoryLine, Status
from capdesk.domain.lead import Lead
from capdesk.domain.queue import QueueState
from capdesk.domain.story import Receipt, Story
from capdesk.outbox import codec, queues
from capdesk.outbox.codec import from_ms, optional_ms
from capdesk.outbox.errors import EntryNotFoundError, LostDataKeyError
from capdesk.outbox.opened import OpenedOutbox
from capdesk.outbox.rows import ENTRY_COLUMNS, read_entries
from capdesk.outbox.sealing import UnsealError

ROWS_AT_ONCE = 250
"""So many are decoded together; more no longer fit into the processor's cache."""


class Looking(OpenedOutbox):
    """What can be asked of an outbox; nothing is changed."""

    def entries(self, status: Status | None = None) -> tuple[Entry, ...]:
        """Return all entries, or those of one status, oldest first."""
        if status is None:
            return self._entries("TRUE ORDER BY captured_at, rowid")
        return self._entries("status = ? ORDER BY captured_at, rowid", status)

    def newest_entries(self, limit: int) -> tuple[Entry, ...]:
        """Return as many of the entries as were captured last, oldest first."""
        newest = "TRUE ORDER BY captured_at DESC, rowid DESC LIMIT ?"
        return self._entries(newest, limit)[::-1]

    def entry(self, entry_id: str) -> Entry:
        """Return one entry.

        Raises:
            EntryNotFoundError: There is none with this id.
        """
        found = self._entries("id = ?", entry_id)
        if not found:
            raise EntryNotFoundError(f"There is no lead {entry_id} in this outbox.")
        return found[0]

    def lead(self, entry_id: str) -> Lead | None:
        """Return what was captured, or None once it was purged.

        Raises:
            EntryNotFoundError: There is no such entry.
            LostDataKeyError: It was sealed with a key that is not at hand.
        """
        row = self._row(entry_id)
        if row["lead"] is None:
            return None
        try:
            return codec.decode_lead(
                self.sealer.unseal(entry_id, "lead", row["lead"]),
                self.sealer.unseal(entry_id, "proof", row["proof"]),
                entry_id=entry_id,
                environment=row["environment"],
                campaign_id=row["campaign_id"],
            )
        except UnsealError as error:
            raise LostDataKeyError(
                f"Lead {entry_id} can't be read: the key it was sealed with is not in"
                " this computer's keyring. It is kept as it is."
            ) from error

    def story(self, entry_id: str) -> Story:
        """Return all that is known about one lead.

        Raises:
            EntryNotFoundError: There is no such entry.
        """
        entry = self.entry(entry_id)
        row = self._row(entry_id)
        proof = self._opened(entry_id, "proof", row["proof"])
        lead = None
        if proof is not None and self._opened(entry_id, "lead", row["lead"]):
            lead = self.lead(entry_id)
        return Story(
            entry=entry,
            lead=lead,
            receipt=self._receipt(entry_id, row["receipt"], row["purged_at"]),
            proof=codec.decode_proof(proof) if proof is not None else None,
            history=self.history(entry_id),
            corrects=self.entry(entry.replaces) if entry.replaces else None,
            corrected_by=self.entry(entry.replaced_by) if entry.replaced_by else None,
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

    def held_counts(self) -> dict[str, int]:
        """Return how many leads wait for a person to decide, by environment."""
        rows = self._rows(
            # By way of the index, which begins with the environment.
            "SELECT environment, count(*) FROM entry"
            " WHERE environment IN (SELECT DISTINCT environment FROM entry)"
            " AND status = 'may_have_arrived' AND held GROUP BY environment"
        )
        return {row[0]: row[1] for row in rows}

    def captured_count(
        self,
        environment: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> int:
        """Return how many captures the history tells of, to balance the counts with.

        Args:
            environment: Whose.
            since: The first moment that counts; None for the beginning.
            until: The first moment that counts no more; None for no end.
        """
        since_ms, until_ms = optional_ms(since), optional_ms(until)
        (row,) = self._rows(
            "SELECT count(*) AS captured FROM history"
            " JOIN entry ON entry.id = history.entry_id"
            " WHERE history.from_status IS NULL AND entry.environment = ?1"
            " AND (?2 IS NULL OR history.at >= ?2)"
            " AND (?3 IS NULL OR history.at < ?3)",
            *(environment, since_ms, until_ms),
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

    def _entries(self, which: str, *arguments: str | int | bytes) -> tuple[Entry, ...]:
        with self._explained() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None  # columns by their place, see `read_entries`
            # The condition is one of ours; values come as arguments.
            query = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE {which}"  # noqa: S608 - of our own words, see above
            cursor.execute(query, arguments)
            entries: list[Entry] = []
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                entries += read_entries(rows, self.sealer)
            return tuple(entries)

    def _opened(self, entry_id: str, column: str, sealed: bytes | None) -> bytes | None:
        """Return what is sealed in a column; None where there is nothing to be read."""
        if sealed is None:
            return None
        try:
            return self.sealer.unseal(entry_id, column, sealed)
        except UnsealError:
            return None

    def _receipt(
        self, entry_id: str, sealed: bytes | None, purged_at: int | None
    ) -> Receipt | None:
        content = self._opened(entry_id, "receipt", sealed)
        if content is None or purged_at is None:
            return None
        return codec.decode_receipt(content, purged_at=from_ms(purged_at))

"""An outbox file that is open, and how it is read and written to."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from capdesk.outbox.data_key import is_sealed_by
from capdesk.outbox.database import explain, open_database, transaction
from capdesk.outbox.errors import EntryNotFoundError, OutboxUnavailableError
from capdesk.outbox.sealing import Sealer

if TYPE_CHECKING:
    from capdesk.outbox.salvage import SalvageReport


class OpenedOutbox:
    """What every part of an outbox works on: the file, its key, its connection.

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
        salvage_report: "SalvageReport | None" = None,
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

    def _check_key_in_force(self) -> None:
        """Refuse to seal with a key that another program gave up for lost.

        Raises:
            OutboxUnavailableError: What was sealed now could be read by nobody.
        """
        (key_id,) = self.connection.execute("SELECT key_id FROM identity").fetchone()
        if key_id != self.sealer.key_id:
            raise OutboxUnavailableError(
                "This outbox was begun anew with another key. Close CapDesk and start it"
                " again."
            )

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def data_version(self) -> int:
        """Return a number that changes when another program has changed the outbox."""
        (row,) = self._rows("PRAGMA data_version")
        return int(row["data_version"])

    @contextmanager
    def _explained(self) -> Iterator[sqlite3.Connection]:
        """Give the connection; what SQLite says against it becomes a sentence."""
        try:
            yield self.connection
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection with a write transaction open; see `transaction`."""
        with self._explained() as connection, transaction(connection):
            yield connection

    def _rows(self, query: str, *arguments: str | int | None) -> list[sqlite3.Row]:
        with self._explained() as connection:
            return connection.execute(query, arguments).fetchall()

    def _row(self, entry_id: str) -> sqlite3.Row:
        rows = self._rows("SELECT * FROM entry WHERE id = ?", entry_id)
        if not rows:
            raise EntryNotFoundError(f"There is no lead {entry_id} in this outbox.")
        return rows[0]

    def _write(
        self, statement: str, arguments: Iterable[object], missing: str | None = None
    ) -> None:
        with self._transaction() as connection:
            changed = connection.execute(statement, tuple(arguments)).rowcount
        if missing is not None and changed == 0:
            raise EntryNotFoundError(missing)

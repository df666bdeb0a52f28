"""Sorts the rows that a damaged outbox still shows into the tables they are from."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from capdesk.outbox.identity_copy import Identity
from capdesk.outbox.pages import RawRow, Value, raw_rows
from capdesk.outbox.schema import TABLES, Migration

SavedRow = dict[str, Value]
"""A row by the names of its columns."""


@dataclass(frozen=True, slots=True)
class _Table:
    """How rows of a table look in the file.

    Attributes:
        name: Its name.
        columns: Names, in order.
        types: Types, in order; tables are STRICT, so that a value has its type.
        required: Whether each column may not be NULL.
        rowid_column: Place of the column that is the rowid; None for none.
        lengths: How many columns a row may have: as many as its table had in any
            version, for a row stays as it is when its table gets another column.
    """

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    required: tuple[bool, ...]
    rowid_column: int | None
    lengths: frozenset[int]

    def take(self, raw: RawRow) -> SavedRow | None:
        """Return a row by names; None where it can't be from this table."""
        if len(raw.values) not in self.lengths:
            return None
        missing = len(self.columns) - len(raw.values)
        values = [*raw.values, *[None] * missing]
        if self.rowid_column is not None:
            if values[self.rowid_column] is not None:
                return None
            values[self.rowid_column] = raw.rowid
        fits = all(map(_fits, values, self.types, self.required))
        return dict(zip(self.columns, values, strict=True)) if fits else None


_TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "BLOB": bytes}


def _fits(value: Value, type_name: str, required: bool) -> bool:  # noqa: FBT001 - one of a triple that `map` gives
    if value is None:
        return not required
    return isinstance(value, _TYPES[type_name])


class Remains:
    """The rows of a damaged outbox, by table."""

    def __init__(self, rows: dict[str, list[tuple[int, SavedRow]]]) -> None:
        self._rows = rows

    @property
    def has_leads(self) -> bool:
        """Whether there is an entry, whole or not, or a line about one."""
        return bool(self._rows["entry"] or self._rows["history"])

    def rows(self, table: str) -> Iterator[SavedRow]:
        """Give the rows of a table in the order they were written."""
        for _, row in sorted(self._rows[table], key=lambda pair: pair[0]):
            yield row

    def history(self) -> Iterator[SavedRow]:
        """Give the lines of history, oldest first."""
        return self.rows("history")

    def entries(self) -> Iterator[SavedRow]:
        """Give the entries, oldest first.

        A page that a broken disk brought back from the past may show an entry a second
        time, as it was; the latest change counts.
        """
        latest: dict[Value, SavedRow] = {}
        for row in self.rows("entry"):
            other = latest.get(row["id"])
            if other is None or _changed(other) <= _changed(row):
                latest[row["id"]] = row
        yield from latest.values()

    def missing(self, kept: Collection[str]) -> int:
        """Return how many entries must have been there that are not among those kept.

        Others are known by a line of history, a link, or the gap they leave: entries
        are never deleted, so their numbers follow each other.
        """
        known = {row["entry_id"] for row in self.rows("history")}
        for row in self.rows("entry"):
            known |= {row["id"], row["replaces"], row["replaced_by"]}
        numbers = {number for number, _ in self._rows["entry"]}
        gaps = max(numbers, default=0) - len(numbers)
        return max(len(known - {None} - set(kept)), gaps)

    def identities(self) -> Iterator[Identity]:
        """Give the outbox's identity, if it is left."""
        for row in self.rows("identity"):
            known = {name: row[name] for name in Identity.__slots__}
            yield Identity(**known)  # type: ignore[arg-type] # each was compared with the type of its column

    def key_ids(self) -> list[str]:
        """Return the ids of the data keys that leads were sealed with, most used first."""
        counts = Counter(str(row["key_id"]) for row in self.rows("entry"))
        return [key_id for key_id, _ in counts.most_common()]


def _changed(row: SavedRow) -> tuple[bool, int, int]:
    """Return what puts states of one entry in order, whatever became of the clock.

    What was erased stays erased, and an attempt that was made was made.
    """
    attempts, changed_at = int(str(row["attempts"])), int(str(row["changed_at"]))
    return row["lead"] is None, attempts, changed_at


def read_remains(content: bytes, migrations: Sequence[Migration]) -> Remains:
    """Return what can be read of a damaged outbox.

    Args:
        content: The file, with an unfinished transaction undone.
        migrations: The steps to the newest version there is; what is missing of a row
            of an older one reads as NULL.
    """
    tables = _tables(migrations)
    rows: dict[str, list[tuple[int, SavedRow]]] = defaultdict(list)
    for raw in raw_rows(content):
        for table in tables:
            row = table.take(raw)
            if row is not None:
                rows[table.name].append((raw.rowid, row))
                break
    return Remains(rows)


def _tables(migrations: Sequence[Migration]) -> list[_Table]:
    lengths: dict[str, set[int]] = defaultdict(set)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for step in migrations:
            step(connection)
            for name in TABLES:
                lengths[name].add(len(_columns(connection, name)))
        return [
            _table(connection, name, frozenset(lengths[name]))
            for name in sorted(TABLES)
        ]


def _columns(
    connection: sqlite3.Connection, name: str
) -> list[tuple[str, str, int, int]]:
    """Return name, type, whether it may not be NULL, and place in the primary key."""
    return connection.execute(
        'SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)
    ).fetchall()


def _table(
    connection: sqlite3.Connection, name: str, lengths: frozenset[int]
) -> _Table:
    columns = _columns(connection, name)
    rowid_columns = [
        place
        for place, (_, type_name, _, pk) in enumerate(columns)
        if pk and type_name == "INTEGER"
    ]
    return _Table(
        name=name,
        columns=tuple(name for name, *_ in columns),
        types=tuple(type_name for _, type_name, *_ in columns),
        # A primary key of a STRICT table may be NULL for SQLite, never for us.
        required=tuple(bool(notnull or pk) for *_, notnull, pk in columns),
        rowid_column=rowid_columns[0] if rowid_columns else None,
        lengths=lengths,
    )

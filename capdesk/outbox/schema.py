"""The tables of the outbox, and how an older outbox becomes a current one."""

import sqlite3
import sys
from collections.abc import Callable

APPLICATION_ID = 0x43415044
"""`CAPD`: tells an outbox from any other SQLite file."""

_STATUSES = (
    "'waiting', 'sending', 'sent', 'may_have_arrived', 'needs_fixing', 'replaced',"
    " 'discarded'"
)
_STATUSES_3 = f"{_STATUSES}, 'handed_over'"

# Clear columns hold ids, times, counts, codes and references. Whatever a person typed
# or the gateway wrote is in a sealed BLOB. Times are milliseconds since 1970, UTC.
_VERSION_1 = f"""
CREATE TABLE identity (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    outbox_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    key_check BLOB,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
    id TEXT PRIMARY KEY,
    environment TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ({_STATUSES})),
    captured_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    hold_when_unknown INTEGER NOT NULL CHECK (hold_when_unknown IN (0, 1)),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    last_attempt_at INTEGER,
    not_before INTEGER,
    not_before_set_at INTEGER,
    by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
    was_unknown INTEGER NOT NULL DEFAULT 0 CHECK (was_unknown IN (0, 1)),
    resends INTEGER NOT NULL DEFAULT 0 CHECK (resends >= 0),
    possible_duplicate INTEGER NOT NULL DEFAULT 0 CHECK (possible_duplicate IN (0, 1)),
    last_code TEXT,
    enquiry_reference TEXT,
    request_reference TEXT,
    replaces TEXT REFERENCES entry (id),
    replaced_by TEXT REFERENCES entry (id),
    row_hmac BLOB UNIQUE,
    unreadable INTEGER NOT NULL DEFAULT 0 CHECK (unreadable IN (0, 1)),
    key_id TEXT NOT NULL,
    lead BLOB,
    proof BLOB,
    payload BLOB,
    messages BLOB,
    CHECK (NOT (was_unknown AND status IN ('waiting', 'needs_fixing', 'replaced'))),
    CHECK (was_unknown OR status != 'may_have_arrived'),
    CHECK (NOT (held AND status NOT IN ('may_have_arrived', 'discarded')))
) STRICT;

CREATE INDEX entry_due ON entry (environment, status, last_attempt_at, captured_at);
CREATE INDEX entry_by_time ON entry (captured_at);

CREATE TABLE history (
    number INTEGER PRIMARY KEY,
    entry_id TEXT NOT NULL REFERENCES entry (id),
    at INTEGER NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    code TEXT
) STRICT;

CREATE INDEX history_of_entry ON history (entry_id);

CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
BEGIN SELECT raise(ABORT, 'history is append-only'); END;

CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN SELECT raise(ABORT, 'history is append-only'); END;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'entries are never deleted'); END;

CREATE TABLE queue (
    environment TEXT PRIMARY KEY,
    suspect INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    not_before INTEGER,
    set_at INTEGER NOT NULL,
    paused TEXT,
    trouble TEXT,
    may_hint INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
    slot TEXT PRIMARY KEY,
    saved_at INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
"""

# The HMACs find a person's leads again, the receipt is what stays of a purged one; see
# docs/decisions/0008. An index that holds the order in which entries are sent, of those
# alone that the courier may take, lets a claim stop at the first few.
_VERSION_2 = """
ALTER TABLE entry ADD COLUMN email_hmac BLOB;
ALTER TABLE entry ADD COLUMN phone_hmac BLOB;
ALTER TABLE entry ADD COLUMN receipt BLOB;
ALTER TABLE entry ADD COLUMN purged_at INTEGER;

DROP INDEX entry_due;
CREATE INDEX entry_by_status ON entry (environment, status);
CREATE INDEX entry_next ON entry (environment, last_attempt_at, captured_at)
    WHERE status IN ('waiting', 'may_have_arrived') AND NOT held AND NOT unreadable;
CREATE INDEX entry_by_email ON entry (email_hmac);
CREATE INDEX entry_by_phone ON entry (phone_hmac);
"""

# `hand_over_id` is the file a lead may be in, written before the file; `taken_over_id`
# the last one it came by; `taken_over_from` the outbox that captured it, if another. See
# docs/decisions/0012.
_VERSION_3 = """
ALTER TABLE entry ADD COLUMN hand_over_id TEXT;
ALTER TABLE entry ADD COLUMN taken_over_id TEXT;
ALTER TABLE entry ADD COLUMN taken_over_from TEXT;
"""

TABLES = frozenset({"identity", "entry", "history", "queue", "draft"})

Migration = Callable[[sqlite3.Connection], None]


def execute_script(connection: sqlite3.Connection, script: str) -> None:
    """Run several statements inside the transaction that is open.

    `Connection.executescript` would commit it first.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _create_version_1(connection: sqlite3.Connection) -> None:
    execute_script(connection, _VERSION_1)


def _add_receipts(connection: sqlite3.Connection) -> None:
    execute_script(connection, _VERSION_2)


def _let_leads_be_handed_over(connection: sqlite3.Connection) -> None:
    execute_script(connection, _VERSION_3)
    _write_schema(connection, f"({_STATUSES})", f"({_STATUSES_3})")


def _write_schema(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Put other words into a CHECK of `entry`, the way SQLite's documentation has it.

    See "Making Other Kinds Of Table Schema Changes" (sqlite.org/lang_altertable.html).
    The other way, a table made anew and renamed, would copy every lead and would need
    the foreign keys switched off, which no transaction can do.
    """
    if sys.version_info >= (3, 12):
        # Apple's SQLite begins with it on.
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, False)  # noqa: FBT003 - positional only
    (version,) = connection.execute("PRAGMA schema_version").fetchone()
    connection.execute("PRAGMA writable_schema = ON")
    try:
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, ?, ?)"
            " WHERE type = 'table' AND name = 'entry'",
            (old, new),
        )
        connection.execute(f"PRAGMA schema_version = {version + 1}")
    finally:
        # And reads the schema again.
        connection.execute("PRAGMA writable_schema = RESET")


MIGRATIONS: tuple[Migration, ...] = (
    _create_version_1,
    _add_receipts,
    _let_leads_be_handed_over,
)
"""Step n brings an outbox from version n to n + 1; step 0 starts from an empty file."""

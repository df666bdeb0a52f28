"""The tables defend what must never be lost, whoever writes to them."""

import sqlite3

import pytest

from capdesk.outbox import Outbox
from capdesk.outbox.schema import MIGRATIONS, TABLES, execute_script
from tests.outbox.desk import capture


def test_every_table_is_strict(outbox: Outbox) -> None:
    """A number never passes for text, nor text for a sealed value."""
    tables = {
        row["name"]: row["strict"]
        for row in outbox.connection.execute("PRAGMA table_list")
        if row["schema"] == "main" and not row["name"].startswith("sqlite_")
    }
    assert tables == dict.fromkeys(TABLES, 1)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE history SET code = 'x'", "history is append-only"),
        ("DELETE FROM history", "history is append-only"),
        (
            "INSERT OR REPLACE INTO history SELECT * FROM history",
            "history is append-only",
        ),
        ("DELETE FROM entry", "entries are never deleted"),
        (
            "INSERT OR REPLACE INTO entry SELECT * FROM entry",
            "entries are never deleted",
        ),
        ("UPDATE entry SET lead = 'in the clear'", "cannot store TEXT"),
        ("UPDATE entry SET held = 1", "CHECK"),
        ("INSERT INTO identity SELECT 2, 'a', 'b', NULL, 0", "CHECK"),
        ("UPDATE entry SET replaces = 'nobody'", "FOREIGN KEY"),
    ],
)
def test_a_statement_that_would_lose_something_is_refused(
    statement: str, refusal: str, outbox: Outbox
) -> None:
    """History only grows, entries stay, and personal data is never stored in the clear."""
    entry_id = capture(outbox)
    before = (outbox.entry(entry_id), outbox.history(entry_id))
    with pytest.raises(sqlite3.IntegrityError, match=refusal):
        outbox.connection.execute(statement)
    assert (outbox.entry(entry_id), outbox.history(entry_id)) == before


def test_a_script_runs_inside_the_open_transaction() -> None:
    """Semicolons in triggers and texts don't cut a statement, and nothing commits."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("BEGIN")
    execute_script(
        connection,
        """
        CREATE TABLE a (text TEXT);
        CREATE TRIGGER t AFTER INSERT ON a
        BEGIN UPDATE a SET text = 'x;y'; END;
        INSERT INTO a VALUES (';');
        """,
    )
    assert connection.execute("SELECT text FROM a").fetchall() == [("x;y",)]
    connection.execute("ROLLBACK")
    assert connection.execute("SELECT * FROM sqlite_schema").fetchall() == []
    connection.close()


def test_there_is_one_step_for_each_version(outbox: Outbox) -> None:
    """A new outbox is at the version the steps lead to."""
    (version,) = outbox.connection.execute("PRAGMA user_version").fetchone()
    assert version == len(MIGRATIONS)

"""The faults that tests bring about are the ones they say."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from capdesk.outbox import Outbox
from tests.outbox.desk import NOW, QA, capture
from tests.outbox.faults import LostCommit, before_commit, fill_disk, refuse_commit


def test_a_lost_commit_gets_through_and_reports_an_error_once(outbox: Outbox) -> None:
    """The row is there, the error too, and the next commit is an ordinary one."""
    torn, connection = LostCommit.under(outbox)
    connection.armed = True
    connection.execute("BEGIN")
    connection.execute("INSERT INTO draft VALUES ('form', 0, x'00')")
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        connection.execute("COMMIT")
    torn.close()
    assert len(outbox.connection.execute("SELECT * FROM draft").fetchall()) == 1
    torn, connection = LostCommit.under(outbox)
    capture(torn)
    torn.close()


@pytest.mark.parametrize("fault", [refuse_commit, fill_disk])
def test_a_refused_write_leaves_nothing(
    fault: Callable[[sqlite3.Connection], None], outbox: Outbox
) -> None:
    """Neither a refused commit nor a full disk lets a part of it through."""
    before = outbox.path.read_bytes()
    connection = outbox.connection
    fault(connection)
    connection.execute("BEGIN")
    with pytest.raises(sqlite3.DatabaseError):  # noqa: PT012 - either may be refused
        connection.execute("INSERT INTO draft VALUES ('form', 0, zeroblob(100000))")
        connection.execute("COMMIT")
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    outbox.close()
    assert outbox.path.read_bytes() == before


def test_a_look_comes_before_each_commit(outbox: Outbox) -> None:
    """Once for each, while another program can't see the change yet."""
    seen: list[int] = []

    def look() -> None:
        with closing(sqlite3.connect(outbox.path)) as other:
            seen.append(other.execute("SELECT count(*) FROM entry").fetchone()[0])

    before_commit(outbox.connection, look)
    capture(outbox)
    capture(outbox)
    assert seen == [0, 1]
    assert outbox.captured_count(QA) == 2
    assert outbox.entries()[0].captured_at == NOW

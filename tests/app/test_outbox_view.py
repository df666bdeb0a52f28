"""What the window shows of the outbox stays true when a look at it fails."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from capdesk.domain.entry import Status
from capdesk.outbox import OUTBOX_NAME, Outbox
from tests.app.conftest import OpenDesk, Shop


@contextmanager
def _another_program_writes(desk: OpenDesk, shop: Shop) -> Iterator[None]:
    """Keep the outbox from the window, which gives up at once."""
    desk.ask_outbox(lambda o: o.connection.execute("PRAGMA busy_timeout = 1"))
    other = sqlite3.connect(shop.folder / OUTBOX_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


def test_a_look_that_failed_is_told_no_longer_than_it_lasts(shop: Shop) -> None:
    """Busy for a moment: the banner goes with the next look that succeeds."""
    with shop.open() as desk:
        before = desk.said
        with _another_program_writes(desk, shop):
            desk.desk._view.show_everything()
            desk.wait_until(lambda: desk.said != before)
            told = desk.said
        desk.wait_until(lambda: desk.said == before)
        assert told != before


def test_rows_that_could_not_be_read_are_read_later(shop: Shop) -> None:
    """A row whose change was missed shows it once the outbox can be read again."""
    with shop.open() as desk:
        entry_id = desk.take("Ann")
        desk.wait_for("Ann", Status.SENT)
        stale = desk.ask_outbox(Outbox.entry, entry_id)
        desk.window.outbox.update_entries([replace(stale, status=Status.SENDING)])
        told = desk.said
        with _another_program_writes(desk, shop):
            desk.desk._view.refresh([entry_id])
            desk.wait_until(lambda: desk.said != told)
        desk.wait_for("Ann", Status.SENT)


def test_send_now_that_fails_says_so_once(shop: Shop) -> None:
    """The sentence is about this press: it does not stay as a banner."""
    with shop.open() as desk:
        before = desk.said
        with _another_program_writes(desk, shop):
            desk.desk._try_again("local")
            desk.wait_until(lambda: desk.window.notice.text != "")
        desk.wait_until(lambda: desk.said == before)

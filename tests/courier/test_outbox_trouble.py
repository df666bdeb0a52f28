"""An outbox that can't be used for a while: nothing is forgotten, nothing goes twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, KeyRefused
from capdesk.domain.queue import PauseReason
from capdesk.outbox import OUTBOX_NAME, Outbox
from tests.courier.rig import QA, Rig
from tests.outbox.faults import refuse_commit

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted("ENQ-260912-AAAAAAAA")

BUSY_TIMEOUT_MS = 20


@contextmanager
def locked(rig: Rig) -> Iterator[None]:
    """Have another program write to the outbox without end."""
    with closing(sqlite3.connect(rig.folder / OUTBOX_NAME)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def trouble(rig: Rig) -> str:
    """Wait for the news that the outbox can't be used; return its words."""
    while (words := (await rig.next_news()).outbox_trouble) is None:
        pass
    return words


async def well_again(rig: Rig) -> tuple[str, ...]:
    """Wait for the news that the outbox can be used; return the ids that changed."""
    while (news := await rig.next_news()).outbox_trouble is not None:
        pass
    return news.changed


async def test_outcomes_are_kept_and_written_later(rig: Rig) -> None:
    """A 202 that can't be written is written once it can; the lead goes out once."""
    await rig.wait_at_most_ms(BUSY_TIMEOUT_MS)
    entry_id = await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    await rig.quiet()
    with locked(rig):
        post.answer(ACCEPTED)
        assert "busy" in await trouble(rig)
    rig.courier.nudge()
    # The window learns of the lead and that the trouble is over.
    assert entry_id in await well_again(rig)
    entry = await rig.entry(entry_id)
    assert (entry.status, entry.attempts) == (Status.SENT, 1)
    assert entry.enquiry_reference == "ENQ-260912-AAAAAAAA"
    assert len(rig.qa.posts) == 1


async def test_nothing_goes_out_that_was_not_claimed(rig: Rig) -> None:
    """While `sending` can't be written no POST starts."""
    await rig.wait_at_most_ms(BUSY_TIMEOUT_MS)
    first = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(first, Status.SENT)
    await rig.quiet()
    second = await rig.capture_one()
    with locked(rig):
        rig.courier.nudge()
        await trouble(rig)
        assert len(rig.qa.posts) == 1
    rig.courier.nudge()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(second, Status.SENT)


async def test_a_pause_that_could_not_be_written_is_written_later(rig: Rig) -> None:
    """A refused key is not forgotten by a restart though the disk was full for a while."""
    entry_id = await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    await rig.quiet()
    await rig.ask(lambda outbox: refuse_commit(outbox.connection))
    post.answer(KeyRefused(401))
    await trouble(rig)
    await rig.ask(lambda outbox: outbox.connection.set_authorizer(None))
    rig.courier.nudge()
    await rig.until_status(entry_id, Status.WAITING)
    assert (await rig.queue()).paused is PauseReason.KEY_REFUSED
    await rig.restart()
    await rig.quiet()
    assert len(rig.qa.posts) == 1


async def test_a_pause_in_memory_alone_is_not_taken_for_lifted(rig: Rig) -> None:
    """As long as a pause is not on the disk, its absence there says nothing."""
    await rig.capture(2)
    rig.start()
    post = await rig.qa.next_post()
    await rig.quiet()
    await rig.ask(lambda outbox: refuse_commit(outbox.connection))
    post.answer(KeyRefused(401))
    await trouble(rig)
    for _ in range(2):
        rig.courier.nudge()
        await rig.quiet()
    await rig.ask(lambda outbox: outbox.connection.set_authorizer(None))
    rig.courier.nudge()
    await rig.quiet()
    assert len(rig.qa.posts) == 1


async def test_starts_once_the_outbox_can_be_used(rig: Rig) -> None:
    """An outbox that is busy when the courier starts does not end it."""
    await rig.wait_at_most_ms(BUSY_TIMEOUT_MS)
    entry_id = await rig.capture_one()
    with locked(rig):
        rig.start()
        assert "busy" in await trouble(rig)
    rig.courier.nudge()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_lane_starts_once_the_outbox_can_be_used(rig: Rig) -> None:
    """One environment's trouble at its start does not end the others."""
    rig.qa.always(ACCEPTED)
    rig.start()
    await rig.quiet()
    entry_id = await rig.capture_one()
    await rig.ask(_hide_queue)
    rig.courier.nudge()
    await trouble(rig)
    rig.courier.nudge()
    await rig.quiet()
    await rig.ask(_show_queue)
    rig.courier.nudge()
    await rig.until_status(entry_id, Status.SENT)


async def test_new_environments_are_looked_for_until_the_outbox_answers(
    rig: Rig,
) -> None:
    """A nudge that meets a busy outbox is not lost, and ends nothing."""
    await rig.wait_at_most_ms(BUSY_TIMEOUT_MS)
    rig.qa.always(ACCEPTED)
    rig.start()
    await rig.quiet()
    entry_id = await rig.capture_one()
    with locked(rig):
        rig.courier.nudge()
        await trouble(rig)
    rig.courier.nudge()
    await rig.until_status(entry_id, Status.SENT)


async def test_one_piece_of_news_per_trouble(rig: Rig) -> None:
    """Trouble that lasts is told once, not at every try."""
    await rig.wait_at_most_ms(BUSY_TIMEOUT_MS)
    await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    await rig.quiet()
    with locked(rig):
        post.answer(ACCEPTED)
        await trouble(rig)
        lane = rig.courier._lanes[QA]
        before = [news for news in rig.heard if news.queue is not None]
        visits = rig.storage.visits
        lane.nudge()
        await rig.until_visits(visits + 1)
        await rig.quiet()
        assert [news for news in rig.heard if news.queue is not None] == before


def _hide_queue(outbox: Outbox) -> None:
    outbox.connection.execute("ALTER TABLE queue RENAME TO hidden")


def _show_queue(outbox: Outbox) -> None:
    outbox.connection.execute("ALTER TABLE hidden RENAME TO queue")

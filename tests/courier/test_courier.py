"""Environments side by side, those nobody knows, and one courier per data folder."""

import asyncio

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, KeyRefused
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import CourierBusyError, CourierLock
from tests.courier.rig import QA, Rig
from tests.support.submitter import FakeSubmitter

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted()
PRODUCTION = "production"
GONE = "dealer-group"


async def test_environments_do_not_wait_for_each_other(rig: Rig) -> None:
    """A refused key in one environment leaves the other alone, keys and ways included."""
    rig.ways[PRODUCTION] = FakeSubmitter()
    rig.keys[PRODUCTION] = "the key of production"
    (in_qa,) = await rig.capture()
    (in_production,) = await rig.capture(environment=PRODUCTION)
    rig.start()
    (await rig.qa.next_post()).answer(KeyRefused(401))
    await rig.until_status(in_qa, Status.WAITING)
    post = await rig.ways[PRODUCTION].next_post()
    assert in_production.encode() in post.body
    assert post.key == "the key of production"
    post.answer(ACCEPTED)
    await rig.until_status(in_production, Status.SENT)
    assert len(rig.qa.posts) == 1


async def test_leads_of_an_unknown_environment_stay(rig: Rig) -> None:
    """Nobody knows where they go: they wait untouched, and the news says why."""
    (lost,) = await rig.capture(environment=GONE)
    (known,) = await rig.capture()
    rig.qa.always(ACCEPTED)
    rig.start()
    await rig.until_status(known, Status.SENT)
    entry = await rig.entry(lost)
    assert (entry.status, entry.attempts) == (Status.WAITING, 0)
    assert rig.asked_for_keys == [QA]
    assert [
        news.queue
        for news in rig.heard
        if news.queue is not None and news.queue.environment == GONE
    ] == [
        QueueState(
            GONE, paused=PauseReason.MISCONFIGURED, trouble="environment_unknown"
        )
    ]


async def test_an_environment_that_was_added_is_noticed(rig: Rig) -> None:
    """Once an administrator has added it, the next nudge sends its leads."""
    (entry_id,) = await rig.capture(environment=GONE)
    rig.start()
    await rig.next_news()
    rig.ways[GONE] = FakeSubmitter()
    rig.ways[GONE].always(ACCEPTED)
    rig.keys[GONE] = "key"
    rig.courier.nudge()
    await rig.until_status(entry_id, Status.SENT)


async def test_waits_until_the_other_program_has_finished(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another courier has the lock nothing is touched; then this one goes on."""
    monkeypatch.setattr("capdesk.courier.courier.LOCK_RETRY_S", 0.01)
    entry_id = await rig.capture_one()
    with CourierLock(rig.folder):
        rig.start()
        visits = rig.storage.visits
        await rig.quiet()
        assert rig.storage.visits == visits
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_the_lock_is_given_back(rig: Rig) -> None:
    """A courier that has stopped leaves the folder to the next."""
    rig.start()
    await rig.quiet()
    await rig.stop()
    with CourierLock(rig.folder) as lock:
        assert lock.is_held


async def test_the_lock_is_held_until_the_last_word_is_written(rig: Rig) -> None:
    """Another courier can't take attempts for stale while this one writes them down."""
    await rig.capture_one()
    rig.start()
    await rig.qa.next_post()
    await rig.quiet()
    with rig.storage_held():
        stopping = asyncio.create_task(rig.stop())
        visits = rig.storage.visits
        await rig.until_visits(visits + 1)
        with pytest.raises(CourierBusyError):
            CourierLock(rig.folder).acquire()
    await stopping
    with CourierLock(rig.folder) as lock:
        assert lock.is_held


async def test_the_lock_is_held_until_a_crash_is_cleared_up(rig: Rig) -> None:
    """Stopped at its start, it keeps others out as long as the storage thread clears up."""
    with rig.storage_held():
        visits = rig.storage.visits
        rig.start()
        await rig.until_visits(visits + 1)
        stopping = asyncio.create_task(rig.stop())
        await rig.turns()
        with pytest.raises(CourierBusyError):
            CourierLock(rig.folder).acquire()
    await stopping
    with CourierLock(rig.folder) as lock:
        assert lock.is_held


async def test_ways_are_closed_after_the_last_attempt(rig: Rig) -> None:
    """An attempt that is stopped still has its connection: to quit is no failure of it."""
    await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    await rig.stop()
    assert post.stopped
    assert not post.way_was_closed
    assert not rig.qa.is_open

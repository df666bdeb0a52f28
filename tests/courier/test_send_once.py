"""Sending once, as the command line does."""

import asyncio

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.outcome import (
    Accepted,
    KeyRefused,
    NotProcessed,
    NotSent,
    NotSentReason,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import CourierBusyError, CourierLock, OutboxUnavailableError
from tests.courier.rig import QA, Rig
from tests.courier.test_outbox_trouble import BUSY_TIMEOUT_MS, locked
from tests.support.submitter import PATIENCE_S, FakeSubmitter

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted()
OFFLINE = NotSent(NotSentReason.CONNECT)


async def send_once(rig: Rig) -> None:
    """Send once with a courier of its own."""
    async with asyncio.timeout(PATIENCE_S):
        await rig.new_courier().send_once()


async def statuses(rig: Rig, ids: list[str]) -> list[Status]:
    """Return the status of each entry."""
    return [(await rig.entry(entry_id)).status for entry_id in ids]


async def test_sends_all_that_waits(rig: Rig) -> None:
    """Every waiting entry of every environment gets its attempt, then it returns."""
    rig.ways["production"] = FakeSubmitter()
    rig.keys["production"] = "key"
    for way in rig.ways.values():
        way.always(ACCEPTED)
    ids = await rig.capture(6)
    ids += await rig.capture(3, environment="production")
    await send_once(rig)
    assert await statuses(rig, ids) == [Status.SENT] * 9
    assert [len(way.posts) for way in rig.ways.values()] == [6, 3]


async def test_nothing_to_do(rig: Rig) -> None:
    """An empty outbox is done at once, and no key is asked for."""
    await send_once(rig)
    assert rig.asked_for_keys == []


@pytest.mark.parametrize(
    "outcome", [OFFLINE, NotProcessed(429, 3_600.0), Rejected(400)]
)
async def test_one_attempt_for_each_whatever_comes_of_it(
    rig: Rig, outcome: NotSent | NotProcessed | Rejected
) -> None:
    """What fails is not tried again in the same run; waits do not end it."""
    await rig.capture(7)
    rig.qa.always(outcome)
    await send_once(rig)
    assert len(rig.qa.posts) == 7
    assert len({post.body for post in rig.qa.posts}) == 7


async def test_waits_are_ignored(rig: Rig) -> None:
    """A queue that waits, or is paused from earlier, is tried all the same."""
    await rig.capture(2)
    for outcome in (NotProcessed(429, 3_600.0), KeyRefused(401), OFFLINE):
        before = len(rig.qa.posts)
        rig.qa.always(outcome)
        rig.clock.advance(milliseconds=1)
        await send_once(rig)
        assert len(rig.qa.posts) > before


async def test_one_goes_first_then_four(rig: Rig) -> None:
    """Until one answer is back a single lead is risked."""
    await rig.capture(6)
    sending = asyncio.create_task(send_once(rig))
    first = await rig.qa.next_post()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    first.answer(ACCEPTED)
    four = [await rig.qa.next_post() for _ in range(4)]
    rig.qa.always(ACCEPTED)
    for post in four:
        post.answer(ACCEPTED)
    await sending
    assert rig.qa.most_in_flight == 4


async def test_a_pause_ends_it(rig: Rig) -> None:
    """A refused key is not refused once more for each lead, and the pause is kept."""
    ids = await rig.capture(9)
    rig.qa.always(KeyRefused(401))
    await send_once(rig)
    assert len(rig.qa.posts) == 1
    assert await statuses(rig, ids) == [Status.WAITING] * 9
    assert (await rig.queue()).paused is PauseReason.KEY_REFUSED


async def test_attempts_under_way_at_a_pause_are_heard_out(rig: Rig) -> None:
    """A pause starts no more, but what is out may still be accepted."""
    ids = await rig.capture(9)
    sending = asyncio.create_task(send_once(rig))
    (await rig.qa.next_post()).answer(ACCEPTED)
    four = [await rig.qa.next_post() for _ in range(4)]
    four[0].answer(KeyRefused(401))
    await rig.until_status(ids[1], Status.WAITING)
    for post in four[1:]:
        post.answer(ACCEPTED)
    await sending
    assert await statuses(rig, ids) == (
        [Status.SENT, Status.WAITING] + [Status.SENT] * 3 + [Status.WAITING] * 4
    )
    assert (await rig.queue()).paused is PauseReason.KEY_REFUSED


async def test_leaves_what_may_have_arrived_alone(rig: Rig) -> None:
    """Whether it arrived is for the schedule or a person, not for this command."""
    (entry_id,) = await rig.capture()
    rig.qa.always(Unknown(UnknownReason.TIMEOUT))
    await send_once(rig)
    rig.clock.advance(days=1)
    await send_once(rig)
    assert len(rig.qa.posts) == 1
    assert await statuses(rig, [entry_id]) == [Status.MAY_HAVE_ARRIVED]


async def test_without_a_key(rig: Rig) -> None:
    """No key, no attempt; the queue is paused for it."""
    rig.keys.clear()
    await rig.capture(2)
    await send_once(rig)
    assert rig.qa.posts == []
    assert (await rig.queue()).paused is PauseReason.KEY_MISSING


async def test_a_clock_set_back_makes_no_second_attempt(rig: Rig) -> None:
    """What was tried in this run stays tried, whatever the clock does meanwhile."""
    await rig.capture(3)
    sending = asyncio.create_task(send_once(rig))
    post = await rig.qa.next_post()
    rig.clock.advance(days=-1)
    rig.qa.always(OFFLINE)
    post.answer(OFFLINE)
    await sending
    assert len(rig.qa.posts) == 3


async def test_the_queue_is_as_it_was_left_if_nothing_was_tried(rig: Rig) -> None:
    """A run with nothing to send does not lift a pause."""
    (entry_id,) = await rig.capture()
    rig.qa.always(Unknown(UnknownReason.TIMEOUT))
    await send_once(rig)
    before = await rig.queue()
    assert before == QueueState(
        QA, failures=1, not_before=before.not_before, trouble="unknown_timeout"
    )
    await send_once(rig)
    assert await rig.queue() == before
    assert (await rig.entry(entry_id)).attempts == 1


async def test_another_courier_is_sending(rig: Rig) -> None:
    """It says so at once, and touches nothing."""
    await rig.capture(1)
    with CourierLock(rig.folder), pytest.raises(CourierBusyError, match="already"):
        await send_once(rig)
    assert rig.qa.posts == []


async def test_an_outbox_that_is_busy_is_an_error_with_a_sentence(rig: Rig) -> None:
    """The outbox's own error comes out, not a group, and the lock is given back."""
    await rig.wait_at_most_ms(BUSY_TIMEOUT_MS)
    await rig.capture(1)
    with locked(rig), pytest.raises(OutboxUnavailableError, match="busy"):
        await send_once(rig)
    rig.qa.always(ACCEPTED)
    await send_once(rig)


async def test_an_outbox_that_fails_on_the_way_cuts_no_attempt_short(
    rig: Rig,
) -> None:
    """What is under way is heard out and written; nothing more is started."""
    await rig.wait_at_most_ms(BUSY_TIMEOUT_MS)
    ids = await rig.capture(7)
    sending = asyncio.create_task(send_once(rig))
    (await rig.qa.next_post()).answer(ACCEPTED)
    four = [await rig.qa.next_post() for _ in range(4)]
    await rig.quiet()
    with locked(rig):
        four[0].answer(ACCEPTED)
        while (await rig.next_news()).outbox_trouble is None:
            pass
    for post in four[1:]:
        post.answer(ACCEPTED)
    await sending
    assert not any(post.stopped for post in rig.qa.posts)
    assert await statuses(rig, ids) == [Status.SENT] * 5 + [Status.WAITING] * 2

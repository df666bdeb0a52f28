"""Quitting at every moment: what is known is written, and nothing stays `sending`."""

import asyncio
import contextlib

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, NotSent, NotSentReason
from capdesk.domain.queue import QueueState
from capdesk.outbox import Outbox
from tests.courier.rig import QA, Rig
from tests.support.clock import NOW

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted("ENQ-260912-AAAAAAAA")


async def test_leaves_each_attempt_by_how_far_it_got(rig: Rig) -> None:
    """Not written is `waiting`, written may have arrived, answered is what was answered."""
    ids = await rig.capture(5)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    posts = {}
    for post in [await rig.qa.next_post() for _ in range(4)]:
        posts[next(i for i in ids if i.encode() in post.body)] = post
    before, written, answered, untouched = ids[1:]
    posts[written].write_body()
    posts[answered].answer(ACCEPTED)
    await rig.stop()
    entries = {i: await rig.entry(i) for i in ids}
    assert {i: entry.status for i, entry in entries.items()} == {
        ids[0]: Status.SENT,
        before: Status.WAITING,
        written: Status.MAY_HAVE_ARRIVED,
        answered: Status.SENT,
        untouched: Status.WAITING,
    }
    assert entries[before].last_code == "not_sent_quit"
    assert entries[written].last_code == "unknown_quit"
    assert not any(entry.possible_duplicate for entry in entries.values())


async def test_quitting_is_no_failure_of_the_network(rig: Rig) -> None:
    """The next start finds the queue as it was, with no backoff and no trouble."""
    ids = await rig.capture(3)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(ids[0], Status.SENT)
    await rig.qa.next_post()
    await rig.stop()
    assert await rig.queue() == QueueState(QA, suspect=False)


@pytest.mark.parametrize("starts_first", [False, True])
async def test_an_outcome_that_is_being_written_is_not_lost(
    rig: Rig, *, starts_first: bool
) -> None:
    """Quit while the storage thread has the 202 in hand, or not yet: it gets written."""
    entry_id = await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    await rig.quiet()
    visits = rig.storage.visits
    with rig.storage_held() if not starts_first else contextlib.nullcontext():
        post.answer(ACCEPTED)
        await rig.until_visits(visits + (1 if starts_first else 2))
        stopping = asyncio.create_task(rig.stop())
        await asyncio.sleep(0)
    await stopping
    entry = await rig.entry(entry_id)
    assert entry.status is Status.SENT
    assert entry.enquiry_reference == "ENQ-260912-AAAAAAAA"


@pytest.mark.parametrize("starts_first", [False, True])
async def test_a_claim_under_way_is_given_back(rig: Rig, *, starts_first: bool) -> None:
    """Quit between the claim and its POST: the lead waits and is no duplicate."""
    first = await rig.capture_one()
    rig.qa.always(ACCEPTED)
    rig.start()
    await rig.until_status(first, Status.SENT)
    await rig.quiet()
    second = await rig.capture_one()
    visits = rig.storage.visits
    with rig.storage_held() if not starts_first else contextlib.nullcontext():
        rig.courier.nudge()
        await rig.until_visits(visits + (2 if starts_first else 3))
        stopping = asyncio.create_task(rig.stop())
        await asyncio.sleep(0)
    await stopping
    entry = await rig.entry(second)
    assert (entry.status, entry.possible_duplicate) == (Status.WAITING, False)
    assert len(rig.qa.posts) == 1
    await rig.restart()
    await rig.until_status(second, Status.SENT)
    assert not (await rig.entry(second)).possible_duplicate


async def test_a_wait_is_kept_across_a_restart(rig: Rig) -> None:
    """What makes the queue wait is on the disk: a restart does not hurry the gateway."""
    ids = await rig.capture(2)
    rig.start()
    (await rig.qa.next_post()).answer(NotSent(NotSentReason.CERTIFICATE))
    await rig.until_status(ids[0], Status.WAITING)
    await rig.restart()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    assert rig.told == QueueState(
        QA,
        failures=1,
        not_before=rig.told.not_before,
        trouble="not_sent_certificate",
    )
    assert rig.told.not_before is not None
    assert rig.told.not_before > NOW


async def test_stops_before_anything_was_done(rig: Rig) -> None:
    """Cancelled at its first step, it ends."""
    rig.start()
    await rig.stop()
    assert rig.heard == []


# Recover, environments, queue, look, claim, and the outcome or another look.
VISITS_OF_ONE_LEAD = 6


async def test_stopped_at_any_moment(rig: Rig) -> None:
    """Wherever a quit falls: posted is sent, not posted waits, and nothing is lost."""
    seen: set[Status] = set()
    rig.qa.always(ACCEPTED)
    for visits in range(VISITS_OF_ONE_LEAD + 1):
        for turns in range(8):
            entry_id = await rig.capture_one()
            rig.courier = rig.new_courier()
            already = rig.storage.visits
            rig.start()
            await rig.until_visits(already + visits)
            for _ in range(turns):
                await asyncio.sleep(0)
            await rig.stop()
            entry = await rig.entry(entry_id)
            posted = any(entry_id.encode() in post.body for post in rig.qa.posts)
            assert entry.status is (Status.SENT if posted else Status.WAITING)
            assert not entry.possible_duplicate
            seen.add(entry.status)
            if not posted:
                await rig.ask(Outbox.discard, entry_id, now=NOW, reason="test")
    assert seen == {Status.WAITING, Status.SENT}

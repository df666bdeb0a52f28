"""Waits and a wall clock that jumps."""

from datetime import timedelta

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, NotProcessed, Unknown, UnknownReason
from tests.courier.rig import Rig
from tests.outbox.faults import refuse_commit

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted()
TIMED_OUT = Unknown(UnknownReason.TIMEOUT)


async def wait_for_resend(rig: Rig) -> str:
    """Have a lead that may have arrived wait for its first resend, 72 s from now."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(TIMED_OUT)
    await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    await rig.quiet()
    return entry_id


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_resend_is_not_parked_by_a_clock_set_back(
    rig: Rig, *, restarts: bool
) -> None:
    """Set back by a day, running or not, a wait is as long as it was, not a day more."""
    entry_id = await wait_for_resend(rig)
    if restarts:
        await rig.stop()
    rig.clock.advance(days=-1)
    if restarts:
        rig.courier = rig.new_courier()
        rig.start()
    rig.courier.nudge()
    await rig.quiet()
    rig.clock.advance(seconds=71)
    rig.courier.nudge()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    rig.clock.advance(seconds=1)
    rig.courier.nudge()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_queue_is_not_parked_by_a_clock_set_back(rig: Rig) -> None:
    """What the gateway asked for is still waited out, from where the clock is now."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(NotProcessed(503, 100.0))
    await rig.until_status(entry_id, Status.WAITING)
    await rig.quiet()
    rig.clock.advance(seconds=30)
    rig.courier.nudge()
    await rig.quiet()
    rig.clock.advance(days=-1)
    rig.courier.nudge()
    await rig.quiet()
    assert rig.told.not_before == rig.clock() + timedelta(seconds=90)
    assert (await rig.queue()).not_before == rig.told.not_before
    rig.clock.advance(seconds=90)
    rig.courier.nudge()
    await rig.qa.next_post()


async def test_a_clock_set_back_is_not_forgotten_while_the_outbox_is_stuck(
    rig: Rig,
) -> None:
    """If the waits can't be put right at once, it is tried again at the next look."""
    await wait_for_resend(rig)
    rig.clock.advance(days=-1)
    await rig.ask(lambda outbox: refuse_commit(outbox.connection))
    rig.courier.nudge()
    await rig.quiet()
    await rig.ask(lambda outbox: outbox.connection.set_authorizer(None))
    rig.courier.nudge()
    await rig.quiet()
    rig.clock.advance(seconds=72)
    rig.courier.nudge()
    await rig.qa.next_post()


async def test_a_laptop_that_slept_sends_when_it_wakes(rig: Rig) -> None:
    """A clock that went on by hours makes what was due meanwhile go at the next look."""
    entry_id = await wait_for_resend(rig)
    rig.clock.advance(hours=9)
    rig.courier.hint()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)

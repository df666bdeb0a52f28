"""How long a lane naps, and that an idle one leaves the disk alone."""

import asyncio
from datetime import timedelta

import pytest

from capdesk.courier.lane import MAX_NAP_S, MIN_NAP_S, OUTBOX_RETRY_S, Lane
from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, KeyRefused, Unknown, UnknownReason
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import Exchange, Outbox
from tests.courier.rig import QA, Rig

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted()
TIMED_OUT = Unknown(UnknownReason.TIMEOUT)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def lane(rig: Rig) -> Lane:
    """Have a lane that has not started."""
    return Lane(
        QA,
        rig.storage,
        rig.qa,
        lambda _: None,
        clock=rig.clock,
        rng=rig.rng,
        listener=lambda _: None,
    )


async def test_naps_for_good_if_nothing_is_due(lane: Lane) -> None:
    """Only a nudge wakes a lane that has nothing to send."""
    assert lane._nap_s(Exchange((), None)) is None


@pytest.mark.parametrize(
    ("due_in_s", "nap_s"),
    [
        (3.0, 3.0),
        (3_600.0, MAX_NAP_S),
        # Came due between the look and the nap: nothing else would wake it.
        (0.0, MIN_NAP_S),
        (-1.0, MIN_NAP_S),
    ],
)
async def test_naps_until_something_is_due(
    rig: Rig, lane: Lane, due_in_s: float, nap_s: float
) -> None:
    """It naps as long as there is time, but looks at the clock every 15 s."""
    due = rig.clock() + due_in_s * SECOND
    assert lane._nap_s(Exchange((), due)) == nap_s


async def test_naps_for_good_while_paused(rig: Rig, lane: Lane) -> None:
    """What only a person can put right is not looked at every 15 s."""
    lane._state = QueueState(QA, paused=PauseReason.KEY_REFUSED)
    assert lane._nap_s(Exchange((), rig.clock())) is None


async def test_naps_until_the_outbox_may_be_well(lane: Lane) -> None:
    """An outbox that failed is asked again after 5 s."""
    assert lane._nap_s(None) == OUTBOX_RETRY_S


async def naps(rig: Rig) -> None:
    """Assert that the courier, left alone, asks the outbox for nothing more.

    Its shortest nap is 10 ms, so a loop that spins shows within a few of them.
    """
    await rig.quiet()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(10 * MIN_NAP_S):
            await rig.until_visits(rig.storage.visits + 1)


async def test_idle(rig: Rig) -> None:
    """An empty outbox is asked for its environments once, and that is all."""
    rig.start()
    await naps(rig)
    # Recovery after a crash, and the environments.
    assert rig.storage.visits == 2


async def test_all_sent(rig: Rig) -> None:
    """With all leads sent it sleeps."""
    entry_id = await rig.capture_one()
    rig.qa.always(ACCEPTED)
    rig.start()
    await rig.until_status(entry_id, Status.SENT)
    await naps(rig)


async def test_suspect_with_one_under_way(rig: Rig) -> None:
    """While the one that goes first is out, the others cost nothing."""
    await rig.capture(5)
    rig.start()
    await rig.qa.next_post()
    await naps(rig)


async def test_four_under_way(rig: Rig) -> None:
    """While four are out, the others cost nothing."""
    await rig.capture(9)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    for _ in range(4):
        await rig.qa.next_post()
    await naps(rig)


async def test_all_held(rig: Rig) -> None:
    """What waits for a person does not wake the courier."""
    (entry_id,) = await rig.capture(on_unknown=OnUnknownOutcome.HOLD)
    rig.start()
    (await rig.qa.next_post()).answer(TIMED_OUT)
    await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    await naps(rig)


async def test_due_later(rig: Rig) -> None:
    """A resend that is due in a minute is not looked at all the while."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(TIMED_OUT)
    await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    await naps(rig)


async def test_paused(rig: Rig) -> None:
    """A paused queue with leads that wait sleeps."""
    ids = await rig.capture(3)
    rig.start()
    (await rig.qa.next_post()).answer(KeyRefused(401))
    await rig.until_status(ids[0], Status.WAITING)
    await naps(rig)


async def test_without_a_key(rig: Rig) -> None:
    """A missing key is not looked for in a loop."""
    rig.keys.clear()
    await rig.capture(3)
    rig.start()
    await rig.until_told(lambda queue: queue.paused is PauseReason.KEY_MISSING)
    await naps(rig)
    assert rig.asked_for_keys == [QA]


async def test_an_entry_that_can_not_be_read(rig: Rig) -> None:
    """A row whose seal is broken neither goes out nor keeps the courier busy."""
    broken, whole = await rig.capture(2)
    await rig.ask(_break_the_seal, broken)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(whole, Status.SENT)
    await naps(rig)
    entry = await rig.entry(broken)
    assert (entry.status, entry.readable, entry.attempts) == (Status.WAITING, False, 0)


def _break_the_seal(outbox: Outbox, entry_id: str) -> None:
    outbox.connection.execute(
        "UPDATE entry SET payload = zeroblob(40) WHERE id = ?", (entry_id,)
    )

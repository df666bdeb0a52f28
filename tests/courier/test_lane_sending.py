"""One environment's queue at work: who goes, how many at once, what gets in the way."""

import sqlite3
from datetime import timedelta

import pytest

from capdesk.courier.queueing import MAX_IN_FLIGHT
from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Status
from capdesk.domain.outcome import (
    Accepted,
    Misconfigured,
    NotProcessed,
    NotSent,
    NotSentReason,
    NotTheGateway,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import OUTBOX_NAME, Outbox
from tests.courier.rig import KEY, QA, Rig
from tests.support.clock import NOW

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted("ENQ-260912-AAAAAAAA", "request")
OFFLINE = NotSent(NotSentReason.CONNECT)
TIMED_OUT = Unknown(UnknownReason.TIMEOUT)
SAYS_500 = Unknown(UnknownReason.STATUS, 500)


def after_s(seconds: float) -> timedelta:
    """Return a time span."""
    return timedelta(seconds=seconds)


async def test_a_lead_goes_out_and_is_sent(rig: Rig) -> None:
    """The lead's own bytes go out with the key; the reference is kept."""
    entry_id = await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    assert entry_id.encode() in post.body
    assert post.key == KEY
    post.answer(ACCEPTED)
    entry = await rig.until_status(entry_id, Status.SENT)
    assert entry.enquiry_reference == "ENQ-260912-AAAAAAAA"
    assert (entry.attempts, entry.possible_duplicate) == (1, False)
    steps = [(line.after, line.code) for line in await rig.history(entry_id)]
    assert steps == [
        (Status.WAITING, "captured"),
        (Status.SENDING, "started"),
        (Status.SENT, "accepted"),
    ]


async def test_sending_is_on_the_disk_before_the_post(rig: Rig) -> None:
    """At the moment the POST starts, another program reads `sending`."""
    entry_id = await rig.capture_one()
    rig.start()
    await rig.qa.next_post()
    other = sqlite3.connect(rig.folder / OUTBOX_NAME)
    rows = other.execute("SELECT id, status, attempts FROM entry").fetchall()
    other.close()
    assert rows == [(entry_id, "sending", 1)]


async def test_a_lead_captured_later_goes_out_after_a_nudge(rig: Rig) -> None:
    """A nudge is all an idle courier needs, be it the environment's first lead or not."""
    rig.qa.always(ACCEPTED)
    rig.start()
    await rig.quiet()
    for _ in range(2):
        entry_id = await rig.capture_one()
        rig.courier.nudge()
        await rig.until_status(entry_id, Status.SENT)


async def test_one_goes_first_then_four_are_in_flight(rig: Rig) -> None:
    """While suspect one entry goes alone; after success four are in flight, no more."""
    await rig.capture(9)
    rig.start()
    first = await rig.qa.next_post()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    first.answer(ACCEPTED)
    four = [await rig.qa.next_post() for _ in range(MAX_IN_FLIGHT)]
    await rig.quiet()
    assert len(rig.qa.posts) == 1 + MAX_IN_FLIGHT
    four[2].answer(ACCEPTED)
    await rig.qa.next_post()
    await rig.quiet()
    assert (len(rig.qa.posts), rig.qa.most_in_flight) == (2 + MAX_IN_FLIGHT, 4)


async def test_the_oldest_goes_first(rig: Rig) -> None:
    """Leads go in the order they were captured."""
    ids = await rig.capture(6)
    rig.qa.always(ACCEPTED)
    rig.start()
    for entry_id in ids:
        await rig.until_status(entry_id, Status.SENT)
    order = [next(i for i in ids if i.encode() in post.body) for post in rig.qa.posts]
    assert order == ids


async def test_a_failure_makes_the_queue_wait_at_once(rig: Rig) -> None:
    """The news of a failure finds nothing in flight: no further attempt slips out."""
    ids = await rig.capture(3)
    rig.start()
    (await rig.qa.next_post()).answer(OFFLINE)
    await rig.until_status(ids[0], Status.WAITING)
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    assert await rig.queue() == QueueState(
        QA, failures=1, not_before=NOW + after_s(2), trouble="not_sent_connect"
    )


async def test_the_one_tried_longest_ago_goes_next(rig: Rig) -> None:
    """After a failure another lead gets its turn, and the wait has passed first."""
    first, second = await rig.capture(2)
    rig.start()
    (await rig.qa.next_post()).answer(SAYS_500)
    await rig.until_status(first, Status.MAY_HAVE_ARRIVED)
    rig.clock.advance(seconds=2)
    rig.courier.nudge()
    post = await rig.qa.next_post()
    assert second.encode() in post.body
    await rig.quiet()
    assert len(rig.qa.posts) == 2


async def test_a_bad_lead_never_blocks_the_others(rig: Rig) -> None:
    """A 400 needs fixing, a 500 waits for its resend; all others are sent."""
    rejected, failing, *others = await rig.capture(8)
    rig.start()
    (await rig.qa.next_post()).answer(Rejected(400, ("Phone is wrong.",)))
    four = [await rig.qa.next_post() for _ in range(4)]
    four[0].answer(SAYS_500)
    for post in four[1:]:
        post.answer(ACCEPTED)
    rig.qa.always(ACCEPTED)
    await rig.until_status(failing, Status.MAY_HAVE_ARRIVED)
    rig.clock.advance(seconds=2)
    rig.courier.nudge()
    for entry_id in others:
        await rig.until_status(entry_id, Status.SENT)
    entry = await rig.entry(rejected)
    assert entry.status is Status.NEEDS_FIXING
    assert entry.messages == ("Phone is wrong.",)
    assert (await rig.entry(failing)).not_before == NOW + after_s(60 * 1.2)


async def test_four_failures_at_once_count_once(rig: Rig) -> None:
    """What four attempts say about one dead network is one failure."""
    ids = await rig.capture(5)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    for post in [await rig.qa.next_post() for _ in range(4)]:
        post.answer(OFFLINE)
    for entry_id in ids[1:]:
        await rig.until_status(entry_id, Status.WAITING)
    await rig.quiet()
    assert (await rig.queue()).failures == 1
    assert len(rig.qa.posts) == 5


async def test_success_after_failure_opens_the_queue(rig: Rig) -> None:
    """One that gets through ends the backoff for all."""
    ids = await rig.capture(3)
    rig.start()
    (await rig.qa.next_post()).answer(NotTheGateway(200))
    await rig.until_status(ids[0], Status.WAITING)
    assert rig.told.trouble == "not_the_gateway_200"
    rig.clock.advance(seconds=2)
    rig.qa.always(ACCEPTED)
    rig.courier.nudge()
    for entry_id in ids:
        await rig.until_status(entry_id, Status.SENT)
    assert await rig.queue() == QueueState(QA, suspect=False)


async def test_a_429_is_waited_out(rig: Rig) -> None:
    """Nothing goes before what the gateway asked for is over, whatever the hints."""
    ids = await rig.capture(2)
    rig.start()
    (await rig.qa.next_post()).answer(NotProcessed(429, 100.0))
    await rig.until_status(ids[0], Status.WAITING)
    rig.clock.advance(seconds=119)
    rig.courier.hint()
    rig.courier.nudge()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    rig.clock.advance(seconds=1)  # 100 s and 20 % of jitter
    rig.courier.nudge()
    await rig.qa.next_post()


async def fail_for_a_while(rig: Rig, entry_id: str) -> None:
    """Fail six times in a row, which makes the queue wait 64 s."""
    for failures in range(1, 7):
        (await rig.qa.next_post()).answer(OFFLINE)
        await rig.until_status(entry_id, Status.WAITING)
        if failures < 6:
            rig.clock.advance(seconds=2**failures)
            rig.courier.nudge()


async def test_a_hint_cuts_a_backoff_short(rig: Rig) -> None:
    """Back online, a queue that has failed often tries within 30 s."""
    (entry_id,) = await rig.capture()
    rig.start()
    await fail_for_a_while(rig, entry_id)
    assert rig.told.not_before == rig.clock() + after_s(64)
    rig.courier.hint()
    assert rig.told.not_before == rig.clock() + after_s(30)
    rig.clock.advance(seconds=30)
    rig.courier.nudge()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_start_is_a_hint(rig: Rig) -> None:
    """Opened in the morning, a desk does not wait out the backoff of last night."""
    entry_id = await rig.capture_one()
    rig.start()
    await fail_for_a_while(rig, entry_id)
    await rig.restart()
    await rig.quiet()
    assert rig.told.not_before == rig.clock() + after_s(30)


async def test_send_now_does_not_wait(rig: Rig) -> None:
    """A person's word lifts even a wait that the gateway asked for."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(NotProcessed(503, 3_600.0))
    await rig.until_status(entry_id, Status.WAITING)
    await rig.ask(Outbox.send_now, QA)
    rig.courier.release(QA)
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_wrong_address_pauses_until_a_person_acts(rig: Rig) -> None:
    """A 404 stops the queue, time and hints do not start it; a person does."""
    ids = await rig.capture(2)
    rig.start()
    (await rig.qa.next_post()).answer(Misconfigured(404))
    await rig.until_status(ids[0], Status.WAITING)
    rig.clock.advance(days=2)
    rig.courier.hint()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    assert rig.told.paused is PauseReason.MISCONFIGURED
    rig.courier.release(QA)
    await rig.qa.next_post()


async def test_a_pause_lifted_by_another_program_is_noticed(rig: Rig) -> None:
    """What the command line put right is seen by an open window, and after a restart."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(Misconfigured(404))
    await rig.until_status(entry_id, Status.WAITING)
    await rig.ask(Outbox.clear_queue, QA)
    rig.keys[QA] = "a new key"
    rig.courier.nudge()
    post = await rig.qa.next_post()
    assert post.key == "a new key"
    post.answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


# Leads that may have arrived


async def test_a_resend_has_the_same_bytes_and_is_marked(rig: Rig) -> None:
    """After its wait the very same payload goes out, marked as a possible duplicate."""
    entry_id = await rig.capture_one()
    rig.start()
    first = await rig.qa.next_post()
    first.answer(TIMED_OUT)
    entry = await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    assert not entry.possible_duplicate
    rig.clock.advance(seconds=60 * 1.2 - 0.001)
    rig.courier.nudge()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    rig.clock.advance(seconds=0.001)
    rig.courier.nudge()
    second = await rig.qa.next_post()
    assert second.body == first.body
    assert (await rig.entry(entry_id)).possible_duplicate
    second.answer(ACCEPTED)
    assert (await rig.until_status(entry_id, Status.SENT)).possible_duplicate


async def test_five_resends_then_a_person_decides(rig: Rig) -> None:
    """A lead is posted six times by itself; then it is held and time changes nothing."""
    entry_id = await rig.capture_one()
    rig.start()
    for attempt, minutes in enumerate((1, 5, 15, 60, 240, None), start=1):
        (await rig.qa.next_post()).answer(TIMED_OUT)
        entry = await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
        assert entry.attempts == attempt
        if minutes is not None:
            assert entry.not_before == rig.clock() + after_s(minutes * 60 * 1.2)
            rig.clock.advance(minutes=minutes * 1.2)
            rig.courier.nudge()
    assert (entry.held, entry.not_before) == (True, None)
    rig.clock.advance(days=365)
    rig.courier.hint()
    await rig.quiet()
    assert len(rig.qa.posts) == 6


async def test_sent_again_by_hand(rig: Rig) -> None:
    """A held lead goes once more when a person says so, and is held again after."""
    (entry_id,) = await rig.capture(on_unknown=OnUnknownOutcome.HOLD)
    rig.start()
    (await rig.qa.next_post()).answer(TIMED_OUT)
    entry = await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    assert entry.held
    await rig.ask(Outbox.send_again, entry_id)
    rig.courier.release(QA)
    (await rig.qa.next_post()).answer(TIMED_OUT)
    await rig.until(lambda outbox: outbox.entry(entry_id).held)
    assert (await rig.entry(entry_id)).possible_duplicate


async def test_once_unknown_never_waiting_again(rig: Rig) -> None:
    """A resend that does not go out leaves the lead where it may have arrived."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(TIMED_OUT)
    await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    rig.clock.advance(seconds=72)
    rig.courier.nudge()
    (await rig.qa.next_post()).answer(OFFLINE)
    entry = await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    assert (entry.held, entry.last_code) == (False, "not_sent_connect")


async def test_rejected_after_an_unknown_is_held_with_the_words(rig: Rig) -> None:
    """A 400 to a resend leaves the decision to a person, who reads why."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(TIMED_OUT)
    await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    rig.clock.advance(seconds=72)
    rig.courier.nudge()
    (await rig.qa.next_post()).answer(Rejected(400, ("Seen before.",)))
    await rig.until(lambda outbox: outbox.entry(entry_id).held)
    entry = await rig.entry(entry_id)
    assert entry.status is Status.MAY_HAVE_ARRIVED
    assert entry.messages == ("Seen before.",)


# Faults of our own


@pytest.mark.parametrize(
    ("body_written", "status"),
    [(False, Status.WAITING), (True, Status.MAY_HAVE_ARRIVED)],
)
async def test_a_fault_in_an_attempt_is_judged_by_the_evidence(
    rig: Rig, *, body_written: bool, status: Status
) -> None:
    """A bug in an attempt leaves no entry `sending`, and the queue waits after it."""
    entry_id = await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    if body_written:
        post.write_body()
    post.blow_up(ZeroDivisionError("a bug"))
    await rig.until_status(entry_id, status)
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    assert (await rig.queue()).failures == 1

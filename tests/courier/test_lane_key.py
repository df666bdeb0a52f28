"""The API key: missing, refused, changed while attempts are under way, hard to get."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from capdesk.credentials import KeyringUnavailable
from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, KeyRefused
from capdesk.domain.queue import PauseReason
from capdesk.outbox import Outbox
from tests.courier.rig import KEY, QA, Rig
from tests.support.submitter import PATIENCE_S

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted()
REFUSED = KeyRefused(401)
NEW_KEY = "fedcba9876543210"


async def test_the_key_is_asked_for_once_and_only_if_there_is_something_to_send(
    rig: Rig,
) -> None:
    """An outbox with nothing due never opens the keyring; then one look is enough."""
    rig.qa.always(ACCEPTED)
    (sent,) = await rig.capture()
    rig.start()
    await rig.until_status(sent, Status.SENT)
    await rig.restart()
    await rig.quiet()
    assert rig.asked_for_keys == [QA]
    for entry_id in await rig.capture(3):
        rig.courier.nudge()
        await rig.until_status(entry_id, Status.SENT)
    assert rig.asked_for_keys == [QA, QA]


async def test_a_missing_key_pauses(rig: Rig) -> None:
    """Without a key nothing goes out, and the queue says why, on the disk too."""
    rig.keys.clear()
    entry_id = await rig.capture_one()
    rig.start()
    await rig.until_told(lambda queue: queue.paused is PauseReason.KEY_MISSING)
    await rig.quiet()
    assert (await rig.queue()).paused is PauseReason.KEY_MISSING
    assert (await rig.entry(entry_id)).attempts == 0
    rig.keys[QA] = KEY
    rig.courier.release(QA)
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_missing_key_is_looked_for_again(rig: Rig, *, restarts: bool) -> None:
    """A key that another program has kept is found at the next nudge, or start."""
    rig.keys.clear()
    entry_id = await rig.capture_one()
    rig.start()
    await rig.until_told(lambda queue: queue.paused is PauseReason.KEY_MISSING)
    rig.keys[QA] = KEY
    if restarts:
        await rig.restart()
    else:
        rig.courier.nudge()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_keyring_in_trouble_is_asked_again_later(rig: Rig) -> None:
    """A locked keyring makes the queue wait, not pause, and costs no attempt."""
    rig.keys[QA] = KeyringUnavailable("The keyring is locked.")
    entry_id = await rig.capture_one()
    rig.start()
    await rig.until_told(lambda queue: queue.trouble == "keyring")
    rig.keys[QA] = KEY
    rig.courier.nudge()
    await rig.quiet()
    assert (rig.asked_for_keys, rig.qa.posts) == ([QA], [])
    rig.clock.advance(seconds=2)
    rig.courier.nudge()
    (await rig.qa.next_post()).answer(ACCEPTED)
    assert (await rig.until_status(entry_id, Status.SENT)).attempts == 1


async def test_a_refused_key_pauses_all_and_a_new_one_resumes(rig: Rig) -> None:
    """A 401 stops the queue for good; a new key, and nothing else, starts it again."""
    ids = await rig.capture(3)
    rig.start()
    (await rig.qa.next_post()).answer(REFUSED)
    await rig.until_status(ids[0], Status.WAITING)
    rig.clock.advance(days=7)
    rig.courier.hint()
    rig.courier.nudge()
    await rig.quiet()
    await rig.restart()
    await rig.quiet()
    assert len(rig.qa.posts) == 1
    assert rig.told.paused is PauseReason.KEY_REFUSED
    rig.keys[QA] = NEW_KEY
    rig.qa.always(ACCEPTED)
    rig.courier.release(QA)
    for entry_id in ids:
        await rig.until_status(entry_id, Status.SENT)
    assert {post.key for post in rig.qa.posts[1:]} == {NEW_KEY}


async def test_stale_refusals_of_the_old_key_do_not_pause_the_new_one(
    rig: Rig,
) -> None:
    """Four attempts went out with the old key; only the first refusal counts."""
    ids = await rig.capture(6)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    old = [await rig.qa.next_post() for _ in range(4)]
    old[0].answer(REFUSED)
    await rig.until_status(ids[1], Status.WAITING)
    rig.keys[QA] = NEW_KEY
    rig.courier.release(QA)
    for post in old[1:]:
        post.answer(REFUSED)
    new = await rig.qa.next_post()
    assert new.key == NEW_KEY
    rig.qa.always(ACCEPTED)
    new.answer(ACCEPTED)
    for entry_id in ids:
        await rig.until_status(entry_id, Status.SENT)


async def test_a_refusal_that_was_under_way_does_not_pause_a_fresh_queue(
    rig: Rig,
) -> None:
    """A key given while the very first attempt is out: its refusal is of the old key."""
    entry_id = await rig.capture_one()
    rig.start()
    old = await rig.qa.next_post()
    rig.keys[QA] = NEW_KEY
    rig.courier.release(QA)
    old.answer(REFUSED)
    new = await rig.qa.next_post()
    assert new.key == NEW_KEY
    new.answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_key_given_while_leads_are_claimed_sends_none_without_a_key(
    rig: Rig,
) -> None:
    """Between the claim and the POST the key in hand may go; the POST keeps its own."""
    first = await rig.capture_one()
    rig.qa.always(ACCEPTED)
    rig.start()
    await rig.until_status(first, Status.SENT)
    await rig.quiet()
    rig.qa.always(None)
    second = await rig.capture_one()
    with rig.storage_held():
        visits = rig.storage.visits
        rig.courier.nudge()
        # The courier asks for the environments, and the lane for something to send.
        await rig.until_visits(visits + 2)
        rig.keys[QA] = NEW_KEY
        rig.courier.release(QA)
    post = await rig.qa.next_post()
    assert post.key == KEY
    post.answer(REFUSED)
    post = await rig.qa.next_post()
    assert post.key == NEW_KEY
    post.answer(ACCEPTED)
    await rig.until_status(second, Status.SENT)


@pytest.mark.parametrize("answer", [KEY, KeyringUnavailable("It is locked.")])
async def test_a_key_given_while_the_keyring_answers_is_the_one_that_counts(
    rig: Rig, answer: str | Exception
) -> None:
    """What the keyring said before the new key was given is not heard after."""
    asked, may_answer = threading.Event(), threading.Event()

    def lag() -> None:
        asked.set()
        may_answer.wait(PATIENCE_S)

    rig.keys[QA] = answer
    rig.keyring_lags = lag
    rig.have_keyring_in(ThreadPoolExecutor())
    entry_id = await rig.capture_one()
    rig.start()
    assert await asyncio.to_thread(asked.wait, PATIENCE_S)
    rig.keyring_lags = lambda: None
    rig.keys[QA] = NEW_KEY
    rig.courier.release(QA)
    may_answer.set()
    post = await rig.qa.next_post()
    assert post.key == NEW_KEY
    post.answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_key_given_is_not_forgotten_by_a_restart(rig: Rig) -> None:
    """The pause is lifted on the disk too, even if there is nothing to send."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(REFUSED)
    await rig.until_status(entry_id, Status.WAITING)
    await rig.ask(Outbox.discard, entry_id, now=rig.clock(), reason="test")
    rig.courier.release(QA)
    await rig.restart()
    rig.qa.always(ACCEPTED)
    entry_id = await rig.capture_one()
    rig.courier.nudge()
    await rig.until_status(entry_id, Status.SENT)


async def test_a_key_given_before_the_lane_is_there_lifts_the_pause(
    rig: Rig,
) -> None:
    """While another program sends, a window has no lane yet; the key counts all the same."""
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(REFUSED)
    await rig.until_status(entry_id, Status.WAITING)
    await rig.stop()
    rig.courier = rig.new_courier()
    rig.courier.release(QA)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_a_key_that_became_the_wrong_one_sends_no_more(rig: Rig) -> None:
    """The key in hand is checked before each claim; without a right one leads wait."""
    rig.qa.always(ACCEPTED)
    first = await rig.capture_one()
    rig.start()
    await rig.until_status(first, Status.SENT)
    await rig.quiet()
    rig.moved.add(QA)
    rig.keys.clear()
    second = await rig.capture_one()
    rig.courier.nudge()
    await rig.until_told(lambda queue: queue.paused is PauseReason.KEY_MISSING)
    await rig.quiet()
    assert (await rig.entry(second)).attempts == 0
    rig.moved.clear()
    rig.keys[QA] = NEW_KEY
    rig.courier.nudge()
    await rig.until_status(second, Status.SENT)
    assert [post.key for post in rig.qa.posts] == [KEY, NEW_KEY]


async def test_a_refusal_of_a_key_that_became_the_wrong_one_pauses_nothing(
    rig: Rig,
) -> None:
    """What the old address says of the old key is not said of the new one."""
    ids = await rig.capture(6)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    old = [await rig.qa.next_post() for _ in range(4)]
    rig.moved.add(QA)
    rig.keys[QA] = NEW_KEY
    old[0].answer(ACCEPTED)
    new = await rig.qa.next_post()
    rig.moved.clear()
    rig.qa.always(ACCEPTED)
    for post in old[1:]:
        post.answer(REFUSED)
    new.answer(ACCEPTED)
    for entry_id in ids:
        await rig.until_status(entry_id, Status.SENT)
    assert rig.told.paused is None

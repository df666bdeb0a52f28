"""The submitter answers as it is told and shows what came."""

import asyncio

import pytest

from capdesk.domain.outcome import Accepted, KeyRefused, NotSent, NotSentReason
from capdesk.gateway import Evidence
from tests.support.submitter import FakeSubmitter

pytestmark = pytest.mark.anyio

OFFLINE = NotSent(NotSentReason.CONNECT)


@pytest.fixture
def anyio_backend() -> str:
    """Name the event loop."""
    return "asyncio"


async def test_shows_what_came_and_waits_for_its_answer() -> None:
    """An attempt stays open until the test answers it."""
    way = FakeSubmitter()
    attempt = asyncio.create_task(way.submit(b"lead", "key", Evidence()))
    post = await way.next_post()
    assert (post.body, post.key, post.is_open) == (b"lead", "key", True)
    post.answer(Accepted("ENQ-1"))
    assert not post.is_open
    assert await attempt == Accepted("ENQ-1")


async def test_answers_always_in_one_way_until_told_otherwise() -> None:
    """A standing answer needs no hand; None ends it."""
    way = FakeSubmitter()
    way.always(OFFLINE)
    assert await way.submit(b"", "", Evidence()) == OFFLINE
    way.always(None)
    attempt = asyncio.create_task(way.submit(b"", "", Evidence()))
    (await way.next_post()).answer(KeyRefused(401))
    assert await attempt == KeyRefused(401)


async def test_counts_what_is_open_at_once() -> None:
    """The most that were ever in flight is kept."""
    way = FakeSubmitter()
    attempts = [asyncio.create_task(way.submit(b"", "", Evidence())) for _ in range(3)]
    for _ in attempts:
        (await way.next_post()).answer(OFFLINE)
    await asyncio.gather(*attempts)
    assert (way.most_in_flight, len(way.posts)) == (3, 3)


async def test_knows_that_it_was_stopped() -> None:
    """A cancelled attempt is marked, and its evidence says how far it got."""
    way = FakeSubmitter()
    evidence = Evidence()
    attempt = asyncio.create_task(way.submit(b"", "", evidence))
    post = await way.next_post()
    post.write_body()
    attempt.cancel()
    with pytest.raises(asyncio.CancelledError):
        await attempt
    assert (post.stopped, post.is_open, evidence.body_written) == (True, False, True)


async def test_blows_up() -> None:
    """A fault of our own comes out of the attempt."""
    way = FakeSubmitter()
    attempt = asyncio.create_task(way.submit(b"", "", Evidence()))
    (await way.next_post()).blow_up(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await attempt


async def test_is_open_only_inside() -> None:
    """It is a context manager, as a connector gives one."""
    way = FakeSubmitter()
    async with way as entered:
        assert (entered, way.is_open) == (way, True)
    assert not way.is_open


async def test_knows_that_its_way_was_closed_too_early() -> None:
    """An attempt that is open when the way is closed is marked; one that ended is not."""
    async with FakeSubmitter() as way:
        attempts = [
            asyncio.create_task(way.submit(b"", "", Evidence())) for _ in range(2)
        ]
        ended, still_open = [await way.next_post() for _ in attempts]
        ended.answer(OFFLINE)
        await attempts[0]
    assert (ended.way_was_closed, still_open.way_was_closed) == (False, True)
    still_open.answer(OFFLINE)
    await attempts[1]

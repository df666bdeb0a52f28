"""Attempts that are cancelled: what the evidence says afterwards."""

import asyncio

import pytest

from capdesk.domain.outcome import (
    Accepted,
    NotProcessed,
    NotSent,
    NotSentReason,
    Outcome,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.gateway import Evidence
from capdesk.gateway.evidence import Step
from tests.support.attempts import BODY, attempt
from tests.support.faulty_server import (
    Conversation,
    FaultyServer,
    answering,
    reply,
)

pytestmark = pytest.mark.anyio


def test_nothing_happened_yet() -> None:
    """An attempt that was stopped before it began was not sent."""
    assert Evidence().outcome_if_stopped() == NotSent(NotSentReason.QUIT)


@pytest.mark.parametrize(
    ("chunk", "outcome"),
    [
        (b"", Unknown(UnknownReason.QUIT)),
        (b"HTTP/1.1 202 A\r\nContent-Le", Unknown(UnknownReason.QUIT)),
        (b"HTTP/1.1 202 A\r\nContent-Length: 9\r\n\r\n", Accepted()),
        (b"HTTP/1.1 202 A\r\nContent-Length: 9\r\n\r\n{", Accepted()),
        (b"HTTP/1.1 400 B\r\nContent-Length: 9\r\n\r\n", Rejected(400)),
        (b"HTTP/1.1 503 B\r\nRetry-After: 8\r\nContent-Length: 9\r\n\r\n",
         NotProcessed(503, 8.0)),
        (b"HTTP/1.1 500 B\r\nContent-Length: 9\r\n\r\n",
         Unknown(UnknownReason.STATUS, 500)),
    ],
)  # fmt: skip
async def test_stopped_while_waiting_for_the_reply(
    chunk: bytes, outcome: Outcome
) -> None:
    """Once the body is written, only a status in hand tells what became of it."""
    evidence = Evidence()
    answered = asyncio.Event()

    async def answer_and_stall(conversation: Conversation) -> None:
        await conversation.read_request()
        await conversation.write(chunk)
        answered.set()
        await conversation.stall()

    async with FaultyServer(answer_and_stall) as server:
        running = asyncio.create_task(attempt(server.url, evidence=evidence))
        await answered.wait()
        # What was written is on its way; the client sees it within a few turns.
        for _ in range(10):
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert server.got.endswith(BODY)
    assert evidence.outcome_if_stopped() == outcome


async def test_stopped_in_the_handshake() -> None:
    """Stopped before the request could start: not sent."""
    evidence = Evidence()
    greeted = asyncio.Event()

    async def listen_only(conversation: Conversation) -> None:
        await conversation.read_some()
        greeted.set()
        await conversation.stall()

    async with FaultyServer(listen_only) as server:
        url = server.url.replace("http:", "https:")
        running = asyncio.create_task(attempt(url, evidence=evidence))
        await greeted.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert evidence.outcome_if_stopped() == NotSent(NotSentReason.QUIT)


async def test_stopped_while_the_body_is_written() -> None:
    """Stopped before the last byte was handed over: not sent."""
    evidence = Evidence()
    started = asyncio.Event()

    async def turn_deaf(conversation: Conversation) -> None:
        await conversation.read_some()
        started.set()
        await conversation.turn_deaf()

    big = b"x" * 20_000_000
    async with FaultyServer(turn_deaf) as server:
        running = asyncio.create_task(attempt(server.url, body=big, evidence=evidence))
        await started.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert len(server.got) < len(big)
    assert evidence.outcome_if_stopped() == NotSent(NotSentReason.QUIT)


async def test_stopped_at_any_turn_of_the_loop() -> None:
    """Wherever a cancellation falls: a whole lead at the server is never "not sent"."""
    seen: set[str] = set()
    for turns in range(25):
        evidence = Evidence()
        async with FaultyServer(answering(reply("202 A"))) as server:
            running = asyncio.create_task(attempt(server.url, evidence=evidence))
            sending = 0
            # Cancelled right after TCP, anyio 4 leaves a socket to the garbage
            # collector, which would fail some later test.
            for _ in range(200):
                sending += evidence.step is Step.SENDING
                if sending > turns:
                    break
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running])
            # The server reads what had left before the connection ended.
            await server.conversations[0].ended.wait()
            outcome = evidence.outcome_if_stopped()
            if server.got.endswith(BODY):
                assert not isinstance(outcome, NotSent), f"stopped at turn {turns}"
            seen.add(outcome.code)
    assert seen == {"not_sent_quit", "unknown_quit", "accepted"}

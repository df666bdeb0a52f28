"""The faulty server is faulty in exactly the ways it says."""

import asyncio
import contextlib

import pytest

from tests.support.faulty_server import (
    HOST,
    Conversation,
    FaultyServer,
    answering,
    answering_each,
    answering_then_silent,
    reply,
)

pytestmark = pytest.mark.anyio

REQUEST = b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"


@pytest.fixture
def anyio_backend() -> str:
    """Name the event loop."""
    return "asyncio"


async def say(server: FaultyServer, *chunks: bytes) -> bytes:
    """Write to a server over one connection; return all it answers until it ends."""
    reader, writer = await asyncio.open_connection(HOST, server.port)
    for chunk in chunks:
        writer.write(chunk)
        await writer.drain()
    try:
        return await reader.read()
    finally:
        writer.close()


def test_a_reply_is_well_formed() -> None:
    """A reply has its status line, its length, the given headers and the body."""
    assert reply("202 A", b"{}", "X: y") == (
        b"HTTP/1.1 202 A\r\nContent-Length: 2\r\nX: y\r\n\r\n{}"
    )


async def test_answers_after_the_whole_request() -> None:
    """The answer comes once the whole request is in, and what came is kept."""
    async with FaultyServer(answering(b"one ", b"two")) as server:
        assert await say(server, REQUEST[:20], REQUEST[20:]) == b"one two"
        assert server.got == REQUEST


async def test_answers_each_request_of_a_connection() -> None:
    """A polite script answers as often as it is asked."""
    async with FaultyServer(answering_each(b"yes")) as server:
        reader, writer = await asyncio.open_connection(HOST, server.port)
        for _ in range(2):
            writer.write(REQUEST)
            assert await reader.readexactly(3) == b"yes"
        writer.close()


async def test_plays_its_scripts_in_turn() -> None:
    """Each connection gets the next script; those after the last get the last."""
    async with FaultyServer(answering(b"1"), answering(b"2")) as server:
        answers = [await say(server, REQUEST) for _ in range(3)]
    assert answers == [b"1", b"2", b"2"]


async def test_stays_silent_without_ending() -> None:
    """A silent script keeps the connection open until the server is closed."""
    async with FaultyServer(answering_then_silent(b"wait")) as server:
        reader, writer = await asyncio.open_connection(HOST, server.port)
        writer.write(REQUEST)
        assert await reader.readexactly(4) == b"wait"
        assert not reader.at_eof()
    assert await reader.read() == b""
    writer.close()


async def test_resets() -> None:
    """A reset is no orderly end."""

    async def reset(conversation: Conversation) -> None:
        await conversation.read_request()
        conversation.reset()

    async with FaultyServer(reset) as server:
        with pytest.raises(ConnectionResetError):
            await say(server, REQUEST)


async def test_tunnels_both_ways() -> None:
    """A tunnel passes on what either side says."""
    async with FaultyServer(answering(b"far")) as far:

        async def tunnel(conversation: Conversation) -> None:
            with contextlib.suppress(OSError):
                await conversation.tunnel_to(far.port)

        async with FaultyServer(tunnel) as near:
            assert await say(near, REQUEST) == b"far"
        assert far.got == REQUEST

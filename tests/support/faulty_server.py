"""A loopback server that answers in every way HTTP forbids, for the client's tests.

Each connection plays one script. A script reads and writes raw bytes, so that a test
decides where exactly a reply ends, stalls or turns into garbage.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
_TURNS_TO_SCRIPT = 5


class Conversation:
    """One connection as the server sees it.

    Attributes:
        got: Every byte the client has sent.
        ended: Set once its script is over.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.got = bytearray()
        self.ended = asyncio.Event()
        self._reader = reader
        self._writer = writer

    async def read_some(self) -> bytes:
        """Read what is there; empty once the client has ended the connection."""
        chunk = await self._reader.read(65536)
        self.got += chunk
        return chunk

    async def read_request(self) -> None:
        """Read one request with a `Content-Length`, or up to the client's end."""
        start = len(self.got)
        while not _is_whole(bytes(self.got[start:])):
            if not await self.read_some():
                return

    async def read_until(self, mark: bytes) -> None:
        """Read until the bytes have come, or the client's end."""
        while mark not in self.got and await self.read_some():
            pass

    async def write(self, *chunks: bytes) -> None:
        """Write, each chunk with a turn of the event loop after it."""
        for chunk in chunks:
            self._writer.write(chunk)
            await self._writer.drain()
            await asyncio.sleep(0)

    async def stall(self) -> None:
        """Keep the connection open and silent until the client or the test ends it."""
        while await self.read_some():
            pass

    async def turn_deaf(self) -> None:
        """Keep the connection open and read no more until the test ends it."""
        await asyncio.Event().wait()

    async def tunnel_to(self, port: int) -> None:
        """Pass on what comes from either side, until one of them ends."""
        far_reader, far_writer = await asyncio.open_connection(HOST, port)

        async def pass_back() -> None:
            while chunk := await far_reader.read(65536):
                await self.write(chunk)
            self._writer.close()

        back = asyncio.create_task(pass_back())
        try:
            while chunk := await self.read_some():
                far_writer.write(chunk)
        finally:
            back.cancel()
            far_writer.close()

    async def close(self) -> None:
        """End the connection, after what was written has left."""
        self._writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._writer.wait_closed()

    def reset(self) -> None:
        """End the connection with a RST instead of a FIN."""
        connection: socket.socket = self._writer.get_extra_info("socket")
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self._writer.transport.abort()


Script = Callable[[Conversation], Awaitable[None]]


class FaultyServer:
    """Plays one script for each connection; the last one for all that follow.

    An async context manager, in the event loop of the test.

    Attributes:
        conversations: One for each connection, in the order they came.
    """

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self.conversations: list[Conversation] = []
        self._scripts = scripts
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        if self._server is None:
            raise RuntimeError("the server is not running")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """An address that leads here."""
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{HOST}:{self.port}/leads"

    @property
    def got(self) -> bytes:
        """All that came, over all connections."""
        return b"".join(bytes(each.got) for each in self.conversations)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._play, HOST, ssl=self._tls)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # asyncio loses a connection that is accepted but has not got to its script
        # when its server closes, so let it get there.
        for _ in range(_TURNS_TO_SCRIPT):
            await asyncio.sleep(0)
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _play(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        script = self._scripts[min(len(self.conversations), len(self._scripts) - 1)]
        conversation = Conversation(reader, writer)
        self.conversations.append(conversation)
        try:
            await script(conversation)
        except (OSError, asyncio.CancelledError):
            pass  # the client hung up, or the test is over
        finally:
            conversation.ended.set()
            await conversation.close()


def answering(*chunks: bytes) -> Script:
    """Return a script that reads a request, writes these bytes and hangs up."""

    async def script(conversation: Conversation) -> None:
        await conversation.read_request()
        await conversation.write(*chunks)

    return script


def answering_then_silent(*chunks: bytes) -> Script:
    """Return a script that reads a request, writes these bytes and says no more."""

    async def script(conversation: Conversation) -> None:
        await conversation.read_request()
        await conversation.write(*chunks)
        await conversation.stall()

    return script


def answering_each(reply: bytes) -> Script:
    """Return a script that gives one reply to each request of a connection."""

    async def script(conversation: Conversation) -> None:
        while True:
            before = len(conversation.got)
            await conversation.read_request()
            if len(conversation.got) == before:
                return
            await conversation.write(reply)

    return script


def tunnelling_to(port: int) -> Script:
    """Return a proxy's script that opens the tunnel, whatever the name."""

    async def script(conversation: Conversation) -> None:
        await conversation.read_until(b"\r\n\r\n")
        await conversation.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await conversation.tunnel_to(port)

    return script


def reply(status: str, body: bytes = b"", *headers: str) -> bytes:
    """Return a well-formed reply; a `Content-Length` is added."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def _is_whole(request: bytes) -> bool:
    head, blank_line, body = request.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n")[1:]:
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return bool(blank_line) and len(body) >= length

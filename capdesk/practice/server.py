"""The practice gateway: a real HTTP server on loopback, in a thread of its own."""

import asyncio
import random
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from capdesk.practice.answer import PATH, Answer, Delivery, References, Request, answer
from capdesk.practice.connection import Connection
from capdesk.practice.modes import Mode
from capdesk.practice.payload import NotJsonError, read_payload

HOST = "127.0.0.1"
SLOW_ANSWER_S = 3.0
_BACKLOG = 100
_TURNS_TO_SERVE = 5


class PortError(Exception):
    """The port could not be had; carries a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request that came in, and what it got.

    Attributes:
        at: When it was answered, aware, UTC.
        body: As it came.
        status: The status it was answered with; None where the reply was lost.
        took_lead: Whether a real gateway would now have the lead.
    """

    at: datetime
    target: str
    body: bytes
    status: int | None
    took_lead: bool

    @property
    def payload(self) -> object:
        """The body as JSON; None if it isn't."""
        try:
            return read_payload(self.body)
        except NotJsonError:
            return None

    @property
    def external_reference(self) -> str | None:
        """The client's own reference; None if there is none."""
        match self.payload:
            case {"metadata": {"externalReferenceId": str(reference)}}:
                return reference
            case _:
                return None


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _answer_slowly() -> None:
    await asyncio.sleep(SLOW_ANSWER_S)


class PracticeGateway:
    """A stand-in for the gateway; `start` it, or use it as a context manager.

    Its methods may be called from any thread.

    Args:
        mode: How to answer at first.
        now: Tells the time, aware, UTC.
        rng: Where the references' randomness comes from.
        slowly: What `Mode.SLOW` waits for before it answers.
        listener: Is told of each request, in the server's thread, before its answer.
    """

    def __init__(
        self,
        mode: Mode = Mode.ACCEPT,
        *,
        now: Callable[[], datetime] = _utc_now,
        rng: random.Random | None = None,
        slowly: Callable[[], Awaitable[None]] = _answer_slowly,
        listener: Callable[[Received], None] | None = None,
    ) -> None:
        self._mode = mode
        self._now = now
        self._references = References(rng or random.SystemRandom())
        self._slowly = slowly
        self._listener = listener
        self._received: list[Received] = []
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._port = 0
        # Holds the port while we do not listen, so that nobody else gets it.
        self._held: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._changing = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self._thread is None:
            self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The whole address that takes the POST; known once started."""
        return f"http://{HOST}:{self._port}{PATH}"

    @property
    def mode(self) -> Mode:
        """How the next request is answered."""
        return self._mode

    @property
    def received(self) -> tuple[Received, ...]:
        """Every request so far, oldest first."""
        return tuple(self._received)

    def start(self, port: int = 0) -> None:
        """Start to listen.

        Args:
            port: Where; 0 for any free one.

        Raises:
            PortError: The port can't be had.
        """
        try:
            self._held = _bound_socket(port)
        except OSError as exc:
            raise PortError(
                f"Port {port} is in use or reserved, so the practice gateway did not "
                "start. Choose another port, or 0 for any free one."
            ) from exc
        self._port = self._held.getsockname()[1]
        ready: Future[None] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run(ready)),
            name="practice-gateway",
            daemon=True,
        )
        self._thread.start()
        ready.result()

    def set_mode(self, mode: Mode) -> None:
        """Answer the next request in another way; returns once that is so.

        Not for the listener, which runs in the thread that this waits for.
        """
        if self._loop is None:
            self._mode = mode
            return
        asyncio.run_coroutine_threadsafe(self._change_to(mode), self._loop).result()

    def close(self) -> None:
        """Stop, ending every connection; does nothing the second time."""
        if self._thread is None:
            return
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread = None

    async def _run(self, ready: "Future[None]") -> None:
        self._stop = asyncio.Event()
        try:
            await self._change_to(self._mode)
        except BaseException as exc:
            # `start` is waiting for it in another thread.
            ready.set_exception(exc)
            return
        self._loop = asyncio.get_running_loop()
        ready.set_result(None)
        await self._stop.wait()
        self._loop = None
        await self._stop_listening()
        if self._held is not None:
            self._held.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _change_to(self, mode: Mode) -> None:
        async with self._changing:
            self._mode = mode
            if mode is Mode.OFFLINE:
                await self._stop_listening()
                # A socket that is bound and does not listen refuses connections.
                self._held = self._held or _bound_socket(self._port)
                for connection in self._connections.values():
                    if connection.is_idle:
                        connection.abort()
            elif self._server is None:
                await self._listen()

    async def _listen(self) -> None:
        listening = self._held or _bound_socket(self._port)
        self._held = None
        self._server = await asyncio.start_server(
            self._serve, sock=listening, backlog=_BACKLOG
        )

    async def _stop_listening(self) -> None:
        if self._server is None:
            return
        # asyncio loses a connection that is accepted but has not got to `_serve` when
        # its server closes, so let it get there.
        for _ in range(_TURNS_TO_SERVE):
            await asyncio.sleep(0)
        self._server.close()
        self._server = None

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a connection is served in a task")
        connection = Connection(reader, writer, self._decide, self._now)
        self._connections[task] = connection
        try:
            await connection.serve()
        except asyncio.CancelledError:
            pass  # closing; asyncio would log a connection that ends cancelled
        finally:
            del self._connections[task]

    async def _decide(self, request: Request) -> Answer:
        mode = self._mode
        if mode is Mode.SLOW:
            await self._slowly()
        now = self._now()
        decided = answer(mode, request, self._references, now)
        received = Received(
            at=now,
            target=request.target,
            body=request.body,
            status=None if decided.delivery is Delivery.LOST else decided.status,
            took_lead=decided.took_lead,
        )
        self._received.append(received)
        if self._listener is not None:
            self._listener(received)
        return decided


def _bound_socket(port: int) -> socket.socket:
    """Return a socket that holds a port on loopback and does not listen."""
    # asyncio turns Nagle's delay off only where the protocol is named.
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows this option would let others in, and is not needed.
        if sys.platform != "win32":
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((HOST, port))
    except OSError:
        held.close()
        raise
    return held

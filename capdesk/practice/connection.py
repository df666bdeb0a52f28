"""One connection to the practice gateway: HTTP/1.1 in, HTTP/1.1 out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import format_datetime

import h11

from capdesk.practice.answer import (
    HUGE_BODY_BYTES,
    MAX_BODY_BYTES,
    Answer,
    Delivery,
    Request,
)

_READ_BYTES = 64 * 1024


class Connection:
    """Takes requests off one connection and writes their answers, one by one.

    Args:
        decide: Gives the answer to a request; may take its time.
        now: Tells the time for the `Date` header, aware, UTC.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        decide: Callable[[Request], Awaitable[Answer]],
        now: Callable[[], datetime],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._decide = decide
        self._now = now
        self._h11 = h11.Connection(h11.SERVER)

    @property
    def is_idle(self) -> bool:
        """Whether nothing has been asked that is not yet answered."""
        return self._h11.their_state is h11.IDLE

    async def serve(self) -> None:
        """Answer until either side has had enough."""
        try:
            while await self._serve_one():
                self._h11.start_next_cycle()
        except (h11.RemoteProtocolError, OSError):
            pass  # what the other side does is its own affair
        finally:
            self.abort()

    def abort(self) -> None:
        """End the connection at once."""
        self._writer.transport.abort()

    async def _serve_one(self) -> bool:
        """Answer one request; tell whether another one may follow."""
        request = await self._read_request()
        if request is None:
            return False
        answer = await self._decide(request)
        if answer.delivery is Delivery.LOST:
            return False
        await self._write(answer, with_body=request.method != "HEAD")
        return self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE

    async def _read_request(self) -> Request | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = await self._next_event()
            if isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                # One byte too many is enough to know that it is too long.
                body += event.data[: MAX_BODY_BYTES + 1 - len(body)]
            if isinstance(event, h11.ConnectionClosed) or head is None:
                return None
            if isinstance(event, h11.EndOfMessage):
                return Request(
                    method=head.method.decode(),
                    target=head.target.decode(),
                    headers={
                        name.decode(): value.decode("latin-1")
                        for name, value in head.headers
                    },
                    body=bytes(body),
                )

    async def _next_event(self) -> h11.Event:
        while True:
            event = self._h11.next_event()
            if isinstance(event, h11.Event):
                return event
            self._h11.receive_data(await self._reader.read(_READ_BYTES))

    async def _write(self, answer: Answer, *, with_body: bool) -> None:
        announced = {
            Delivery.CUT: len(answer.body) + 1,
            Delivery.HUGE: HUGE_BODY_BYTES,
        }.get(answer.delivery, len(answer.body))
        headers = [
            ("Date", format_datetime(self._now(), usegmt=True)),
            ("Content-Length", str(announced)),
            *answer.headers,
        ]
        self._send(h11.Response(status_code=answer.status, headers=headers))
        if with_body:
            await self._write_body(answer)

    async def _write_body(self, answer: Answer) -> None:
        match answer.delivery:
            case Delivery.CUT:
                self._send(h11.Data(data=answer.body[: len(answer.body) // 2]))
                await self._writer.drain()
            case Delivery.HUGE:
                blanks = b" " * _READ_BYTES
                for _ in range(HUGE_BODY_BYTES // _READ_BYTES):
                    self._send(h11.Data(data=blanks))
                    await self._writer.drain()
            case Delivery.WHOLE | Delivery.LOST:
                self._send(h11.Data(data=answer.body))
                self._send(h11.EndOfMessage())
                await self._writer.drain()

    def _send(self, event: h11.Event) -> None:
        self._writer.write(self._h11.send(event) or b"")

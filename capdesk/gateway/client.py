"""One POST to the gateway, and what became of it."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import datetime
from types import TracebackType
from typing import Self, cast

import httpx

from capdesk import __version__
from capdesk.domain.outcome import Outcome
from capdesk.gateway.evidence import Evidence, Reply, Step
from capdesk.gateway.failure import outcome_of_failure
from capdesk.gateway.reply import HEADERS_READ, MAX_REPLY_BYTES
from capdesk.gateway.route import is_loopback, system_proxy
from capdesk.gateway.transport import (
    CONNECT_TIMEOUT_S,
    Tracer,
    open_client,
    system_trust,
)

OVERALL_TIMEOUT_S = 60.0


class GatewayClient:
    """A client for one gateway address; an async context manager.

    It belongs to the event loop it is used on. Any number of attempts may run at the
    same time; more than `transport.MAX_CONNECTIONS` wait for each other.

    Args:
        url: The whole address that takes the POST.
        now: Tells the time, aware, UTC.
        connect_timeout_s: Seconds for TCP and again for TLS.
        overall_timeout_s: Seconds for the whole attempt, waiting included.
        ssl_context: How to check certificates; None for the operating system's way.
        find_proxy: Says which proxy leads to an address; asked before every attempt,
            in a thread, as a laptop takes its desk from one network to the next.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
        overall_timeout_s: float = OVERALL_TIMEOUT_S,
        ssl_context: ssl.SSLContext | None = None,
        find_proxy: Callable[[str], str | None] = system_proxy,
    ) -> None:
        self._url = url
        self._now = now
        self._overall_timeout_s = overall_timeout_s
        self._ssl_context = ssl_context
        self._find_proxy = find_proxy
        self._connect_timeout_s = connect_timeout_s
        self._clients: dict[str | None, httpx.AsyncClient] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def submit(self, body: bytes, key: str, evidence: Evidence) -> Outcome:
        """POST one payload.

        Args:
            body: The payload, as `encode` writes it.
            key: The API key; other than printable ASCII can't be sent.
            evidence: A fresh record, filled in while the attempt runs.

        Returns:
            What is known afterwards. Nothing the network does is raised.

        Raises:
            asyncio.CancelledError: The caller stopped the attempt; `evidence` has the
                outcome.
        """
        try:
            async with asyncio.timeout(self._overall_timeout_s):
                reply = await self._post(body, key, evidence)
        except Exception as exc:
            # Not httpx's errors alone: it lets those of ssl, anyio and h11 through.
            return outcome_of_failure(exc, evidence)
        return reply.outcome()

    async def _post(self, body: bytes, key: str, evidence: Evidence) -> Reply:
        evidence.step = Step.CHOOSING_ROUTE
        client = await self._client()
        evidence.step = Step.PREPARING
        tracer = Tracer(evidence)
        request = client.build_request(
            "POST",
            self._url,
            content=_last_byte_apart(body, evidence),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "Content-Length": str(len(body)),
                "Content-Type": "application/json",
                "User-Agent": f"CapDesk/{__version__}",
                "X-API-Key": key,
            },
            extensions={"trace": tracer},
        )
        try:
            response = await client.send(request, stream=True)
        except asyncio.CancelledError:
            await tracer.close_leftover()
            raise
        try:
            evidence.reply = reply = Reply(
                status=response.status_code,
                headers=_headers_read(response.headers),
                at=self._now(),
            )
            await _read_body(response, reply.body)
        finally:
            await response.aclose()
        return reply

    async def _client(self) -> httpx.AsyncClient:
        """Return the client for the route the system wants taken now."""
        proxy = None
        if not is_loopback(httpx.URL(self._url).host):
            proxy = await asyncio.to_thread(self._find_proxy, self._url)
        if proxy not in self._clients:
            self._clients[proxy] = self._new_client(proxy)
        return self._clients[proxy]

    def _new_client(self, proxy: str | None) -> httpx.AsyncClient:
        if self._ssl_context is None:
            self._ssl_context = system_trust()
        return open_client(
            proxy,
            ssl_context=self._ssl_context,
            connect_timeout_s=self._connect_timeout_s,
        )


async def _last_byte_apart(body: bytes, evidence: Evidence) -> AsyncIterator[bytes]:
    """Yield the body in two parts, noting when its last byte is handed over.

    Before that the gateway cannot have the lead; from then on it may. httpcore's own
    `http11.send_request_body.complete` comes one turn of the event loop later: a
    cancellation that fell into this turn was seen to leave a whole lead at the server
    and no such event.
    """
    yield body[:-1]
    evidence.body_written = True
    yield body[-1:]


def _headers_read(headers: httpx.Headers) -> dict[str, str]:
    # Of a header that is given twice the first counts; httpx would join them.
    return {name: headers.get_list(name)[0] for name in HEADERS_READ if name in headers}


async def _read_body(response: httpx.Response, body: bytearray) -> None:
    """Read raw bytes into `body` until the end or `MAX_REPLY_BYTES`."""
    # httpx does not say so, but this is a generator, which wants to be closed.
    raw = cast("AsyncGenerator[bytes]", response.aiter_raw())
    async with aclosing(raw) as chunks:
        async for chunk in chunks:
            body += chunk[: MAX_REPLY_BYTES - len(body)]
            if len(body) >= MAX_REPLY_BYTES:
                return

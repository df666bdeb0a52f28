"""One POST to the gateway, and what became of it."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self, cast

import httpx
import truststore

from capdesk import __version__
from capdesk.domain.outcome import Outcome
from capdesk.gateway.evidence import Evidence, Reply, Step
from capdesk.gateway.failure import StaleReplyError, outcome_of_failure
from capdesk.gateway.reply import HEADERS_READ, MAX_REPLY_BYTES
from capdesk.gateway.route import is_loopback, system_proxy

CONNECT_TIMEOUT_S = 10.0
OVERALL_TIMEOUT_S = 60.0
MAX_CONNECTIONS = 4
KEEPALIVE_EXPIRY_S = 5.0
"""Short: a POST on a connection that the server is just closing ends unknown."""

_STEP_BY_EVENT = {
    "connection.connect_tcp.started": Step.CONNECTING,
    "connection.start_tls.started": Step.SECURING,
    "proxy.start_tls.started": Step.SECURING,
}


class GatewayClient:
    """A client for one gateway address; an async context manager.

    It belongs to the event loop it is used on. Any number of attempts may run at the
    same time; more than `MAX_CONNECTIONS` wait for each other.

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
        # The overall deadline stands for all the other ones.
        self._timeouts = httpx.Timeout(None, connect=connect_timeout_s)
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
        tracer = _Tracer(evidence)
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
            self._ssl_context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return httpx.AsyncClient(
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            limits=httpx.Limits(
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=MAX_CONNECTIONS,
                keepalive_expiry=KEEPALIVE_EXPIRY_S,
            ),
            proxy=None if proxy is None else self._proxy(proxy),
            timeout=self._timeouts,
            trust_env=False,
            verify=self._ssl_context,
        )

    def _proxy(self, url: str) -> httpx.Proxy:
        # httpcore refuses a context for a proxy that is spoken to in the clear.
        is_https = httpx.URL(url).scheme == "https"
        return httpx.Proxy(url, ssl_context=self._ssl_context if is_https else None)


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


class _Tracer:
    """Follows one attempt by what httpx's `trace` extension reports."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._close_stream: Callable[[], Awaitable[None]] | None = None
        self._waited_for_reply = False

    async def __call__(self, event: str, details: dict[str, Any]) -> None:
        """Note what an event tells.

        Raises:
            StaleReplyError: A reply was there before its request.
        """
        self._evidence.step = _STEP_BY_EVENT.get(event, self._evidence.step)
        match event:
            case "connection.connect_tcp.complete":
                self._close_stream = details["return_value"].aclose
            case "http11.send_request_headers.started":
                # A proxy's CONNECT is a request of its own on the way to ours.
                is_connect = details["request"].method == b"CONNECT"
                self._evidence.step = Step.TUNNELLING if is_connect else Step.SENDING
            case "http11.receive_response_headers.started":
                self._waited_for_reply = False
                asyncio.get_running_loop().call_soon(self._note_turn)
            case "http11.receive_response_headers.complete":
                self._refuse_stale_reply()
            case _:
                pass

    async def close_leftover(self) -> None:
        """Close what httpcore 1.0 leaves open when it is cancelled in a handshake."""
        if self._evidence.step is Step.SECURING and self._close_stream is not None:
            await self._close_stream()

    def _note_turn(self) -> None:
        self._waited_for_reply = True

    def _refuse_stale_reply(self) -> None:
        """Refuse a reply that came along with the one before it.

        h11 keeps what follows a reply and takes it for the answer to the next request
        of the connection: a 202 too many would count the next lead as sent. Whatever
        is read from the network costs a turn of the event loop; this did not.
        """
        if not self._waited_for_reply:
            raise StaleReplyError


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

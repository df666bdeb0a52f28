"""How every connection to the gateway is made, and how one attempt is followed."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
import truststore

from capdesk.gateway.evidence import Evidence, Step
from capdesk.gateway.failure import StaleReplyError

CONNECT_TIMEOUT_S = 10.0
MAX_CONNECTIONS = 4
KEEPALIVE_EXPIRY_S = 5.0
"""Short: a POST on a connection that the server is just closing ends unknown."""

_STEP_BY_EVENT = {
    "connection.connect_tcp.started": Step.CONNECTING,
    "connection.start_tls.started": Step.SECURING,
    "proxy.start_tls.started": Step.SECURING,
}


def system_trust() -> ssl.SSLContext:
    """Return what checks certificates the operating system's way."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def open_client(
    proxy: str | None,
    *,
    ssl_context: ssl.SSLContext,
    connect_timeout_s: float = CONNECT_TIMEOUT_S,
) -> httpx.AsyncClient:
    """Return a client that takes one route, keeps no cookie and follows no redirect.

    Args:
        proxy: URL of the proxy on the way; None for none.
        ssl_context: How to check certificates.
        connect_timeout_s: Seconds for TCP and again for TLS; whoever uses the client
            sets a deadline over everything.

    Raises:
        Exception: The proxy's URL can't be used; httpx has no single name for it.
    """
    return httpx.AsyncClient(
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        limits=httpx.Limits(
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_EXPIRY_S,
        ),
        proxy=None if proxy is None else _proxy(proxy, ssl_context),
        timeout=httpx.Timeout(None, connect=connect_timeout_s),
        trust_env=False,
        verify=ssl_context,
    )


def _proxy(url: str, ssl_context: ssl.SSLContext) -> httpx.Proxy:
    # httpcore refuses a context for a proxy that is spoken to in the clear.
    is_https = httpx.URL(url).scheme == "https"
    return httpx.Proxy(url, ssl_context=ssl_context if is_https else None)


class Tracer:
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

"""A proxy between the desk and the gateway: its CONNECT is not our POST."""

import ssl

import pytest
import trustme

from capdesk.domain.outcome import (
    Accepted,
    NotSent,
    NotSentReason,
    Outcome,
    Unknown,
    UnknownReason,
)
from capdesk.gateway import Evidence, GatewayClient
from tests.support.attempts import BODY, KEY, NOW, attempt
from tests.support.faulty_server import (
    Conversation,
    FaultyServer,
    Script,
    answering,
    answering_then_silent,
    reply,
    tunnelling_to,
)

pytestmark = pytest.mark.anyio

SHORT_S = 0.3
NAME = "gateway.capdesk.invalid"
URL = f"https://{NAME}/leads"


@pytest.fixture(scope="module")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """What the gateway shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(NAME).configure_cert(context)
    return context


async def reset(conversation: Conversation) -> None:
    """Die once the tunnel is asked for."""
    await conversation.read_some()
    conversation.reset()


async def reset_in_handshake(conversation: Conversation) -> None:
    """Open the tunnel, and die in the TLS handshake."""
    await conversation.read_until(b"\r\n\r\n")
    await conversation.write(b"HTTP/1.1 200 Connected\r\n\r\n")
    await conversation.read_some()
    conversation.reset()


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (answering(reply("407 Who are you")), NotSentReason.PROXY),
        (answering(reply("403 No")), NotSentReason.PROXY),
        (answering(reply("502 No such host")), NotSentReason.PROXY),
        (answering(reply("302 Moved", b"", "Location: /")), NotSentReason.PROXY),
        (answering(b""), NotSentReason.PROXY),
        (answering(b"SSH-2.0\r\n\r\n"), NotSentReason.PROXY),
        (reset, NotSentReason.PROXY),
        (answering_then_silent(), NotSentReason.TIMEOUT),
        (answering_then_silent(b"HTTP/1.1 200 OK\r\n\r\n"), NotSentReason.TIMEOUT),
        (reset_in_handshake, NotSentReason.TLS),
    ],
)
async def test_a_proxy_that_opens_no_tunnel(
    script: Script, reason: NotSentReason, client_tls: ssl.SSLContext
) -> None:
    """Whatever a proxy does before the tunnel stands, the lead was not sent."""
    async with FaultyServer(script) as proxy:
        outcome = await attempt(
            URL,
            ssl_context=client_tls,
            find_proxy=lambda _: f"http://127.0.0.1:{proxy.port}",
            overall_timeout_s=SHORT_S,
        )
        assert outcome == NotSent(reason)
        assert proxy.got.startswith(f"CONNECT {NAME}:443 HTTP/1.1\r\n".encode())
        assert BODY not in proxy.got
        assert KEY.encode() not in proxy.got


async def test_a_proxy_that_is_not_there() -> None:
    """A proxy that refuses connections: not sent."""
    async with FaultyServer(answering(b"")) as gone:
        port = gone.port
    outcome = await attempt(URL, find_proxy=lambda _: f"http://127.0.0.1:{port}")
    assert outcome == NotSent(NotSentReason.CONNECT)


@pytest.mark.parametrize(
    "proxy", ["http://h:port", "gopher://127.0.0.1:1", "socks5://h:1"]
)
async def test_a_proxy_that_cannot_be_used(proxy: str) -> None:
    """A proxy setting that we can't follow is named, not passed by."""
    outcome = await attempt(URL, find_proxy=lambda _: proxy)
    assert outcome == NotSent(NotSentReason.PROXY)


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (answering(reply("202 A")), Accepted()),
        (answering_then_silent(), Unknown(UnknownReason.TIMEOUT)),
        (answering(b""), Unknown(UnknownReason.CUT)),
    ],
)
async def test_through_a_tunnel(
    script: Script,
    outcome: Outcome,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
) -> None:
    """Behind a tunnel the gateway's doings count as they do without one."""
    async with (
        FaultyServer(script, tls=server_tls) as gateway,
        FaultyServer(tunnelling_to(gateway.port)) as proxy,
    ):
        assert outcome == await attempt(
            URL,
            ssl_context=client_tls,
            find_proxy=lambda _: f"http://127.0.0.1:{proxy.port}",
            overall_timeout_s=SHORT_S,
        )
        assert gateway.got.endswith(BODY)
        assert KEY.encode() not in proxy.got


async def test_follows_a_change_of_proxy(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """Each attempt takes the route that the system wants at that moment."""
    routes: list[str | None] = []
    async with (
        FaultyServer(answering(reply("202 A")), tls=server_tls) as gateway,
        FaultyServer(tunnelling_to(gateway.port)) as proxy,
        GatewayClient(
            URL,
            now=lambda: NOW,
            ssl_context=client_tls,
            find_proxy=lambda _: routes.pop(0),
        ) as client,
    ):
        routes = [f"http://127.0.0.1:{proxy.port}", None]
        assert await client.submit(BODY, KEY, Evidence()) == Accepted()
        outcome = await client.submit(BODY, KEY, Evidence())
        assert outcome == NotSent(NotSentReason.DNS)


async def test_loopback_asks_for_no_proxy() -> None:
    """What is on this computer is reached straight, whatever the system's proxy."""

    def never(url: str) -> str | None:
        raise AssertionError(url)

    async with FaultyServer(answering(reply("202 A"))) as server:
        assert await attempt(server.url, find_proxy=never) == Accepted()

"""Attempts that fail before, while and after the request goes out."""

import socket
import ssl

import pytest
import trustme

from capdesk.domain.outcome import (
    Accepted,
    NotSent,
    NotSentReason,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.gateway import Evidence, GatewayClient
from tests.support.attempts import BODY, KEY, NOW, attempt
from tests.support.faulty_server import (
    HOST,
    Conversation,
    FaultyServer,
    Script,
    answering,
    answering_then_silent,
    reply,
)

pytestmark = pytest.mark.anyio

SHORT_S = 0.15
# More than loopback's socket buffers take in while nobody reads.
BIG_BODY = b"x" * 20_000_000
AWAY = "https://gateway.capdesk.invalid/leads"


@pytest.fixture(scope="module")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """What a server at 127.0.0.1 shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    return context


async def hang_up(conversation: Conversation) -> None:
    """End the connection at once."""
    conversation.reset()


async def test_refused_port() -> None:
    """A port where nobody listens: not sent."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        url = f"http://{HOST}:{held.getsockname()[1]}/leads"
        assert await attempt(url) == NotSent(NotSentReason.CONNECT)


async def test_unknown_name() -> None:
    """A host name that does not exist: not sent."""
    assert await attempt(AWAY) == NotSent(NotSentReason.DNS)


@pytest.mark.parametrize(
    "url",
    ["", "leads", "ftp://127.0.0.1/leads", "http://", "http://[::1/", "http://h:x/"],
)
async def test_an_address_that_is_none(url: str) -> None:
    """An address that can't be one is found out before anything is sent."""
    outcome = await attempt(url)
    assert isinstance(outcome, NotSent)


@pytest.mark.parametrize("key", ["schlüssel", "a\r\nX-Other: b", "a\x00b", "\ud800"])
async def test_a_key_that_cannot_be_sent(key: str) -> None:
    """A key that is no header value sends nothing and breaks nothing."""
    async with FaultyServer(answering(reply("202 A"))) as server:
        assert await attempt(server.url, key=key) == NotSent(NotSentReason.LOCAL)
        assert server.got == b""


async def test_a_closed_client() -> None:
    """A client that was closed says so as an outcome."""
    async with FaultyServer(answering(reply("202 A"))) as server:
        async with GatewayClient(server.url, now=lambda: NOW) as client:
            assert await client.submit(BODY, KEY, Evidence()) == Accepted()
        outcome = await client.submit(BODY, KEY, Evidence())
        assert outcome == NotSent(NotSentReason.LOCAL)


async def test_a_body_that_is_not_taken_in_time() -> None:
    """A server that reads too little until the deadline can't have the lead."""

    async def read_a_little(conversation: Conversation) -> None:
        await conversation.read_some()
        await conversation.turn_deaf()

    async with FaultyServer(read_a_little) as server:
        outcome = await attempt(server.url, body=BIG_BODY, overall_timeout_s=SHORT_S)
        assert outcome == NotSent(NotSentReason.TIMEOUT)
        assert len(server.got) < len(BIG_BODY)


async def test_a_connection_cut_while_the_body_is_written() -> None:
    """A reset before the last byte was handed over: not sent."""

    async def cut(conversation: Conversation) -> None:
        await conversation.read_some()
        conversation.reset()

    async with FaultyServer(cut) as server:
        outcome = await attempt(server.url, body=BIG_BODY)
        assert outcome == NotSent(NotSentReason.CUT)
        assert len(server.got) < len(BIG_BODY)


async def test_a_reply_before_the_body_is_written() -> None:
    """A reply that comes early, with the connection closed on the body, is read."""

    async def refuse_early(conversation: Conversation) -> None:
        await conversation.read_until(b"\r\n\r\n")
        await conversation.write(reply("400 Bad", b'{"messages": ["Too long"]}'))

    async with FaultyServer(refuse_early) as server:
        outcome = await attempt(server.url, body=BIG_BODY)
    # The reset that follows an unread body may overtake the reply.
    assert outcome in (Rejected(400, ("Too long",)), NotSent(NotSentReason.CUT))


async def test_a_reset_after_the_request() -> None:
    """A reset once the body is written: it may have arrived."""

    async def reset(conversation: Conversation) -> None:
        await conversation.read_request()
        conversation.reset()

    async with FaultyServer(reset) as server:
        assert await attempt(server.url) == Unknown(UnknownReason.CUT)
        assert server.got.endswith(BODY)


async def test_tls(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    """A certificate from a trusted authority lets a lead through."""
    async with FaultyServer(answering(reply("202 A")), tls=server_tls) as server:
        assert await attempt(server.url, ssl_context=client_tls) == Accepted()


async def test_an_untrusted_certificate(server_tls: ssl.SSLContext) -> None:
    """A certificate that the system doesn't know is named, and no lead goes out."""
    async with FaultyServer(answering(reply("202 A")), tls=server_tls) as server:
        outcome = await attempt(server.url)
        assert outcome == NotSent(NotSentReason.CERTIFICATE)
        assert server.got == b""


async def test_a_certificate_for_another_host(
    authority: trustme.CA, client_tls: ssl.SSLContext
) -> None:
    """A good certificate for somebody else is named too."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(tls)
    async with FaultyServer(answering(reply("202 A")), tls=tls) as server:
        outcome = await attempt(server.url, ssl_context=client_tls)
    assert outcome == NotSent(NotSentReason.CERTIFICATE)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (answering_then_silent(), NotSentReason.TIMEOUT),
        (hang_up, NotSentReason.TLS),
    ],
)
async def test_a_handshake_that_fails(
    script: Script, reason: NotSentReason, client_tls: ssl.SSLContext
) -> None:
    """A TLS handshake that stalls or breaks: not sent."""
    async with FaultyServer(script) as server:
        url = server.url.replace("http:", "https:")
        outcome = await attempt(
            url,
            ssl_context=client_tls,
            connect_timeout_s=SHORT_S,
            overall_timeout_s=300,
        )
    assert outcome == NotSent(reason)


async def test_a_server_that_speaks_no_tls(client_tls: ssl.SSLContext) -> None:
    """Plain HTTP where TLS belongs: not sent."""

    async def plain(conversation: Conversation) -> None:
        await conversation.read_some()
        await conversation.write(reply("400 Speak plainly"))

    async with FaultyServer(plain) as server:
        url = server.url.replace("http:", "https:")
        outcome = await attempt(url, ssl_context=client_tls)
    assert outcome == NotSent(NotSentReason.TLS)

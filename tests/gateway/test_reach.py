"""How far the way to the gateway is open, and that nothing is said to it."""

import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest
import trustme

from capdesk.domain.outcome import NotSentReason
from capdesk.gateway.reach import Blocked, CertificateFault, Open, Stage, reach
from tests.support.attempts import no_proxy
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


def shown_by(
    authority: trustme.CA, name: str, *, not_after: datetime | None = None
) -> ssl.SSLContext:
    """Return what a server shows that has a certificate for a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(
        name, not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=not_after
    ).configure_cert(context)
    return context


async def listening(conversation: Conversation) -> None:
    """Take whatever comes, and say nothing."""
    await conversation.stall()


async def test_the_gateway_gets_not_one_byte_of_a_request(
    authority: trustme.CA, client_tls: ssl.SSLContext
) -> None:
    """Behind its TLS the gateway is connected to, and told nothing at all."""
    async with FaultyServer(listening, tls=shown_by(authority, "127.0.0.1")) as server:
        assert await reach(server.url, ssl_context=client_tls) == Open()
    assert len(server.conversations) == 1
    assert server.got == b""


async def test_a_gateway_on_this_computer_needs_no_tls() -> None:
    """Plain http on loopback is reached as soon as it takes the connection."""
    async with FaultyServer(listening) as server:
        assert await reach(server.url) == Open()
    assert len(server.conversations) == 1
    assert server.got == b""


async def test_a_name_that_nobody_knows() -> None:
    """A name that can't be found ends the way at DNS."""
    blocked = Blocked(Stage.DNS, NotSentReason.DNS)
    assert await reach(URL, find_proxy=no_proxy) == blocked


async def test_a_port_that_refuses() -> None:
    """Where nobody listens the way ends at TCP."""
    async with FaultyServer(listening) as gone:
        url = gone.url
    assert await reach(url) == Blocked(Stage.TCP, NotSentReason.CONNECT)


async def test_one_deadline_over_everything(client_tls: ssl.SSLContext) -> None:
    """A handshake that stalls ends with the deadline, at TLS."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/leads"
        blocked = await reach(url, ssl_context=client_tls, deadline_s=SHORT_S)
    assert blocked == Blocked(Stage.TLS, NotSentReason.TIMEOUT)


@pytest.mark.parametrize(
    ("name", "not_after", "fault"),
    [
        ("portal.example.com", None, CertificateFault.NAME),
        ("10.0.0.1", None, CertificateFault.NAME),
        ("127.0.0.1", datetime(2021, 1, 1, tzinfo=UTC), CertificateFault.DATES),
    ],
)
async def test_what_is_wrong_with_a_certificate(
    authority: trustme.CA,
    client_tls: ssl.SSLContext,
    name: str,
    not_after: datetime | None,
    fault: CertificateFault,
) -> None:
    """Another's certificate and one that has run out are told apart."""
    tls = shown_by(authority, name, not_after=not_after)
    async with FaultyServer(listening, tls=tls) as server:
        blocked = await reach(server.url, ssl_context=client_tls)
    assert blocked == Blocked(Stage.TLS, NotSentReason.CERTIFICATE, certificate=fault)


async def test_a_certificate_for_another_name(
    authority: trustme.CA, client_tls: ssl.SSLContext
) -> None:
    """Behind a proxy too it is the gateway that has to prove its name."""
    async with (
        FaultyServer(listening, tls=shown_by(authority, "x.invalid")) as gateway,
        FaultyServer(tunnelling_to(gateway.port)) as proxy,
    ):
        shown = f"127.0.0.1:{proxy.port}"
        blocked = await reach(
            URL, ssl_context=client_tls, find_proxy=lambda _: f"http://{shown}"
        )
    assert blocked == Blocked(
        Stage.TLS,
        NotSentReason.CERTIFICATE,
        shown,
        certificate=CertificateFault.NAME,
    )


async def test_a_certificate_of_a_stranger(authority: trustme.CA) -> None:
    """The operating system's trust refuses what nobody it knows has signed."""
    async with FaultyServer(listening, tls=shown_by(authority, "127.0.0.1")) as server:
        blocked = await reach(server.url)
        assert server.got == b""
    assert blocked == Blocked(
        Stage.TLS,
        NotSentReason.CERTIFICATE,
        certificate=CertificateFault.UNTRUSTED,
    )


async def test_no_tls_where_it_belongs(client_tls: ssl.SSLContext) -> None:
    """Something that does not speak TLS ends the way there, and no certificate is to blame."""
    async with FaultyServer(answering(b"HTTP/1.1 200 OK\r\n\r\n")) as server:
        url = server.url.replace("http:", "https:")
        blocked = await reach(url, ssl_context=client_tls, deadline_s=SHORT_S)
    assert isinstance(blocked, Blocked)
    assert (blocked.stage, blocked.certificate) == (Stage.TLS, None)


async def test_through_a_proxy(
    authority: trustme.CA, client_tls: ssl.SSLContext
) -> None:
    """The proxy is asked for a tunnel; the gateway behind it is told nothing."""
    async with (
        FaultyServer(listening, tls=shown_by(authority, NAME)) as gateway,
        FaultyServer(tunnelling_to(gateway.port)) as proxy,
    ):
        shown = f"127.0.0.1:{proxy.port}"
        reached = await reach(
            URL,
            ssl_context=client_tls,
            find_proxy=lambda _: f"http://user:secret@{shown}",
        )
    assert reached == Open(proxy=shown)
    assert proxy.got.startswith(f"CONNECT {NAME}:443 HTTP/1.1\r\n".encode())
    assert gateway.got == b""


@pytest.mark.parametrize(
    ("script", "reason", "status"),
    [
        (answering(reply("407 Who are you")), NotSentReason.PROXY, 407),
        (answering(reply("403 No")), NotSentReason.PROXY, 403),
        (answering(reply("302 Moved", b"", "Location: /")), NotSentReason.PROXY, 302),
        (answering(b"SSH-2.0\r\n\r\n"), NotSentReason.PROXY, None),
        (answering_then_silent(), NotSentReason.TIMEOUT, None),
    ],
)
async def test_a_proxy_that_opens_no_tunnel(
    script: Script, reason: NotSentReason, status: int | None
) -> None:
    """The way ends at the proxy, with the status that it gave."""
    async with FaultyServer(script) as proxy:
        shown = f"127.0.0.1:{proxy.port}"
        blocked = await reach(
            URL, find_proxy=lambda _: f"http://{shown}", deadline_s=SHORT_S
        )
    assert blocked == Blocked(Stage.TUNNEL, reason, shown, proxy_status=status)


async def test_a_proxy_that_cannot_prove_who_it_is(authority: trustme.CA) -> None:
    """A stranger's certificate on the way to an https proxy is the proxy's fault."""
    async with FaultyServer(listening, tls=shown_by(authority, "127.0.0.1")) as proxy:
        blocked = await reach(URL, find_proxy=lambda _: proxy.url)
    assert isinstance(blocked, Blocked)
    assert (blocked.stage, blocked.reason) == (
        Stage.TUNNEL,
        NotSentReason.CERTIFICATE,
    )


@pytest.mark.parametrize(
    ("proxy", "stage"),
    [
        ("http://proxy.capdesk.invalid:8080", Stage.DNS),
        ("gopher://127.0.0.1:1", Stage.ROUTE),
        ("http://h:port", Stage.ROUTE),
    ],
)
async def test_a_proxy_that_is_of_no_use(proxy: str, stage: Stage) -> None:
    """A proxy that isn't known, or can't be one, is told apart; no password is repeated."""
    blocked = await reach(URL, find_proxy=lambda _: proxy)
    assert isinstance(blocked, Blocked)
    assert (blocked.stage, blocked.proxy is None) == (stage, False)


async def test_a_system_that_does_not_name_its_proxy() -> None:
    """Asking the system for its proxy counts against the deadline."""
    over = threading.Event()

    def hang(_url: str) -> None:
        over.wait(5)

    blocked = await reach(URL, find_proxy=hang, deadline_s=SHORT_S)
    over.set()
    assert blocked == Blocked(Stage.ROUTE, NotSentReason.TIMEOUT)

"""One lead on its way to the gateway: certificates at fault, and proxies in between.

The courier, its outbox, the client, the servers and the sockets are real.
"""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from capdesk.domain.entry import Status
from tests.courier.outcome_rows import (
    LEAD,
    After,
    assert_received_once,
    not_sent,
    send,
    sent,
    unknown,
)
from tests.courier.rig import KEY
from tests.courier.wired_rig import Way, WiredRig
from tests.support.faulty_server import (
    HOST,
    Conversation,
    FaultyServer,
    Script,
    answering,
    answering_then_silent,
    reply,
    tunnelling_to,
)

pytestmark = pytest.mark.anyio

SHORT_S = 0.5
AWAY = "https://gateway.capdesk.invalid/leads"
HTML_TYPE = "Content-Type: text/html"
PAGE = b"<!doctype html><title>Sign in</title>"
ACCEPTED_BODY = b'{"result": {"enquiryReferenceCode": "ENQ-260912-ABCDEFGH"}}'
ACCEPTED_REPLY = reply("202 Accepted", ACCEPTED_BODY)

# Certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority that the desk trusts."""
    return trustme.CA()


@pytest.fixture(scope="module")
def desk_tls(authority: trustme.CA) -> ssl.SSLContext:
    """The desk's trust in the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


Certify = Callable[[trustme.CA, Path], ssl.SSLContext]


def good(authority: trustme.CA, _folder: Path) -> ssl.SSLContext:
    """Return a server's context with nothing wrong."""
    return _showing(authority.issue_cert(HOST, "gateway.capdesk.invalid"))


def expired(authority: trustme.CA, _folder: Path) -> ssl.SSLContext:
    """Return a server's context whose certificate is of the past."""
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    return _showing(
        authority.issue_cert(
            HOST, not_before=long_ago, not_after=long_ago + dt.timedelta(days=90)
        )
    )


def wrong_host(authority: trustme.CA, _folder: Path) -> ssl.SSLContext:
    """Return a server's context whose certificate is for somebody else."""
    return _showing(authority.issue_cert("elsewhere.example"))


def self_signed(_authority: trustme.CA, folder: Path) -> ssl.SSLContext:
    """Return a server's context whose certificate vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "self-signed.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def _showing(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def test_a_certificate_in_order(
    authority: trustme.CA, desk_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    """A server that shows who it is gets the lead: the faults below are the only ones."""
    server_tls = good(authority, tmp_path)
    async with FaultyServer(answering(ACCEPTED_REPLY), tls=server_tls) as server:
        after = await send(tmp_path, Way(server.url, ssl_context=desk_tls))
        assert after == sent("ENQ-260912-ABCDEFGH")
        assert_received_once(server)


@pytest.mark.parametrize("certify", [self_signed, expired, wrong_host])
async def test_a_certificate_at_fault(
    certify: Certify, authority: trustme.CA, desk_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    """A server that can't show who it is gets neither lead nor key."""
    server_tls = certify(authority, tmp_path)
    async with FaultyServer(answering(ACCEPTED_REPLY), tls=server_tls) as server:
        after = await send(tmp_path, Way(server.url, ssl_context=desk_tls))
        assert after == not_sent("certificate")
        assert server.got == b""


# Proxies


async def die(conversation: Conversation) -> None:
    """Die once the tunnel is asked for."""
    await conversation.read_some()
    conversation.reset()


async def die_in_handshake(conversation: Conversation) -> None:
    """Open the tunnel and die in the TLS handshake."""
    await conversation.read_until(b"\r\n\r\n")
    await conversation.write(b"HTTP/1.1 200 Connected\r\n\r\n")
    await conversation.read_some()
    conversation.reset()


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (answering(reply("407 Who are you")), "proxy"),
        (answering(reply("403 No", PAGE, HTML_TYPE)), "proxy"),
        (answering(reply("502 No such host")), "proxy"),
        (answering(reply("202 Accepted", ACCEPTED_BODY)), "tls"),
        (answering(b""), "proxy"),
        (die, "proxy"),
        (answering_then_silent(), "timeout"),
        (answering_then_silent(b"HTTP/1.1 200 OK\r\n\r\n"), "timeout"),
        (die_in_handshake, "tls"),
    ],
)
async def test_a_proxy_that_opens_no_tunnel(
    script: Script, why: str, desk_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    """A proxy that refuses, stalls or dies has seen neither lead nor key."""
    async with FaultyServer(script) as proxy:
        way = Way(AWAY, SHORT_S, desk_tls, lambda _: f"http://{HOST}:{proxy.port}")
        assert await send(tmp_path, way) == not_sent(why)
        assert proxy.got.startswith(b"CONNECT gateway.capdesk.invalid:443 ")
        assert len(proxy.conversations) == 1
        assert LEAD not in proxy.got
        assert KEY.encode() not in proxy.got


@pytest.mark.parametrize(
    ("script", "after"),
    [
        (answering(ACCEPTED_REPLY), sent("ENQ-260912-ABCDEFGH")),
        (answering(b""), unknown("cut")),
        (answering_then_silent(), unknown("timeout")),
        (answering(reply("502 Oh", PAGE)), unknown("502")),
    ],
)
async def test_behind_a_tunnel(
    script: Script,
    after: After,
    authority: trustme.CA,
    desk_tls: ssl.SSLContext,
    tmp_path: Path,
) -> None:
    """Once the tunnel stands, what the gateway does is what counts."""
    async with (
        FaultyServer(script, tls=good(authority, tmp_path)) as gateway,
        FaultyServer(tunnelling_to(gateway.port)) as proxy,
    ):
        way = Way(AWAY, SHORT_S, desk_tls, lambda _: f"http://{HOST}:{proxy.port}")
        assert await send(tmp_path, way) == after
        assert_received_once(gateway)
        assert KEY.encode() not in proxy.got


async def test_a_proxy_that_comes_back(
    authority: trustme.CA, desk_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    """A lead that a dying proxy kept from leaving reaches the gateway exactly once."""
    async with (
        FaultyServer(
            answering(ACCEPTED_REPLY), tls=good(authority, tmp_path)
        ) as gateway,
        FaultyServer(die, tunnelling_to(gateway.port)) as proxy,
        WiredRig(
            tmp_path,
            Way(
                AWAY,
                ssl_context=desk_tls,
                find_proxy=lambda _: f"http://{HOST}:{proxy.port}",
            ),
        ) as rig,
    ):
        entry_id = await rig.capture_payload(LEAD)
        rig.start()
        await rig.until_attempted(entry_id)
        await rig.quiet()
        rig.clock.advance(seconds=2)
        rig.courier.nudge()
        last = await rig.until_attempted(entry_id, times=2)
        assert last.status is Status.SENT
        assert not last.possible_duplicate
        assert_received_once(gateway)

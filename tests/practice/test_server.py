"""The practice gateway on real sockets, spoken to by the standard library's client."""

import asyncio
import http.client
import json
import random
import socket
import threading
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from capdesk.practice import Mode, PortError, PracticeGateway, Received
from capdesk.practice.answer import HUGE_BODY_BYTES, MAX_BODY_BYTES, PATH
from tests.practice.test_answer import GOOD

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
HEADERS = {"X-API-Key": "any", "Content-Type": "application/json"}


def connect(gateway: PracticeGateway) -> http.client.HTTPConnection:
    """Return a client for a gateway's address."""
    return http.client.HTTPConnection(urlsplit(gateway.url).netloc, timeout=5)


def post(
    gateway: PracticeGateway, body: bytes = GOOD.body
) -> tuple[int, dict[str, str], bytes]:
    """POST over a connection of its own; return status, headers and body."""
    connection = connect(gateway)
    try:
        connection.request("POST", urlsplit(gateway.url).path, body, HEADERS)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_accepts_a_lead() -> None:
    """A documented payload gets a documented 202, with the time of day."""
    with PracticeGateway(now=lambda: NOW, rng=random.Random(1)) as gateway:
        status, headers, body = post(gateway)
    assert status == 202
    assert headers["Date"] == "Thu, 01 Oct 2026 12:00:00 GMT"
    assert headers["Content-Type"].startswith("application/json")
    assert json.loads(body)["result"]["enquiryReferenceCode"].startswith("ENQ-261001-")


def test_listens_on_loopback_at_the_documented_path() -> None:
    """Its address is on this computer and has the gateway's own path."""
    with PracticeGateway() as gateway:
        parts = urlsplit(gateway.url)
    assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", PATH)


def test_remembers_what_it_received() -> None:
    """What came in is kept, with the client's own reference and the time."""
    reference = "9cf5ae87-aafb-43e5-b4d3-9d72367a2b86"
    payload = json.loads(GOOD.body)
    payload["metadata"]["externalReferenceId"] = reference
    told: list[Received] = []
    with PracticeGateway(now=lambda: NOW, listener=told.append) as gateway:
        post(gateway, json.dumps(payload).encode())
        post(gateway, b"no lead")
        first, second = gateway.received
    assert (first.at, first.status, first.took_lead) == (NOW, 202, True)
    assert first.external_reference == reference
    assert first.payload == payload
    assert (second.status, second.took_lead) == (400, False)
    assert second.payload is None
    assert second.external_reference is None
    assert told == [first, second]


@pytest.mark.parametrize(
    ("mode", "status"),
    [
        (Mode.REJECT, 400),
        (Mode.REFUSE_KEY, 401),
        (Mode.FAIL, 500),
        (Mode.SLOW_DOWN, 429),
        (Mode.CAPTIVE_PORTAL, 200),
        (Mode.REDIRECT, 307),
    ],
)
def test_a_mode_takes_effect_for_the_next_request(mode: Mode, status: int) -> None:
    """The mode can be changed between two requests of one connection, and back."""
    with PracticeGateway() as gateway:
        connection = connect(gateway)
        statuses = []
        for each in (Mode.ACCEPT, mode, Mode.ACCEPT):
            gateway.set_mode(each)
            assert gateway.mode is each
            connection.request("POST", PATH, GOOD.body, HEADERS)
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()
    assert statuses == [202, status, 202]


def test_loses_the_reply() -> None:
    """The lead is taken, and the connection ends without a byte."""
    with PracticeGateway(Mode.LOSE_REPLY) as gateway:
        with pytest.raises(http.client.RemoteDisconnected):
            post(gateway)
        (received,) = gateway.received
    assert received.took_lead
    assert received.status is None


def test_cuts_the_body() -> None:
    """The status says accepted, and the body ends too soon."""
    with PracticeGateway(Mode.CUT_BODY) as gateway:
        with pytest.raises(http.client.IncompleteRead):
            post(gateway)
        assert gateway.received[0].took_lead


def test_announces_a_huge_body() -> None:
    """The body is announced as huge, and comes as long as somebody reads."""
    with PracticeGateway(Mode.HUGE_BODY) as gateway:
        connection = connect(gateway)
        connection.request("POST", PATH, GOOD.body, HEADERS)
        response = connection.getresponse()
        assert response.status == 202
        assert response.getheader("Content-Length") == str(HUGE_BODY_BYTES)
        assert len(response.read(1_000_000)) == 1_000_000
        response.close()
        connection.close()
        gateway.set_mode(Mode.ACCEPT)
        assert post(gateway)[0] == 202


def test_answers_slowly() -> None:
    """Told to be slow, it waits before it answers, and answers others meanwhile."""
    asked = threading.Event()
    go_on = threading.Event()

    async def slowly() -> None:
        asked.set()
        await asyncio.to_thread(go_on.wait, 5)

    statuses: list[int] = []
    with PracticeGateway(Mode.SLOW, slowly=slowly) as gateway:
        waiting = threading.Thread(target=lambda: statuses.append(post(gateway)[0]))
        waiting.start()
        asked.wait(5)
        gateway.set_mode(Mode.FAIL)
        statuses.append(post(gateway)[0])
        go_on.set()
        waiting.join(5)
    assert statuses == [500, 202]


def test_offline_refuses_connections_and_keeps_the_port() -> None:
    """Offline refuses connections, ends idle ones, and comes back at the same port."""
    with PracticeGateway() as gateway:
        url = gateway.url
        idle = connect(gateway)
        idle.request("POST", PATH, GOOD.body, HEADERS)
        idle.getresponse().read()
        for _ in range(2):
            gateway.set_mode(Mode.OFFLINE)
            with pytest.raises(ConnectionRefusedError):
                post(gateway)
            assert idle.sock is None or idle.sock.recv(1) == b""
            idle.close()
            gateway.set_mode(Mode.ACCEPT)
            assert post(gateway)[0] == 202
        assert gateway.url == url


def test_nobody_else_gets_the_port_meanwhile() -> None:
    """While offline the port stays ours, so that we can come back to it."""
    with PracticeGateway() as gateway, socket.socket() as stranger:
        gateway.set_mode(Mode.OFFLINE)
        with pytest.raises(OSError, match="in use"):
            stranger.bind(("127.0.0.1", urlsplit(gateway.url).port))


def test_starts_offline() -> None:
    """A gateway may be offline from the start, with its port already known."""
    with PracticeGateway(Mode.OFFLINE) as gateway:
        with pytest.raises(ConnectionRefusedError):
            post(gateway)
        gateway.set_mode(Mode.ACCEPT)
        assert post(gateway)[0] == 202


def test_refuses_a_body_that_is_too_long() -> None:
    """A body beyond all measure is read, dropped and refused."""
    with PracticeGateway() as gateway:
        assert post(gateway, b" " * 3_000_000)[0] == 413
        assert len(gateway.received[0].body) == MAX_BODY_BYTES + 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_takes_posts_only(method: str, caplog: pytest.LogCaptureFixture) -> None:
    """Other methods are told so, and the gateway goes on."""
    with PracticeGateway() as gateway:
        connection = connect(gateway)
        connection.request(method, PATH)
        response = connection.getresponse()
        response.read()
        connection.close()
        assert response.status == 405
        assert response.getheader("Allow") == "POST"
        assert post(gateway)[0] == 202
    assert caplog.records == []


@pytest.mark.parametrize("noise", [b"\x16\x03\x01\x00", b"HELO there\r\n\r\n", b""])
def test_outlives_noise(noise: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """A client that does not speak HTTP harms nobody else."""
    with PracticeGateway() as gateway:
        with socket.create_connection(("127.0.0.1", urlsplit(gateway.url).port)) as raw:
            raw.sendall(noise)
        assert post(gateway)[0] == 202
        assert len(gateway.received) == 1
    assert caplog.records == []


def test_answers_without_nagles_delay() -> None:
    """What is written goes out at once; otherwise each answer may take 40 ms."""
    with PracticeGateway() as gateway:
        connection = connect(gateway)
        connection.request("POST", PATH, GOOD.body, HEADERS)
        connection.getresponse().read()
        (served,) = gateway._connections.values()
        accepted = served._writer.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        connection.close()


def test_a_port_in_use() -> None:
    """A port that somebody else has is a sentence, not a traceback."""
    with PracticeGateway() as gateway:
        port = urlsplit(gateway.url).port
        assert port is not None
        with pytest.raises(PortError, match=f"Port {port} is in use"):
            PracticeGateway().start(port)


def test_close_ends_everything() -> None:
    """Once closed it refuses connections, has no thread left, and can be closed again."""
    before = threading.active_count()
    gateway = PracticeGateway()
    gateway.start()
    open_connection = connect(gateway)
    open_connection.connect()
    gateway.close()
    gateway.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        post(gateway)
    open_connection.close()


def test_the_mode_can_be_set_before_the_start() -> None:
    """A mode chosen early is the one it starts with."""
    gateway = PracticeGateway()
    gateway.set_mode(Mode.FAIL)
    with gateway:
        assert post(gateway)[0] == 500

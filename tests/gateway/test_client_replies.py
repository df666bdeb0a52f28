"""Real replies over real sockets: what is sent, and how what comes back is read."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from capdesk import __version__
from capdesk.domain.outcome import (
    Accepted,
    KeyRefused,
    Misconfigured,
    NotProcessed,
    NotTheGateway,
    Outcome,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.gateway import Evidence, GatewayClient
from capdesk.gateway.reply import MAX_REPLY_BYTES
from tests.support.attempts import BODY, KEY, NOW, attempt
from tests.support.faulty_server import (
    Conversation,
    FaultyServer,
    answering,
    answering_each,
    answering_then_silent,
    reply,
)

pytestmark = pytest.mark.anyio

REFERENCES = Accepted("ENQ-261001-ABCDEFGH", "e05072f9-ae85-42e2-ba42-c13449e5abaf")
ACCEPTED_BODY = json.dumps(
    {
        "success": True,
        "messages": [],
        "result": {
            "requestReferenceId": REFERENCES.request_reference,
            "enquiryReferenceCode": REFERENCES.enquiry_reference,
        },
    }
).encode()
REJECTED_BODY = b'{"success": false, "messages": ["Phone <b>number</b>"]}'
PAGE = b"<!doctype html><title>Sign in</title>"
SHORT_S = 0.5


async def test_sends_the_documented_request() -> None:
    """The request is one POST with the key, the type and the body as given."""
    async with FaultyServer(answering(reply("202 Accepted", ACCEPTED_BODY))) as server:
        assert await attempt(server.url) == REFERENCES
        head, _, body = server.got.partition(b"\r\n\r\n")
        port = server.port
    request_line, *headers = head.decode().split("\r\n")
    assert request_line == "POST /leads HTTP/1.1"
    assert sorted(header.lower() for header in headers) == [
        "accept-encoding: identity",
        "accept: application/json",
        "connection: keep-alive",
        f"content-length: {len(BODY)}",
        "content-type: application/json",
        f"host: 127.0.0.1:{port}",
        f"user-agent: capdesk/{__version__}",
        f"x-api-key: {KEY}",
    ]
    assert body == BODY


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (reply("202 Accepted", ACCEPTED_BODY), REFERENCES),
        (reply("202 Accepted", b"not json"), Accepted()),
        (reply("202 Accepted", PAGE, "Content-Type: text/html"), Accepted()),
        (reply("400 Bad", REJECTED_BODY), Rejected(400, ("Phone <b>number</b>",))),
        (reply("422 Bad", REJECTED_BODY), Rejected(422, ("Phone <b>number</b>",))),
        (reply("400 Bad", PAGE, "Content-Type: text/html"), NotTheGateway(400)),
        (reply("400 Bad", b"\xef\xbb\xbf\n" + PAGE), NotTheGateway(400)),
        (reply("401 No", b"{}"), KeyRefused(401)),
        (reply("403 No", b"{}"), KeyRefused(403)),
        (reply("403 No", PAGE), NotTheGateway(403)),
        (reply("404 Gone"), Misconfigured(404)),
        (reply("408 Late"), Unknown(UnknownReason.STATUS, 408)),
        (reply("409 Twice"), Unknown(UnknownReason.STATUS, 409)),
        (reply("429 Slow", b"", "Retry-After: 7"), NotProcessed(429, 7.0)),
        (
            reply("503 Busy", PAGE, "Retry-After: Thu, 01 Oct 2026 12:00:09 GMT"),
            NotProcessed(503, 9.0),
        ),
        (reply("500 Oh", b"{}"), Unknown(UnknownReason.STATUS, 500)),
        (reply("502 Oh", PAGE), Unknown(UnknownReason.STATUS, 502)),
        (reply("504 Oh", PAGE), Unknown(UnknownReason.STATUS, 504)),
        (reply("511 Sign in", PAGE), NotTheGateway(511)),
        (reply("200 OK", PAGE, "Content-Type: text/html"), NotTheGateway(200)),
        (reply("200 OK", ACCEPTED_BODY), NotTheGateway(200)),
        (reply("600 What"), Unknown(UnknownReason.STATUS, 600)),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
         Unknown(UnknownReason.GARBAGE)),
        (b"HTTP/1.1 103 Early\r\n\r\n" + reply("202 Accepted", ACCEPTED_BODY),
         REFERENCES),
        (b"HTTP/1.0 202 Accepted\r\n\r\n" + ACCEPTED_BODY, REFERENCES),
        (b"HTTP/1.0 401 No\r\n\r\n", KeyRefused(401)),
    ],
)  # fmt: skip
async def test_replies(raw: bytes, outcome: Outcome) -> None:
    """Each reply has its outcome, and the server got the lead exactly once."""
    async with FaultyServer(answering(raw)) as server:
        assert await attempt(server.url) == outcome
        assert server.got.endswith(BODY)
        assert server.got.count(b"POST ") == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(status: int) -> None:
    """Nothing at all goes to where a redirect points."""
    async with FaultyServer(answering(b"")) as elsewhere:
        moved = reply(f"{status} Moved", b"", f"Location: {elsewhere.url}")
        async with FaultyServer(answering(moved)) as server:
            assert await attempt(server.url) == Misconfigured(status)
        assert elsewhere.conversations == []


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (b"", Unknown(UnknownReason.CUT)),
        (b"HTTP/1.1 202 Acc", Unknown(UnknownReason.CUT)),
        (b"HTTP/1.1 202 Accepted\r\nContent-Le", Unknown(UnknownReason.CUT)),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\n", Accepted()),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\n{", Accepted()),
        (b"HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Accepted()),
        (b"HTTP/1.1 400 Bad\r\nContent-Length: 999\r\n\r\n" + REJECTED_BODY,
         Rejected(400, ("Phone <b>number</b>",))),
        (b"HTTP/1.1 400 Bad\r\nContent-Length: 999\r\n\r\n" + REJECTED_BODY[:-9],
         Rejected(400)),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\n",
         Unknown(UnknownReason.STATUS, 500)),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", Unknown(UnknownReason.GARBAGE)),
        (b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n", Unknown(UnknownReason.GARBAGE)),
        (b"HTTP/1.1 2O2 Accepted\r\n\r\n", Unknown(UnknownReason.GARBAGE)),
        (b"HTTP/1.1 099 Low\r\n\r\n", Unknown(UnknownReason.GARBAGE)),
        (b"HTTP/1.1 202 A\r\nContent-Length: -1\r\n\r\n",
         Unknown(UnknownReason.GARBAGE)),
        (b"HTTP/1.1 202 A\r\n" + b"X: y\r\n" * 60_000 + b"\r\n",
         Unknown(UnknownReason.GARBAGE)),
        (b"HTTP/1.1 202 A\r\nX: " + b"y" * 200_000, Unknown(UnknownReason.GARBAGE)),
    ],
)  # fmt: skip
async def test_broken_replies(raw: bytes, outcome: Outcome) -> None:
    """A reply that breaks off counts by its status, or is unknown before that."""
    async with FaultyServer(answering(raw)) as server:
        assert await attempt(server.url) == outcome
        assert server.got.endswith(BODY)


@pytest.mark.parametrize(
    ("chunks", "outcome"),
    [
        ((), Unknown(UnknownReason.TIMEOUT)),
        ((b"HTTP/1.1 202 Accepted\r\n",), Unknown(UnknownReason.TIMEOUT)),
        ((b"HTTP/1.1 100 Continue\r\n\r\n",), Unknown(UnknownReason.TIMEOUT)),
        ((b"HTTP/1.1 202 A\r\nContent-Length: 9\r\n\r\n",), Accepted()),
        ((b"HTTP/1.1 202 A\r\nContent-Length: 9\r\n\r\n", b"{"), Accepted()),
        ((b"HTTP/1.1 400 Bad\r\nContent-Length: 9\r\n\r\n",), Rejected(400)),
        ((b"HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 9\r\n\r\n",),
         NotProcessed(503, 3.0)),
        ((b"HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\n",),
         Unknown(UnknownReason.STATUS, 500)),
    ],
)  # fmt: skip
async def test_stalled_replies(chunks: tuple[bytes, ...], outcome: Outcome) -> None:
    """A reply that stalls counts at the deadline by its status, if that is in."""
    async with FaultyServer(answering_then_silent(*chunks)) as server:
        assert await attempt(server.url, overall_timeout_s=SHORT_S) == outcome
        assert server.got.endswith(BODY)


async def test_a_dripping_body_meets_the_deadline() -> None:
    """A body that never stops coming, byte by byte, does not outlive the deadline."""

    async def drip(conversation: Conversation) -> None:
        await conversation.read_request()
        await conversation.write(
            b"HTTP/1.1 202 A\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        while True:
            await conversation.write(b"1\r\n{\r\n")

    async with FaultyServer(drip) as server:
        assert await attempt(server.url, overall_timeout_s=SHORT_S) == Accepted()


async def test_reads_no_more_than_64_kib() -> None:
    """Of an endless body 64 KiB are read, then the connection is ended."""
    written = 0

    async def flood(conversation: Conversation) -> None:
        nonlocal written
        await conversation.read_request()
        await conversation.write(
            b"HTTP/1.1 202 A\r\nContent-Length: 1000000000\r\n\r\nodd"
        )
        while True:
            await conversation.write(b" " * 65536)
            written += 65536

    evidence = Evidence()
    async with FaultyServer(flood) as server:
        assert await attempt(server.url, evidence=evidence) == Accepted()
    assert evidence.reply is not None
    assert len(evidence.reply.body) == MAX_REPLY_BYTES
    assert written < 100_000_000


async def test_a_compressed_body_is_never_unpacked() -> None:
    """A server that compresses unasked is read by its status alone."""
    bomb = gzip.compress(b" " * 5_000_000 + ACCEPTED_BODY)
    packed = reply(
        "202 A", bomb, "Content-Encoding: gzip", "Content-Type: application/json"
    )
    evidence = Evidence()
    async with FaultyServer(answering(packed)) as server:
        assert await attempt(server.url, evidence=evidence) == Accepted()
    assert evidence.reply is not None
    assert bytes(evidence.reply.body) == bomb


async def test_keeps_a_connection_but_no_cookies() -> None:
    """Leads follow each other on one connection, and no cookie comes back."""
    polite = reply("202 A", ACCEPTED_BODY, "Set-Cookie: a=b; Path=/")
    async with (
        FaultyServer(answering_each(polite)) as server,
        GatewayClient(server.url, now=lambda: NOW) as client,
    ):
        for _ in range(3):
            assert await client.submit(BODY, KEY, Evidence()) == REFERENCES
        assert len(server.conversations) == 1
        assert b"cookie" not in server.got.lower()
        assert server.got.count(BODY) == 3


async def test_an_idle_connection_that_was_closed_is_not_used() -> None:
    """A connection that the server has closed meanwhile costs no lead its outcome."""
    async with (
        FaultyServer(answering(reply("202 A", ACCEPTED_BODY))) as server,
        GatewayClient(server.url, now=lambda: NOW) as client,
    ):
        for _ in range(3):
            assert await client.submit(BODY, KEY, Evidence()) == REFERENCES
        assert len(server.conversations) == 3


async def test_a_reply_too_many_answers_nothing() -> None:
    """A second reply to one lead is never taken for the answer to the next lead."""
    accepted = reply("202 A", ACCEPTED_BODY)

    async def answer_twice(conversation: Conversation) -> None:
        await conversation.read_request()
        await conversation.write(accepted + accepted)
        await conversation.stall()

    async with (
        FaultyServer(answer_twice, answering(accepted)) as server,
        GatewayClient(server.url, now=lambda: NOW) as client,
    ):
        outcomes = [await client.submit(BODY, KEY, Evidence()) for _ in range(3)]
        assert len(server.conversations) == 2
    assert outcomes == [REFERENCES, Unknown(UnknownReason.GARBAGE), REFERENCES]


async def test_records_the_servers_date() -> None:
    """The evidence keeps what the server holds the time to be, and when it said so."""
    evidence = Evidence()
    dated = reply("401 No", b"", "Date: Thu, 01 Oct 2026 11:58:00 GMT")
    async with FaultyServer(answering(dated)) as server:
        await attempt(server.url, evidence=evidence)
    assert evidence.server_date == datetime(2026, 10, 1, 11, 58, tzinfo=UTC)
    assert evidence.reply is not None
    assert evidence.reply.at == NOW

"""One lead against every fault of a network: what the outbox says, what was received.

The courier, its outbox, the client, the server and the sockets are real. Each case is
a row of the outcome table in docs/gateway.md.
"""

import asyncio
import gzip
import json
import socket
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from tests.courier.outcome_rows import (
    GOES_ON,
    LEAD,
    After,
    assert_received_once,
    key_refused,
    misconfigured,
    needs_fixing,
    not_processed,
    not_sent,
    not_the_gateway,
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
)

pytestmark = pytest.mark.anyio

SHORT_S = 0.5
AWAY = "https://gateway.capdesk.invalid/leads"
# More than loopback's socket buffers take in while nobody reads.
BIG_LEAD = b"x" * 20_000_000
JSON_TYPE = "Content-Type: application/json"
HTML_TYPE = "Content-Type: text/html"
PAGE = b"<!doctype html><title>Sign in</title>"
MARKUP = '<img src=x onerror="alert(1)"><b>Postcode</b> & more'
ACCEPTED_BODY = b'{"result": {"enquiryReferenceCode": "ENQ-260912-ABCDEFGH"}}'
ACCEPTED_REPLY = reply("202 Accepted", ACCEPTED_BODY, JSON_TYPE)


def with_messages(*messages: str) -> bytes:
    """Return the body of a 400."""
    return json.dumps({"success": False, "messages": messages}).encode()


BOMB = gzip.compress(b" " * 10_000_000)


@pytest.mark.parametrize(
    ("raw", "after"),
    [
        (ACCEPTED_REPLY, sent("ENQ-260912-ABCDEFGH")),
        (reply("202 A", b"{]", JSON_TYPE), sent()),
        (reply("202 A", b'{"result": ["ENQ"]}', JSON_TYPE), sent()),
        (reply("202 A", PAGE, HTML_TYPE), sent()),
        (reply("202 A", BOMB, "Content-Encoding: gzip"), sent()),
        (b"HTTP/1.0 202 Accepted\r\n\r\n" + ACCEPTED_BODY,
         sent("ENQ-260912-ABCDEFGH")),
        (b"HTTP/1.1 202 A\r\nContent-Length: 1000000000\r\n\r\n{", sent()),
        (reply("200 OK", ACCEPTED_BODY), not_the_gateway(200)),
        (reply("200 OK", PAGE, HTML_TYPE), not_the_gateway(200)),
        (reply("204 None"), not_the_gateway(204)),
        (reply("511 Sign in", PAGE), not_the_gateway(511)),
        (reply("401 No", PAGE, HTML_TYPE), not_the_gateway(401)),
        (reply("404 Gone", PAGE, HTML_TYPE), not_the_gateway(404)),
        (reply("400 Bad", with_messages("Phone", "Email"), JSON_TYPE),
         needs_fixing(400, "Phone", "Email")),
        (reply("422 Bad", with_messages(MARKUP), JSON_TYPE),
         needs_fixing(422, MARKUP)),
        (reply("400 Bad", b'{"messages": [7, null]}', JSON_TYPE), needs_fixing(400)),
        (reply("400 Bad", b"{]", JSON_TYPE), needs_fixing(400)),
        (reply("400 Bad", BOMB, "Content-Encoding: gzip"), needs_fixing(400)),
        (b"HTTP/1.0 422 Bad\r\n\r\n" + with_messages("Phone"),
         needs_fixing(422, "Phone")),
        (reply("401 No", b"{}"), key_refused(401)),
        (reply("403 No", b"{}"), key_refused(403)),
        (reply("300 Choose"), misconfigured(300)),
        (reply("404 Gone", b"{}"), misconfigured(404)),
        (reply("405 No POST"), misconfigured(405)),
        (reply("413 Long"), misconfigured(413)),
        (reply("415 What"), misconfigured(415)),
        (reply("418 Tea"), misconfigured(418)),
        (reply("429 Slow", b"", "Retry-After: 100"), not_processed(429, 120)),
        (reply("503 Busy"), not_processed(503, 2)),
        (reply("503 Busy", PAGE, "Retry-After: 99999"), not_processed(503, 4320)),
        (reply("408 Late"), unknown("408")),
        (reply("500 Oh", b"{}"), unknown("500")),
        (reply("502 Oh", PAGE, HTML_TYPE), unknown("502")),
        (reply("504 Oh"), unknown("504")),
        (reply("409 Twice", b"{}"),
         After(Status.MAY_HAVE_ARRIVED, "unknown_409", GOES_ON, held=True)),
        # Cut short
        (b"", unknown("cut")),
        (b"HTTP/1.1 202 Acc", unknown("cut")),
        (ACCEPTED_REPLY[:-9], sent()),
        (reply("400 Bad", with_messages("Phone"))[:-9], needs_fixing(400)),
        (reply("500 Oh", b"{}")[:-1], unknown("500")),
        # Not HTTP
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", unknown("garbage")),
        (b"HTTP/1.1 2O2 Accepted\r\n\r\n", unknown("garbage")),
        (b"HTTP/1.1 202 A\r\n" + b"X: y\r\n" * 60_000 + b"\r\n",
         unknown("garbage")),
    ],
)  # fmt: skip
async def test_a_reply(raw: bytes, after: After, tmp_path: Path) -> None:
    """Each reply leaves the entry and the queue as its row of the table says."""
    async with FaultyServer(answering(raw)) as server:
        assert await send(tmp_path, Way(server.url)) == after
        assert_received_once(server)
        assert f"x-api-key: {KEY}".encode() in server.got.lower()


def dripping(raw: bytes) -> Script:
    """Return a script that writes a reply byte by byte."""
    return answering(*(bytes([byte]) for byte in raw))


async def drip_for_ever(conversation: Conversation) -> None:
    """Write headers byte by byte and never come to their end."""
    await conversation.read_request()
    await conversation.write(b"HTTP/1.1 202 A\r\nX: ")
    while True:
        await conversation.write(b"y")
        # Faster, and it would be a flood.
        await asyncio.sleep(0.01)


async def reset_once_read(conversation: Conversation) -> None:
    """Read the lead and die."""
    await conversation.read_request()
    conversation.reset()


@pytest.mark.parametrize(
    ("script", "after"),
    [
        (dripping(ACCEPTED_REPLY), sent("ENQ-260912-ABCDEFGH")),
        (dripping(reply("400 Bad", with_messages("A"))), needs_fixing(400, "A")),
        (answering_then_silent(), unknown("timeout")),
        (drip_for_ever, unknown("timeout")),
        (answering_then_silent(ACCEPTED_REPLY[:-9]), sent()),
        (answering_then_silent(reply("401 No", b"{}")[:-1]), key_refused(401)),
        (reset_once_read, unknown("cut")),
    ],
)
async def test_a_reply_that_takes_its_time(
    script: Script, after: After, tmp_path: Path
) -> None:
    """What drips or stalls counts by what is in at the deadline."""
    async with FaultyServer(script) as server:
        way = Way(server.url, overall_timeout_s=SHORT_S)
        assert await send(tmp_path, way) == after
        assert_received_once(server)


async def test_no_such_name(tmp_path: Path) -> None:
    """A name that DNS does not know leaves the lead waiting."""
    assert await send(tmp_path, Way(AWAY)) == not_sent("dns")


async def test_nobody_listens(tmp_path: Path) -> None:
    """A refused port leaves the lead waiting."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        url = f"http://{HOST}:{held.getsockname()[1]}/leads"
        assert await send(tmp_path, Way(url)) == not_sent("connect")


async def read_a_little_and_reset(conversation: Conversation) -> None:
    """Die before the lead is in."""
    await conversation.read_some()
    conversation.reset()


async def read_a_little_and_stall(conversation: Conversation) -> None:
    """Take no more before the lead is in."""
    await conversation.read_some()
    await conversation.turn_deaf()


@pytest.mark.parametrize(
    ("script", "why"),
    [(read_a_little_and_reset, "cut"), (read_a_little_and_stall, "timeout")],
)
async def test_a_request_cut_short(script: Script, why: str, tmp_path: Path) -> None:
    """A lead that the server cannot have in full goes on waiting."""
    async with FaultyServer(script) as server:
        way = Way(server.url, overall_timeout_s=SHORT_S)
        assert await send(tmp_path, way, BIG_LEAD) == not_sent(why)
        assert 0 < len(server.got) < len(BIG_LEAD)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect(status: int, tmp_path: Path) -> None:
    """Where a redirect points, neither lead nor key nor a connection ever comes."""
    async with FaultyServer(answering(ACCEPTED_REPLY)) as elsewhere:
        moved = reply(f"{status} Moved", b"", f"Location: {elsewhere.url}")
        async with FaultyServer(answering(moved)) as server:
            after = await send(tmp_path, Way(server.url))
            assert after == misconfigured(status)
            assert_received_once(server)
        assert elsewhere.conversations == []


@pytest.mark.parametrize(
    "fault",
    [
        reset_once_read,
        answering(reply("500 Oh")),
        answering(reply("503 Busy")),
        answering(reply("200 OK", PAGE, HTML_TYPE)),
    ],
)
async def test_the_lead_gets_there_in_the_end(fault: Script, tmp_path: Path) -> None:
    """Once the fault is over the same bytes go out once more, and no more often."""
    async with (
        FaultyServer(fault, answering(ACCEPTED_REPLY)) as server,
        WiredRig(tmp_path, Way(server.url)) as rig,
    ):
        entry_id = await rig.capture_payload(LEAD)
        rig.start()
        first = await rig.until_attempted(entry_id)
        await rig.quiet()
        rig.clock.advance(seconds=72)
        rig.courier.nudge()
        last = await rig.until_attempted(entry_id, times=2)
        await rig.quiet()
        assert last.status is Status.SENT
        assert last.possible_duplicate is (first.status is Status.MAY_HAVE_ARRIVED)
        assert await rig.queue() == GOES_ON
        assert server.got.count(b"POST ") == server.got.count(LEAD) == 2

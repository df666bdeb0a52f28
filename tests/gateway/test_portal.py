"""What gives a sign-in page away, and what does not."""

import pytest

from capdesk.gateway.portal import (
    NoPage,
    Page,
    Sighting,
    SignInPage,
    look_for_portal,
    plain_address,
)
from tests.support.faulty_server import (
    FaultyServer,
    Script,
    answering,
    answering_then_silent,
    reply,
)

pytestmark = pytest.mark.anyio

HTML = ("Content-Type: text/html",)


@pytest.mark.parametrize(
    ("script", "sighting"),
    [
        (
            answering(
                reply("302 Found", b"", "Location: http://login.hotel.example/?a")
            ),
            SignInPage("login.hotel.example"),
        ),
        (
            answering(reply("307 T", b"", "Location: https://10.0.0.1:8443/login")),
            SignInPage("10.0.0.1"),
        ),
        (
            answering(reply("302 F", b"", "Location: https://b\u00e4d.example")),
            SignInPage(),
        ),
        (answering(reply("511 Sign in")), SignInPage()),
        (answering(reply("200 OK", b"<html>Sign in", *HTML)), Page()),
        (answering(reply("200 OK", b" <!doctype html>")), Page()),
        (answering(reply("301 M", b"", "Location: https://127.0.0.1/x")), NoPage()),
        (answering(reply("302 F", b"", "Location: /elsewhere")), NoPage()),
        (answering(reply("302 F")), NoPage()),
        (answering(reply("404 Not here", b"<html>", *HTML)), NoPage()),
        (answering(reply("200 OK", b"{}")), NoPage()),
        (answering(b"SSH-2.0\r\n\r\n"), NoPage()),
        (answering(b""), NoPage()),
        (answering_then_silent(), NoPage()),
    ],
)
async def test_what_comes_back(script: Script, sighting: Sighting) -> None:
    """A page of somebody else's is a sign; the gateway's own manners are none."""
    async with FaultyServer(script) as server:
        address = f"http://127.0.0.1:{server.port}/"
        assert await look_for_portal(address, deadline_s=0.3) == sighting
        assert server.got.startswith(b"GET / HTTP/1.1\r\n")
        assert len(server.conversations) == 1
        assert b"x-api-key" not in server.got.lower()


async def test_nobody_is_there() -> None:
    """A port that refuses is no sign of a page."""
    async with FaultyServer(answering(b"")) as gone:
        address = f"http://127.0.0.1:{gone.port}/"
    assert await look_for_portal(address) == NoPage()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://api.example.com/leads?a=b", "http://api.example.com/"),
        ("https://api.example.com:8443/leads", "http://api.example.com/"),
        ("https://[2001:db8::1]/leads", "http://[2001:db8::1]/"),
        ("http://localhost:8080/leads", None),
    ],
)
def test_where_to_look(url: str, address: str | None) -> None:
    """The gateway's own host, over plain http; its path and ours stay with us."""
    assert plain_address(url) == address

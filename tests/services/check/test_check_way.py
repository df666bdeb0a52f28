"""The way to every gateway in use, on loopback; none of them ever gets a request."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from capdesk.domain.finding import Finding, Light
from capdesk.domain.outcome import NotSentReason
from capdesk.gateway.portal import NoPage, Page, Sighting, SignInPage
from capdesk.gateway.reach import Blocked, CertificateFault, Open, Reach, Stage
from capdesk.services.check.survey import Network
from capdesk.services.check.way import check_gateways
from capdesk.services.check.way_words import (
    judge_dns,
    judge_portal,
    judge_proxy,
    judge_tcp,
    judge_tls,
)
from tests.services.check.surveys import a_survey
from tests.support.faulty_server import (
    Conversation,
    FaultyServer,
    Script,
    answering,
    reply,
)

NAME = "gateway.capdesk.invalid"
URL = f"https://{NAME}/leads"
LETTERS = {Light.GREEN: "g", Light.AMBER: "a", Light.RED: "r"}


@contextmanager
def serving(
    script: Script, tls: ssl.SSLContext | None = None
) -> Iterator[FaultyServer]:
    """Run a server in a loop of its own, as checks bring theirs."""
    started: Future[tuple[FaultyServer, asyncio.Event]] = Future()

    async def serve() -> None:
        over = asyncio.Event()
        async with FaultyServer(script, tls=tls) as server:
            started.set_result((server, over))
            await over.wait()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    server, over = started.result(5)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


async def listening(conversation: Conversation) -> None:
    """Take whatever comes, and say nothing."""
    await conversation.stall()


def shown(findings: list[Finding]) -> str:
    """Return the lights of one gateway's findings, in order, one letter each."""
    assert [each.name for each in findings] == [
        *("proxy", "gateway_dns", "gateway_tcp", "gateway_tls", "captive_portal")
    ]
    return "".join(LETTERS[each.light] for each in findings)


def test_all_gateways_at_once(tmp_path: Path) -> None:
    """Each environment has its own findings; the one that listens hears nothing."""
    with serving(listening) as server, serving(listening) as gone:
        refused = gone.url
    with serving(listening) as server:
        urls: dict[str, str | None] = {
            "here": server.url,
            "nameless": URL,
            "nowhere": None,
            "refused": refused,
        }
        network = Network(find_proxy=lambda _: None)
        found = list(check_gateways(a_survey(tmp_path, urls=urls, network=network)))
    by_name = {
        name: shown([each for each in found if each.environment == name])
        for name in ("here", "nameless", "refused")
    }
    assert by_name == {"here": "ggggg", "nameless": "graaa", "refused": "ggrag"}
    assert len(found) == 15
    assert len(server.conversations) == 1
    assert server.got == b""


def test_no_gateway_in_use(tmp_path: Path) -> None:
    """Where no lead goes anywhere nobody is asked."""
    assert list(check_gateways(a_survey(tmp_path))) == []


def test_a_sign_in_page_in_the_way(tmp_path: Path) -> None:
    """Where the way is not open a page is looked for, by GET alone, and named."""
    portal = answering(reply("302 F", b"", "Location: http://login.hotel.example/"))
    ca = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("login.hotel.example").configure_cert(tls)
    trust = ssl.create_default_context()
    ca.configure_trust(trust)
    with serving(listening, tls) as impostor, serving(portal) as plain:
        network = Network(
            ssl_context=trust,
            plain_address=lambda _: f"http://127.0.0.1:{plain.port}/",
        )
        survey = a_survey(tmp_path, urls={"qa": impostor.url}, network=network)
        found = list(check_gateways(survey))
    assert shown(found) == "gggrr"
    assert "login.hotel.example" in found[-1].sentence
    assert plain.got.startswith(b"GET / ")
    assert impostor.got == b""


def test_no_page_is_looked_for_where_the_way_is_open(tmp_path: Path) -> None:
    """A gateway that was reached has nothing in its place, so nobody is asked."""
    with serving(listening) as server, serving(listening) as plain:
        network = Network(plain_address=lambda _: f"http://127.0.0.1:{plain.port}/")
        survey = a_survey(tmp_path, urls={"qa": server.url}, network=network)
        assert shown(list(check_gateways(survey))) == "ggggg"
    assert plain.conversations == []


P = "proxy:8080"
NOT_SENT = NotSentReason


@pytest.mark.parametrize(
    ("reached", "sighting", "letters", "words"),
    [
        (Open(), None, "ggggg", "who it should be"),
        (Open(P), None, "ggggg", f"The proxy {P} lets CapDesk through"),
        (Blocked(Stage.ROUTE, NOT_SENT.TIMEOUT), None, "raaaa", "which proxy to use"),
        (Blocked(Stage.ROUTE, NOT_SENT.PROXY, P), NoPage(), "raaag", "of a kind that"),
        (Blocked(Stage.DNS, NOT_SENT.DNS), None, "graaa", "name was not found"),
        (Blocked(Stage.DNS, NOT_SENT.TIMEOUT), None, "graaa", "Nobody said in time"),
        (Blocked(Stage.TCP, NOT_SENT.CONNECT), NoPage(), "ggrag", "firewall"),
        (Blocked(Stage.TCP, NOT_SENT.TIMEOUT), NoPage(), "ggrag", "in time"),
        (
            Blocked(Stage.TCP, NOT_SENT.TIMEOUT),
            SignInPage(),
            "ggrar",
            "A sign-in page is",
        ),
        (Blocked(Stage.TCP, NOT_SENT.TIMEOUT), Page(), "ggraa", "A web page answers"),
        (Blocked(Stage.TLS, NOT_SENT.TLS), NoPage(), "gggrg", "No secure connection"),
        (Blocked(Stage.TLS, NOT_SENT.TIMEOUT), NoPage(), "gggrg", "about in time"),
        *(
            (
                Blocked(Stage.TLS, NOT_SENT.CERTIFICATE, certificate=fault),
                NoPage(),
                letters,
                words,
            )
            for fault, letters, words in (
                (CertificateFault.NAME, "gggra", "as a sign-in page does"),
                (CertificateFault.DATES, "gggrg", "clock"),
                (CertificateFault.UNTRUSTED, "gggrg", "nobody this computer trusts"),
            )
        ),
        (Blocked(Stage.DNS, NOT_SENT.DNS, P), NoPage(), "raaag", f"{P} was not found"),
        (Blocked(Stage.TCP, NOT_SENT.CONNECT, P), NoPage(), "raaag", "be connected to"),
        (Blocked(Stage.TCP, NOT_SENT.TIMEOUT, P), NoPage(), "raaag", "answer in time"),
        (
            Blocked(Stage.TUNNEL, NOT_SENT.PROXY, P, 407),
            NoPage(),
            "raaag",
            "a password",
        ),
        (
            Blocked(Stage.TUNNEL, NOT_SENT.PROXY, P, 403),
            NoPage(),
            "raaag",
            "status 403",
        ),
        (Blocked(Stage.TUNNEL, NOT_SENT.PROXY, P), NoPage(), "raaag", "let CapDesk"),
        (Blocked(Stage.TUNNEL, NOT_SENT.TLS, P), NoPage(), "raaag", "prove who it is"),
        (
            Blocked(Stage.TLS, NOT_SENT.TLS, P),
            NoPage(),
            "gggrg",
            "No secure connection",
        ),
    ],
)
def test_what_each_stretch_is_said_to_be(
    reached: Reach, sighting: Sighting | None, letters: str, words: str
) -> None:
    """Red where the way ends, amber for what lies beyond and was not tried."""
    judged = (
        judge_proxy(reached),
        judge_dns(reached),
        judge_tcp(reached),
        judge_tls(URL, reached),
        judge_portal(URL, reached, sighting),
    )
    assert "".join(LETTERS[light] for light, _ in judged) == letters
    assert any(words in sentence for _, sentence in judged)

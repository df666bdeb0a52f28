"""Leads from capture to the gateway and back, with every part the real one."""

import asyncio
import queue
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.courier import News
from capdesk.courier.thread import STOP_WITHIN_S
from capdesk.credentials import CredentialError, MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.domain.environment import PRACTICE
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.gateway import Evidence
from capdesk.outbox import OUTBOX_NAME, CourierBusyError, CourierLock, Outbox
from capdesk.practice import Mode, PracticeGateway, Received
from capdesk.practice.answer import PATH
from capdesk.services.outbox_access import open_storage
from capdesk.services.profile import Profile
from capdesk.services.sending import Way, make_courier, utc_now
from capdesk.settings import Environments
from tests.services.desk import KEY, Desk, credentials_for
from tests.support.clock import Clock
from tests.support.leads import a_lead, a_new_entry
from tests.support.submitter import PATIENCE_S

DEALER = "dealer-group"


class Turnstile:
    """Holds up slow answers until a test lets them through, one by one.

    Attributes:
        arrived: Gets an item for each request that is held up.
    """

    def __init__(self) -> None:
        self.arrived: queue.Queue[None] = queue.Queue()
        self._may_pass = threading.Semaphore(0)

    async def __call__(self) -> None:
        """Hold an answer up."""
        self.arrived.put(None)
        await asyncio.to_thread(self._may_pass.acquire)

    def let_through(self, count: int = 1) -> None:
        """Let so many answers through."""
        self._may_pass.release(count)

    def wait_for(self, count: int) -> None:
        """Wait until so many more requests are held up."""
        for _ in range(count):
            self.arrived.get(timeout=PATIENCE_S)


@pytest.fixture
def turnstile() -> Iterator[Turnstile]:
    """Have a turnstile that lets everybody through once the test is over."""
    made = Turnstile()
    yield made
    made.let_through(1_000)


@pytest.fixture
def gateway(turnstile: Turnstile) -> Iterator[PracticeGateway]:
    """Have a practice gateway whose slow answers wait at the turnstile."""
    with PracticeGateway(slowly=turnstile) as running:
        yield running
        turnstile.let_through(1_000)


@pytest.fixture
def desk(tmp_path: Path, gateway: PracticeGateway) -> Iterator[Desk]:
    """Have a desk that sends to the practice gateway."""
    with Desk(tmp_path, gateway.url) as running:
        yield running


def test_a_lead_gets_there(desk: Desk, gateway: PracticeGateway) -> None:
    """The lead arrives as it was captured, and the gateway's reference comes back."""
    entry_id = desk.capture()
    entry = desk.until_status(entry_id, Status.SENT)
    (received,) = gateway.received
    assert received.external_reference == entry_id
    assert received.took_lead
    assert entry.enquiry_reference is not None
    assert entry.enquiry_reference.startswith("ENQ-")
    assert entry.request_reference is not None


def test_sending_is_on_the_disk_before_the_gateway_sees_the_lead(
    tmp_path: Path,
) -> None:
    """When the request is in, another program already reads `sending`."""
    seen: queue.Queue[tuple[str, int]] = queue.Queue()

    def look(_received: Received) -> None:
        with closing(sqlite3.connect(tmp_path / OUTBOX_NAME)) as other:
            seen.put(other.execute("SELECT status, attempts FROM entry").fetchone())

    with PracticeGateway(listener=look) as gateway, Desk(tmp_path, gateway.url) as desk:
        desk.until_status(desk.capture(), Status.SENT)
    assert seen.get_nowait() == ("sending", 1)


def test_one_goes_first_then_four(
    desk: Desk, gateway: PracticeGateway, turnstile: Turnstile
) -> None:
    """The gateway never has more than four of our requests, and one at first."""
    gateway.set_mode(Mode.SLOW)
    ids = [desk.capture() for _ in range(10)]
    turnstile.wait_for(1)
    turnstile.let_through()
    desk.until_status(ids[0], Status.SENT)
    turnstile.wait_for(4)
    assert turnstile.arrived.empty()
    assert max(news.in_flight for news in desk.heard) == 4
    turnstile.let_through(9)
    for entry_id in ids:
        desk.until_status(entry_id, Status.SENT)
    assert max(news.in_flight for news in desk.heard) == 4
    assert len(gateway.received) == 10


@pytest.mark.parametrize(
    ("mode", "status", "code", "paused"),
    [
        (Mode.REJECT, Status.NEEDS_FIXING, "http_400", None),
        (Mode.REFUSE_KEY, Status.WAITING, "http_401", PauseReason.KEY_REFUSED),
        (Mode.FAIL, Status.MAY_HAVE_ARRIVED, "unknown_500", None),
        (Mode.LOSE_REPLY, Status.MAY_HAVE_ARRIVED, "unknown_cut", None),
        (Mode.OFFLINE, Status.WAITING, "not_sent_connect", None),
        (Mode.CAPTIVE_PORTAL, Status.WAITING, "not_the_gateway_200", None),
        (Mode.REDIRECT, Status.WAITING, "http_307", PauseReason.MISCONFIGURED),
        (Mode.SLOW_DOWN, Status.WAITING, "http_429", None),
        (Mode.CUT_BODY, Status.SENT, "accepted", None),
        (Mode.HUGE_BODY, Status.SENT, "accepted", None),
    ],
)
def test_what_the_gateway_does(
    desk: Desk,
    gateway: PracticeGateway,
    mode: Mode,
    status: Status,
    code: str,
    paused: PauseReason | None,
) -> None:
    """Each way to answer ends as the table of outcomes says."""
    gateway.set_mode(mode)
    entry_id = desk.capture()
    entry = desk.until(entry_id, lambda entry: entry.last_code is not None)
    assert (entry.status, entry.last_code, entry.attempts) == (status, code, 1)
    told = desk.until_told(lambda queue: bool(queue.trouble) or not queue.suspect)
    assert told.paused is paused
    assert all(received.target == PATH for received in gateway.received)


def test_a_bad_lead_never_blocks_the_others(
    desk: Desk, gateway: PracticeGateway
) -> None:
    """After a 400 and a 500 the next lead is sent."""
    gateway.set_mode(Mode.REJECT)
    rejected = desk.until_status(desk.capture(), Status.NEEDS_FIXING)
    assert rejected.messages
    gateway.set_mode(Mode.FAIL)
    desk.until_status(desk.capture(), Status.MAY_HAVE_ARRIVED)
    gateway.set_mode(Mode.ACCEPT)
    entry_id = desk.capture()
    desk.after(seconds=2)
    desk.until_status(entry_id, Status.SENT)


def test_back_online(desk: Desk, gateway: PracticeGateway) -> None:
    """What could not go out while offline goes after a sign that the network is back."""
    gateway.set_mode(Mode.OFFLINE)
    entry_id = desk.capture()
    desk.until(entry_id, lambda entry: entry.last_code == "not_sent_connect")
    gateway.set_mode(Mode.ACCEPT)
    desk.courier.hint()
    desk.after(seconds=2)
    assert not desk.until_status(entry_id, Status.SENT).possible_duplicate


def test_a_429_is_waited_out(desk: Desk, gateway: PracticeGateway) -> None:
    """The practice gateway asks for 10 s; with jitter it gets 12, whatever the hints."""
    gateway.set_mode(Mode.SLOW_DOWN)
    entry_id = desk.capture()
    told = desk.until_told(lambda queue: queue.trouble == "http_429")
    gateway.set_mode(Mode.ACCEPT)
    desk.courier.hint()
    assert told.not_before == desk.clock() + timedelta(seconds=12)
    desk.after(seconds=12)
    desk.until_status(entry_id, Status.SENT)
    assert len(gateway.received) == 2


def test_a_lost_reply_is_a_visible_duplicate(
    desk: Desk, gateway: PracticeGateway
) -> None:
    """The gateway gets the same bytes twice, and the entry says so."""
    gateway.set_mode(Mode.LOSE_REPLY)
    entry_id = desk.capture()
    entry = desk.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    assert not entry.possible_duplicate
    gateway.set_mode(Mode.ACCEPT)
    desk.after(seconds=72)
    entry = desk.until_status(entry_id, Status.SENT)
    assert entry.possible_duplicate
    first, second = gateway.received
    assert first.body == second.body
    assert first.took_lead
    assert second.took_lead


# The end of the program


def test_quits_while_an_answer_is_awaited(
    desk: Desk, gateway: PracticeGateway, turnstile: Turnstile
) -> None:
    """Quitting waits for no answer; what was written may have arrived."""
    gateway.set_mode(Mode.SLOW)
    entry_id = desk.capture()
    turnstile.wait_for(1)
    before = time.monotonic()
    assert desk.courier.stop()
    assert time.monotonic() - before < STOP_WITHIN_S
    entry = desk.entry(entry_id)
    assert (entry.status, entry.last_code) == (Status.MAY_HAVE_ARRIVED, "unknown_quit")


def test_quits_while_connecting(tmp_path: Path) -> None:
    """Stopped in the TLS handshake nothing was written, so the lead waits."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with Desk(tmp_path, f"https://127.0.0.1:{port}{PATH}") as desk:
            entry_id = desk.capture()
            connection, _ = silent.accept()
            with connection:
                assert connection.recv(1)  # the first byte of the handshake
                assert desk.courier.stop()
                entry = desk.entry(entry_id)
    assert (entry.status, entry.last_code) == (Status.WAITING, "not_sent_quit")


def test_killed_while_sending(
    tmp_path: Path, gateway: PracticeGateway, turnstile: Turnstile
) -> None:
    """A lead on its way when the program was killed goes again, as a possible duplicate."""
    gateway.set_mode(Mode.SLOW)
    killed = subprocess.Popen(
        [sys.executable, "-m", "tests.services.desk", tmp_path, gateway.url],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with killed:
        assert killed.stdout is not None
        entry_id = killed.stdout.readline().strip()
        turnstile.wait_for(1)
        with pytest.raises(CourierBusyError):
            CourierLock(tmp_path).acquire()
        killed.kill()
    gateway.set_mode(Mode.ACCEPT)
    turnstile.let_through(1_000)
    with Desk(tmp_path, gateway.url) as desk:
        waits = desk.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
        assert waits.not_before is not None
        assert 60 <= (waits.not_before - waits.changed_at).total_seconds() <= 72
        desk.clock.advance(seconds=72)
        desk.courier.nudge()
        entry = desk.until_status(entry_id, Status.SENT)
        history = desk.storage.submit(lambda outbox: outbox.history(entry_id)).result(
            PATIENCE_S
        )
    assert (entry.possible_duplicate, entry.attempts) == (True, 2)
    assert [(line.after, line.code) for line in history] == [
        (Status.WAITING, "captured"),
        (Status.SENDING, "started"),
        (Status.MAY_HAVE_ARRIVED, "unknown_crash"),
        (Status.SENDING, "started"),
        (Status.SENT, "accepted"),
    ]


# Addresses and their keys


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Have a profile that is not for practice, with an empty keyring."""
    return Profile(tmp_path, MemoryCredentials())


@pytest.fixture
def second_gateway() -> Iterator[PracticeGateway]:
    """Have another gateway at another address."""
    with PracticeGateway() as running:
        yield running


def test_a_key_goes_only_to_the_address_it_was_kept_for(
    profile: Profile, gateway: PracticeGateway, second_gateway: PracticeGateway
) -> None:
    """Once the address has changed its old key is not found, and goes nowhere new."""
    environments = Environments(profile.folder)
    environments.add(DEALER, gateway.url)
    profile.credentials.set_api_key(DEALER, gateway.url, "old-key")

    async def main() -> None:
        async with Way(profile, DEALER, Clock()) as way:
            assert way.find_key() == "old-key"
            environments.add(DEALER, second_gateway.url)
            assert way.find_key() is None
            profile.credentials.set_api_key(DEALER, second_gateway.url, "new-key")
            assert way.find_key() == "new-key"
            for key in ("old-key", "new-key", "new-key"):
                await way.submit(b"{}", key, Evidence())

    asyncio.run(main())
    assert (len(gateway.received), len(second_gateway.received)) == (1, 2)


def test_a_running_courier_leaves_an_address_that_has_changed(
    tmp_path: Path, gateway: PracticeGateway, second_gateway: PracticeGateway
) -> None:
    """No lead goes to the old address any more; leads wait until the key is given anew."""
    with Desk(tmp_path, gateway.url, DEALER) as desk:
        desk.until_status(desk.capture(), Status.SENT)
        Environments(tmp_path).add(DEALER, second_gateway.url)
        entry_id = desk.capture()
        desk.until_told(lambda queue: queue.paused is PauseReason.KEY_MISSING)
        assert desk.entry(entry_id).attempts == 0
        desk.profile.credentials.set_api_key(DEALER, second_gateway.url, "new-key")
        desk.courier.nudge()
        desk.until_status(entry_id, Status.SENT)
    assert (len(gateway.received), len(second_gateway.received)) == (1, 1)


def test_environments_that_break_while_a_courier_runs_stop_it(
    tmp_path: Path, gateway: PracticeGateway
) -> None:
    """While nobody can tell where leads go, none goes; they wait, as for a keyring."""
    with Desk(tmp_path, gateway.url, DEALER) as desk:
        desk.until_status(desk.capture(), Status.SENT)
        (tmp_path / "environments.json").write_text("{", encoding="utf-8")
        entry_id = desk.capture()
        desk.until_told(lambda queue: queue.trouble == "keyring")
        assert desk.entry(entry_id).attempts == 0
    assert len(gateway.received) == 1


def test_environments_that_can_not_be_read_are_no_crash(profile: Profile) -> None:
    """A damaged file of environments makes the key source wait, like a keyring would."""
    (profile.folder / "environments.json").write_text("{", encoding="utf-8")
    with pytest.raises(CredentialError, match="damaged"):
        Way(profile, "qa", Clock()).find_key()


def test_no_key_for_an_environment_that_has_gone(profile: Profile) -> None:
    """An environment that was taken away has no key."""
    assert Way(profile, DEALER, Clock()).find_key() is None


@pytest.mark.parametrize(
    ("environment", "own_environments"),
    [(DEALER, None), (PRACTICE, None), ("qa", "this file is damaged")],
)
def test_nothing_leaves_for_where_nobody_knows(
    profile: Profile, environment: str, own_environments: str | None
) -> None:
    """A practice lead in a real profile stays, as do all while nobody can tell where."""
    if own_environments is not None:
        path = profile.folder / "environments.json"
        path.write_text(own_environments, encoding="utf-8")
    told: list[News] = []
    with closing(open_storage(profile, utc_now)) as storage:
        new = a_new_entry(lead=a_lead(environment=environment))
        storage.submit(Outbox.capture, new, now=utc_now()).result(PATIENCE_S)

        async def send_once() -> None:
            await make_courier(profile, storage, listener=told.append).send_once()

        asyncio.run(send_once())
        entry = storage.submit(Outbox.entry, new.lead.id).result(PATIENCE_S)
    assert (entry.status, entry.attempts) == (Status.WAITING, 0)
    (news,) = told
    assert news.queue == QueueState(
        environment, paused=PauseReason.MISCONFIGURED, trouble="environment_unknown"
    )


def test_practice_knows_no_other_address(
    tmp_path: Path, gateway: PracticeGateway
) -> None:
    """A practice profile has a key, and so a way, for practice leads alone."""
    practice = Profile(tmp_path, credentials_for(gateway.url), practice_url=gateway.url)
    assert Way(practice, PRACTICE, Clock()).find_key() == KEY
    assert Way(practice, "production", Clock()).find_key() is None

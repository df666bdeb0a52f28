"""`outbox add`, `list` and `export` work beside a window that sends."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from capdesk.courier import CourierThread
from capdesk.domain.entry import HistoryLine, Status
from capdesk.outbox import Outbox
from capdesk.practice import Mode, PracticeGateway, Received
from capdesk.services.sending import make_courier
from tests.cli.command_desk import DEALER
from tests.slow.two_programs.desk import Ended, Place, Shell, Window

pytestmark = pytest.mark.slow

FILES = 25
ROWS = 4
PATIENCE_S = 50.0


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    """Run a practice gateway."""
    with PracticeGateway() as running:
        yield running


def _add(place: Place, shell: Shell, window: Window, name: str) -> list[Ended]:
    """Add file after file, and tell the window as its look once a second does."""
    ended = []
    for number in range(FILES):
        path = place.rows(f"{name}-{number}", ROWS)
        ended.append(shell.run("outbox", "add", "--json", path))
        window.courier.nudge()
    return ended


def _look(place: Place, shell: Shell, done: threading.Event) -> list[Ended]:
    """List and export without a pause until the others have finished."""
    ended = []
    while not done.is_set():
        ended.append(shell.run("outbox", "list", "--json"))
        ended.append(
            shell.run("outbox", "export", str(place.root / f"{shell.pid}.csv"))
        )
    return ended


def test_commands_hammer_the_folder_while_a_window_sends(
    tmp_path: Path, gateway: PracticeGateway
) -> None:
    """No command and no courier meets a lock; each lead goes out exactly once."""
    place = Place(tmp_path, gateway.url)
    done = threading.Event()
    with ExitStack() as stack:
        adders = [stack.enter_context(place.shell()) for _ in range(2)]
        lookers = [stack.enter_context(place.shell()) for _ in range(2)]
        window = stack.enter_context(Window.open(place.profile))
        pool = stack.enter_context(ThreadPoolExecutor())
        looks = [pool.submit(_look, place, each, done) for each in lookers]
        adds = [
            pool.submit(_add, place, each, window, f"file-{number}")
            for number, each in enumerate(adders)
        ]
        try:
            added = [ended for each in adds for ended in each.result()]
        finally:
            done.set()
        looked = [ended for each in looks for ended in each.result()]
        window.courier.nudge()
        window.until(lambda outbox: _waiting(outbox) == 0)
        entries = window.ask(Outbox.entries)
    assert [each for each in (*added, *looked) if not each.is_clean] == []
    assert window.troubles == []
    ids = [row["id"] for each in added for row in each.objects]
    assert len(ids) == len(adders) * FILES * ROWS
    assert Counter(ids) == Counter(entry.id for entry in entries)
    assert {entry.status for entry in entries} == {Status.SENT}
    assert not any(entry.possible_duplicate for entry in entries)
    assert Counter(ids) == Counter(got.external_reference for got in gateway.received)


def _waiting(outbox: Outbox) -> int:
    counts = outbox.counts(DEALER)
    return counts[Status.WAITING] + counts[Status.SENDING]


class HeldGateway:
    """A practice gateway that keeps whoever asks waiting until it is let go."""

    def __init__(self) -> None:
        self.has_request = threading.Event()
        self._may_answer = threading.Event()
        self.gateway = PracticeGateway(Mode.SLOW, slowly=self._hold)

    def let_go(self) -> None:
        """Answer what waits and what comes."""
        self._may_answer.set()

    async def _hold(self) -> None:
        self.has_request.set()
        await asyncio.to_thread(self._may_answer.wait, PATIENCE_S)

    @property
    def received(self) -> tuple[Received, ...]:
        """Every request that was answered so far."""
        return self.gateway.received


def test_nobody_else_touches_what_is_being_sent(tmp_path: Path) -> None:
    """Whatever other programs do meanwhile, an entry in flight is its courier's alone."""
    held = HeldGateway()
    with ExitStack() as stack:
        stack.callback(held.let_go)
        gateway = stack.enter_context(held.gateway)
        place = Place(tmp_path, gateway.url)
        shell = stack.enter_context(place.shell())
        path = place.rows("first", 1)
        (row,) = shell.run("outbox", "add", "--json", path).objects
        window = stack.enter_context(Window.open(place.profile))
        assert held.has_request.wait(PATIENCE_S)
        before = window.ask(Outbox.history, row["id"])
        assert before[-1].after is Status.SENDING
        _do_everything(place, shell, path)
        _start_a_second_courier(window, place)
        assert window.ask(Outbox.history, row["id"]) == before
        held.let_go()
        window.until(lambda outbox: _waiting(outbox) == 0)
        after = window.ask(Outbox.history, row["id"])
    assert _statuses(after) == [Status.WAITING, Status.SENDING, Status.SENT]
    assert Counter(got.external_reference for got in held.received)[row["id"]] == 1


def _do_everything(place: Place, shell: Shell, path: str) -> None:
    assert shell.run("outbox", "list").is_clean
    assert shell.run("outbox", "export", str(place.root / "export.csv")).is_clean
    (again,) = shell.run("outbox", "add", "--json", path).objects
    assert again["verdict"] == "already_captured"
    assert shell.run("outbox", "add", place.rows("second", 2)).is_clean
    refused = shell.run("outbox", "send")
    assert (refused.code, refused.err) == (1, "CapDesk is already sending.\n")


def _start_a_second_courier(window: Window, place: Place) -> None:
    """Have a courier wait for the lock, and end without having had it."""
    other = CourierThread(lambda: make_courier(place.profile, window.storage))
    other.start()
    other.nudge()
    assert other.stop()


def _statuses(history: tuple[HistoryLine, ...]) -> list[Status]:
    return [line.after for line in history]

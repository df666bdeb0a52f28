"""The thread that the courier lives in: started, asked and stopped from another one."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from capdesk.courier import Courier, CourierThread, KeySource, News
from capdesk.courier.thread import STOP_WITHIN_S
from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted
from capdesk.outbox import OUTBOX_NAME, CourierLock, Outbox, Storage
from tests.support.clock import NOW, Clock, Longest
from tests.support.leads import a_new_entry
from tests.support.submitter import PATIENCE_S, FakeSubmitter


def _find_key(_environment: str) -> str:
    return "key"


class Desk:
    """What a window has: a storage thread, a courier thread, and its news."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.news: queue.Queue[News] = queue.Queue()
        self.failed = threading.Event()
        self.way = FakeSubmitter()
        self.key_source: KeySource = _find_key
        self.storage = Storage(
            lambda: Outbox.open(
                folder / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=NOW
            )
        )
        self.thread = CourierThread(self.make_courier, self.failed.set)

    def make_courier(self) -> Courier:
        """Make the courier, in its loop."""
        return Courier(
            self.storage,
            CourierLock(self.folder),
            lambda _environment: self.way,
            self.key_source,
            clock=Clock(),
            rng=Longest(),
            listener=self.news.put,
        )

    def capture(self) -> str:
        """Capture a lead and return its id."""
        return self.storage.submit(
            lambda outbox: outbox.capture(a_new_entry(), now=NOW).id
        ).result(PATIENCE_S)

    def status(self, entry_id: str) -> Status:
        """Return the status of an entry."""
        return self.storage.submit(Outbox.entry, entry_id).result(PATIENCE_S).status

    def until(self, entry_id: str, status: Status) -> None:
        """Wait until an entry has a status; look again at each piece of news."""
        while self.status(entry_id) is not status:
            self.news.get(timeout=PATIENCE_S)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Have the parts of a desk; the courier has not started."""
    made = Desk(tmp_path)
    yield made
    made.thread.stop()
    made.storage.close(PATIENCE_S)


def test_sends_in_the_background(desk: Desk) -> None:
    """Started, it sends what is there, and after a nudge what came since."""
    desk.way.always(Accepted())
    first = desk.capture()
    desk.thread.start()
    desk.until(first, Status.SENT)
    second = desk.capture()
    desk.thread.nudge()
    desk.until(second, Status.SENT)
    assert desk.thread.stop()
    assert not desk.failed.is_set()


def test_may_be_asked_at_any_time(desk: Desk) -> None:
    """Before the start and after the end there is nobody to ask, and no harm done."""
    for _ in range(2):
        desk.thread.nudge()
        desk.thread.hint()
        desk.thread.release("qa")
        desk.thread.start()
        assert desk.thread.stop()
    assert not desk.failed.is_set()


def test_stopped_before_it_started(desk: Desk) -> None:
    """Where the window closed while the outbox was being opened, nothing starts late."""
    desk.way.always(Accepted())
    entry_id = desk.capture()
    assert desk.thread.stop()
    desk.thread.start()
    assert not any(thread.name == "courier" for thread in threading.enumerate())
    assert desk.status(entry_id) is Status.WAITING


def test_stops_with_attempts_in_flight(desk: Desk) -> None:
    """Quitting does not wait for an answer, and writes down what is known."""
    entry_id = desk.capture()
    desk.thread.start()
    desk.until(entry_id, Status.SENDING)
    assert desk.thread.stop()
    assert desk.status(entry_id) is Status.WAITING


def test_stops_while_the_keyring_hangs(desk: Desk) -> None:
    """A prompt that nobody sees does not hold up the end."""
    asked, may_answer = threading.Event(), threading.Event()

    def hang(_environment: str) -> str:
        asked.set()
        may_answer.wait(PATIENCE_S)
        return "key"

    desk.key_source = hang
    entry_id = desk.capture()
    desk.thread.start()
    assert asked.wait(PATIENCE_S)
    assert desk.thread.stop()
    may_answer.set()
    assert desk.status(entry_id) is Status.WAITING


def test_says_so_if_it_could_not_end_in_time(desk: Desk) -> None:
    """With the disk stuck it gives up waiting, after no more than it was given."""
    entry_id = desk.capture()
    desk.thread.start()
    desk.until(entry_id, Status.SENDING)
    may_go_on = threading.Event()
    desk.storage.submit(lambda _: may_go_on.wait(PATIENCE_S))
    before = time.monotonic()
    assert not desk.thread.stop(0.05)
    assert time.monotonic() - before < STOP_WITHIN_S
    may_go_on.set()
    assert desk.thread.stop(PATIENCE_S)
    assert desk.status(entry_id) is Status.WAITING


def test_a_fault_of_ours_is_told(desk: Desk) -> None:
    """A courier that ends by a bug says so, once, and can be stopped."""

    def explode(_news: News) -> None:
        raise ZeroDivisionError("a bug")

    def make_courier() -> Courier:
        courier = desk.make_courier()
        courier._listener = explode
        return courier

    desk.capture()
    thread = CourierThread(make_courier, desk.failed.set)
    thread.start()
    assert desk.failed.wait(PATIENCE_S)
    assert thread.stop()


def test_a_courier_that_can_not_be_made_is_told(desk: Desk) -> None:
    """Even the making may fail; to stop it then takes no time."""

    def make_courier() -> Courier:
        raise ZeroDivisionError("a bug")

    thread = CourierThread(make_courier, desk.failed.set)
    thread.start()
    assert desk.failed.wait(PATIENCE_S)
    assert thread.stop()


def test_the_program_ends_while_the_keyring_hangs(tmp_path: Path) -> None:
    """Neither the loop nor the interpreter waits for a call that never returns."""
    script = """
import sys, threading
from pathlib import Path
from tests.courier.test_courier_thread import Desk

desk = Desk(Path(sys.argv[1]))
asked = threading.Event()
desk.key_source = lambda _environment: (asked.set(), threading.Event().wait())[0]
desk.capture()
desk.thread.start()
asked.wait()
print(desk.thread.stop())
desk.storage.close()
"""
    ended = subprocess.run(
        [sys.executable, "-c", script, tmp_path],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        text=True,
        timeout=PATIENCE_S,
    )
    assert (ended.stdout, ended.stderr) == ("True\n", "")

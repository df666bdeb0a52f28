"""Other threads reach the window by one bridge, which outlives no window."""

import subprocess
import sys
import threading
from concurrent.futures import Future

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from capdesk.app.relay import Relay

# Threads go on to answer and to tell while the window they know is deleted.
LATE = """
import threading
import shiboken6
from concurrent.futures import Future
from PySide6.QtCore import QCoreApplication, QObject
from capdesk.app.relay import Relay

app = QCoreApplication([])
known, is_over = [], False

def late():
    while not is_over:
        for relay, future, say in known[-2:]:
            relay.tell("news")
            say("something")
            if not future.done():
                try:
                    future.set_result("an answer")
                except Exception:
                    pass  # another thread was first

threads = [threading.Thread(target=late) for _ in range(3)]
for thread in threads:
    thread.start()
for _ in range(2_000):
    window, future = QObject(), Future()
    relay = Relay(window)
    relay.when_done(future, print)
    known.append((relay, future, relay.teller(print)))
    del known[:-2]
    relay.forget_all()
    shiboken6.delete(window)
is_over = True
for thread in threads:
    thread.join()
"""


def test_who_comes_late_does_no_harm() -> None:
    """A check, a name look-up or a keyring may answer while the window is deleted."""
    ended = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", LATE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_answers_and_words_come_in_the_main_thread(qtbot: QtBot) -> None:
    """Whatever thread says them, in the order in which they were said."""
    main = threading.current_thread()
    seen: list[object] = []

    def hear(value: object) -> None:
        assert threading.current_thread() is main
        seen.append(value)

    window = QObject()
    relay = Relay(window)
    say, future = relay.teller(hear), Future[str]()
    relay.when_done(future, lambda each: hear(each.result()))

    def work() -> None:
        say("first")
        say("second")
        future.set_result("done")

    threading.Thread(target=work).start()
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == ["first", "second", "done"]


def test_once_forgotten_nothing_is_delivered(qtbot: QtBot) -> None:
    """What was queued before and what is said after are both dropped."""
    seen: list[object] = []
    window = QObject()
    relay = Relay(window)
    relay.news.connect(seen.append)
    say, future = relay.teller(seen.append), Future[str]()
    relay.when_done(future, seen.append)
    say("queued")
    relay.forget_all()
    say("late")
    relay.tell("late")
    future.set_result("late")
    qtbot.wait(0)
    assert seen == []


def test_what_is_done_already_is_answered_later(qtbot: QtBot) -> None:
    """Whoever asks goes on first, even where the answer is there."""
    relay = Relay()
    told: list[str] = []
    done: Future[str] = Future()
    done.set_result("kept")
    relay.when_done(done, lambda future: told.append(future.result()))
    assert told == []
    qtbot.waitUntil(lambda: told == ["kept"])


def test_an_answer_from_another_thread_comes_to_the_window_s(qtbot: QtBot) -> None:
    """A future that is done elsewhere is answered in the thread of the window."""
    relay = Relay()
    threads: list[threading.Thread] = []
    asked: Future[str] = Future()
    relay.when_done(asked, lambda _: threads.append(threading.current_thread()))
    elsewhere = threading.Thread(target=asked.set_result, args=("kept",))
    elsewhere.start()
    elsewhere.join()
    assert threads == []
    qtbot.waitUntil(lambda: threads == [threading.main_thread()])

"""Signals and the end of a session end Qt's loop, whatever it was doing."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from capdesk.app.ending import signals_end

PATIENCE_MS = 10_000
NOT_ENDED = 7

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has fewer signals")


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """Have Qt's loop end with `NOT_ENDED` if nobody ends it."""
    give_up = QTimer(singleShot=True, interval=PATIENCE_MS)
    give_up.timeout.connect(partial(qapp.exit, NOT_ENDED))
    give_up.start()
    yield qapp
    give_up.stop()


@unix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_loop(app: QApplication, name: str) -> None:
    """An idle loop hears of it, without a timer that wakes it."""
    with signals_end(app):
        QTimer.singleShot(0, partial(signal.raise_signal, signal.Signals[name]))
        assert app.exec() == 0


@unix
def test_a_signal_before_the_loop_is_not_lost(app: QApplication) -> None:
    """Asked to end while it starts, the program ends once it has started."""
    with signals_end(app):
        signal.raise_signal(signal.SIGTERM)
        assert app.exec() == 0


@unix
def test_what_was_ignored_stays_ignored(app: QApplication) -> None:
    """Started with `nohup`, the program outlives its terminal."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals_end(app):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@unix
def test_afterwards_signals_are_as_before(app: QApplication) -> None:
    """The handlers and the wake-up socket are given back."""
    ours = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in ours]
    with signals_end(app):
        pass
    assert [signal.getsignal(number) for number in ours] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_quit_closes_no_window_and_ends_an_open_question() -> None:
    """As Qt asks at the end of a session: with a question on the screen, all ends."""
    program = Path(__file__).with_name("question_open.py")
    done = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == "asked to quit\n"

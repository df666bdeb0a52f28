"""A log-off is never held up, asks nothing, and costs nothing that was typed."""

import signal
import sys
import time

import pytest

from tests.slow.quit.half_typed import TYPED
from tests.slow.quit.program import (
    HALF_TYPED,
    PATIENCE_S,
    Program,
    QuitDesk,
    seconds_to_quit,
)

pytestmark = [pytest.mark.slow, pytest.mark.secret_service]

DEALER = "dealer"
LOG_OFF_WITHIN_S = 2.0
"""Nothing hangs here; Windows waits five seconds before it says that a program does."""


@pytest.fixture
def unsent(desk: QuitDesk) -> str:
    """Have a lead that can't be sent, so that closing the window would ask."""
    return desk.capture(DEALER)


def _half_typed(program: Program) -> None:
    assert program.stdout is not None
    assert program.stdout.readline() == "half typed\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_it_at_once(desk: QuitDesk, unsent: str, name: str) -> None:
    """What ends sessions, terminals and services asks nobody; the draft is kept."""
    with desk.window((*HALF_TYPED, "wait")) as program:
        _half_typed(program)
        took_s = seconds_to_quit(program, signal.Signals[name])
    assert took_s < LOG_OFF_WITHIN_S
    assert desk.typed == TYPED
    assert desk.status(unsent) == ("waiting", None)


def test_a_log_off_ends_it_at_once(desk: QuitDesk, unsent: str) -> None:
    """Qt asks the program to quit, which closes no window that would ask back."""
    with desk.window((*HALF_TYPED, "log-off")) as program:
        _half_typed(program)
        before = time.monotonic()
        assert program.wait(PATIENCE_S) == 0
        took_s = time.monotonic() - before
    assert took_s < LOG_OFF_WITHIN_S
    assert desk.typed == TYPED
    assert desk.status(unsent) == ("waiting", None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_what_was_typed_is_kept_before_the_session_goes_on(
    desk: QuitDesk, unsent: str
) -> None:
    """Killed as soon as it has answered, the program has kept the draft."""
    with desk.window((*HALF_TYPED, "cut")) as program:
        _half_typed(program)
        assert program.wait(PATIENCE_S) == -signal.SIGKILL
    assert desk.typed == TYPED
    assert desk.status(unsent) == ("waiting", None)

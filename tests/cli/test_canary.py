"""Marked values go through every command and fault; none comes out by a side door.

The long version, with real processes and a window, is `tests/slow/canary`.
"""

import io
import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from capdesk import logs
from capdesk.cli import main
from capdesk.cli.console import Console
from capdesk.credentials import CredentialError, MemoryCredentials
from capdesk.logs import LOG_NAME, faults
from capdesk.outbox.sealing import Sealer
from tests.cli.canary_day import CanaryDay
from tests.cli.command_desk import Desk, Ended
from tests.support.canaries import (
    API_KEY,
    EMAIL,
    FIRST_NAME,
    PASSPHRASE,
    PHONE,
    Leak,
    leaks_in,
    leaks_under,
)
from tests.support.echo_gateway import Echo, EchoGateway

ALL = f"{FIRST_NAME} {EMAIL} {PHONE} {API_KEY} {PASSPHRASE}"


@pytest.fixture
def day(desk: Desk, tmp_path: Path) -> CanaryDay:
    """Return a day that has not begun."""
    return CanaryDay(desk.folder, tmp_path / "aside", desk.run)


def leaks_of(day: CanaryDay) -> list[Leak]:
    """Return every marked value that is where none belongs."""
    found = leaks_under(day.folder)
    for zipped in (*day.aside.glob("*.zip"), *day.aside.glob("*.age")):
        found += leaks_in(zipped.name, zipped.read_bytes())
    found += leaks_in("standard output", "\n".join(day.quiet).encode())
    heard = leaks_in("standard error", "\n".join(day.heard).encode())
    # Whoever gives a file is told which one it is.
    return found + [leak for leak in heard if leak.canary != "file name"]


def a_whole_day(day: CanaryDay, desk: Desk) -> None:
    """Do everything that a command line can do."""
    with EchoGateway() as gateway:
        day.set_up(gateway.url)
        day.add_files()
        day.send(gateway)
        assert gateway.received >= len(Echo)
    day.export()
    day.hand_over()
    day.damage()
    day.diagnose()
    with closing(desk.outbox()) as outbox:
        day.erase(outbox, desk.now)
    day.diagnose()


def test_nothing_marked_comes_out(day: CanaryDay, desk: Desk) -> None:
    """Captures, refusals, every answer, damage, purge: no trace but what was asked for."""
    a_whole_day(day, desk)
    log = (day.folder / LOG_NAME).read_text()
    assert "capdesk.outbox.salvage" in log
    assert leaks_of(day) == []


def test_the_search_sees_what_is_not_sealed(
    day: CanaryDay, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the sealing broken, the test above would tell: it can fail."""
    monkeypatch.setattr(Sealer, "seal", lambda _self, _row, _column, content: content)
    monkeypatch.setattr(Sealer, "unseal", lambda _self, _row, _column, sealed: sealed)
    with EchoGateway() as gateway:
        day.set_up(gateway.url)
        day.add_files()
    found = {leak.canary for leak in leaks_of(day)}
    assert {"first name", "email", "phone", "postcode", "staff name"} <= found


def failing_clock(fault: Exception) -> Callable[[], datetime]:
    """Return a clock that fails."""

    def clock() -> datetime:
        raise fault

    return clock


class FailingCredentials(MemoryCredentials):
    """A keyring that says too much when it fails."""

    def api_key(self, environment: str, url: str) -> str | None:
        """Fail as no backend should."""
        raise RuntimeError(ALL)

    def data_key(self, key_id: str) -> bytes | None:
        """Fail likewise, for a reason that says as much."""
        raise ValueError(f"{ALL} at {key_id}") from KeyError(ALL)


def run_failing(day: CanaryDay, console_of: Callable[..., Console]) -> None:
    """Run commands on a console whose parts fail."""
    for arguments in (
        ("outbox", "list"),
        ("outbox", "send"),
        ("key", "status", "--environment", "dealer"),
    ):
        out, err = io.StringIO(), io.StringIO()
        console = console_of(stdin=io.BytesIO(), stdout=out, stderr=err, environ={})
        code = main(["--data-dir", str(day.folder), *arguments], console)
        ended = Ended(code, out.getvalue(), err.getvalue())
        day.heard.append(ended.err)
        day.quiet.append(ended.out)


def test_errors_of_our_own_say_nothing(day: CanaryDay, desk: Desk) -> None:
    """An exception's text, its causes and local variables reach neither log nor user."""
    with EchoGateway() as gateway:
        day.set_up(gateway.url)
        day.add_files()
        run_failing(
            day,
            lambda **streams: Console(
                **streams,
                clock=failing_clock(RuntimeError(ALL)),
                open_credentials=lambda: desk.credentials,
            ),
        )
        run_failing(
            day,
            lambda **streams: Console(
                **streams, clock=lambda: desk.now, open_credentials=FailingCredentials
            ),
        )
    day.diagnose()
    log = (day.folder / LOG_NAME).read_text()
    assert "RuntimeError at" in log
    assert "ValueError at" in log
    assert ", because of KeyError" in log
    assert leaks_of(day) == []


def test_what_libraries_say_is_withheld(day: CanaryDay, desk: Desk) -> None:
    """A library's warning, a thread's fault and an asyncio task's hold no word of ours."""
    with EchoGateway() as gateway:
        day.set_up(gateway.url)
    with logs.logging_to(day.folder):
        for name in ("httpx", "httpcore.connection", "keyring.backend", "PySide6"):
            log = logging.getLogger(name)
            log.warning("POST https://example.com/?key=%s", API_KEY)
            log.info("%s", ALL)
            log.error("failed with %s", ALL, exc_info=CredentialError(ALL))
        logging.getLogger("asyncio").error(
            "Task exception was never retrieved: %r", RuntimeError(ALL)
        )
        logging.getLogger("capdesk.outbox").warning("%s for %s", ALL, FIRST_NAME)
        faults._log_thread_fault(
            threading.ExceptHookArgs((RuntimeError, RuntimeError(ALL), None, None))
        )
    written = (day.folder / LOG_NAME).read_text()
    assert "httpx (withheld) at test_canary.py" in written
    assert written.count(" CredentialError\n") == 4
    assert "capdesk.faults a fault ended a thread RuntimeError" in written
    assert leaks_of(day) == []

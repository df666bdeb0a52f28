"""The window program quits in about two seconds, whatever hangs, and tells the truth."""

import asyncio
import signal
import socket
import threading
from contextlib import ExitStack

import pytest

from capdesk.cli import EXIT_INTERRUPTED
from capdesk.practice import Mode, PracticeGateway
from tests.slow.quit.program import (
    HANGING_LOOK_UP,
    PATIENCE_S,
    QuitDesk,
    seconds_to_quit,
)
from tests.support.secret_service import SecretService

pytestmark = [pytest.mark.slow, pytest.mark.secret_service]

QUIT_WITHIN_S = 3.0
"""Two for the threads; the rest is Python."""

DEALER = "dealer"
OTHER = "other"


def test_while_an_answer_is_awaited(desk: QuitDesk) -> None:
    """What went out whole and was not answered may have arrived."""
    has_request, may_answer = threading.Event(), threading.Event()

    async def hold() -> None:
        has_request.set()
        await asyncio.to_thread(may_answer.wait, PATIENCE_S)

    with PracticeGateway(Mode.SLOW, slowly=hold) as gateway, ExitStack() as at_last:
        at_last.callback(may_answer.set)
        desk.add_environment(DEALER, gateway.url)
        entry_id = desk.capture(DEALER)
        with desk.window() as program:
            assert has_request.wait(PATIENCE_S)
            took_s = seconds_to_quit(program)
    assert desk.status(entry_id) == ("may_have_arrived", "unknown_quit")
    assert took_s < QUIT_WITHIN_S


def test_while_a_handshake_hangs(desk: QuitDesk) -> None:
    """Nothing went out before TLS was up, so the lead waits."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE_S)
        desk.add_environment(
            DEALER, f"https://127.0.0.1:{silent.getsockname()[1]}/leads"
        )
        entry_id = desk.capture(DEALER)
        with desk.window() as program:
            connection, _ = silent.accept()
            with connection:
                assert connection.recv(1)
                took_s = seconds_to_quit(program)
    assert desk.status(entry_id) == ("waiting", "not_sent_quit")
    assert took_s < QUIT_WITHIN_S


def test_while_a_name_is_looked_up(desk: QuitDesk) -> None:
    """A look-up can't be stopped; the program does not wait for it."""
    desk.add_environment(DEALER, "https://gateway.example/leads")
    entry_id = desk.capture(DEALER)
    with desk.window(HANGING_LOOK_UP) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "looking up\n"
        took_s = seconds_to_quit(program)
    assert desk.status(entry_id) == ("waiting", "not_sent_quit")
    assert took_s < QUIT_WITHIN_S


def test_a_command_while_a_name_is_looked_up(desk: QuitDesk) -> None:
    """Ctrl+C ends `outbox send`, and the lead waits."""
    desk.add_environment(DEALER, "https://gateway.example/leads")
    entry_id = desk.capture(DEALER)
    with desk.window(HANGING_LOOK_UP, "outbox", "send") as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "looking up\n"
        took_s = seconds_to_quit(program, signal.SIGINT, EXIT_INTERRUPTED)
    assert desk.status(entry_id) == ("waiting", "not_sent_quit")
    assert took_s < QUIT_WITHIN_S


def test_while_the_keyring_asks_at_the_start(
    desk: QuitDesk, keyring: SecretService
) -> None:
    """A prompt that nobody sees stands before the outbox; closing does not wait for it."""
    desk.add_environment(DEALER, "https://127.0.0.1:9/leads")
    entry_id = desk.capture(DEALER)
    keyring.lock()
    with keyring.unseen_prompter() as wait_for_prompt, desk.window() as program:
        wait_for_prompt()
        took_s = seconds_to_quit(program)
    assert desk.status(entry_id) == ("waiting", None)
    assert took_s < QUIT_WITHIN_S


def test_while_the_keyring_asks_before_a_lead_is_sent(
    desk: QuitDesk, keyring: SecretService
) -> None:
    """The keyring was locked since the start, and the key of another gateway is asked for."""
    has_request = threading.Event()
    with PracticeGateway(listener=lambda _: has_request.set()) as gateway:
        desk.add_environment(DEALER, gateway.url)
        desk.add_environment(OTHER, gateway.url)
        desk.capture(DEALER)
        with keyring.unseen_prompter() as wait_for_prompt, desk.window() as program:
            assert has_request.wait(PATIENCE_S)
            keyring.lock()
            entry_id = desk.capture(OTHER)
            wait_for_prompt()
            took_s = seconds_to_quit(program)
    assert desk.status(entry_id) == ("waiting", None)
    assert took_s < QUIT_WITHIN_S

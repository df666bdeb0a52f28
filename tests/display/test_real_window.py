"""The real program on a screen, with a real keyboard, keyring and socket."""

import json
import os
import queue
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from capdesk.practice import PracticeGateway
from capdesk.practice.server import Received
from capdesk.resources import locate
from tests.support.screen import WAIT_S, VirtualScreen
from tests.support.secret_service import SecretService

pytestmark = [pytest.mark.display, pytest.mark.secret_service]

CAPDESK = [sys.executable, "-m", "capdesk"]
LOOKS = 40


class _Seat:
    """A person at a computer that has CapDesk, a keyring and a gateway."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.screen = stack.enter_context(VirtualScreen.running())
        service = stack.enter_context(SecretService.running())
        self.received: queue.Queue[Received] = queue.Queue()
        self.gateway = stack.enter_context(PracticeGateway(listener=self.received.put))
        self._stack = stack
        self._environ = {
            **service.environ,
            **self.screen.environ,
            "CAPDESK_DATA_DIR": str(folder),
            "PYTHONPATH": os.getcwd(),  # noqa: PTH109 - as the interpreter wants it
        }
        self._environ.pop("QT_QPA_PLATFORM", None)

    def run(self, *arguments: str, text: str = "") -> str:
        """Run a command to its end and return what it printed."""
        done = subprocess.run(
            [*CAPDESK, *arguments],
            env=self._environ,
            input=text,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open_window(self) -> None:
        """Start the program and wait for its window."""
        window = subprocess.Popen(CAPDESK, env=self._environ)
        self._stack.callback(window.wait, WAIT_S)
        self._stack.callback(window.terminate)
        self.screen.focus("^CapDesk")

    def statuses(self) -> list[tuple[str, str | None]]:
        """Return status and reference of each lead, as `outbox list` has them."""
        lines = self.run("outbox", "list", "--json").splitlines()
        entries = [json.loads(line) for line in lines]
        return [(entry["status"], entry["enquiry_reference"]) for entry in entries]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[_Seat]:
    """Return a seat with a campaign and a key, and nothing typed yet."""
    with ExitStack() as stack:
        made = _Seat(stack, tmp_path / "data")
        pack = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
        pack["environment"] = "local"
        pack["campaigns"] = pack["campaigns"][:1]
        del pack["campaigns"][0]["ends"]  # whatever day this is run on
        file = tmp_path / "pack.json"
        file.write_text(json.dumps(pack), encoding="utf-8")
        made.run("environment", "add", "local", made.gateway.url)
        made.run("key", "set", "--environment", "local", text="0123456789abcdef\n")
        made.run("campaign", "add", str(file))
        yield made


def test_a_lead_is_typed_sent_and_answered(seat: _Seat, tmp_path: Path) -> None:
    """By keyboard alone, a typed lead reaches the gateway and shows its reference."""
    seat.open_window()
    screen = seat.screen
    for choice in ("Te", "Au", "Ev"):
        screen.write(choice)
        screen.press("Tab")
    for text in ("test", "test", "test@cap.co", "+4420 8759 9036", "L39AG"):
        screen.write(text)
        screen.press("Tab")
    screen.write("ynnn")
    screen.press("ctrl+Return")
    received = seat.received.get(timeout=WAIT_S)
    assert received.took_lead
    for _ in range(LOOKS):
        if (found := seat.statuses()) and found[0][0] == "sent":
            break
    screen.picture(tmp_path / "sent.png")
    ((status, reference),) = found
    assert status == "sent"
    assert reference is not None
    assert reference.startswith("ENQ-")

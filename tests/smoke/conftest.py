"""Which programs are tried: the frozen one and the source tree, by the same tests.

`CAPDESK_SMOKE_PROGRAM` names another one instead, such as an installed `capdesk`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.accessibility_bus import AccessibilityBus
from tests.support.installed import Installed
from tests.support.screen import VirtualScreen
from tests.support.secret_service import SecretService

PROGRAM_VARIABLE = "CAPDESK_SMOKE_PROGRAM"
DIST = Path(__file__).parents[2] / "dist"
FROZEN = DIST / "capdesk" / "capdesk"
if sys.platform == "darwin":
    FROZEN = DIST / "CapDesk.app" / "Contents" / "MacOS" / "capdesk"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try each program with each test."""
    if "command" not in metafunc.fixturenames:
        return
    named = os.environ.get(PROGRAM_VARIABLE)
    programs = {"named": named} if named else {"frozen": str(FROZEN), "source": None}
    metafunc.parametrize("command", programs.values(), ids=programs, indirect=True)


@pytest.fixture
def command(request: pytest.FixtureRequest) -> list[str]:
    """Return how the program is started."""
    if request.param is None:
        return [sys.executable, "-m", "capdesk"]
    program = Path(request.param)
    if os.name == "nt":
        program = program.with_suffix(".exe")
    assert program.exists(), f"there is no {program}; `nox -s freeze` makes it"
    return [str(program)]


@pytest.fixture
def keyring() -> Iterator[dict[str, str]]:
    """Return what leads to a keyring of its own; elsewhere than on Linux, to none."""
    if sys.platform != "linux":
        yield {}
        return
    with SecretService.running() as service:
        names = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")
        yield {name: service.environ[name] for name in names}


@pytest.fixture
def program(command: list[str], keyring: dict[str, str], tmp_path: Path) -> Installed:
    """Return the program at a computer with a keyring, but no screen."""
    return Installed(command, tmp_path, keyring)


@pytest.fixture
def desk(
    command: list[str], keyring: dict[str, str], tmp_path: Path
) -> Iterator[tuple[Installed, VirtualScreen, AccessibilityBus]]:
    """Return the program at a computer with screen, keyring and screen reader."""
    with ExitStack() as stack:
        screen = stack.enter_context(VirtualScreen.running())
        bus = stack.enter_context(
            AccessibilityBus.joined(
                keyring["DBUS_SESSION_BUS_ADDRESS"],
                Path(keyring["XDG_RUNTIME_DIR"]),
                screen.environ,
            )
        )
        # For whoever wants to know why a test has failed.
        stack.callback(screen.picture, tmp_path / "at-the-end.png")
        yield Installed(command, tmp_path, bus.environ | screen.environ), screen, bus

"""A private session bus on which programs meet assistive technology (AT-SPI).

`dbus`, `at-spi2-core` and `python3-pyatspi` come from Debian's packages; where they are
missing the test is skipped with a reason, or fails where CAPDESK_REQUIRE_DISPLAY says
that they must be there.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.screen import REQUIRE_VARIABLE, WAIT_S

# pyatspi belongs to the system's own Python; the tests' environment has none.
SYSTEM_PYTHON = "/usr/bin/python3"
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
READER = Path(__file__).with_name("screen_reader.py")


class AccessibilityBus:
    """A session bus of its own, as long as the context manager `running` is open.

    Attributes:
        environ: What a program needs in its environment to be on this bus and to be
            read by assistive technology.
    """

    def __init__(self, address: str, run_folder: Path) -> None:
        self.environ = {
            "DBUS_SESSION_BUS_ADDRESS": address,
            "XDG_RUNTIME_DIR": str(run_folder),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["AccessibilityBus"]:
        """Start a bus that starts AT-SPI when it is asked for; end both."""
        _skip_unless_available()
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            daemon = subprocess.Popen(
                ["dbus-daemon", "--session", "--nofork", "--print-address"],  # noqa: S607 - as installed
                env=os.environ | {"XDG_RUNTIME_DIR": str(folder)},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            stack.enter_context(daemon)
            stack.callback(daemon.terminate)
            assert daemon.stdout is not None
            yield cls(daemon.stdout.readline().strip(), folder)

    @classmethod
    @contextmanager
    def joined(
        cls, address: str, run_folder: Path, screen: dict[str, str]
    ) -> Iterator["AccessibilityBus"]:
        """Start AT-SPI on a session bus that starts nothing by itself; end it.

        Args:
            address: Of the session bus.
            run_folder: The session's `XDG_RUNTIME_DIR`.
            screen: What leads to the screen.
        """
        _skip_unless_available()
        bus = cls(address, run_folder)
        with subprocess.Popen(
            [LAUNCHER, "--launch-immediately"],
            env=os.environ | screen | bus.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as launcher:
            try:
                yield bus
            finally:
                launcher.terminate()

    def read(self, *words: str, environ: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Return what `screen_reader.py` learns of the program.

        Args:
            *words: Its command line.
            environ: With the screen that the program is on.
        """
        done = subprocess.run(
            [SYSTEM_PYTHON, str(READER), *words],
            env=os.environ | environ | self.environ,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def _skip_unless_available() -> None:
    asked = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False
    )
    if shutil.which("dbus-daemon") and asked.returncode == 0:
        return
    reason = "needs dbus, at-spi2-core and python3-pyatspi"
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{REQUIRE_VARIABLE} is set, but this {reason}")
    pytest.skip(reason)

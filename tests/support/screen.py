"""A virtual screen with a window manager, and somebody at its keyboard.

Xvfb, openbox and xdotool come from Debian's packages; where they are missing the test
is skipped with a reason, or fails where CAPDESK_REQUIRE_DISPLAY says that they must be
there.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("Xvfb", "openbox", "xdotool", "import")
REQUIRE_VARIABLE = "CAPDESK_REQUIRE_DISPLAY"
LAPTOP = "1366x768x24"
WAIT_S = 30


class VirtualScreen:
    """One virtual screen, as long as the context manager `running` is open.

    Attributes:
        environ: What a program needs in its environment to be on this screen.
    """

    def __init__(self, display: str) -> None:
        self.environ = {"DISPLAY": display}

    @classmethod
    @contextmanager
    def running(cls, size: str = LAPTOP) -> Iterator["VirtualScreen"]:
        """Start a screen and a window manager; end both, whatever happens.

        Args:
            size: Width, height and depth, such as `1366x768x24`.
        """
        _skip_unless_available()
        with ExitStack() as stack:
            reader, writer = os.pipe()
            _start(
                stack,
                *("Xvfb", "-displayfd", str(writer), "-screen", "0", size),
                *("-nolisten", "tcp"),
                pass_fds=(writer,),
            )
            os.close(writer)
            with os.fdopen(reader) as numbers:
                # Written once the screen is there.
                screen = cls(f":{numbers.readline().strip()}")
            _start(stack, "openbox", environ=os.environ | screen.environ)
            yield screen

    def focus(self, name: str) -> None:
        """Wait for a window by its title and put the focus on it."""
        self._do("search", "--sync", "--onlyvisible", "--name", name, "windowfocus")

    def press(self, *keys: str) -> None:
        """Press keys by their X names, such as `Tab` or `ctrl+Return`."""
        self._do("key", "--delay", "30", *keys)

    def write(self, text: str) -> None:
        """Type text."""
        self._do("type", "--delay", "20", text)

    def rest(self) -> None:
        """Take the hands off the keyboard for a moment, for whoever wants to look."""
        self._do("sleep", "1.5")

    def picture(self, path: Path) -> None:
        """Save what is on the screen."""
        self._import("root", path)

    def window_picture(self, path: Path) -> None:
        """Save the window that has the focus, in few colours: a small file."""
        window = self._do("getactivewindow").strip()
        self._import(window, path, "+dither", "-colors", "128")

    def _import(self, window: str, path: Path, *options: str) -> None:
        subprocess.run(
            ["import", "-window", window, *options, str(path)],  # noqa: S607 - as installed
            env=os.environ | self.environ,
            check=True,
            timeout=WAIT_S,
        )

    def _do(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],  # noqa: S607 - as installed
            env=os.environ | self.environ,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=WAIT_S,
        )
        return done.stdout


def _start(
    stack: ExitStack,
    *command: str,
    environ: dict[str, str] | None = None,
    pass_fds: tuple[int, ...] = (),
) -> None:
    process = subprocess.Popen(
        command,
        env=environ,
        pass_fds=pass_fds,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait, WAIT_S)
    stack.callback(process.terminate)


def _skip_unless_available() -> None:
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if not missing:
        return
    reason = f"needs {' and '.join(missing)}"
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{REQUIRE_VARIABLE} is set, but this {reason}")
    pytest.skip(reason)

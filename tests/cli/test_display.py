"""No screen, or no libraries to reach one: a sentence instead of an abort."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from capdesk.cli import display
from capdesk.cli.console import CommandError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a matter of Linux")

XVFB = shutil.which("Xvfb")
NOBODY = ":98765"
PROGRAM = [sys.executable, "-m", "capdesk"]


def screenless(**variables: str) -> dict[str, str]:
    """Return an environment without a screen."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **variables}


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "no screen"),
        ({"DISPLAY": ""}, "no screen"),
        ({"DISPLAY": NOBODY}, f"DISPLAY is {NOBODY}"),
        ({"DISPLAY": "nonsense"}, "DISPLAY is nonsense"),
        ({"WAYLAND_DISPLAY": "wayland-77"}, "WAYLAND_DISPLAY is wayland-77"),
        ({"XDG_SESSION_TYPE": "wayland"}, "no screen"),
        (
            {"WAYLAND_DISPLAY": "wayland-77", "DISPLAY": NOBODY},
            f"WAYLAND_DISPLAY is wayland-77 and DISPLAY is {NOBODY}",
        ),
        ({"QT_QPA_PLATFORM": "xcb"}, "no screen"),
        ({"QT_QPA_PLATFORM": "wayland;xcb:nograb", "DISPLAY": NOBODY}, NOBODY),
    ],
)
def test_no_screen_is_a_sentence(variables: dict[str, str], words: str) -> None:
    """Each way of having no screen is told with what was tried."""
    with pytest.raises(CommandError, match="CapDesk has no screen") as told:
        display.find_screen(screenless(**variables))
    assert words in str(told.value)


@pytest.mark.parametrize(
    "platform", ["offscreen", "minimal", "vnc", "linuxfb:size=9x9"]
)
def test_qt_may_be_told_to_draw_elsewhere(platform: str) -> None:
    """Where no screen is wanted, none is looked for."""
    assert display.find_screen(screenless(QT_QPA_PLATFORM=platform)) is None


def test_a_wayland_socket_that_answers_is_a_screen() -> None:
    """A compositor is known by the socket it listens at."""
    # A socket's path has at most 107 characters, so pytest's folders are too deep.
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX) as compositor,
    ):
        compositor.bind(f"{folder}/wayland-0")
        environ = screenless(WAYLAND_DISPLAY="wayland-0", XDG_RUNTIME_DIR=folder)
        with pytest.raises(CommandError):
            display.find_screen(environ)
        compositor.listen()
        assert display.find_screen(environ) == "wayland"


@pytest.mark.display
@pytest.mark.skipif(XVFB is None, reason="needs Xvfb")
def test_an_x_server_that_answers_is_a_screen() -> None:
    """An X server is asked; a name alone is not enough."""
    with subprocess.Popen(
        [str(XVFB), "-displayfd", "1", "-screen", "0", "640x480x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            assert server.stdout is not None
            name = f":{server.stdout.readline().decode().strip()}"
            environ = screenless(DISPLAY=name, WAYLAND_DISPLAY="wayland-77")
            assert display.find_screen(environ) == "xcb"
        finally:
            server.terminate()


@pytest.mark.parametrize("options", [[], ["--practice"]])
def test_the_program_says_so_in_one_line(options: list[str], tmp_path: Path) -> None:
    """Without a screen: one line, exit 1, no core dump, no data folder."""
    folder = tmp_path / "data"
    ended = subprocess.run(
        [*PROGRAM, *options],
        env=screenless(CAPDESK_DATA_DIR=str(folder), DISPLAY=NOBODY),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("CapDesk has no screen to open its window on")
    assert ended.stderr.count("\n") == 1
    assert not folder.exists()


def test_a_plugin_without_its_libraries_names_them(tmp_path: Path) -> None:
    """Away from Qt's own libraries the plugin can't be loaded, and the loader says it."""
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.submodule_search_locations
    plugins = Path(spec.submodule_search_locations[0], "Qt", "plugins", "platforms")
    shutil.copy(plugins / "libqxcb.so", tmp_path)
    # In a process of its own, as this one may have Qt's libraries loaded already.
    program = (
        "import sys, pathlib; from capdesk.cli import display;"
        "print(display.plugin_fault(pathlib.Path(sys.argv[1])))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "libqxcb.so")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "this system lacks" in ended.stdout
    assert "libQt6" in ended.stdout


def test_a_missing_plugin_is_an_incomplete_installation(tmp_path: Path) -> None:
    """A plugin that is not there at all is no matter of the system's packages."""
    fault = display.plugin_fault(tmp_path / "libqxcb.so")
    assert fault is not None
    assert "install CapDesk again" in fault


def test_a_library_that_qt_misses_comes_with_its_package() -> None:
    """The sentence has the line to type on Debian and Ubuntu."""
    fault = ImportError(
        "libEGL.so.1: cannot open shared object file: No such file or directory"
    )
    sentence = display.missing_for(fault)
    assert "libEGL.so.1" in sentence
    assert "libegl1" in sentence
    assert "sudo apt install" in sentence
    assert "install CapDesk again" in display.missing_for(
        ModuleNotFoundError("No module named 'PySide6'", name="PySide6")
    )

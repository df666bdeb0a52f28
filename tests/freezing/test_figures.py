"""The frozen program against a bare PySide6 window that is frozen in the same way.

`nox -s frozen_figures` freezes both, then runs this; `CAPDESK_FIGURES` says where they
are. Both are started in turns on one virtual screen, and a start has ended when the
middle of that screen is drawn.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.support.screen import VirtualScreen
from tests.support.screen_eye import ScreenEye

FOLDER_VARIABLE = "CAPDESK_FIGURES"
INSTALLERS = ("*.deb", "*.exe", "*.dmg")
ROUNDS = 21
MIDDLE = (683, 390)
SIZE_AT_MOST = 1.3
TIME_AT_MOST = 1.5

pytestmark = [pytest.mark.slow, pytest.mark.display, pytest.mark.timeout(600)]


@pytest.fixture
def folder() -> Path:
    """Return the folder with both bundles."""
    if (named := os.environ.get(FOLDER_VARIABLE)) is None:
        pytest.skip(f"{FOLDER_VARIABLE} is not set; `nox -s frozen_figures` sets it")
    return Path(named)


@pytest.fixture
def eye() -> Iterator[tuple[VirtualScreen, ScreenEye]]:
    """Return a screen, and somebody who looks at it."""
    with (
        VirtualScreen.running() as screen,
        ScreenEye.open(screen.environ["DISPLAY"]) as eye,
    ):
        yield screen, eye


def size(bundle: Path) -> int:
    """Return the bytes of all files, not counting one twice that has two names."""
    files = (path for path in bundle.rglob("*") if not path.is_symlink())
    return sum(path.stat().st_size for path in files if path.is_file())


def say(sentence: str) -> None:
    """Report a figure."""
    print(f"\n{sentence}")  # noqa: T201 - a benchmark reports


def test_size(folder: Path) -> None:
    """On the disk CapDesk takes at most 1.3 times what a bare window takes."""
    ours, bare = size(folder / "capdesk"), size(folder / "bare")
    say(f"size: {ours / 1e6:.1f} MB, bare {bare / 1e6:.1f} MB: {ours / bare:.2f} x")
    dist = Path(__file__).parents[2] / "dist"
    for file in (file for kind in INSTALLERS for file in dist.glob(kind)):
        say(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
    assert ours / bare <= SIZE_AT_MOST


def test_time_to_window(
    folder: Path,
    eye: tuple[VirtualScreen, ScreenEye],
    tmp_path: Path,
    benchmark: BenchmarkFixture,
) -> None:
    """The form is on the screen within 1.5 times a bare window's time."""
    screen, looking = eye
    environ = {"HOME": str(tmp_path), "LANG": "C.UTF-8", **screen.environ}

    def start(*command: str) -> float:
        looking.wait(*MIDDLE, drawn=False)
        began = time.monotonic()
        with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as it:
            ended = looking.wait(*MIDDLE)
            it.kill()
        return ended - began

    bare, ours = [], []

    def one_round() -> None:
        bare.append(start(str(folder / "bare" / "bare")))
        ours.append(start(str(folder / "capdesk" / "capdesk"), "--practice"))

    one_round()  # fills the caches
    bare.clear()
    ours.clear()
    benchmark.pedantic(one_round, rounds=ROUNDS)
    a, b = statistics.median(ours), statistics.median(bare)
    say(f"to the window: {a * 1000:.0f} ms, bare {b * 1000:.0f} ms: {a / b:.2f} x")
    say(f"best of {ROUNDS}: {min(ours) / min(bare):.2f} x")
    assert a / b <= TIME_AT_MOST

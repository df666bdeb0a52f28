"""Faults that nobody catches: logged, and never printed."""

import subprocess
import sys
from pathlib import Path

import pytest

from capdesk import logs
from capdesk.logs import LOG_NAME

SECRET = "Zoë Ångström zoe@example.com 020 7946 0018"

FAULTS = {
    "main": "raise RuntimeError(SECRET)",
    "thread": (
        "import threading\n"
        "def run(): raise RuntimeError(SECRET)\n"
        "t = threading.Thread(target=run); t.start(); t.join()"
    ),
    "unraisable": (
        "class Held:\n"
        "    def __del__(self): raise RuntimeError(SECRET)\n"
        "held = Held(); del held"
    ),
    "task": (
        "import asyncio, gc\n"
        "async def fail(): raise RuntimeError(SECRET)\n"
        "async def run():\n"
        "    task = asyncio.ensure_future(fail()); await asyncio.sleep(0)\n"
        "    await asyncio.sleep(0); del task; gc.collect()\n"
        "asyncio.run(run())"
    ),
    "loop": (
        "import asyncio\n"
        "def fail(): raise RuntimeError(SECRET)\n"
        "async def run():\n"
        "    asyncio.get_running_loop().call_soon(fail); await asyncio.sleep(0)\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(run())"
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_nobody_catches_is_logged_and_not_printed(
    tmp_path: Path, fault: str
) -> None:
    """In the main thread, another, a finaliser, a task or the loop: places, no text."""
    program = (
        "import pathlib, sys\nfrom capdesk import logs\n"
        f"logs.start_log(pathlib.Path(sys.argv[1]))\nSECRET = {SECRET!r}\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program + FAULTS[fault], str(tmp_path)],
        capture_output=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")
    (line,) = (tmp_path / LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert "RuntimeError at " in line
    assert "Zoë" not in line


def test_a_hook_of_the_window_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window's own hook says a sentence as well, so it is left in its place."""

    def windows_own(*_: object) -> None:
        pass

    monkeypatch.setattr(sys, "excepthook", windows_own)
    with logs.logging_to(tmp_path):
        assert sys.excepthook is windows_own
    assert sys.excepthook is windows_own

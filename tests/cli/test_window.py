"""`capdesk` without a command: the window of a data folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "capdesk"]


@pytest.fixture
def environ() -> dict[str, str]:
    """Return an environment whose screen nobody sees, and without a keyring."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "QT_QPA_PLATFORM": "offscreen",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
def test_a_second_start_is_told_of_the_first(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """It says so, exits with 0, and the first goes on until it is closed."""
    command = [*PROGRAM, "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE) as first:
        while not (tmp_path / "window.lock").exists():
            assert first.poll() is None
        second = subprocess.run(
            command, env=environ, capture_output=True, text=True, check=False
        )
        assert first.poll() is None
        first.send_signal(signal.SIGINT)
        said = first.stderr.read() if first.stderr else b""
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout == "CapDesk is already open; its window comes to the front.\n"
    assert first.returncode == 0
    assert b"Traceback" not in said


def test_a_data_folder_that_cannot_be_is_one_sentence(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """No window opens on a folder that is a file."""
    place = tmp_path / "file"
    place.write_text("mine")
    ended = subprocess.run(
        [*PROGRAM, "--data-dir", str(place)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert "is a file" in ended.stderr

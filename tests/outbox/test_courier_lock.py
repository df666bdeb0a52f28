"""One courier per data folder, whatever becomes of the one before."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capdesk.outbox import CourierBusyError, CourierLock

_HOLD = """
import sys
from pathlib import Path
from capdesk.outbox.courier_lock import CourierLock

lock = CourierLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
lock.release()
"""


@contextmanager
def _other_program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "held\n"
        yield program
        program.kill()


def test_a_second_program_cannot_take_the_lock(tmp_path: Path) -> None:
    """While one program sends, another is told so at once."""
    lock = CourierLock(tmp_path)
    with _other_program(tmp_path):
        with pytest.raises(CourierBusyError, match=r"^CapDesk is already sending\.$"):
            lock.acquire()
        assert not lock.is_held


def test_the_lock_is_free_when_its_holder_is_killed(tmp_path: Path) -> None:
    """A crashed courier never keeps the next one from sending."""
    lock = CourierLock(tmp_path)
    with _other_program(tmp_path) as program:
        program.kill()
        program.wait()
        lock.acquire()
    assert lock.is_held
    lock.release()


def test_the_lock_is_free_when_its_holder_ends(tmp_path: Path) -> None:
    """What ends in good order gives the lock back itself."""
    with _other_program(tmp_path) as program:
        assert program.stdin is not None
        program.stdin.close()
        program.wait()
        with CourierLock(tmp_path) as lock:
            assert lock.is_held


def test_a_second_courier_in_the_same_program_is_refused(tmp_path: Path) -> None:
    """The lock is held by an object, not by a process or a thread."""
    with CourierLock(tmp_path) as first:
        second = CourierLock(tmp_path)
        with pytest.raises(CourierBusyError):
            second.acquire()
        assert first.is_held
        second.release()
        with pytest.raises(CourierBusyError):
            second.acquire()
    second.acquire()
    second.release()


def test_the_lock_is_given_back_when_something_goes_wrong(tmp_path: Path) -> None:
    """An error under the lock does not keep it."""
    lock = CourierLock(tmp_path)
    with pytest.raises(ZeroDivisionError), lock:
        raise ZeroDivisionError
    assert not lock.is_held


def test_each_folder_has_its_own_lock(tmp_path: Path) -> None:
    """Practice and the real outbox send side by side."""
    for name in ("practice", "real"):
        (tmp_path / name).mkdir()
    with CourierLock(tmp_path / "practice"), CourierLock(tmp_path / "real") as lock:
        assert lock.is_held

"""One courier per data folder: an operating-system lock that dies with its holder."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

LOCK_NAME = "courier.lock"


class CourierBusyError(Exception):
    """Another program holds the lock."""

    def __init__(self) -> None:
        super().__init__("CapDesk is already sending.")


class CourierLock:
    """Held by the one program that may send and clear up stale attempts.

    The operating system releases it when the holder ends, however it ends.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / LOCK_NAME, mode=0o600, thread_local=False)

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def acquire(self) -> None:
        """Take the lock without waiting.

        Raises:
            CourierBusyError: Another courier runs on this folder.
        """
        try:
            self._lock.acquire(blocking=False)
        except Timeout as error:
            raise CourierBusyError from error

    def release(self) -> None:
        """Give the lock back; harmless if it is not held."""
        self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def is_courier_at_work(folder: Path) -> bool:
    """Whether a program holds the lock of a folder in which nothing may be changed.

    The lock file is neither made nor written to. Where locks can't be asked for, the
    answer is no.
    """
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDONLY)
    except OSError:
        return False
    try:
        return _is_locked(descriptor)
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return True
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False

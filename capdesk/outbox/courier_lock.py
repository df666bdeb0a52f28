"""One courier per data folder: an operating-system lock that dies with its holder."""

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

"""Calls that may hang, run one at a time in a thread of their own, with a deadline."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class AbandonedError(Exception):
    """Nobody waits for this call any more, so it stopped before it changed anything."""


class Call:
    """One call under way, as it sees itself."""

    def __init__(self) -> None:
        self._abandoned = threading.Event()

    def abandon(self) -> None:
        """Note that the caller has given up."""
        self._abandoned.set()

    def check_wanted(self) -> None:
        """Stop here if the caller has given up; to be called before each change.

        Raises:
            AbandonedError: It has.
        """
        if self._abandoned.is_set():
            raise AbandonedError


class TimedCalls:
    """Runs operations so that no caller waits longer than the deadline.

    A keyring may show a prompt that nobody sees. The thread that asked is then left
    behind, and as long as it hangs no other starts: prompts do not pile up, and a late
    answer cannot change what a later call has found.

    Args:
        deadline_s: Longest wait of a caller, in seconds, for its turn included.
    """

    def __init__(self, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._turn = threading.Lock()
        self._begun_at: float | None = None

    @property
    def under_way_s(self) -> float:
        """How long the operation under way has taken so far, in seconds; 0 for none."""
        begun_at = self._begun_at
        return 0.0 if begun_at is None else time.monotonic() - begun_at

    def run(self, operation: Callable[[Call], T]) -> T:
        """Run one operation and return what it returns, or raise what it raises.

        Raises:
            TimeoutError: The deadline has passed.
        """
        give_up_at = time.monotonic() + self._deadline_s
        if not self._turn.acquire(timeout=self._deadline_s):
            raise TimeoutError("an earlier call still hangs")
        call = Call()
        future: Future[T] = Future()
        self._begun_at = time.monotonic()

        def work() -> None:
            try:
                future.set_result(operation(call))
            except BaseException as error:  # result() raises it again
                future.set_exception(error)
            finally:
                self._end_turn()

        try:
            # A daemon: one that hangs for ever must not keep the program from ending.
            threading.Thread(target=work, name="keyring", daemon=True).start()
        except RuntimeError:
            self._end_turn()
            raise
        try:
            return future.result(timeout=max(0.0, give_up_at - time.monotonic()))
        except TimeoutError:
            call.abandon()
            raise

    def _end_turn(self) -> None:
        self._begun_at = None
        self._turn.release()

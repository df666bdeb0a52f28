"""The storage thread: the one thread that touches the outbox file."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from capdesk.outbox.store import Outbox

P = ParamSpec("P")
T = TypeVar("T")


class Storage:
    """Runs calls on the outbox one after the other in a thread of their own.

    The window and the courier ask it and get futures; neither ever waits for the
    disk in a thread of its own.
    """

    def __init__(self, open_outbox: Callable[[], Outbox]) -> None:
        """Start the thread and open the outbox in it.

        Args:
            open_outbox: Opens the outbox; called once, in the storage thread.
        """
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="storage")
        self.opened: Future[Outbox] = self._executor.submit(open_outbox)

    def submit(
        self,
        call: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        """Have `call(outbox, *args, **kwargs)` run in the storage thread.

        The future raises what the call raises, or what opening the outbox raised.
        """

        def run() -> T:
            # Runs after `opened` in the same single thread, so this never waits.
            return call(self.opened.result(), *args, **kwargs)

        return self._executor.submit(run)

    def close(self, timeout_s: float | None = None) -> None:
        """Let what was asked for finish, close the file and end the thread.

        Args:
            timeout_s: Seconds to wait at most; None for as long as it takes.
        """
        closing = self._executor.submit(self._close_outbox)
        self._executor.shutdown(wait=False)
        closing.result(timeout_s)

    def _close_outbox(self) -> None:
        if self.opened.exception() is None:
            self.opened.result().close()

"""The thread that the courier's event loop lives in."""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable

from capdesk.courier.courier import Courier
from capdesk.courier.unjoined import UnjoinedThreads

STOP_WITHIN_S = 2.0
"""Longest that closing the program waits for the courier."""

_log = logging.getLogger(__name__)


class CourierThread:
    """Runs a courier in the background; every method may be called from any thread."""

    def __init__(
        self,
        make_courier: Callable[[], Courier],
        on_failure: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare the thread.

        Args:
            make_courier: Makes the courier; called in the thread's event loop.
            on_failure: Called in the thread if the courier ends by a fault of ours.
        """
        self._make_courier = make_courier
        self._on_failure = on_failure
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._ready = threading.Event()
        self._starting = threading.Lock()
        self._stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._courier: Courier | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start sending; does nothing once it was stopped."""
        with self._starting:
            if not self._stopped:
                self._thread.start()

    def nudge(self) -> None:
        """See `Courier.nudge`."""
        self._ask(lambda courier: courier.nudge())

    def hint(self) -> None:
        """See `Courier.hint`."""
        self._ask(lambda courier: courier.hint())

    def release(self, environment: str) -> None:
        """See `Courier.release`."""
        self._ask(lambda courier: courier.release(environment))

    def stop(self, timeout_s: float = STOP_WITHIN_S) -> bool:
        """Stop every attempt at once and write down what is known of it.

        Returns:
            Whether the courier ended in time; what it left as `sending` becomes
            `may_have_arrived` at the next start.
        """
        with self._starting:
            self._stopped = True
        if not self._thread.is_alive():
            return True
        give_up_at = time.monotonic() + timeout_s
        self._ready.wait(timeout_s)
        if self._loop is not None and self._task is not None:
            # RuntimeError: the loop has just ended by itself.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(max(0.0, give_up_at - time.monotonic()))
        return not self._thread.is_alive()

    def _ask(self, request: Callable[[Courier], None]) -> None:
        if self._loop is None or self._courier is None:
            return  # not running yet; it looks at everything when it starts
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(request, self._courier)

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except Exception:
            _log.exception("the courier ended in an error of our own")
            self._on_failure()
        finally:
            self._ready.set()

    async def _main(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(UnjoinedThreads())
        self._courier = self._make_courier()
        self._task = asyncio.current_task()
        self._loop = loop
        self._ready.set()
        with contextlib.suppress(asyncio.CancelledError):
            await self._courier.run()

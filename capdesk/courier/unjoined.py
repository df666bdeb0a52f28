"""Threads that the end of the program does not wait for."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class UnjoinedThreads(ThreadPoolExecutor):
    """Runs each call in a thread of its own that nobody waits for at the end.

    An event loop asks its default executor to look up names, which on dead Wi-Fi takes
    half a minute, and this program's loop asks it for the keyring. The executors of the
    standard library let neither the loop nor the program end before such a call has.
    """

    def submit(
        self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> "Future[T]":
        """Have `call(*args, **kwargs)` run in a thread of its own."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                future.set_result(call(*args, **kwargs))
            except BaseException as error:  # result() raises it again
                future.set_exception(error)

        threading.Thread(target=run, name="aside", daemon=True).start()
        return future

"""What may block, done one after the other in a thread of its own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from capdesk.app.relay import Answer, Relay

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class Chores:
    """A thread for the keyring, settings files and packs; begun with its first chore."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._executor: ThreadPoolExecutor | None = None

    def do(self, chore: Callable[[], object], answer: Answer | None = None) -> None:
        """Do a chore; have `answer` called with its future in the main thread."""
        if self._executor is None:
            # Not on the way to the first painted window.
            from concurrent.futures import ThreadPoolExecutor

            self._executor = ThreadPoolExecutor(1, thread_name_prefix="chores")
        future = self._executor.submit(chore)
        if answer is not None:
            self._relay.when_done(future, answer)

    def end(self) -> None:
        """Drop what has not been begun; what has been goes on by itself."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)

"""Threads that nobody waits for at the end."""

import asyncio
import threading

import pytest

from capdesk.courier.unjoined import UnjoinedThreads
from tests.support.submitter import PATIENCE_S


def test_gives_what_the_call_returns_or_raises() -> None:
    """The future is as any executor's."""
    threads = UnjoinedThreads()
    assert threads.submit(divmod, 7, 2).result(PATIENCE_S) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        threads.submit(divmod, 7, 0).result(PATIENCE_S)


def test_a_call_that_hangs_holds_up_neither_others_nor_the_loop() -> None:
    """Calls run side by side, and an event loop ends while one still hangs."""
    may_end = threading.Event()
    hanging = threading.Event()
    ended = threading.Event()

    def hang() -> None:
        hanging.set()
        may_end.wait(PATIENCE_S)
        ended.set()

    async def main() -> int:
        asyncio.get_running_loop().set_default_executor(UnjoinedThreads())
        abandoned = asyncio.create_task(asyncio.to_thread(hang))
        await asyncio.to_thread(hanging.wait, PATIENCE_S)
        abandoned.cancel()
        return await asyncio.to_thread(abs, -7)

    assert asyncio.run(main()) == 7
    assert not ended.is_set()
    may_end.set()
    assert ended.wait(PATIENCE_S)

"""The courier: one lane for each environment that has leads, behind one lock."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from capdesk.courier.lane import OUTBOX_RETRY_S, Lane
from capdesk.courier.ledger import until_done
from capdesk.courier.ports import (
    Clock,
    Connector,
    KeyCheck,
    KeySource,
    Listener,
    News,
)
from capdesk.courier.retry import resend_wait_s
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import (
    CourierBusyError,
    CourierLock,
    Outbox,
    OutboxError,
    Storage,
    recover,
)

LOCK_RETRY_S = 2.0
"""How often a window looks whether the program that is sending has finished."""

T = TypeVar("T")


class Courier:
    """Sends what is due in every environment; lives in one event loop."""

    def __init__(
        self,
        storage: Storage,
        lock: CourierLock,
        connect: Connector,
        key_source: KeySource,
        *,
        clock: Clock,
        rng: random.Random,
        listener: Listener,
        key_check: KeyCheck = lambda *_: True,
    ) -> None:
        self._storage = storage
        self._lock = lock
        self._connect = connect
        self._key_source = key_source
        self._key_check = key_check
        self._clock = clock
        self._rng = rng
        self._listener = listener
        self._lanes: dict[str, Lane] = {}
        self._look = asyncio.Event()

    # What the window asks of it

    def nudge(self) -> None:
        """Look again: a lead was captured, or another program changed the outbox."""
        self._look.set()
        for lane in self._lanes.values():
            lane.nudge()

    def hint(self) -> None:
        """The network may be back, or the computer woke."""
        for lane in self._lanes.values():
            lane.hint()

    def release(self, environment: str) -> None:
        """A person acted on an environment: a new key, or *Send now*."""
        # In the outbox too: its lane may not have started, or end before it writes.
        self._storage.submit(Outbox.clear_queue, environment)
        if lane := self._lanes.get(environment):
            lane.release()
        self.nudge()

    # Life

    async def run(self) -> None:
        """Send until cancelled."""
        await self._take_lock()
        try:
            await self._patiently(self._recover)
            # The ways stay open until the lanes have ended.
            async with AsyncExitStack() as ways, asyncio.TaskGroup() as lanes:
                while True:
                    environments = await self._patiently(self._environments)
                    for lane in await self._new_lanes(environments, ways):
                        lanes.create_task(lane.run())
                    await self._look.wait()
        finally:
            self._lock.release()

    async def send_once(self) -> None:
        """Make one attempt for each waiting entry of every environment, then return.

        Raises:
            CourierBusyError: Another program is sending.
            OutboxError: The outbox can't be used; nothing was sent.
        """
        with self._lock:
            await self._recover()
            environments = await self._environments()
            async with AsyncExitStack() as ways, asyncio.TaskGroup() as lanes:
                for lane in await self._new_lanes(environments, ways):
                    lanes.create_task(lane.drain())

    async def _take_lock(self) -> None:
        while True:
            try:
                self._lock.acquire()
            except CourierBusyError:
                await asyncio.sleep(LOCK_RETRY_S)
            else:
                return

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask the outbox until it answers; a nudge has it asked at once."""
        while True:
            # Cleared before the look, so that a nudge during it is not missed.
            self._look.clear()
            try:
                return await ask()
            except OutboxError as error:
                self._listener(News(outbox_trouble=str(error)))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(OUTBOX_RETRY_S):
                    await self._look.wait()

    async def _recover(self) -> None:
        wait_s = partial(resend_wait_s, rng=self._rng)
        asked = asyncio.wrap_future(
            self._storage.submit(recover, now=self._clock(), resend_wait_s=wait_s)
        )
        # The lock is ours until it is done.
        await until_done(asked)
        asked.result()

    async def _environments(self) -> tuple[str, ...]:
        return await asyncio.wrap_future(self._storage.submit(Outbox.environments))

    async def _new_lanes(
        self, environments: tuple[str, ...], ways: AsyncExitStack
    ) -> list[Lane]:
        """Make a lane for each environment that has none yet and can be reached."""
        made = []
        for environment in environments:
            if environment in self._lanes:
                continue
            way = self._connect(environment)
            if way is None:
                self._tell_unknown(environment)
                continue
            lane = self._lanes[environment] = Lane(
                environment,
                self._storage,
                await ways.enter_async_context(way),
                self._key_source,
                clock=self._clock,
                rng=self._rng,
                listener=self._listener,
                key_check=self._key_check,
            )
            made.append(lane)
        return made

    def _tell_unknown(self, environment: str) -> None:
        # Its leads stay as they are until somebody adds the environment again.
        trouble = "environment_unknown"
        paused = PauseReason.MISCONFIGURED
        self._listener(News(QueueState(environment, paused=paused, trouble=trouble)))

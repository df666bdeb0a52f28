"""The courier: one lane for each environment that has leads, behind one lock."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator

from capdesk.courier.lane import OUTBOX_RETRY_S, Lane
from capdesk.courier.ports import Clock, Connector, KeySource, Listener, News
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
    ) -> None:
        self._storage = storage
        self._lock = lock
        self._connect = connect
        self._key_source = key_source
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
        if lane := self._lanes.get(environment):
            lane.release()
        self.nudge()

    # Life

    async def run(self) -> None:
        """Send until cancelled."""
        await self._take_lock()
        try:
            await self._recover()
            async with (
                asyncio.TaskGroup() as lanes,
                contextlib.AsyncExitStack() as ways,
            ):
                while True:
                    self._look.clear()
                    for environment in await self._environments():
                        if environment not in self._lanes:
                            lane = await ways.enter_async_context(
                                self._lane(environment)
                            )
                            if lane is not None:
                                self._lanes[environment] = lane
                                lanes.create_task(lane.run())
                    await self._look.wait()
        finally:
            self._lock.release()

    async def send_once(self) -> None:
        """Make one attempt for each waiting entry of every environment, then return.

        Raises:
            CourierBusyError: Another program is sending.
        """
        with self._lock:
            await self._recover()
            async with (
                contextlib.AsyncExitStack() as ways,
                asyncio.TaskGroup() as lanes,
            ):
                for environment in await self._environments():
                    lane = await ways.enter_async_context(self._lane(environment))
                    if lane is not None:
                        lanes.create_task(lane.drain())

    async def _take_lock(self) -> None:
        while True:
            try:
                self._lock.acquire()
            except CourierBusyError:
                await asyncio.sleep(LOCK_RETRY_S)
            else:
                return

    async def _recover_patiently(self) -> None:
        while True:
            try:
                await self._recover()
            except OutboxError as error:
                self._listener(News(outbox_trouble=str(error)))
                await asyncio.sleep(OUTBOX_RETRY_S)
            else:
                return

    async def _recover(self) -> None:
        await asyncio.wrap_future(self._storage.submit(recover, now=self._clock()))

    async def _environments(self) -> tuple[str, ...]:
        return await asyncio.wrap_future(self._storage.submit(Outbox.environments))

    @contextlib.asynccontextmanager
    async def _lane(self, environment: str) -> AsyncIterator[Lane | None]:
        way = self._connect(environment)
        if way is None:
            # Its leads stay as they are until somebody adds the environment again.
            self._listener(
                News(
                    QueueState(
                        environment,
                        paused=PauseReason.MISCONFIGURED,
                        trouble="environment_unknown",
                    )
                )
            )
            yield None
            return
        async with way as submitter:
            yield Lane(
                environment,
                self._storage,
                submitter,
                self._key_source,
                clock=self._clock,
                rng=self._rng,
                listener=self._listener,
            )

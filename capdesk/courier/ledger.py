"""What one lane writes into the outbox and asks of it; nothing is lost on the way."""

import asyncio
import logging
import random
from datetime import datetime
from typing import Any

from capdesk.courier.retry import decide
from capdesk.courier.settling import write_and_claim
from capdesk.domain.outcome import NotSent, NotSentReason
from capdesk.domain.queue import QueueState
from capdesk.outbox import (
    Exchange,
    Outbox,
    OutboxError,
    Settlement,
    Storage,
    Wanted,
    rearm,
)

_log = logging.getLogger(__name__)


async def until_done(asked: "asyncio.Future[Any]") -> None:
    """Wait until the storage thread has done what it was asked, even if cancelled.

    It does it all the same, so what comes after a cancellation has to know how it went.

    Raises:
        asyncio.CancelledError: Somebody cancelled meanwhile; it is done now.
    """
    try:
        await asyncio.wait([asked])
    except asyncio.CancelledError:
        await asyncio.wait([asked])
        asked.exception()  # looked at, or asyncio would log that nobody did
        raise


class Ledger:
    """Keeps what is still to be written until it is written."""

    def __init__(self, environment: str, storage: Storage, rng: random.Random) -> None:
        self._environment = environment
        self._storage = storage
        self._rng = rng
        self._unwritten: list[Settlement] = []
        self._kept = QueueState(environment)
        self.trouble: str | None = None
        """Why the outbox could not be used the last time, as a sentence."""

    def note(self, settlement: Settlement) -> None:
        """Take an outcome, to be written with the next visit."""
        self._unwritten.append(settlement)

    def is_behind(self, queue: QueueState) -> bool:
        """Whether there is something to write."""
        return bool(self._unwritten) or queue != self._kept

    async def load(self) -> QueueState | None:
        """Return how the queue was left; None if the outbox failed."""
        try:
            self._kept = await self._ask_queue()
        except OutboxError as error:
            self._failed(error)
            return None
        self.trouble = None
        return self._kept

    async def was_lifted(self, queue: QueueState) -> bool:
        """Whether another program has lifted the wait or pause that was written here."""
        if queue != self._kept:
            return False
        try:
            return await self._ask_queue() == QueueState(self._environment)
        except OutboxError as error:
            self._failed(error)
            return False

    async def rearm(self, now: datetime) -> bool:
        """Shorten waits that a clock set back made longer; False if the outbox failed."""
        try:
            await asyncio.wrap_future(self._storage.submit(rearm, now=now))
        except OutboxError as error:
            self._failed(error)
            return False
        return True

    async def visit(
        self, queue: QueueState, wanted: Wanted, now: datetime
    ) -> Exchange | None:
        """Write what is to be written, and claim; None if the outbox failed.

        What could not be written is written with the next visit.

        Raises:
            asyncio.CancelledError: What was claimed meanwhile is given back.
        """
        settlements = tuple(self._unwritten)
        asked = asyncio.wrap_future(
            self._storage.submit(
                write_and_claim,
                self._environment,
                now=now,
                settlements=settlements,
                queue=queue if queue != self._kept else None,
                wanted=wanted,
            )
        )
        try:
            await until_done(asked)
        except asyncio.CancelledError:
            if visit := self._taken(asked, queue, len(settlements)):
                self._give_back(visit, now)
            raise
        return self._taken(asked, queue, len(settlements))

    def _taken(
        self, asked: "asyncio.Future[Exchange]", queue: QueueState, written: int
    ) -> Exchange | None:
        try:
            visit = asked.result()
        except OutboxError as error:
            self._failed(error)
            return None
        del self._unwritten[:written]
        self._kept = queue
        self.trouble = None
        return visit

    def _give_back(self, visit: Exchange, now: datetime) -> None:
        for claimed in visit.claimed:
            never_started = NotSent(NotSentReason.QUIT)
            self.note(decide(claimed, never_started, now=now, rng=self._rng))

    def _failed(self, error: OutboxError) -> None:
        _log.warning("the outbox could not be used: %s", type(error).__name__)
        self.trouble = str(error)

    async def _ask_queue(self) -> QueueState:
        return await asyncio.wrap_future(
            self._storage.submit(Outbox.queue, self._environment)
        )

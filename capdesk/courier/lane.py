"""Sends the entries of one environment: claims, attempts, writes down, waits."""

import asyncio
import contextlib
import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from capdesk.courier import queueing
from capdesk.courier.ports import Clock, KeySource, Listener, News, Submitter
from capdesk.courier.retry import decide
from capdesk.credentials import CredentialError
from capdesk.domain.outcome import Outcome
from capdesk.domain.queue import QueueState
from capdesk.gateway import Evidence
from capdesk.outbox import (
    Claimed,
    Exchange,
    Outbox,
    OutboxError,
    Settlement,
    Storage,
    Wanted,
    exchange,
    rearm,
)

MAX_NAP_S = 15.0
"""Longest nap while something is due later: the wall clock is looked at again, so a
laptop that slept, or whose clock was set, does not oversleep."""

OUTBOX_RETRY_S = 5.0
"""Pause before the outbox is tried again after it could not be written."""

_CLOCK_JUMP = timedelta(seconds=1)

_LOOK = Wanted(limit=0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Finished:
    claimed: Claimed
    outcome: Outcome
    generation: int


class Lane:
    """The queue of one environment at work; lives in the courier's event loop."""

    def __init__(
        self,
        environment: str,
        storage: Storage,
        submitter: Submitter,
        key_source: KeySource,
        *,
        clock: Clock,
        rng: random.Random,
        listener: Listener,
    ) -> None:
        self.environment = environment
        self._storage = storage
        self._submitter = submitter
        self._key_source = key_source
        self._clock = clock
        self._rng = rng
        self._listener = listener
        self._state = QueueState(environment)
        # Outcomes of attempts begun under an earlier generation don't move the queue:
        # three more refusals after the first say nothing new, nor does a refusal of a
        # key that has been changed since.
        self._generation = 0
        self._key: str | None = None
        self._in_flight: set[asyncio.Task[None]] = set()
        self._finished: list[_Finished] = []
        self._unwritten: list[Settlement] = []
        self._wake = asyncio.Event()
        self._last_look: datetime | None = None

    # What the courier asks of it

    def nudge(self) -> None:
        """Look again: something may have become due."""
        self._wake.set()

    def hint(self) -> None:
        """The network may be back."""
        sooner = queueing.hinted(self._state, now=self._clock(), rng=self._rng)
        if sooner != self._state:
            self._state = sooner
            self._tell(())
        self._wake.set()

    def release(self) -> None:
        """Drop wait, pause and the key in hand: a person acted."""
        self._set_state(queueing.released(self._state))
        self._key = None
        self._wake.set()

    async def run(self) -> None:
        """Send what is due until cancelled; then stop at once and write it down."""
        self._state = await self._ask_queue()
        self.hint()
        try:
            while True:
                # Cleared before the look, so that what comes during it is not missed.
                self._wake.clear()
                await self._notice_clock()
                visit = await self._visit(Wanted(self._room()))
                if not (visit and visit.claimed):
                    await self._nap(visit)
        finally:
            await self._stop()

    async def drain(self) -> None:
        """Make one attempt for each waiting entry, waits ignored, then return.

        A pause ends it: what a gateway refuses for its key or address it would refuse
        for the rest too.
        """
        since = self._clock()
        self._state = queueing.released(self._state)
        tried = False
        try:
            while True:
                self._wake.clear()
                limit = self._room_to_drain() if tried else 1
                visit = await self._visit(
                    Wanted(
                        limit,
                        ignore_times=True,
                        waiting_only=True,
                        not_tried_since=since,
                    )
                )
                if visit is None:
                    return
                tried = tried or bool(visit.claimed)
                if not (self._busy or self._finished or visit.claimed):
                    return
                if self._busy:
                    await self._wake.wait()
        finally:
            await self._stop()

    # One round

    async def _visit(self, wanted: Wanted) -> Exchange | None:
        """Write down what finished and start what may go; None if the outbox failed."""
        changed, moved = self._judge_finished()
        if wanted.limit and self._key is None:
            # The keyring is asked only once there is something to send.
            due = await self._exchange(None, _LOOK)
            if due is None or due.next_due is None:
                wanted = _LOOK
            elif not await self._have_key():
                wanted, moved = _LOOK, True
        visit = await self._exchange(self._state if moved else None, wanted)
        if visit is None:
            return None
        for claimed in visit.claimed:
            self._start(claimed)
        changed += tuple(claimed.id for claimed in visit.claimed)
        if changed or moved:
            self._tell(changed)
        return visit

    def _judge_finished(self) -> tuple[tuple[str, ...], bool]:
        finished, self._finished = self._finished, []
        now, before = self._clock(), self._state
        for each in finished:
            self._unwritten.append(
                decide(each.claimed, each.outcome, now=now, rng=self._rng)
            )
            if each.generation == self._generation:
                after = queueing.after(
                    self._state, each.outcome, now=now, rng=self._rng
                )
                if after != self._state:
                    self._set_state(after)
        return tuple(each.claimed.id for each in finished), self._state != before

    def _set_state(self, state: QueueState) -> None:
        self._state = state
        self._generation += 1

    async def _exchange(
        self, queue: QueueState | None, wanted: Wanted
    ) -> Exchange | None:
        settlements, self._unwritten = self._unwritten, []
        try:
            return await asyncio.wrap_future(
                self._storage.submit(
                    exchange,
                    self.environment,
                    now=self._clock(),
                    settlements=settlements,
                    queue=queue,
                    wanted=wanted,
                )
            )
        except OutboxError as error:
            # Nothing was written, so nothing is forgotten: it is tried again.
            self._unwritten = settlements + self._unwritten
            _log.warning("the outbox could not be written: %s", type(error).__name__)
            self._tell((), outbox_trouble=str(error))
            return None

    async def _have_key(self) -> bool:
        if self._key is not None:
            return True
        try:
            self._key = await asyncio.to_thread(self._key_source, self.environment)
        except CredentialError:
            self._set_state(
                queueing.keyring_trouble(self._state, now=self._clock(), rng=self._rng)
            )
            return False
        if not self._key:
            self._set_state(queueing.without_key(self._state))
            return False
        return True

    def _start(self, claimed: Claimed) -> None:
        task = asyncio.create_task(
            self._attempt(claimed, self._key or "", self._generation)
        )
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)

    async def _attempt(self, claimed: Claimed, key: str, generation: int) -> None:
        evidence = Evidence()
        try:
            outcome = await self._submitter.submit(claimed.payload, key, evidence)
        except asyncio.CancelledError:
            outcome = evidence.outcome_if_stopped()
        except Exception:  # the entry must not stay `sending` for a bug of ours
            _log.exception("an attempt ended in an error of our own")
            outcome = evidence.outcome_if_stopped()
        self._finished.append(_Finished(claimed, outcome, generation))
        self._wake.set()

    # Waiting

    def _room(self) -> int:
        return queueing.room(self._state, self._busy, now=self._clock())

    def _room_to_drain(self) -> int:
        if self._state.paused is not None:
            return 0
        return queueing.MAX_IN_FLIGHT - self._busy

    @property
    def _busy(self) -> int:
        # A finished task may still be in the set until its callback has run.
        return sum(not task.done() for task in self._in_flight)

    async def _nap(self, visit: Exchange | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._nap_s(visit)):
                await self._wake.wait()

    def _nap_s(self, visit: Exchange | None) -> float | None:
        if visit is None:
            return OUTBOX_RETRY_S
        if self._state.paused is not None or visit.next_due is None:
            return None
        due = max(visit.next_due, self._state.not_before or visit.next_due)
        remaining_s = (due - self._clock()).total_seconds()
        if remaining_s <= 0:
            # Due already, so what it waits for is a place among those in flight.
            return MAX_NAP_S
        return min(remaining_s, MAX_NAP_S)

    async def _notice_clock(self) -> None:
        now, before = self._clock(), self._last_look
        self._last_look = now
        if before is not None and now < before - _CLOCK_JUMP:
            with contextlib.suppress(OutboxError):
                await asyncio.wrap_future(self._storage.submit(rearm, now=now))
                self._state = await self._ask_queue()

    async def _ask_queue(self) -> QueueState:
        return await asyncio.wrap_future(
            self._storage.submit(Outbox.queue, self.environment)
        )

    # The end

    async def _stop(self) -> None:
        tasks = list(self._in_flight)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        changed, moved = self._judge_finished()
        if self._unwritten:
            await self._exchange(self._state if moved else None, Wanted(limit=0))
            self._tell(changed)

    def _tell(
        self, changed: tuple[str, ...], outbox_trouble: str | None = None
    ) -> None:
        self._listener(News(self._state, self._busy, changed, outbox_trouble))

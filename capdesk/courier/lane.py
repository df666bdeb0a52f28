"""Sends the entries of one environment: claims, attempts, writes down, waits."""

import asyncio
import contextlib
import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from capdesk.courier import queueing
from capdesk.courier.ledger import Ledger
from capdesk.courier.ports import Clock, KeyCheck, KeySource, Listener, News, Submitter
from capdesk.courier.retry import decide
from capdesk.credentials import CredentialError
from capdesk.domain.outcome import Outcome
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.gateway import Evidence, outcome_of_failure
from capdesk.outbox import Claimed, Exchange, Storage, Wanted

MAX_NAP_S = 15.0
"""Longest nap while something is due later: the wall clock is looked at again, so a
laptop that slept, or whose clock was set, does not oversleep."""

MIN_NAP_S = 0.01
"""Shortest nap, for what became due between the look and the nap."""

OUTBOX_RETRY_S = 5.0
"""Pause before the outbox is tried again after it could not be used."""

_SLEPT = timedelta(seconds=4 * MAX_NAP_S)
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
        key_check: KeyCheck = lambda *_: True,
    ) -> None:
        self.environment = environment
        self._ledger = Ledger(environment, storage, rng)
        self._submitter = submitter
        self._key_source = key_source
        self._key_check = key_check
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
        self._changed: list[str] = []
        self._told: tuple[QueueState, str | None] | None = None
        self._wake = asyncio.Event()
        self._last_look: datetime | None = None

    # What the courier asks of it

    def nudge(self) -> None:
        """Look again: something may have become due."""
        self._wake.set()

    def hint(self) -> None:
        """The network may be back."""
        self._state = queueing.hinted(self._state, now=self._clock(), rng=self._rng)
        self._tell()
        self._wake.set()

    def release(self) -> None:
        """Drop wait, pause and the key in hand: a person acted."""
        self._set_state(queueing.released(self._state))
        self._key = None
        self._wake.set()

    async def run(self) -> None:
        """Send what is due until cancelled; then stop at once and write it down."""
        await self._load()
        try:
            while True:
                # Cleared before the look, so that what comes during it is not missed.
                self._wake.clear()
                await self._notice_clock()
                await self._reconsider_pause()
                self._judge_finished()
                visit = await self._visit(Wanted(self._room()), self._clock())
                if not (visit and visit.claimed):
                    await self._nap(self._nap_s(visit))
        finally:
            await self._stop()

    async def drain(self) -> None:
        """Make one attempt for each waiting entry, waits ignored, then return.

        A pause ends it: what a gateway refuses for its key or address it would refuse
        for the rest too.
        """
        since = self._clock()
        one_is_back = False
        try:
            while True:
                self._wake.clear()
                one_is_back = one_is_back or bool(self._finished)
                self._judge_finished()
                wanted = Wanted(
                    self._room_to_drain(one_is_back=one_is_back),
                    ignore_times=True,
                    waiting_only=True,
                    not_tried_since=since,
                )
                # A clock set back meanwhile must not make what was tried look untried.
                visit = await self._visit(wanted, max(self._clock(), since))
                if visit is None:
                    await asyncio.gather(*self._in_flight)
                    return
                if self._busy:
                    await self._wake.wait()
                elif not (self._finished or visit.claimed):
                    return
        finally:
            await self._stop()

    async def _load(self) -> None:
        while (state := await self._ledger.load()) is None:
            self._tell()
            self._wake.clear()
            await self._nap(OUTBOX_RETRY_S)
        self._state = queueing.hinted(state, now=self._clock(), rng=self._rng)

    # One round

    async def _visit(self, wanted: Wanted, now: datetime) -> Exchange | None:
        """Write down what finished and start what may go; None if the outbox failed."""
        self._recheck_key()
        generation, key = self._generation, self._key
        if wanted.limit and key is None:
            # The keyring is asked only once there is something to send.
            due = await self._ledger.visit(self._state, _LOOK, now)
            if due is None:
                self._tell()
                return None
            if due.next_due is not None:
                key = await self._find_key()
                generation = self._generation
        visit = await self._ledger.visit(
            self._state, wanted if key is not None else _LOOK, now
        )
        if visit is not None and key is not None:
            for claimed in visit.claimed:
                self._start(claimed, key, generation)
        self._tell()
        return visit

    def _judge_finished(self) -> None:
        finished, self._finished = self._finished, []
        now = self._clock()
        for each in finished:
            self._changed.append(each.claimed.id)
            self._ledger.note(
                decide(each.claimed, each.outcome, now=now, rng=self._rng)
            )
            if each.generation == self._generation:
                after = queueing.after(
                    self._state, each.outcome, now=now, rng=self._rng
                )
                if after != self._state:
                    self._set_state(after)

    def _set_state(self, state: QueueState) -> None:
        self._state = state
        self._generation += 1

    def _recheck_key(self) -> None:
        """Let go of a key that another program has made the wrong one meanwhile."""
        if self._key is not None and not self._key_check(self.environment, self._key):
            self._key = None
            self._set_state(self._state)

    async def _find_key(self) -> str | None:
        generation = self._generation
        try:
            key = await asyncio.to_thread(self._key_source, self.environment)
        except CredentialError:
            without = queueing.keyring_trouble(
                self._state, now=self._clock(), rng=self._rng
            )
        else:
            if key and generation == self._generation:
                self._key = key
                return key
            without = queueing.without_key(self._state)
        # If a person acted meanwhile, this is the answer of before; it's asked again.
        if generation == self._generation:
            self._set_state(without)
        return None

    def _start(self, claimed: Claimed, key: str, generation: int) -> None:
        self._changed.append(claimed.id)
        task = asyncio.create_task(self._attempt(claimed, key, generation))
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)

    async def _attempt(self, claimed: Claimed, key: str, generation: int) -> None:
        evidence = Evidence()
        try:
            outcome = await self._submitter.submit(claimed.payload, key, evidence)
        except asyncio.CancelledError:
            outcome = evidence.outcome_if_stopped()
        except (
            Exception
        ) as error:  # the entry must not stay `sending` for a bug of ours
            _log.exception("an attempt ended in an error of our own")
            outcome = outcome_of_failure(error, evidence)
        self._finished.append(_Finished(claimed, outcome, generation))
        self._wake.set()

    # Waiting

    def _room(self) -> int:
        return queueing.room(self._state, self._busy, now=self._clock())

    def _room_to_drain(self, *, one_is_back: bool) -> int:
        if self._state.paused is not None:
            return 0
        most = queueing.MAX_IN_FLIGHT if one_is_back else 1
        return max(0, most - self._busy)

    @property
    def _busy(self) -> int:
        # A finished task may still be in the set until its callback has run.
        return sum(not task.done() for task in self._in_flight)

    async def _nap(self, nap_s: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(nap_s):
                await self._wake.wait()

    def _nap_s(self, visit: Exchange | None) -> float | None:
        if visit is None:
            return OUTBOX_RETRY_S
        if self._state.paused is not None or visit.next_due is None:
            return None
        due = max(visit.next_due, self._state.not_before or visit.next_due)
        remaining_s = (due - self._clock()).total_seconds()
        if remaining_s <= 0 and self._room() == 0:
            # What it waits for is a place among those in flight.
            return MAX_NAP_S
        return min(max(remaining_s, MIN_NAP_S), MAX_NAP_S)

    async def _notice_clock(self) -> None:
        now, before = self._clock(), self._last_look
        if before is not None and now < before - _CLOCK_JUMP:
            if not await self._ledger.rearm(now):
                return  # it is noticed again at the next look
            self._state = queueing.moved(self._state, now - before)
        self._last_look = now
        if before is not None and now > before + _SLEPT:
            # The computer slept, or its clock was put forward: the network may be
            # another one, as after any hint.
            self.hint()

    async def _reconsider_pause(self) -> None:
        """Go on if another program has lifted the pause, or may have kept a key."""
        if self._state.paused is None:
            return
        may_have_key = self._state.paused is PauseReason.KEY_MISSING
        if may_have_key or await self._ledger.was_lifted(self._state):
            self._set_state(queueing.released(self._state))
            self._key = None

    # The end

    async def _stop(self) -> None:
        tasks = list(self._in_flight)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._judge_finished()
        if self._ledger.is_behind(self._state):
            await self._ledger.visit(self._state, _LOOK, self._clock())
        self._tell()

    def _tell(self) -> None:
        """Tell what is new; what the outbox does not have yet is told once it has."""
        trouble = self._ledger.trouble
        changed: tuple[str, ...] = ()
        if trouble is None:
            changed = tuple(dict.fromkeys(self._changed))
            self._changed.clear()
        if changed or self._told != (self._state, trouble):
            self._told = (self._state, trouble)
            self._listener(News(self._state, self._busy, changed, trouble))

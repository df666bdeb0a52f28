"""A whole desk that a test lives step by step: outbox, courier and practice gateway.

The courier is the real one on a loop of its own, which runs only within a step and until
there is nothing more to do at once; so each step ends in a state that can be judged.
"""

import asyncio
import contextlib
import itertools
import json
import random
import ssl
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from capdesk.campaigns import practice_campaign
from capdesk.courier import Courier
from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.environment import PRACTICE
from capdesk.domain.outcome import Outcome
from capdesk.gateway import Evidence, GatewayClient
from capdesk.outbox import (
    OUTBOX_NAME,
    CourierLock,
    NewEntry,
    Outbox,
    OutboxUnavailableError,
    Storage,
)
from capdesk.practice import Mode, PracticeGateway
from capdesk.services.capture import new_entry
from tests.courier.rig import AtOnce
from tests.support.clock import Clock
from tests.support.leads import a_lead
from tests.support.submitter import PATIENCE_S

DATA_KEY = bytes(range(32))
_TURNS_TO_GO_ON = 20

P = ParamSpec("P")
T = TypeVar("T")


class Share(random.Random):
    """Chance that always draws at the same share of the way."""

    def __init__(self, share: float) -> None:
        super().__init__(0)
        self._share = share

    def uniform(self, a: float, b: float) -> float:
        """Return the number at that share between the bounds."""
        return a + self._share * (b - a)


class MortalStorage(Storage):
    """A storage thread that the courier loses at a chosen visit, as in a crash.

    The last visit is made, but what came of it is no longer heard.
    """

    def __init__(self, open_outbox: Callable[[], Outbox]) -> None:
        super().__init__(open_outbox)
        self.visits = 0
        self.visits_left: int | None = None

    def submit(
        self,
        call: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        """See `Storage`."""
        self.visits += 1
        if self.visits_left is None:
            return super().submit(call, *args, **kwargs)
        self.visits_left -= 1
        if self.visits_left >= 0:
            made = super().submit(call, *args, **kwargs)
            if self.visits_left > 0:
                return made
            made.exception(PATIENCE_S)
        unheard: Future[T] = Future()
        unheard.set_exception(OutboxUnavailableError("The program is gone."))
        return unheard


class WatchedWay:
    """The way to the gateway by the real client, with a book of what went out.

    Each attempt has a connection of its own, so that none depends on how soon the far
    side closed an earlier one.

    Attributes:
        in_flight: Payloads that are on their way, by how often.
        most_of_one: How often one payload was on its way at the same time at most.
        keys: Keys that came with the attempts, in order.
        changed: Set when an attempt ends.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        # Nothing here speaks TLS, and loading the system's certificates takes long.
        self._ssl_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.in_flight: Counter[bytes] = Counter()
        self.most_of_one = 0
        self.keys: list[str] = []
        self.changed = asyncio.Event()

    async def submit(self, body: bytes, key: str, evidence: Evidence) -> Outcome:
        """See `Submitter`."""
        self.keys.append(key)
        self.in_flight[body] += 1
        self.most_of_one = max(self.most_of_one, self.in_flight[body])
        try:
            async with GatewayClient(
                self._url, now=self._clock, ssl_context=self._ssl_context
            ) as client:
                return await client.submit(body, key, evidence)
        finally:
            self.in_flight[body] -= 1
            self.changed.set()


@dataclass(frozen=True, slots=True)
class _HeldBack:
    """An answer that the gateway holds back, in its own loop.

    Attributes:
        loop: That loop.
        may_answer: Set there to have it answer.
        answered: Done once the request is in the gateway's book.
    """

    loop: asyncio.AbstractEventLoop
    may_answer: asyncio.Event
    answered: Future[None]


class WholeDesk:
    """The real parts behind the window, on a clock that stands still between steps.

    Attributes:
        clock: The time.
        key: The API key that was given last.
        has_key: Whether the keyring finds it.
        payloads: What was captured, by id of the entry.
    """

    def __init__(self, folder: Path, share: float) -> None:
        self.clock = Clock()
        self._key_numbers = itertools.count(1)
        self.key = "practice-key-0"
        self.has_key = True
        self.payloads: dict[str, bytes] = {}
        self._folder = folder
        self._rng = Share(share)
        # The gateway's thread adds to it, but not between steps, when it is emptied.
        self._held_back: list[_HeldBack] = []
        # How many of them belong to a program that has ended.
        self._orphans = 0
        self.gateway = PracticeGateway(
            now=self.clock, rng=random.Random(0), slowly=self._hold
        )
        self.gateway.start()
        self._runner = asyncio.Runner()
        self._runner.get_loop().set_default_executor(AtOnce())
        self.way = WatchedWay(self.gateway.url, self.clock)
        self._open()

    def close(self) -> None:
        """Leave nothing behind."""
        self._run(self._end())
        self._let_go()
        self.gateway.close()
        self._runner.close()

    # What happens to it

    def settle(self) -> None:
        """Have the courier look, and let it do all that it can do now."""
        self.courier.nudge()
        self._run(self._quiet())

    def restart(self) -> None:
        """Close the program as a person does, and start it again."""
        self._run(self._end())
        self._open()

    def crash(self, after_visits: int, between: Callable[[], object]) -> None:
        """Have the program die after so many more visits to its outbox, and start again.

        Args:
            after_visits: Visits that still get through; the last goes unheard.
            between: What happens to the desk before the program starts again.
        """
        self.storage.visits_left = after_visits
        self.settle()
        self.storage.visits_left = 0
        self._run(self._end())
        between()
        self._open()

    def set_mode(self, mode: Mode) -> None:
        """Have the gateway answer in another way; what it held back it answers now."""
        self.gateway.set_mode(mode)
        self._let_go()

    # What a person does

    def new(
        self, *, good: bool, on_unknown: OnUnknownOutcome, replaces: str | None = None
    ) -> NewEntry:
        """Return a lead to capture; one that isn't good is refused by the gateway."""
        campaign = practice_campaign()
        lead = a_lead(
            environment=PRACTICE,
            campaign_id=campaign.id,
            vehicle=campaign.vehicles[0],
            acquisition_channel=campaign.acquisition_channels[0],
        )
        made = new_entry(lead, campaign)
        document = json.loads(made.payload)
        if not good:
            document["contactDetail"] = {}
        return replace(
            made,
            payload=json.dumps(document).encode(),
            on_unknown=on_unknown,
            replaces=replaces,
        )

    def capture(self, new: NewEntry) -> str:
        """Capture a lead and return its id."""
        self.ask(Outbox.capture, new, now=self.clock())
        self.payloads[new.lead.id] = new.payload
        return new.lead.id

    def give_key(self) -> None:
        """Type another key."""
        self.key = f"practice-key-{next(self._key_numbers)}"
        self.has_key = True
        self.courier.release(PRACTICE)

    def ask(
        self,
        call: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Ask the outbox, as the window does."""
        return Storage.submit(self.storage, call, *args, **kwargs).result(PATIENCE_S)

    # Inside

    def _open(self) -> None:
        self.storage = MortalStorage(self._open_outbox)
        self.storage.opened.result(PATIENCE_S)
        self.courier = Courier(
            self.storage,
            CourierLock(self._folder),
            lambda _: contextlib.nullcontext(self.way),
            lambda _: self.key if self.has_key else None,
            clock=self.clock,
            rng=self._rng,
            listener=lambda _: None,
        )
        self._running = self._runner.get_loop().create_task(self.courier.run())

    def _open_outbox(self) -> Outbox:
        outbox = Outbox.open(
            self._folder / OUTBOX_NAME,
            data_key=lambda _key_id, _may_create: DATA_KEY,
            now=self.clock(),
        )
        # A power cut is not what is tested here, so it need not sync.
        outbox.connection.execute("PRAGMA synchronous = OFF")
        return outbox

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._runner.run(work)

    async def _end(self) -> None:
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running
        self.storage.close(PATIENCE_S)
        self._orphans = len(self._held_back)

    async def _quiet(self) -> None:
        """Wait until the courier waits for time, for a person or for a held answer."""
        seen = -1
        async with asyncio.timeout(PATIENCE_S):
            while seen != self.storage.visits or self._is_awaiting_answer():
                seen = self.storage.visits
                while self._is_awaiting_answer():
                    self.way.changed.clear()
                    if self._is_awaiting_answer():
                        await self.way.changed.wait()
                await asyncio.wrap_future(Storage.submit(self.storage, _do_nothing))
                for _ in range(_TURNS_TO_GO_ON):
                    await asyncio.sleep(0)
        if self._running.done():
            self._running.result()

    def _is_awaiting_answer(self) -> bool:
        return self.way.in_flight.total() > len(self._held_back) - self._orphans

    async def _hold(self) -> None:
        """Hold an answer back until the gateway is told to answer in another way."""
        loop = asyncio.get_running_loop()
        held = _HeldBack(loop, asyncio.Event(), Future())
        self._held_back.append(held)
        self._runner.get_loop().call_soon_threadsafe(self.way.changed.set)
        try:
            await held.may_answer.wait()
        finally:
            # The gateway writes into its book before its loop comes to this.
            loop.call_soon(held.answered.set_result, None)

    def _let_go(self) -> None:
        """Have everything answered that is held back, whether or not anybody waits."""
        held_back, self._held_back = self._held_back, []
        self._orphans = 0
        for held in held_back:
            held.loop.call_soon_threadsafe(held.may_answer.set)
        for held in held_back:
            held.answered.result(PATIENCE_S)


def _do_nothing(_outbox: Outbox) -> None:
    """Be the last thing that was asked for."""

"""Many desks before one gateway, in simulated time, with the courier's own decisions.

A discrete-event simulation: nothing here waits, sends or writes. What a desk does next is
decided by `queueing` and `retry` alone, as the courier asks them.
"""

import heapq
import itertools
import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from capdesk.courier import queueing
from capdesk.courier.retry import decide
from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, Outcome
from capdesk.domain.queue import QueueState
from capdesk.outbox import Claimed

START = datetime(2026, 9, 12, 9, 0, tzinfo=UTC)

Network = Callable[[float], Outcome | None]
"""What an attempt begun at a second comes to; None if it gets to a gateway that takes it."""


@dataclass(slots=True)
class Desk:
    """One computer: its queue, and its leads by when they may go.

    Attributes:
        state: How its queue stands.
        due: Leads that wait.
        in_flight: Attempts under way.
        arrived: How many leads the gateway has taken.
    """

    state: QueueState = field(default_factory=lambda: QueueState("qa"))
    due: deque[Claimed] = field(default_factory=deque)
    in_flight: int = 0
    arrived: int = 0
    # An attempt begun before the state last changed does not change it again.
    generation: int = 0


class Herd:
    """Desks that capture, try, wait and are told that the network is back.

    Attributes:
        desks: Every desk.
        requests: Seconds at which a request reached the gateway, in order.
    """

    def __init__(
        self, desks: int, network: Network, chance: random.Random, latency_s: float
    ) -> None:
        """Prepare the desks.

        Args:
            desks: How many.
            network: How attempts end.
            chance: Source of all jitter.
            latency_s: How long the gateway takes for an answer.
        """
        self.desks = [Desk() for _ in range(desks)]
        self.requests: list[float] = []
        self._network = network
        self._chance = chance
        self._latency_s = latency_s
        self._now_s = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._leads = itertools.count()

    # What happens to it

    def capture(self, desk: Desk, at_s: float) -> None:
        """Have a lead captured at a second."""
        lead = Claimed(str(next(self._leads)), b"", 1, False, 0, False, False)

        def captured() -> None:
            desk.due.append(lead)
            self._look(desk)

        self._at(at_s, captured)

    def hint(self, desk: Desk, at_s: float) -> None:
        """Have a desk told at a second that the network may be back."""

        def hinted() -> None:
            desk.state = queueing.hinted(desk.state, now=self._now, rng=self._chance)
            self._look(desk)

        self._at(at_s, hinted)

    def run(self, until_s: float) -> None:
        """Let everything happen up to a second."""
        while self._events and self._events[0][0] <= until_s:
            self._now_s, _, happen = heapq.heappop(self._events)
            happen()
        self._now_s = until_s

    def rate(self, since_s: float, seconds: int) -> Counter[int]:
        """Return how many requests reached the gateway in each second since a second."""
        return Counter(
            int(at_s - since_s)
            for at_s in self.requests
            if since_s <= at_s < since_s + seconds
        )

    # How a desk behaves

    def _look(self, desk: Desk) -> None:
        not_before = desk.state.not_before
        if not_before is not None and not_before > self._now:
            self._at((not_before - START).total_seconds(), lambda: self._look(desk))
            return
        room = queueing.room(desk.state, desk.in_flight, now=self._now)
        for _ in range(min(room, len(desk.due))):
            self._start(desk, desk.due.popleft())

    def _start(self, desk: Desk, lead: Claimed) -> None:
        desk.in_flight += 1
        generation = desk.generation
        outcome = self._network(self._now_s)
        if outcome is None:
            self.requests.append(self._now_s)
            outcome = Accepted()

        def ended() -> None:
            desk.in_flight -= 1
            self._end(desk, lead, outcome, generation)
            self._look(desk)

        self._at(self._now_s + self._latency_s, ended)

    def _end(
        self, desk: Desk, lead: Claimed, outcome: Outcome, generation: int
    ) -> None:
        settled = decide(lead, outcome, now=self._now, rng=self._chance)
        if settled.status is Status.SENT:
            desk.arrived += 1
        else:
            desk.due.append(lead)
        if generation == desk.generation:
            after = queueing.after(desk.state, outcome, now=self._now, rng=self._chance)
            if after != desk.state:
                desk.state = after
                desk.generation += 1

    # Time

    @property
    def _now(self) -> datetime:
        return START + timedelta(seconds=self._now_s)

    def _at(self, at_s: float, happen: Callable[[], None]) -> None:
        event = (max(at_s, self._now_s), next(self._order), happen)
        heapq.heappush(self._events, event)

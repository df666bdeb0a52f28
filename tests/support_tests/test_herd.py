"""The simulated desks do what a courier does: wait, go first alone, then four at a time."""

import random

from capdesk.domain.outcome import NotSent, NotSentReason
from tests.support.clock import Longest, Shortest
from tests.support.herd import Herd

OFFLINE = NotSent(NotSentReason.CONNECT)


def herd_of_one(network: NotSent | None, back_s: float, chance: random.Random) -> Herd:
    """Return one desk whose network comes at a second, with a latency of one second."""
    return Herd(1, lambda at_s: None if at_s >= back_s else network, chance, 1.0)


def test_one_goes_first_then_four() -> None:
    """Six leads at once: one alone, then four together, then the rest."""
    herd = herd_of_one(None, 0, Longest())
    for _ in range(6):
        herd.capture(herd.desks[0], 0)
    herd.run(10)
    assert herd.requests == [0, 1, 1, 1, 1, 2]
    assert herd.desks[0].arrived == 6
    assert herd.rate(1, 2) == {0: 4, 1: 1}


def test_waits_double() -> None:
    """Offline, tries come after 2, 4, 8 s and so on, until one gets through."""
    herd = herd_of_one(OFFLINE, 15, Longest())
    herd.capture(herd.desks[0], 0)
    herd.run(60)
    # Tries at 0, 3, 8 and 17 s: each fails after a second, then the wait begins.
    assert herd.requests == [17]


def test_a_hint_is_heard() -> None:
    """What would be tried in minutes is tried at once where chance says so."""
    longest, shortest = Longest(), Shortest()
    herd = herd_of_one(OFFLINE, 300, longest)
    herd.capture(herd.desks[0], 0)
    herd.run(290)
    herd._chance = shortest
    herd.hint(herd.desks[0], 301)
    herd.run(400)
    assert herd.requests == [301]

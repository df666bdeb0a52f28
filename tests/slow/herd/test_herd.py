"""Two hundred desks lose the network for an hour and get it back together."""

import random
from collections import Counter

import pytest

from capdesk.courier.queueing import BACKOFF_CAP_S
from capdesk.domain.outcome import NotSent, NotSentReason
from tests.support.herd import Herd

pytestmark = pytest.mark.slow

DESKS = 200
LEADS_EACH = 12
OUTAGES = 5
LATENCY_S = 0.3
LOST_S = 600.0
BACK_S = LOST_S + 3_600.0
MINUTE_S = 60
ALL_SENT_S = BACK_S + 1_800.0

MOST_IN_A_SECOND = 0.10
"""Share of the requests in the minute after the return."""

LONGEST_S = int(BACKOFF_CAP_S)
MOST_IN_A_SECOND_OF_ALL = 0.02
"""Share of the requests in the quarter of an hour after it."""


def offline(at_s: float) -> NotSent | None:
    """Lose the network for an hour."""
    return NotSent(NotSentReason.CONNECT) if LOST_S <= at_s < BACK_S else None


def outage(seed: int, *, hinted: bool, leads_each: int = LEADS_EACH) -> Herd:
    """Play one outage with leads captured before and in it; return how it ended."""
    chance = random.Random(seed)
    herd = Herd(DESKS, offline, chance, LATENCY_S)
    for desk in herd.desks:
        # One for each desk in the moment of the loss: they begin to wait as one.
        herd.capture(desk, LOST_S)
        for _ in range(leads_each - 1):
            herd.capture(desk, chance.uniform(0, BACK_S))
        if hinted:
            herd.hint(desk, BACK_S)
    herd.run(ALL_SENT_S)
    return herd


def busiest(rate: Counter[int]) -> float:
    """Return the share of the busiest second."""
    return max(rate.values()) / rate.total()


@pytest.mark.parametrize("leads_each", [1, 2, 3, LEADS_EACH])
@pytest.mark.parametrize("seed", range(OUTAGES))
def test_told_all_at_once_they_come_one_by_one(seed: int, leads_each: int) -> None:
    """A hint to 200 desks in one moment: no second has a tenth of what follows."""
    herd = outage(seed, hinted=True, leads_each=leads_each)
    rate = herd.rate(BACK_S, MINUTE_S)
    print([rate[second] for second in range(MINUTE_S)])  # noqa: T201 - the figure itself
    assert busiest(rate) <= MOST_IN_A_SECOND
    assert [desk.arrived for desk in herd.desks] == [leads_each] * DESKS


def test_told_nothing_they_come_one_by_one() -> None:
    """Timers alone spread them over a quarter of an hour, the longest backoff.

    Some two dozen desks come back in the first minute, each with a handful of leads in
    one second, so several outages are laid over each other: a herd would be in the same
    second of each.
    """
    minute: Counter[int] = Counter()
    for seed in range(OUTAGES):
        herd = outage(seed, hinted=False)
        assert busiest(herd.rate(BACK_S, LONGEST_S)) <= MOST_IN_A_SECOND_OF_ALL
        minute += herd.rate(BACK_S, MINUTE_S)
        assert [desk.arrived for desk in herd.desks] == [LEADS_EACH] * DESKS
    assert busiest(minute) <= MOST_IN_A_SECOND

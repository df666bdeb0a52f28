"""What becomes of an entry after an attempt, for every outcome there is."""

import random
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from capdesk.courier.retry import RESEND_AFTER_S, RESEND_JITTER, decide
from capdesk.domain.entry import Status
from capdesk.domain.outcome import (
    Accepted,
    KeyRefused,
    Misconfigured,
    NotProcessed,
    NotSent,
    NotSentReason,
    NotTheGateway,
    Outcome,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.outbox import MOST_RESENDS, Claimed, Settlement
from tests.support.clock import NOW, Longest, Shortest

FRESH = Claimed(
    id="9cf5ae87-aafb-43e5-b4d3-9d72367a2b86",
    payload=b"{}",
    attempt=1,
    was_unknown=False,
    resends=0,
    by_hand=False,
    hold_when_unknown=False,
)
RESENT = replace(FRESH, attempt=2, was_unknown=True)

TIMED_OUT = Unknown(UnknownReason.TIMEOUT)

NOT_TAKEN: tuple[Outcome, ...] = (
    *(NotSent(reason) for reason in NotSentReason),
    NotProcessed(429, 10.0),
    NotProcessed(503),
    KeyRefused(401),
    KeyRefused(403),
    Misconfigured(307),
    Misconfigured(404),
    NotTheGateway(200),
    NotTheGateway(511),
)

UNKNOWN: tuple[Outcome, ...] = (
    *(Unknown(reason) for reason in UnknownReason),
    *(Unknown(UnknownReason.STATUS, status) for status in (408, 500, 502, 504, 599)),
)

OTHERS: tuple[Outcome, ...] = (
    Accepted("ENQ-260912-AAAAAAAA", "request"),
    Accepted(),
    Rejected(400, ("No.",), "request"),
    Rejected(422),
    Unknown(UnknownReason.STATUS, 409),
)


def settled(
    claimed: Claimed, outcome: Outcome, rng: random.Random | None = None
) -> Settlement:
    """Decide at the tests' time, with the longest waits."""
    return decide(claimed, outcome, now=NOW, rng=rng or Longest())


MAY = Status.MAY_HAVE_ARRIVED
SAYS_409 = Unknown(UnknownReason.STATUS, 409)
SAYS_500 = Unknown(UnknownReason.STATUS, 500)


def resent(
    resends: int = 0, *, by_hand: bool = False, hold_when_unknown: bool = False
) -> Claimed:
    """Return an entry that may have arrived, resent so often before this attempt."""
    return replace(
        RESENT, resends=resends, by_hand=by_hand, hold_when_unknown=hold_when_unknown
    )


@dataclass(frozen=True)
class Wait:
    """An unknown outcome after which the courier resends; waits in seconds."""

    name: str
    claimed: Claimed
    outcome: Outcome
    resends: int
    shortest_s: float
    longest_s: float


# 1, 5, 15, 60 and 240 minutes, and up to 1.2 times as long.
WAITS = [
    Wait("first attempt", FRESH, TIMED_OUT, 0, 60, 60 * 1.2),
    Wait("1st resend", resent(0), TIMED_OUT, 1, 300, 300 * 1.2),
    Wait("2nd resend", resent(1), SAYS_500, 2, 900, 900 * 1.2),
    Wait("3rd resend", resent(2), TIMED_OUT, 3, 3_600, 3_600 * 1.2),
    Wait("4th resend", resent(3), TIMED_OUT, 4, 14_400, 14_400 * 1.2),
    Wait("first, by hand", replace(FRESH, by_hand=True), SAYS_500, 0, 60, 60 * 1.2),
    Wait("by hand", resent(0, by_hand=True), TIMED_OUT, 0, 60, 60 * 1.2),
    Wait("by hand late", resent(4, by_hand=True), SAYS_500, 4, 14_400, 14_400 * 1.2),
]


@pytest.mark.parametrize("row", WAITS, ids=lambda row: row.name)
def test_an_unknown_outcome_is_resent_later(row: Wait) -> None:
    """After an unknown outcome the courier waits longer each time, with jitter."""
    shortest = settled(row.claimed, row.outcome, Shortest())
    longest = settled(row.claimed, row.outcome, Longest())
    assert shortest == Settlement(
        row.claimed.id,
        MAY,
        row.outcome.code,
        not_before=NOW + timedelta(seconds=row.shortest_s),
        was_unknown=True,
        resends=row.resends,
    )
    assert longest == replace(
        shortest, not_before=NOW + timedelta(seconds=row.longest_s)
    )


@dataclass(frozen=True)
class Hold:
    """An unknown outcome after which a person decides."""

    name: str
    claimed: Claimed
    outcome: Outcome
    resends: int


HOLDS = [
    Hold("5th resend", resent(4), TIMED_OUT, 5),
    Hold("by hand after all resends", resent(5, by_hand=True), TIMED_OUT, 5),
    Hold("a 409", FRESH, SAYS_409, 0),
    Hold("a 409 to a resend", resent(1), SAYS_409, 2),
    Hold("a 409 by hand", resent(1, by_hand=True), SAYS_409, 1),
    Hold("policy", replace(FRESH, hold_when_unknown=True), TIMED_OUT, 0),
    Hold("policy, by hand", resent(by_hand=True, hold_when_unknown=True), SAYS_500, 0),
]


@pytest.mark.parametrize("row", HOLDS, ids=lambda row: row.name)
def test_an_unknown_outcome_is_held(row: Hold) -> None:
    """After five resends, a 409, or by policy, a person decides and no time is set."""
    assert settled(row.claimed, row.outcome) == Settlement(
        row.claimed.id,
        MAY,
        row.outcome.code,
        held=True,
        was_unknown=True,
        resends=row.resends,
    )


@pytest.mark.parametrize("outcome", UNKNOWN, ids=lambda outcome: outcome.code)
@pytest.mark.parametrize("claimed", [FRESH, RESENT], ids=["first", "resend"])
def test_every_unknown_outcome_may_have_arrived(
    claimed: Claimed, outcome: Outcome
) -> None:
    """Whatever made an outcome unknown, the lead may have arrived."""
    settlement = settled(claimed, outcome)
    assert (settlement.status, settlement.was_unknown) == (MAY, True)


@pytest.mark.parametrize("outcome", NOT_TAKEN, ids=lambda outcome: outcome.code)
@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("hold", [False, True])
def test_what_was_not_taken_goes_back(
    outcome: Outcome, *, by_hand: bool, hold: bool
) -> None:
    """A lead that was not taken waits again, with no time of its own."""
    claimed = replace(FRESH, by_hand=by_hand, hold_when_unknown=hold)
    assert settled(claimed, outcome) == Settlement(
        FRESH.id, Status.WAITING, outcome.code
    )


@pytest.mark.parametrize("outcome", NOT_TAKEN, ids=lambda outcome: outcome.code)
@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("hold", [False, True])
def test_what_was_not_taken_after_an_unknown_uses_up_no_resend(
    outcome: Outcome, *, by_hand: bool, hold: bool
) -> None:
    """Once unknown it goes back to may have arrived, and the attempt isn't counted."""
    claimed = resent(3, by_hand=by_hand, hold_when_unknown=hold)
    assert settled(claimed, outcome) == Settlement(
        RESENT.id, MAY, outcome.code, was_unknown=True, resends=3
    )


@pytest.mark.parametrize("outcome", OTHERS[2:4], ids=lambda outcome: outcome.code)
def test_a_rejected_lead_needs_fixing(outcome: Rejected) -> None:
    """A lead that was never unknown needs fixing, with the gateway's words."""
    assert settled(FRESH, outcome) == Settlement(
        FRESH.id,
        Status.NEEDS_FIXING,
        outcome.code,
        messages=outcome.messages,
        request_reference=outcome.request_reference,
    )


@pytest.mark.parametrize("outcome", OTHERS[2:4], ids=lambda outcome: outcome.code)
def test_a_lead_rejected_after_an_unknown_is_held(outcome: Rejected) -> None:
    """The first try may have arrived all the same, so a person reads the words."""
    assert settled(resent(2), outcome) == Settlement(
        RESENT.id,
        MAY,
        outcome.code,
        held=True,
        was_unknown=True,
        resends=2,
        messages=outcome.messages,
        request_reference=outcome.request_reference,
    )


@pytest.mark.parametrize("claimed", [FRESH, resent(2), resent(5, by_hand=True)])
@pytest.mark.parametrize("outcome", OTHERS[:2])
def test_only_accepted_is_sent(claimed: Claimed, outcome: Accepted) -> None:
    """A 202 is sent whatever was before, with a reference or without."""
    assert settled(claimed, outcome) == Settlement(
        claimed.id,
        Status.SENT,
        "accepted",
        was_unknown=claimed.was_unknown,
        resends=claimed.resends,
        enquiry_reference=outcome.enquiry_reference,
        request_reference=outcome.request_reference,
    )


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("hold", [False, True])
@pytest.mark.parametrize("outcome", NOT_TAKEN + UNKNOWN + OTHERS)
def test_once_unknown_never_waiting_nor_needs_fixing(
    outcome: Outcome, *, by_hand: bool, hold: bool
) -> None:
    """Only a 202 takes an entry that was once unknown out of may have arrived."""
    for resends in range(MOST_RESENDS + 2):
        claimed = resent(resends, by_hand=by_hand, hold_when_unknown=hold)
        settlement = settled(claimed, outcome)
        sent = isinstance(outcome, Accepted)
        assert settlement.status is (Status.SENT if sent else MAY)
        assert settlement.was_unknown


def test_there_are_as_many_waits_as_resends() -> None:
    """The schedule and the outbox's count after a crash are one rule."""
    assert len(RESEND_AFTER_S) == MOST_RESENDS
    assert RESEND_JITTER == 0.2

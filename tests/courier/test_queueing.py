"""How the queue of an environment waits, pauses and opens again."""

import random
import statistics
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.courier import queueing
from capdesk.courier.queueing import (
    BACKOFF_CAP_S,
    HINT_WITHIN_S,
    MAX_IN_FLIGHT,
    after,
    backoff_s,
    hinted,
    keyring_trouble,
    moved,
    released,
    room,
    without_key,
)
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
from capdesk.domain.queue import PauseReason, QueueState
from tests.support.clock import NOW, Longest, Shortest

FRESH = QueueState("qa")
OPEN = QueueState("qa", suspect=False)
OFFLINE = NotSent(NotSentReason.CONNECT)
SECOND = timedelta(seconds=1)


def waited_s(state: QueueState) -> float:
    """Return how long a queue waits from now, in seconds."""
    assert state.not_before is not None
    return (state.not_before - NOW).total_seconds()


def after_now(
    state: QueueState, outcome: Outcome, rng: random.Random | None = None
) -> QueueState:
    """Return what an outcome makes of the queue now, with the longest wait."""
    return after(state, outcome, now=NOW, rng=rng or Longest())


# Backoff


@pytest.mark.parametrize(
    ("failures", "longest_s"),
    [
        (1, 2),
        (2, 4),
        (3, 8),
        (4, 16),
        (5, 32),
        (6, 64),
        (7, 128),
        (8, 256),
        (9, 512),
        (10, 900),  # 1,024 is past the cap of 15 minutes
        (11, 900),
        (1_000_000, 900),
    ],
)
def test_backoff_bounds(failures: int, longest_s: float) -> None:
    """The top doubles from 2 s up to 15 minutes; full jitter starts at nought."""
    assert backoff_s(failures, Longest()) == longest_s
    assert backoff_s(failures, Shortest()) == 0


def test_backoff_is_spread_evenly() -> None:
    """Full jitter: any wait up to the top is as likely as any other."""
    rng = random.Random(7)
    drawn = [backoff_s(6, rng) for _ in range(4_000)]
    # The quartiles of an even spread over 0 to 64 s, to within 5 %.
    expected = [16, 32, 48]
    assert statistics.quantiles(drawn) == pytest.approx(expected, abs=64 * 0.05)


# Outcomes


@pytest.mark.parametrize(
    "outcome",
    [
        Accepted("ENQ-260912-AAAAAAAA"),
        Rejected(400, ("No.",)),
        Rejected(422),
        Unknown(UnknownReason.STATUS, 409),
    ],
)
def test_a_gateway_that_looks_at_leads_opens_the_queue(outcome: Outcome) -> None:
    """After a 202, or a word about one lead alone, the queue is as good as new."""
    state = QueueState("qa", failures=7, not_before=NOW, trouble="x", may_hint=False)
    assert after_now(state, outcome) == OPEN


@pytest.mark.parametrize(
    "outcome",
    [
        OFFLINE,
        NotSent(NotSentReason.CERTIFICATE),
        NotTheGateway(200),
        Unknown(UnknownReason.TIMEOUT),
        Unknown(UnknownReason.STATUS, 500),
        Unknown(UnknownReason.STATUS, 408),
    ],
)
def test_a_bad_word_from_the_network_makes_the_queue_wait(outcome: Outcome) -> None:
    """The queue is suspect and waits, longer with each failure in a row."""
    first = after_now(OPEN, outcome)
    assert first == QueueState(
        "qa", failures=1, not_before=NOW + 2 * SECOND, trouble=outcome.code
    )
    assert after_now(first, outcome) == replace(
        first, failures=2, not_before=NOW + 4 * SECOND
    )


@pytest.mark.parametrize(
    "outcome",
    [NotSent(NotSentReason.QUIT), Unknown(UnknownReason.QUIT)],
)
def test_quitting_says_nothing_about_the_network(outcome: Outcome) -> None:
    """An attempt that we ended ourselves leaves the queue as it is."""
    assert after_now(OPEN, outcome) == OPEN


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_pauses(status: int) -> None:
    """Nothing goes until there is another key."""
    assert after_now(OPEN, KeyRefused(status)) == QueueState(
        "qa", paused=PauseReason.KEY_REFUSED, trouble=f"http_{status}"
    )


@pytest.mark.parametrize("status", [307, 404, 405, 413, 415, 418])
def test_a_wrong_address_pauses(status: int) -> None:
    """Nothing goes until a person has looked at the set-up."""
    assert after_now(OPEN, Misconfigured(status)) == QueueState(
        "qa", paused=PauseReason.MISCONFIGURED, trouble=f"http_{status}"
    )


# Retry-After


@pytest.mark.parametrize(
    ("retry_after_s", "failures", "shortest_s", "longest_s"),
    [
        (None, 0, 0, 2),  # backoff alone
        (0.0, 0, 0, 2),
        (10.0, 0, 10, 12),
        (3_600.0, 0, 3_600, 3_600 * 1.2),
        (86_400.0, 0, 3_600, 3_600 * 1.2),  # an hour at most
        (10.0, 9, 10, 900),  # the 10th backoff is longer than 12 s
        (3_600.0, 50, 3_600, 3_600 * 1.2),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(
    retry_after_s: float | None,
    failures: int,
    shortest_s: float,
    longest_s: float,
    status: int,
) -> None:
    """The queue waits what was asked or the backoff, whichever is longer."""
    state = replace(OPEN, failures=failures)
    outcome = NotProcessed(status, retry_after_s)
    assert waited_s(after_now(state, outcome, Shortest())) == shortest_s
    assert waited_s(after_now(state, outcome, Longest())) == pytest.approx(longest_s)


def test_a_wait_the_gateway_asked_for_can_not_be_cut_short() -> None:
    """No hint makes a 429 shorter; what comes after it may be again."""
    asked = after_now(OPEN, NotProcessed(429, 600.0))
    assert hinted(asked, now=NOW, rng=Shortest()) == asked
    assert after_now(asked, OFFLINE).may_hint


# Hints


LONG_WAIT = QueueState("qa", failures=9, not_before=NOW + 500 * SECOND)


def test_a_hint_tries_within_30_s() -> None:
    """A sign of the network brings a try forward, to anywhere in the next 30 s."""
    soonest = hinted(LONG_WAIT, now=NOW, rng=Shortest())
    latest = hinted(LONG_WAIT, now=NOW, rng=Longest())
    assert soonest == replace(LONG_WAIT, not_before=NOW)
    assert latest == replace(LONG_WAIT, not_before=NOW + 30 * SECOND)


@pytest.mark.parametrize("remaining_s", [-5, 0, 0.5, 29.9, 30])
def test_hint_upon_hint_does_not_hurry(remaining_s: float) -> None:
    """A try within 30 s stays as it is, or a flapping network would bring it to now."""
    soon = replace(LONG_WAIT, not_before=NOW + remaining_s * SECOND)
    assert hinted(soon, now=NOW, rng=Shortest()) == soon


def test_a_hint_leaves_a_pause_and_an_open_queue_alone() -> None:
    """What a person has to put right is not tried, and what does not wait needs no hint."""
    for state in (OPEN, FRESH, without_key(FRESH), after_now(OPEN, KeyRefused(401))):
        assert hinted(state, now=NOW, rng=Shortest()) == state


# Room


@pytest.mark.parametrize(
    ("state", "in_flight", "expected"),
    [
        (FRESH, 0, 1),
        (FRESH, 1, 0),
        (FRESH, 4, 0),
        (OPEN, 0, 4),
        (OPEN, 3, 1),
        (OPEN, 4, 0),
        (replace(FRESH, not_before=NOW + SECOND), 0, 0),
        (replace(FRESH, not_before=NOW), 0, 1),
        (replace(OPEN, paused=PauseReason.KEY_REFUSED), 0, 0),
        (replace(FRESH, paused=PauseReason.MISCONFIGURED, not_before=NOW), 0, 0),
    ],
)
def test_room(state: QueueState, in_flight: int, expected: int) -> None:
    """One while suspect, four when all is well, none while waiting or paused."""
    assert room(state, in_flight, now=NOW) == expected


# The rest


def test_released_tries_at_once_with_one() -> None:
    """A person's word lifts pause and wait; one entry goes first all the same."""
    paused = replace(LONG_WAIT, paused=PauseReason.KEY_REFUSED, may_hint=False)
    assert released(paused) == FRESH


def test_keyring_trouble_waits_and_hurries_with_a_hint() -> None:
    """A keyring that does not answer is asked again, ever less often."""
    first = keyring_trouble(OPEN, now=NOW, rng=Longest())
    assert first == QueueState(
        "qa", failures=1, not_before=NOW + 2 * SECOND, trouble="keyring"
    )
    second = keyring_trouble(first, now=NOW, rng=Longest())
    assert (second.failures, waited_s(second)) == (2, 4)


def test_without_key() -> None:
    """Without a key nothing is tried until there is one."""
    assert without_key(replace(OPEN, failures=3)) == QueueState(
        "qa", failures=3, paused=PauseReason.KEY_MISSING, trouble="key_missing"
    )


def test_a_clock_that_was_set_keeps_the_wait_as_long() -> None:
    """The wait moves with the clock; a queue that does not wait has none to move."""
    day_back = timedelta(days=-1)
    assert moved(LONG_WAIT, day_back) == replace(
        LONG_WAIT, not_before=NOW + 500 * SECOND + day_back
    )
    assert moved(OPEN, day_back) == OPEN


# Whatever happens

outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.just(Accepted()),
    st.just(Rejected(400)),
    st.sampled_from(NotSentReason).map(NotSent),
    st.sampled_from(UnknownReason).map(Unknown),
    st.sampled_from([408, 409, 500, 504]).map(
        lambda status: Unknown(UnknownReason.STATUS, status)
    ),
    st.builds(
        NotProcessed,
        st.sampled_from([429, 503]),
        st.none() | st.floats(0, 1_000_000),
    ),
    st.sampled_from([401, 403]).map(KeyRefused),
    st.sampled_from([307, 404]).map(Misconfigured),
    st.sampled_from([200, 511]).map(NotTheGateway),
)

LONGEST_WAIT = timedelta(seconds=3_600 * 1.2)


@given(
    st.lists(outcomes | st.sampled_from(["hint", "release", "keyring"]), max_size=40),
    st.randoms(use_true_random=False),
)
def test_whatever_happens(steps: list[Outcome | str], rng: random.Random) -> None:
    """No order of events makes a queue wait too long, hurry, or send while paused."""
    state, now = FRESH, NOW
    for step in steps:
        before = state
        match step:
            case "hint":
                state = hinted(state, now=now, rng=rng)
                assert replace(state, not_before=None) == replace(
                    before, not_before=None
                )
                if state != before:
                    assert before.not_before is not None
                    assert state.not_before is not None
                    assert before.may_hint
                    assert before.paused is None
                    assert now <= state.not_before < before.not_before
            case "release":
                state = released(state)
                assert room(state, 0, now=now) == 1
            case "keyring":
                state = keyring_trouble(state, now=now, rng=rng)
            case _:
                assert not isinstance(step, str)
                state = after(state, step, now=now, rng=rng)
        if state.not_before is not None:
            assert state.paused is None
            assert state.suspect
            assert state.not_before - now <= LONGEST_WAIT
        assert state.failures <= before.failures + 1
        assert 0 <= room(state, 0, now=now) <= MAX_IN_FLIGHT
        if state.paused is not None:
            assert room(state, 0, now=now) == 0
        if not state.suspect:
            assert (state.failures, state.trouble) == (0, None)
        # The next step comes once the queue would try again, or a person acted.
        now = max(now, state.not_before or now)
    assert (BACKOFF_CAP_S, HINT_WITHIN_S) == (900, 30)
    assert queueing.RETRY_AFTER_CAP_S == 3_600

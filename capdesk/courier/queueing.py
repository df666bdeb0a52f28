"""How the queue of one environment changes with what the network says; pure.

A bad word makes the queue suspect: it waits, then one entry goes first, alone. A
good word opens it again.
"""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

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

MAX_IN_FLIGHT = 4
BACKOFF_BASE_S = 2.0
BACKOFF_CAP_S = 900.0
RETRY_AFTER_CAP_S = 3_600.0
RETRY_AFTER_JITTER = 0.2
HINT_WITHIN_S = 30.0


def backoff_s(failures: int, rng: random.Random) -> float:
    """Return seconds to wait after so many failures in a row: full jitter.

    After the first failure between 0 and 2 s, then the top doubles, up to 15 minutes.
    """
    # The cap is passed at the 10th failure; the min keeps 2**n small.
    top = BACKOFF_BASE_S * 2 ** min(failures - 1, 16)
    return rng.uniform(0, min(BACKOFF_CAP_S, top))


def after(
    state: QueueState, outcome: Outcome, *, now: datetime, rng: random.Random
) -> QueueState:
    """Return the state of the queue after an attempt that was begun under `state`.

    Args:
        state: The queue so far.
        outcome: What is known after the attempt.
        now: Aware UTC.
        rng: Source of the jitter.
    """
    match outcome:
        case Accepted() | Rejected() | Unknown(http_status=409):
            # With a 400 or a 409 the gateway is well and has a view of this one lead.
            return QueueState(state.environment, suspect=False)
        case NotSent(NotSentReason.QUIT) | Unknown(UnknownReason.QUIT):
            # We hung up ourselves, which says nothing about the network.
            return state
        case NotSent() | NotTheGateway() | Unknown():
            failures = state.failures + 1
            return _waiting(
                state, outcome.code, failures, backoff_s(failures, rng), now
            )
        case NotProcessed(_, retry_after_s):
            failures = state.failures + 1
            wait_s = backoff_s(failures, rng)
            if retry_after_s is not None:
                asked_s = min(retry_after_s, RETRY_AFTER_CAP_S)
                asked_s *= 1 + rng.uniform(0, RETRY_AFTER_JITTER)
                wait_s = max(wait_s, asked_s)
            waiting = _waiting(state, outcome.code, failures, wait_s, now)
            return replace(waiting, may_hint=False)
        case KeyRefused():
            return _paused(state, PauseReason.KEY_REFUSED, outcome.code)
        case Misconfigured():
            return _paused(state, PauseReason.MISCONFIGURED, outcome.code)
        case _:
            assert_never(outcome)


def without_key(state: QueueState) -> QueueState:
    """Return the queue paused because there is no API key."""
    return _paused(state, PauseReason.KEY_MISSING, "key_missing")


def keyring_trouble(
    state: QueueState, *, now: datetime, rng: random.Random
) -> QueueState:
    """Return the queue waiting because the keyring did not answer."""
    failures = state.failures + 1
    return _waiting(state, "keyring", failures, backoff_s(failures, rng), now)


def released(state: QueueState) -> QueueState:
    """Return the queue free to try at once: a key was given, or *Send now* pressed."""
    return QueueState(state.environment)


def hinted(state: QueueState, *, now: datetime, rng: random.Random) -> QueueState:
    """Return the queue after a sign that the network may be back.

    A hint only ever brings a try forward, to within 30 s, and never one that the
    gateway itself put off. What is to be tried within 30 s stays: a network that comes
    and goes gives hint upon hint, and each would draw again.
    """
    if state.not_before is None or state.paused is not None or not state.may_hint:
        return state
    if state.not_before <= now + timedelta(seconds=HINT_WITHIN_S):
        return state
    soon = now + timedelta(seconds=rng.uniform(0, HINT_WITHIN_S))
    return replace(state, not_before=soon)


def moved(state: QueueState, by: timedelta) -> QueueState:
    """Return the queue with its wait as long as before, once the clock was set."""
    if state.not_before is None:
        return state
    return replace(state, not_before=state.not_before + by)


def room(state: QueueState, in_flight: int, *, now: datetime) -> int:
    """Return how many more attempts may start now."""
    if state.paused is not None:
        return 0
    if state.not_before is not None and now < state.not_before:
        return 0
    most = 1 if state.suspect else MAX_IN_FLIGHT
    return max(0, most - in_flight)


def _waiting(
    state: QueueState, trouble: str, failures: int, wait_s: float, now: datetime
) -> QueueState:
    return QueueState(
        state.environment,
        failures=failures,
        not_before=now + timedelta(seconds=wait_s),
        trouble=trouble,
    )


def _paused(state: QueueState, reason: PauseReason, trouble: str) -> QueueState:
    return QueueState(
        state.environment, failures=state.failures, paused=reason, trouble=trouble
    )

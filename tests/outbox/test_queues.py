"""How a queue stands survives a restart."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import Outbox, exchange
from tests.outbox.desk import MINUTE, NOW, QA

waits = st.none() | st.integers(-(10**9), 10**9).map(
    lambda ms: NOW + timedelta(milliseconds=ms)
)
states = st.builds(
    QueueState,
    environment=st.just(QA),
    suspect=st.booleans(),
    failures=st.integers(0, 10**6),
    not_before=waits,
    paused=st.none() | st.sampled_from(PauseReason),
    trouble=st.none() | st.text("abc_059", max_size=20),
    may_hint=st.booleans(),
)


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    # One outbox for all examples: each state replaces the one before, as in life.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(state=states)
def test_a_queue_comes_back_as_it_was_kept(state: QueueState, outbox: Outbox) -> None:
    """Every field survives closing the program."""
    exchange(outbox, QA, now=NOW, queue=state)
    outbox.close()
    assert outbox.queue(QA) == state


def test_a_queue_that_was_never_kept_is_suspect(outbox: Outbox) -> None:
    """Before the first word from the network one lead goes alone."""
    assert outbox.queue(QA) == QueueState(QA, suspect=True)


@pytest.mark.parametrize("reason", PauseReason)
def test_a_person_lifts_the_wait_of_one_queue(
    reason: PauseReason, outbox: Outbox
) -> None:
    """A new key or *Send now* frees that environment, and no other."""
    for environment in (QA, "production"):
        state = QueueState(environment, not_before=NOW + MINUTE, paused=reason)
        exchange(outbox, environment, now=NOW, queue=state)
    outbox.clear_queue(QA)
    assert outbox.queue(QA) == QueueState(QA)
    assert outbox.queue("production").paused is reason

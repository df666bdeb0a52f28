"""What an exception means depends on how far the attempt got."""

import errno
from datetime import UTC, datetime

import httpx
import pytest

from capdesk.domain.outcome import (
    Accepted,
    NotSent,
    NotSentReason,
    Unknown,
    UnknownReason,
)
from capdesk.gateway import Evidence, outcome_of_failure
from capdesk.gateway.evidence import Reply, Step

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step.PREPARING, NotSentReason.LOCAL),
        (Step.CHOOSING_ROUTE, NotSentReason.PROXY),
        (Step.CONNECTING, NotSentReason.CONNECT),
        (Step.TUNNELLING, NotSentReason.PROXY),
        (Step.SECURING, NotSentReason.TLS),
        (Step.SENDING, NotSentReason.CUT),
    ],
)
def test_the_step_says_why_it_was_not_sent(step: Step, reason: NotSentReason) -> None:
    """An error that doesn't speak for itself is named by the step it fell into."""
    assert outcome_of_failure(ConnectionError(), Evidence(step)) == NotSent(reason)


def test_every_step_has_its_reason() -> None:
    """No step is left without a reason."""
    for step in Step:
        assert isinstance(outcome_of_failure(ValueError(), Evidence(step)), NotSent)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.EACCES])
def test_this_computers_own_trouble(number: int) -> None:
    """No file handles, or a firewall on this computer, are named wherever they hide."""
    trouble = ConnectionError("cannot connect")
    trouble.__context__ = ExceptionGroup("each address", [OSError(number, "no")])
    outcome = outcome_of_failure(trouble, Evidence(Step.CONNECTING))
    assert outcome == NotSent(NotSentReason.LOCAL)


def test_the_exception_does_not_decide_what_is_known() -> None:
    """One and the same timeout is "not sent", "unknown" or nothing, by the evidence."""
    timeout = httpx.ReadTimeout("")
    waiting = Evidence(Step.TUNNELLING)
    assert outcome_of_failure(timeout, waiting) == NotSent(NotSentReason.TIMEOUT)
    written = Evidence(Step.SENDING, body_written=True)
    assert outcome_of_failure(timeout, written) == Unknown(UnknownReason.TIMEOUT)
    written.reply = Reply(202, {}, NOW)
    assert outcome_of_failure(timeout, written) == Accepted()


def test_a_chain_that_goes_round_ends() -> None:
    """Exceptions that name each other as their cause are each looked at once."""
    one, two = ConnectionError(), ConnectionError()
    one.__context__, two.__cause__ = two, one
    outcome = outcome_of_failure(one, Evidence(Step.CONNECTING))
    assert outcome == NotSent(NotSentReason.CONNECT)

"""What becomes of an entry after an attempt: a pure decision, by the outcome table.

Nothing here sleeps, sends or writes; time and randomness come in as arguments.
"""

import random
from datetime import datetime, timedelta
from typing import assert_never

from capdesk.domain.entry import Status
from capdesk.domain.outcome import (
    Accepted,
    KeyRefused,
    Misconfigured,
    NotProcessed,
    NotSent,
    NotTheGateway,
    Outcome,
    Rejected,
    Unknown,
)
from capdesk.outbox import Claimed, Settlement

RESEND_AFTER_S = (60, 300, 900, 3_600, 14_400)
"""Waits before the resends of a lead that may have arrived; then a person decides.

Whether the gateway recognises a reference it has seen is not known, so the number of
resends is kept small (docs/gateway.md, "What is not known").
"""

RESEND_JITTER = 0.2
"""A resend waits up to this share longer, so that many desks don't resend as one."""


def resend_wait_s(resends: int, rng: random.Random) -> float:
    """Return seconds to wait before the next resend, by how many there have been."""
    return RESEND_AFTER_S[resends] * (1 + rng.uniform(0, RESEND_JITTER))


def decide(
    claimed: Claimed, outcome: Outcome, *, now: datetime, rng: random.Random
) -> Settlement:
    """Return what to write down for an entry after an attempt.

    Args:
        claimed: The entry as it was when the attempt began.
        outcome: What is known after it.
        now: Aware UTC.
        rng: Source of the jitter.
    """
    match outcome:
        case Accepted(enquiry_reference, request_reference):
            return Settlement(
                claimed.id,
                Status.SENT,
                outcome.code,
                was_unknown=claimed.was_unknown,
                resends=claimed.resends,
                enquiry_reference=enquiry_reference,
                request_reference=request_reference,
            )
        case Unknown():
            return _after_unknown(claimed, outcome, now, rng)
        case Rejected(_, messages, request_reference):
            # What may have arrived earlier stays so; a person reads the words.
            return Settlement(
                claimed.id,
                Status.MAY_HAVE_ARRIVED if claimed.was_unknown else Status.NEEDS_FIXING,
                outcome.code,
                held=claimed.was_unknown,
                was_unknown=claimed.was_unknown,
                resends=claimed.resends,
                messages=messages,
                request_reference=request_reference,
            )
        case (
            NotSent()
            | NotProcessed()
            | KeyRefused()
            | Misconfigured()
            | NotTheGateway()
        ):
            # The queue as a whole waits or pauses, so the entry has no time of its own.
            return Settlement(
                claimed.id,
                Status.MAY_HAVE_ARRIVED if claimed.was_unknown else Status.WAITING,
                outcome.code,
                was_unknown=claimed.was_unknown,
                resends=claimed.resends,
            )
        case _:
            assert_never(outcome)


def _after_unknown(
    claimed: Claimed, outcome: Unknown, now: datetime, rng: random.Random
) -> Settlement:
    resends = claimed.resends
    if claimed.was_unknown and not claimed.by_hand:
        resends += 1
    # A 409 says that the gateway has a view of this lead: a person has to look.
    hold = (
        claimed.hold_when_unknown
        or outcome.http_status == 409
        or resends >= len(RESEND_AFTER_S)
    )
    not_before = None
    if not hold:
        not_before = now + timedelta(seconds=resend_wait_s(resends, rng))
    return Settlement(
        claimed.id,
        Status.MAY_HAVE_ARRIVED,
        outcome.code,
        not_before=not_before,
        held=hold,
        was_unknown=True,
        resends=resends,
    )

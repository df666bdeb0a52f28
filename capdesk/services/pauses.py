"""Lifts the pause of a queue once a person has removed its cause."""

from collections.abc import Collection
from datetime import datetime

from capdesk.domain.queue import PauseReason
from capdesk.outbox import SalvageReport
from capdesk.services.existing_outbox import existing_outbox
from capdesk.services.profile import Profile

KEY_PAUSES = frozenset({PauseReason.KEY_MISSING, PauseReason.KEY_REFUSED})
"""What a new key puts right."""


def lift_pause(
    profile: Profile,
    environment: str,
    reasons: Collection[PauseReason],
    *,
    now: datetime,
) -> SalvageReport | None:
    """Let a queue go again that was paused for one of some reasons.

    A wait that the gateway or the network asked for stays; nothing is made where there
    is no outbox yet.

    Returns:
        What was saved of the outbox if it was damaged; None if it was not.

    Raises:
        OutboxError: The outbox can't be opened or written.
    """
    with existing_outbox(profile, now=now) as outbox:
        if outbox is None:
            return None
        if outbox.queue(environment).paused in reasons:
            outbox.clear_queue(environment)
        return outbox.salvage_report

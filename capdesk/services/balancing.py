"""Makes the balance of this laptop for a range of days, one for each environment."""

import platform
from collections.abc import Iterable, Mapping
from datetime import datetime

from capdesk.domain.balance import Balance, counted
from capdesk.domain.day import DayRange
from capdesk.domain.entry import Entry
from capdesk.outbox import Outbox


def laptop_name() -> str:
    """Return what this computer calls itself, which is what IT knows it by."""
    return platform.node().partition(".")[0] or "This laptop"


def balance_of(
    outbox: Outbox,
    entries: Iterable[Entry],
    days: DayRange,
    *,
    environment: str,
    laptop: str,
    campaign_names: Mapping[tuple[str, str], str],
    now: datetime,
) -> Balance:
    """Count what this laptop captured.

    Args:
        outbox: Its outbox.
        entries: All that are in it, or more than belong to the balance.
        days: The range.
        environment: Where the leads go.
        laptop: What people call it.
        campaign_names: By environment and campaign id.
        now: Aware UTC.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    begins, ends = days.begins, days.ends
    leads = tuple(
        counted(entry)
        for entry in entries
        if entry.environment == environment and begins <= entry.captured_at < ends
    )
    ids = {lead.campaign_id for lead in leads}
    return Balance(
        outbox_id=outbox.outbox_id,
        laptop=laptop,
        environment=environment,
        days=days,
        counted_at=now,
        history=outbox.captured_count(environment, since=begins, until=ends),
        campaign_names={
            campaign_id: name
            for (where, campaign_id), name in campaign_names.items()
            if where == environment and campaign_id in ids
        },
        leads=leads,
    )

"""Balances of laptops, for a team's to be put together from."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from capdesk.domain.balance import Balance, CountedLead
from capdesk.domain.day import DayRange
from capdesk.domain.entry import Status
from tests.support.captures import DAY, NOON

CAMPAIGN_ID = "966c7488-bfa7-45b5-8510-d26ba3008879"
DAYS = DayRange(DAY, DAY)


def an_id(number: int) -> str:
    """Return the id of a lead or an outbox; the same number, the same id."""
    return str(uuid.UUID(int=number))


def a_lead_counted(
    number: int,
    status: Status = Status.SENT,
    *,
    at: datetime = NOON,
    possible_duplicate: bool = False,
) -> CountedLead:
    """Return what is counted of the lead of a number."""
    return CountedLead(
        id=an_id(number),
        status=status,
        captured_at=at,
        campaign_id=CAMPAIGN_ID,
        enquiry_type="Test Drive",
        possible_duplicate=possible_duplicate,
    )


def a_balance(
    laptop: str,
    leads: Iterable[CountedLead] = (),
    *,
    outbox: int | None = None,
    environment: str = "production",
    days: DayRange = DAYS,
    missing: int = 0,
    later_min: int = 0,
) -> Balance:
    """Return the books of a laptop.

    Args:
        laptop: What it is called.
        leads: What it captured.
        outbox: Number of its outbox; None for one by its name.
        environment: Where they go.
        days: The range.
        missing: How many more captures its history knows.
        later_min: How much later than the others it was counted, in minutes.
    """
    own = tuple(leads)
    number = sum(map(ord, laptop)) if outbox is None else outbox
    return Balance(
        outbox_id=an_id(number),
        laptop=laptop,
        environment=environment,
        days=days,
        counted_at=NOON + timedelta(hours=6, minutes=later_min),
        history=len(own) + missing,
        campaign_names={CAMPAIGN_ID: "Audi Q6 e-tron launch"} if own else {},
        leads=own,
    )

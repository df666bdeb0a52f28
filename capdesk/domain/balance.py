"""The books of one laptop, for one balance of a team: leads by their ids, no contact data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from capdesk.domain.day import DayRange
from capdesk.domain.entry import Entry, Status


@dataclass(frozen=True, slots=True)
class CountedLead:
    """What of a lead is counted; nothing here names a person.

    Attributes:
        id: The lead's id, the same on every laptop that ever had it.
        status: Where it stands on this laptop.
        captured_at: When it was captured, aware, UTC.
        campaign_id: What it is for.
        enquiry_type: What it is about; empty where that is not known any more.
        possible_duplicate: It may have reached the gateway twice.
    """

    id: str
    status: Status
    captured_at: datetime
    campaign_id: str
    enquiry_type: str = ""
    possible_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What one laptop captured in a range of days in one environment.

    Attributes:
        outbox_id: Tells one laptop from another, whatever they are called.
        laptop: What people call it.
        environment: Where the leads go.
        days: The range.
        counted_at: When it was counted, aware, UTC.
        history: How many captures of that range the history knows.
        campaign_names: By campaign id.
        leads: Every capture of that range, the oldest first.
    """

    outbox_id: str
    laptop: str
    environment: str
    days: DayRange
    counted_at: datetime
    history: int
    campaign_names: Mapping[str, str]
    leads: tuple[CountedLead, ...]

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many captures stand in each status."""
        found = dict.fromkeys(Status, 0)
        for lead in self.leads:
            found[lead.status] += 1
        return found

    @property
    def balances(self) -> bool:
        """Whether the laptop accounts for every capture that its history knows."""
        return self.history == len(self.leads)


def counted(entry: Entry) -> CountedLead:
    """Return what is counted of an entry."""
    return CountedLead(
        id=entry.id,
        status=entry.status,
        captured_at=entry.captured_at.replace(microsecond=0),
        campaign_id=entry.campaign_id,
        enquiry_type=entry.enquiry_type,
        possible_duplicate=entry.possible_duplicate,
    )

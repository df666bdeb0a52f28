"""Everything that is known about one lead, and what stays of it after its purge."""

from dataclasses import dataclass
from datetime import datetime

from capdesk.domain.consent import ConsentProof, Consents
from capdesk.domain.entry import Entry, HistoryLine
from capdesk.domain.lead import Lead


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stays of a lead once its contact data is gone: enough to account for it.

    Attributes:
        masked_name: First letters alone: `J… S…`.
        enquiry_at: When the enquiry was made, aware, UTC.
        purged_at: When the contact data was erased, aware, UTC.
    """

    masked_name: str
    enquiry_type: str
    vehicle: str
    acquisition_channel: str
    enquiry_at: datetime
    consents: Consents
    staff_name: str
    purged_at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """The whole story of one lead.

    Attributes:
        entry: Where it stands.
        lead: What was captured; None once purged, or where it can't be read.
        receipt: What stays after a purge; None before it, and once forgotten.
        proof: That consent was asked for; None once forgotten, or where it can't be
            read.
        history: Every change of status, oldest first.
        corrects: The entry that this one took the place of.
        corrected_by: The entry that took the place of this one.
    """

    entry: Entry
    lead: Lead | None = None
    receipt: Receipt | None = None
    proof: ConsentProof | None = None
    history: tuple[HistoryLine, ...] = ()
    corrects: Entry | None = None
    corrected_by: Entry | None = None

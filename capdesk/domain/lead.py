"""A lead: what one person told us, frozen; and the draft it comes from."""

from typing import TYPE_CHECKING, NamedTuple

from capdesk.domain.campaign import EnquiryType
from capdesk.domain.consent import ConsentMethod, ConsentProof, Consents

if TYPE_CHECKING:
    from datetime import datetime


class Draft(NamedTuple):
    """A lead still being typed: text as it stands in the fields, nothing thrown away.

    Attributes:
        enquiry_datetime: Empty for now; else ISO 8601, UK local time unless it has
            an offset.
        consent_asked_at: Likewise; empty for the enquiry time.
        consent_method: Empty for `read_out`, else a `ConsentMethod` value.
    """

    enquiry_type: str = ""
    vehicle: str = ""
    acquisition_channel: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""
    consents: Consents = Consents()
    consent_method: str = ConsentMethod.READ_OUT.value
    consent_asked_at: str = ""
    enquiry_datetime: str = ""
    staff_name: str = ""

    @property
    def has_person(self) -> bool:
        """Whether anything about a person stands in it."""
        texts = (self.first_name, self.last_name, self.email, self.phone, self.postcode)
        return any(text.strip() for text in texts) or self.consents != Consents()


class Lead(NamedTuple):
    """A captured lead; every value normalised as the gateway is to get it.

    Attributes:
        id: UUID made once, at capture: key of the entry and the gateway's
            `externalReferenceId`. Hyphenated, lower case.
        enquiry_at: When the enquiry was made, aware, UTC, whole seconds.
        phone: E.164, or None.
        postcode: Upper case without the space, or None.
    """

    id: str
    environment: str
    campaign_id: str
    enquiry_type: EnquiryType
    vehicle: str
    acquisition_channel: str
    enquiry_at: "datetime"
    first_name: str
    last_name: str
    email: str
    phone: str | None
    postcode: str | None
    consents: Consents
    proof: ConsentProof
    staff_name: str

    @property
    def full_name(self) -> str:
        """First and last name as one text."""
        return f"{self.first_name} {self.last_name}"


def masked(name: str) -> str:
    """Return what may be shown of a name where the name itself must not stand."""
    return f"{name[:1]}…"


def draft_of(lead: Lead) -> Draft:
    """Return a captured lead as a draft, to be corrected.

    Judged again unchanged, it gives the same lead: enquiry time and the time of asking
    stand in it as they were.
    """
    return Draft(
        enquiry_type=lead.enquiry_type,
        vehicle=lead.vehicle,
        acquisition_channel=lead.acquisition_channel,
        first_name=lead.first_name,
        last_name=lead.last_name,
        email=lead.email,
        phone=lead.phone or "",
        postcode=lead.postcode or "",
        consents=lead.consents,
        consent_method=lead.proof.method,
        consent_asked_at=lead.proof.asked_at.isoformat(),
        enquiry_datetime=lead.enquiry_at.isoformat(),
        staff_name=lead.staff_name,
    )

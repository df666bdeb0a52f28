"""The payload of one POST, as the gateway's documentation writes it.

The models hold text and check shapes only, so that they can reproduce the documented
example; `encode` is what decides how our leads are written.
"""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel, to_pascal

from capdesk.domain.consent import Answer
from capdesk.domain.lead import Lead

_DATE_TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class _Wire(BaseModel):
    """What every part of the payload has in common."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        # A validation error must not carry contact data into a log.
        hide_input_in_errors=True,
        populate_by_name=True,
        strict=True,
    )


class EnquirySource(_Wire):
    """Where the enquiry came from."""

    acquisition_channel: str


class Metadata(_Wire):
    """What the lead is about."""

    campaign_id: str
    enquiry_date_time: str
    external_reference_id: str | None
    enquiry_type: str
    ip_address: str | None
    enquiry_source: EnquirySource


class Address(_Wire):
    """The part of an address the gateway has a place for."""

    postcode: str | None


class ContactDetail(_Wire):
    """Who made the enquiry."""

    first_name: str
    last_name: str
    email_address: str
    phone_number: str | None
    address: Address


class OptInConsents(_Wire):
    """The answers, in the gateway's own spelling: these four start with a capital."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)

    phone_call: Answer
    post: Answer
    email: Answer
    sms: Answer


class Vehicle(_Wire):
    """The vehicle the person is interested in."""

    name: str


class LeadSubmission(_Wire):
    """The whole body of one POST."""

    metadata: Metadata
    contact_detail: ContactDetail
    opt_in_consents: OptInConsents
    vehicle: Vehicle


def encode(lead: Lead) -> bytes:
    """Write a lead as the body of its POST.

    Equal leads give equal bytes, so that a resend repeats what was sent before.

    Raises:
        ValueError: The enquiry time has no time zone, so it names no moment.
    """
    return submission_of(lead).model_dump_json(by_alias=True).encode()


def submission_of(lead: Lead) -> LeadSubmission:
    """Put a lead into the gateway's shape.

    Raises:
        ValueError: The enquiry time has no time zone, so it names no moment.
    """
    return LeadSubmission(
        metadata=Metadata(
            campaign_id=lead.campaign_id,
            enquiry_date_time=_date_time(lead.enquiry_at),
            external_reference_id=lead.id,
            enquiry_type=lead.enquiry_type.value,
            # Nobody fills this form in over the internet: a desk has no user's address.
            ip_address=None,
            enquiry_source=EnquirySource(acquisition_channel=lead.acquisition_channel),
        ),
        contact_detail=ContactDetail(
            first_name=lead.first_name,
            last_name=lead.last_name,
            email_address=lead.email,
            phone_number=lead.phone,
            address=Address(postcode=lead.postcode),
        ),
        opt_in_consents=OptInConsents(
            phone_call=lead.consents.phone_call,
            post=lead.consents.post,
            email=lead.consents.email,
            sms=lead.consents.sms,
        ),
        vehicle=Vehicle(name=lead.vehicle),
    )


def _date_time(moment: datetime) -> str:
    """Write a moment in the one form that .NET reads alike under every time zone.

    The documented example has no offset, which a server set to London time reads an
    hour wrong in summer; `+00:00` shifts the clock time where it is stored without
    its zone.
    """
    if moment.tzinfo is None:
        raise ValueError("an enquiry time needs a time zone")
    return moment.astimezone(UTC).strftime(_DATE_TIME_FORMAT)

"""A marketing campaign: what CAP hands out to pick from."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from capdesk.domain.consent import ConsentWording
from capdesk.domain.fields import Field

if TYPE_CHECKING:
    from datetime import date


class EnquiryType(StrEnum):
    """The enquiry types the gateway knows."""

    TEST_DRIVE = "Test Drive"
    QUOTATION = "Quotation"
    RETAILER_CONTACT = "Retailer Contact"
    KEEP_ME_INFORMED = "KMI"
    INTEREST_ONLY = "Interest Only"
    REGISTER_OF_INTEREST = "Register Of Interest"


class OnUnknownOutcome(StrEnum):
    """What the courier does with a lead that may have arrived."""

    RESEND = "resend"  # send the same bytes again, a few times, then ask a person
    HOLD = "hold"  # ask a person at once


class Campaign(NamedTuple):
    """One campaign of one environment.

    Attributes:
        environment: Where its leads go.
        id: GUID, hyphenated, lower case, 36 characters.
        name: What head office calls it.
        enquiry_types: To pick from, in the pack's order.
        acquisition_channels: To pick from, in the pack's order.
        vehicles: To pick from, in the pack's order.
        consent: What people are asked.
        required: `Field.PHONE` and `Field.POSTCODE`, where the campaign needs them.
        starts: First day, Europe/London; None for no start.
        ends: Last day, inclusive, Europe/London; None for no end.
        on_unknown_outcome: What to do with a lead that may have arrived.
    """

    environment: str
    id: str
    name: str
    enquiry_types: tuple[EnquiryType, ...]
    acquisition_channels: tuple[str, ...]
    vehicles: tuple[str, ...]
    consent: ConsentWording
    required: frozenset[Field] = frozenset()
    starts: "date | None" = None
    ends: "date | None" = None
    on_unknown_outcome: OnUnknownOutcome = OnUnknownOutcome.RESEND

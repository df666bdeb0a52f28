"""What a lead needs before it can be sent, and what a draft still lacks.

Apart from the rules themselves, which load more than a window wants that is about to
be painted.
"""

from capdesk.domain.campaign import Campaign
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.domain.rules.cleaning import is_blank

ALWAYS_REQUIRED = frozenset(
    {
        *(Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL),
        *(Field.FIRST_NAME, Field.LAST_NAME, Field.EMAIL),
    }
)
"""What every lead needs; a campaign may add phone and postcode. Consents never are."""

JUDGED_TEXTS = (
    *(Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL),
    *(Field.FIRST_NAME, Field.LAST_NAME, Field.EMAIL, Field.PHONE, Field.POSTCODE),
    *(Field.CONSENT_METHOD, Field.CONSENT_ASKED_AT),
    *(Field.ENQUIRY_DATETIME, Field.STAFF_NAME),
)
"""The fields that hold text, in the order of the form."""


def missing(draft: Draft, campaign: Campaign) -> tuple[Field, ...]:
    """Return the fields that are empty and needed, in the order of the form."""
    required = ALWAYS_REQUIRED | campaign.required
    return tuple(
        field
        for field in JUDGED_TEXTS
        if field in required and is_blank(text_of(draft, field))
    )


def text_of(draft: Draft, field: Field) -> str:
    """Return what stands in a text field; a draft names its texts as `Field` does."""
    return str(getattr(draft, field.value))

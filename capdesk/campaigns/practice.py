"""The campaign that practice mode brings along, with the documented example's values."""

from capdesk.domain.campaign import Campaign, EnquiryType
from capdesk.domain.consent import ConsentWording
from capdesk.domain.environment import PRACTICE

_WORDING = """\
This is practice: no answer leaves this computer.

May we contact you about the Audi Q6 e-tron and related offers? Tell us for each way of \
contact, phone call, post, email and SMS, whether we may use it. You can change your \
mind at any time."""


def practice_campaign() -> Campaign:
    """Make the campaign of practice mode: undated, every enquiry type.

    Its id, vehicle and channel are those of the example in the gateway's documentation.
    """
    return Campaign(
        environment=PRACTICE,
        id="966c7488-bfa7-45b5-8510-d26ba3008879",
        name="Practice: Audi Q6 e-tron",
        enquiry_types=tuple(EnquiryType),
        acquisition_channels=("Google",),
        vehicles=("Audi Q6 e-tron",),
        consent=ConsentWording(
            version="practice",
            wording=_WORDING,
            controllers=("Practice mode",),
        ),
    )

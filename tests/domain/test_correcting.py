"""A captured lead goes back into the form, to be corrected."""

from datetime import datetime, timedelta

import pytest

from capdesk.domain.campaign import Campaign
from capdesk.domain.consent import ConsentMethod, Consents
from capdesk.domain.judge import judge
from capdesk.domain.lead import Draft, draft_of
from capdesk.domain.rules.postcode import OutwardCodes

LEAD_ID = "9cf5ae87-aafb-43e5-b4d3-9d72367a2b86"
WALK_IN = Draft(
    enquiry_type="Test Drive",
    vehicle="Audi Q6 e-tron",
    acquisition_channel="Event",
    first_name="Anna",
    last_name="McCullough",
    email="anna@example.com",
    phone="020 8759 9036",
    postcode="l3 9ag",
    consents=Consents(phone_call=True, post=False, sms=True),
    staff_name="Sam",
)
ON_PAPER = WALK_IN._replace(
    phone="",
    postcode="",
    consent_method=ConsentMethod.ON_PAPER.value,
    enquiry_datetime="2026-09-11T17:05",
    consent_asked_at="2026-09-11T17:01:30",
)


@pytest.mark.parametrize("draft", [WALK_IN, ON_PAPER])
def test_left_as_it_is_it_is_the_same_lead(
    draft: Draft, campaign: Campaign, now: datetime, outward: OutwardCodes
) -> None:
    """Judged again an hour later it is what it was, its times and its proof included."""
    lead = judge(draft, campaign, lead_id=LEAD_ID, now=now, outward=outward).lead
    assert lead is not None
    later = now + timedelta(hours=1)
    again = judge(draft_of(lead), campaign, lead_id=LEAD_ID, now=later, outward=outward)
    assert again.lead == lead

"""Makers of stories: one lead as it is held, before and after its purge."""

from datetime import datetime

from capdesk.domain.entry import Entry, Status
from capdesk.domain.story import Receipt, Story
from tests.support.leads import a_lead


def a_story(status: Status) -> Story:
    """Return the story of a lead that stands so, with all that is held of it."""
    lead = a_lead()
    entry = Entry(
        id=lead.id,
        environment=lead.environment,
        campaign_id=lead.campaign_id,
        status=status,
        captured_at=lead.enquiry_at,
        changed_at=lead.enquiry_at,
        name=lead.full_name,
        enquiry_type=lead.enquiry_type,
        staff_name=lead.staff_name,
    )
    return Story(entry, lead=lead, proof=lead.proof)


def a_receipt(purged_at: datetime) -> Story:
    """Return the story of a lead that was sent and then purged."""
    lead = a_lead()
    entry = Entry(
        id=lead.id,
        environment=lead.environment,
        campaign_id=lead.campaign_id,
        status=Status.SENT,
        captured_at=lead.enquiry_at,
        changed_at=lead.enquiry_at,
        last_code="accepted",
        enquiry_reference="ENQ-1",
        staff_name=lead.staff_name,
        purged=True,
    )
    receipt = Receipt(
        masked_name="Z… Å…",
        enquiry_type=lead.enquiry_type,
        vehicle=lead.vehicle,
        acquisition_channel=lead.acquisition_channel,
        enquiry_at=lead.enquiry_at,
        consents=lead.consents,
        staff_name=lead.staff_name,
        purged_at=purged_at,
    )
    return Story(entry, receipt=receipt, proof=lead.proof)

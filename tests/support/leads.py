"""Makers of valid leads, new entries and campaigns, for tests to vary."""

import itertools
import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypedDict, Unpack

from capdesk.domain.campaign import Campaign, EnquiryType, OnUnknownOutcome
from capdesk.domain.consent import (
    ConsentMethod,
    ConsentProof,
    Consents,
    ConsentWording,
)
from capdesk.domain.fields import Field
from capdesk.domain.lead import Lead
from capdesk.outbox import NewEntry

ASKED_AT = datetime(2026, 9, 12, 10, 20, 59, tzinfo=UTC)

_numbers = itertools.count(1)


class LeadFields(TypedDict, total=False):
    """What `a_lead` lets a test choose."""

    id: str
    environment: str
    campaign_id: str
    enquiry_type: EnquiryType
    vehicle: str
    acquisition_channel: str
    enquiry_at: datetime
    first_name: str
    last_name: str
    email: str
    phone: str | None
    postcode: str | None
    consents: Consents
    proof: ConsentProof
    staff_name: str


class NewEntryFields(TypedDict, total=False):
    """What `a_new_entry` lets a test choose."""

    lead: Lead
    payload: bytes
    on_unknown: OnUnknownOutcome
    row: bytes | None
    replaces: str | None
    clears_draft: str | None


class CampaignFields(TypedDict, total=False):
    """What `a_campaign` lets a test choose."""

    environment: str
    id: str
    name: str
    enquiry_types: tuple[EnquiryType, ...]
    acquisition_channels: tuple[str, ...]
    vehicles: tuple[str, ...]
    consent: ConsentWording
    required: frozenset[Field]
    starts: date | None
    ends: date | None
    on_unknown_outcome: OnUnknownOutcome


def a_campaign(**overrides: Unpack[CampaignFields]) -> Campaign:
    """Return a campaign that leaves nothing open, undated."""
    campaign = Campaign(
        environment="qa",
        id="966c7488-bfa7-45b5-8510-d26ba3008879",
        name="Audi Q6 e-tron launch",
        enquiry_types=(EnquiryType.TEST_DRIVE, EnquiryType.QUOTATION),
        acquisition_channels=("Event", "Walk-in"),
        vehicles=("Audi Q6 e-tron", "Audi Q4 e-tron"),
        consent=ConsentWording(
            version="2026-09",
            wording="May we contact you about the Audi Q6 e-tron?",
            controllers=("Audi UK", "The retailer you visit"),
        ),
    )
    return campaign._replace(**overrides)


def a_lead(**overrides: Unpack[LeadFields]) -> Lead:
    """Return a lead with every field given, under an id of its own."""
    campaign = a_campaign()
    lead = Lead(
        id=str(uuid.UUID(int=next(_numbers), version=4)),
        environment=campaign.environment,
        campaign_id=campaign.id,
        enquiry_type=EnquiryType.TEST_DRIVE,
        vehicle=campaign.vehicles[0],
        acquisition_channel=campaign.acquisition_channels[0],
        enquiry_at=ASKED_AT,
        first_name="Zoë",
        last_name="Ångström-O'Neill",
        email="zoe@example.com",
        phone="+447700900123",
        postcode="SW1A1AA",
        consents=Consents(phone_call=True, post=False, email=None, sms=True),
        proof=ConsentProof(
            version=campaign.consent.version,
            wording=campaign.consent.wording,
            wording_sha256=campaign.consent.sha256,
            controllers=campaign.consent.controllers,
            method=ConsentMethod.READ_OUT,
            asked_at=ASKED_AT,
            asked_by="Sam",
        ),
        staff_name="Sam",
    )
    return lead._replace(**overrides)


def a_new_entry(**overrides: Unpack[NewEntryFields]) -> NewEntry:
    """Return a lead ready to be captured; its payload follows from the lead."""
    lead = overrides.get("lead") or a_lead()
    payload = json.dumps({"externalReferenceId": lead.id, "email": lead.email}).encode()
    return replace(NewEntry(lead, payload), **overrides)

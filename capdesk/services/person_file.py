"""Writes what is held about a person as a file that they can read and keep."""

import json
from datetime import datetime

from capdesk.domain.consent import CONSENT_FIELDS, Answer, ConsentProof, Consents
from capdesk.domain.entry import Entry, HistoryLine
from capdesk.domain.fields import Field
from capdesk.domain.lead import Lead
from capdesk.domain.person import PersonFile
from capdesk.domain.story import Receipt, Story
from capdesk.services.listing import utc_text

Tree = dict[str, object]

_ANSWERS: dict[Answer, str] = {True: "yes", False: "no", None: "not asked"}


def person_json(file: PersonFile) -> bytes:
    """Return a person's file as JSON in UTF-8, indented; times are UTC."""
    tree: Tree = {
        "about": {"email": file.email or None, "phone": file.phone or None},
        "leads": [_story(story) for story in file.stories],
    }
    text = json.dumps(tree, ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "replace")


def _story(story: Story) -> Tree:
    entry = story.entry
    tree: Tree = {
        "id": entry.id,
        "status": entry.status.value,
        "environment": entry.environment,
        "campaign_id": entry.campaign_id,
        "captured_at": utc_text(entry.captured_at),
        "enquiry_reference": entry.enquiry_reference,
        "request_reference": entry.request_reference,
        "corrects": entry.replaces,
        "corrected_by": entry.replaced_by,
        "messages_of_the_gateway": list(entry.messages),
        "lead": story.lead and _lead(story.lead),
        "receipt_of_an_erased_lead": story.receipt and _receipt(story.receipt),
        "proof_that_consent_was_asked_for": story.proof and _proof(story.proof),
        "history": [_line(line) for line in story.history],
    }
    if is_locked(story):
        tree["note"] = (
            "This lead is on this computer, but it can't be read: the key that it was"
            " sealed with is gone."
        )
    return tree


def is_locked(story: Story) -> bool:
    """Whether there is a lead that nobody can read."""
    entry: Entry = story.entry
    return story.lead is None and not entry.purged


def _lead(lead: Lead) -> Tree:
    return {
        Field.ENQUIRY_DATETIME: utc_text(lead.enquiry_at),
        Field.ENQUIRY_TYPE: lead.enquiry_type.value,
        Field.VEHICLE: lead.vehicle,
        Field.ACQUISITION_CHANNEL: lead.acquisition_channel,
        Field.FIRST_NAME: lead.first_name,
        Field.LAST_NAME: lead.last_name,
        Field.EMAIL: lead.email,
        Field.PHONE: lead.phone,
        Field.POSTCODE: lead.postcode,
        **_consents(lead.consents),
        Field.STAFF_NAME: lead.staff_name,
    }


def _receipt(receipt: Receipt) -> Tree:
    return {
        "erased_at": utc_text(receipt.purged_at),
        "name": receipt.masked_name,
        Field.ENQUIRY_DATETIME: utc_text(receipt.enquiry_at),
        Field.ENQUIRY_TYPE: receipt.enquiry_type,
        Field.VEHICLE: receipt.vehicle,
        Field.ACQUISITION_CHANNEL: receipt.acquisition_channel,
        **_consents(receipt.consents),
        Field.STAFF_NAME: receipt.staff_name,
    }


def _consents(consents: Consents) -> Tree:
    return {each.value: _ANSWERS[consents.answer(each)] for each in CONSENT_FIELDS}


def _proof(proof: ConsentProof) -> Tree:
    return {
        "wording": proof.wording,
        "version": proof.version,
        "sha256": proof.wording_sha256,
        "controllers": list(proof.controllers),
        "method": proof.method.value,
        "asked_at": utc_text(proof.asked_at),
        "asked_by": proof.asked_by,
    }


def _line(line: HistoryLine) -> Tree:
    at: datetime = line.at
    return {
        "at": utc_text(at),
        "from": line.before and line.before.value,
        "to": line.after.value,
        "attempt": line.attempt,
        "code": line.code,
    }

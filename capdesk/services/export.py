"""Writes the outbox as a CSV file for a spreadsheet, contact data included."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from capdesk.domain.consent import CONSENT_FIELDS, Answer
from capdesk.domain.fields import Field
from capdesk.domain.lead import Lead
from capdesk.outbox import LostDataKeyError, Outbox
from capdesk.services.csv_cells import defused
from capdesk.services.listing import (
    ENTRY_COLUMNS,
    Listed,
    Value,
    list_entries,
    utc_text,
)

LEAD_COLUMNS = (
    *(Field.ENQUIRY_DATETIME, Field.ENQUIRY_TYPE, Field.VEHICLE),
    *(Field.ACQUISITION_CHANNEL, Field.FIRST_NAME, Field.LAST_NAME, Field.EMAIL),
    *(Field.PHONE, Field.POSTCODE, *CONSENT_FIELDS, Field.CONSENT_METHOD),
    *(Field.CONSENT_ASKED_AT, "consent_version", "consent_sha256", Field.STAFF_NAME),
)

_ANSWERS: Mapping[Answer, str] = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Export:
    """An outbox as a file.

    Attributes:
        content: CSV in UTF-8 with a byte order mark, which Excel needs to know it by.
        unreadable: Entries whose lead could not be opened, so its cells are empty.
    """

    content: bytes
    unreadable: int


def export_outbox(outbox: Outbox | None) -> Export:
    """Put every entry, oldest first, into a CSV file; None stands for no outbox yet.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*ENTRY_COLUMNS, *LEAD_COLUMNS])
    unreadable = 0
    for listed in list_entries(outbox) if outbox is not None else ():
        try:
            lead = outbox.lead(listed.entry.id) if outbox is not None else None
        except LostDataKeyError:
            lead = None
            unreadable += 1
        writer.writerow(defused([*_entry_cells(listed), *_lead_cells(lead)]))
    return Export(text.getvalue().encode("utf-8-sig", "replace"), unreadable)


def _entry_cells(listed: Listed) -> list[str]:
    return [_cell(value) for value in listed.values().values()]


def _cell(value: Value) -> str:
    match value:
        case bool() | None:
            return _ANSWERS[value]
        case list():
            return " / ".join(value)
        case _:
            return str(value)


def _lead_cells(lead: Lead | None) -> list[str]:
    if lead is None:  # purged, or not to be opened
        return [""] * len(LEAD_COLUMNS)
    return [
        utc_text(lead.enquiry_at) or "",
        lead.enquiry_type,
        lead.vehicle,
        lead.acquisition_channel,
        lead.first_name,
        lead.last_name,
        lead.email,
        lead.phone or "",
        lead.postcode or "",
        *(_ANSWERS[lead.consents.answer(each)] for each in CONSENT_FIELDS),
        lead.proof.method,
        utc_text(lead.proof.asked_at) or "",
        lead.proof.version,
        lead.proof.wording_sha256,
        lead.staff_name,
    ]

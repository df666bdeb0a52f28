"""From a row of the outbox to an entry as the desk sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from capdesk.domain.entry import Entry, Status
from capdesk.domain.folding import folded
from capdesk.domain.lead import Lead
from capdesk.outbox import codec
from capdesk.outbox.codec import from_ms
from capdesk.outbox.sealing import Sealer, UnsealError

ENTRY_COLUMNS = (
    "id, environment, campaign_id, status, captured_at, changed_at, attempts,"
    " not_before, held, was_unknown, possible_duplicate, last_code,"
    " enquiry_reference, request_reference, replaces, replaced_by, unreadable,"
    " lead, messages, receipt, taken_over_from"
)
"""What `read_entries` wants, in this order."""

_LEAD, _RECEIPT = 17, 19  # their places among these
_NOTHING = b"null"

_STATUSES = {status.value: status for status in Status}


def read_entries(rows: Sequence[tuple[Any, ...]], sealer: Sealer) -> list[Entry]:
    """Return the entries of rows.

    There may be 10,000, and each microsecond counts as often: columns go by their place,
    and what was sealed is decoded in one go.

    Args:
        rows: Each the `ENTRY_COLUMNS`.
        sealer: Has the data key.
    """
    known = codec.load_all([_opened(row, sealer) for row in rows])
    return [_entry(*each, sealer) for each in zip(rows, known, strict=True)]


def _opened(row: tuple[Any, ...], sealer: Sealer) -> bytes:
    """Return what was sealed of a lead or is left of it; `_NOTHING` where it can't be."""
    entry_id, lead, receipt = row[0], row[_LEAD], row[_RECEIPT]
    try:
        if lead is not None:
            return sealer.unseal(entry_id, "lead", lead)
        if receipt is not None:
            return sealer.unseal(entry_id, "receipt", receipt)
    except UnsealError:
        pass
    return _NOTHING


def _entry(row: tuple[Any, ...], known: dict[str, Any] | None, sealer: Sealer) -> Entry:
    (
        entry_id,
        environment,
        campaign_id,
        status,
        captured_at,
        changed_at,
        attempts,
        not_before,
        held,
        was_unknown,
        possible_duplicate,
        last_code,
        enquiry_reference,
        request_reference,
        replaces,
        replaced_by,
        unreadable,
        lead,
        messages,
        receipt,
        taken_over_from,
    ) = row
    is_shut = known is None and (lead is not None or receipt is not None)
    readable = not (unreadable or is_shut)
    name = enquiry_type = staff_name = contact = ""
    words: tuple[str, ...] = ()
    if known is not None:
        enquiry_type, staff_name = known["enquiry_type"], known["staff_name"]
        if lead is not None:
            name = f"{known['first_name']} {known['last_name']}"
            contact = _contact(known["email"], known["phone"], known["postcode"])
    if messages is not None and not is_shut:
        try:
            words = codec.decode_messages(sealer.unseal(entry_id, "messages", messages))
        except UnsealError:
            readable = False
    captured = from_ms(captured_at)
    # Each on its own: as a rule only the name has letters that take longer to fold.
    find_text = f"{folded(name)}\n{folded(contact)}"
    if enquiry_reference or request_reference:
        references = f"{enquiry_reference or ''}\n{request_reference or ''}"
        find_text = f"{find_text}\n{folded(references)}"
    return Entry(
        entry_id,
        environment,
        campaign_id,
        _STATUSES[status],
        captured,
        captured if changed_at == captured_at else from_ms(changed_at),
        attempts,
        None if not_before is None else from_ms(not_before),
        held == 1,
        was_unknown == 1,
        possible_duplicate == 1,
        last_code,
        enquiry_reference,
        request_reference,
        words,
        name,
        readable,
        enquiry_type,
        staff_name,
        lead is None,
        find_text,
        replaces,
        replaced_by,
        taken_over_from,
    )


def as_captured(lead: Lead, *, now: datetime, replaces: str | None = None) -> Entry:
    """Return the entry of a lead as it begins, without reading it back.

    Args:
        lead: What was captured.
        now: When.
        replaces: Id of the entry that it corrects.
    """
    contact = _contact(lead.email, lead.phone, lead.postcode)
    return Entry(
        id=lead.id,
        environment=lead.environment,
        campaign_id=lead.campaign_id,
        status=Status.WAITING,
        captured_at=now,
        changed_at=now,
        name=lead.full_name,
        enquiry_type=lead.enquiry_type,
        staff_name=lead.staff_name,
        find_text=folded(f"{lead.full_name}\n{contact}"),
        replaces=replaces,
    )


def _contact(email: str, phone: str | None, postcode: str | None) -> str:
    """Return what to find a person by: numbers and codes as people may type them."""
    national = f"0{phone[3:]}" if phone else ""  # after +44
    spaced = f"{postcode[:-3]} {postcode[-3:]}" if postcode else ""
    return f"{email}\n{phone or ''}\n{national}\n{postcode or ''}\n{spaced}"

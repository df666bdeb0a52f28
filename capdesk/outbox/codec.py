"""Leads, proofs, receipts and drafts as the bytes that get sealed, and back."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from capdesk.domain.campaign import EnquiryType
from capdesk.domain.consent import ConsentMethod, ConsentProof, Consents
from capdesk.domain.lead import Draft, Lead, masked
from capdesk.domain.story import Receipt

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DECODER = json.JSONDecoder()
# As ASCII, so that a lone surrogate, which UTF-8 can't carry, never stops a capture. One
# for all, as `json.dumps` makes another with each call.
_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970, UTC, of an aware time."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Return the aware UTC time of milliseconds since 1970."""
    return _EPOCH + milliseconds * _MILLISECOND


def optional_ms(moment: datetime | None) -> int | None:
    """Return `to_ms` of a time, or None for None."""
    return None if moment is None else to_ms(moment)


def optional_from_ms(milliseconds: int | None) -> datetime | None:
    """Return `from_ms` of a number, or None for None."""
    return None if milliseconds is None else from_ms(milliseconds)


def _dump(content: object) -> bytes:
    return _ENCODER.encode(content).encode("ascii")


def load(content: bytes) -> Any:  # noqa: ANN401 - JSON is whatever was written
    """Return what `_dump` wrote; half the cost of `json.loads`, which looks at more."""
    return _DECODER.raw_decode(content.decode("ascii"))[0]


def load_all(contents: Iterable[bytes]) -> list[Any]:
    """Return what `_dump` wrote, of many at once: a third less for each of 10,000."""
    return list(load(b"[%b]" % b",".join(contents)))


def _consents_to_json(consents: Consents) -> dict[str, bool | None]:
    return {
        "phone_call": consents.phone_call,
        "post": consents.post,
        "email": consents.email,
        "sms": consents.sms,
    }


def encode_lead(lead: Lead) -> bytes:
    """Return the lead without its proof, which is long and is read far less often."""
    return _dump(
        {
            "enquiry_type": lead.enquiry_type,
            "vehicle": lead.vehicle,
            "acquisition_channel": lead.acquisition_channel,
            "enquiry_at": to_ms(lead.enquiry_at),
            "first_name": lead.first_name,
            "last_name": lead.last_name,
            "email": lead.email,
            "phone": lead.phone,
            "postcode": lead.postcode,
            "consents": _consents_to_json(lead.consents),
            "staff_name": lead.staff_name,
        }
    )


def encode_proof(proof: ConsentProof) -> bytes:
    """Return the consent proof."""
    return _dump(
        {
            "version": proof.version,
            "wording": proof.wording,
            "wording_sha256": proof.wording_sha256,
            "controllers": proof.controllers,
            "method": proof.method,
            "asked_at": to_ms(proof.asked_at),
            "asked_by": proof.asked_by,
        }
    )


def decode_lead(
    content: bytes,
    proof: bytes,
    *,
    entry_id: str,
    environment: str,
    campaign_id: str,
) -> Lead:
    """Put a lead together again from what was sealed and its clear columns."""
    lead = load(content)
    return Lead(
        id=entry_id,
        environment=environment,
        campaign_id=campaign_id,
        enquiry_type=EnquiryType(lead["enquiry_type"]),
        vehicle=lead["vehicle"],
        acquisition_channel=lead["acquisition_channel"],
        enquiry_at=from_ms(lead["enquiry_at"]),
        first_name=lead["first_name"],
        last_name=lead["last_name"],
        email=lead["email"],
        phone=lead["phone"],
        postcode=lead["postcode"],
        consents=Consents(**lead["consents"]),
        proof=decode_proof(proof),
        staff_name=lead["staff_name"],
    )


def decode_proof(content: bytes) -> ConsentProof:
    """Return the consent proof."""
    kept = load(content)
    return ConsentProof(
        version=kept["version"],
        wording=kept["wording"],
        wording_sha256=kept["wording_sha256"],
        controllers=tuple(kept["controllers"]),
        method=ConsentMethod(kept["method"]),
        asked_at=from_ms(kept["asked_at"]),
        asked_by=kept["asked_by"],
    )


def receipt_of(lead: bytes) -> bytes:
    """Return what stays of an encoded lead once its contact data is gone."""
    known = load(lead)
    names = (known["first_name"], known["last_name"])
    kept = {name: known[name] for name in _KEPT_IN_RECEIPTS}
    return _dump({**kept, "masked_name": " ".join(map(masked, names))})


_KEPT_IN_RECEIPTS = (
    *("enquiry_type", "vehicle", "acquisition_channel"),
    *("enquiry_at", "consents", "staff_name"),
)


def decode_receipt(content: bytes, *, purged_at: datetime) -> Receipt:
    """Return the receipt of a lead that was purged at a time."""
    kept = load(content)
    return Receipt(
        masked_name=kept["masked_name"],
        enquiry_type=kept["enquiry_type"],
        vehicle=kept["vehicle"],
        acquisition_channel=kept["acquisition_channel"],
        enquiry_at=from_ms(kept["enquiry_at"]),
        consents=Consents(**kept["consents"]),
        staff_name=kept["staff_name"],
        purged_at=purged_at,
    )


def encode_draft(draft: Draft) -> bytes:
    """Return a draft, text as typed."""
    fields = {
        name: getattr(draft, name) for name in Draft._fields if name != "consents"
    }
    return _dump({**fields, "consents": _consents_to_json(draft.consents)})


def decode_draft(content: bytes) -> Draft:
    """Return the draft that was encoded; fields this version doesn't know are left out."""
    kept = load(content)
    consents = Consents(**kept.pop("consents"))
    known = {name: kept[name] for name in Draft._fields if name in kept}
    return Draft(**known, consents=consents)


def encode_messages(messages: tuple[str, ...]) -> bytes:
    """Return the gateway's messages."""
    return _dump(messages)


def decode_messages(content: bytes) -> tuple[str, ...]:
    """Return the gateway's messages."""
    return tuple(load(content))

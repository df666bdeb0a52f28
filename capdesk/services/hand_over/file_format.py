"""The format `capdesk-hand-over/1` as pydantic models: strict, with nothing unknown."""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticSerializationError

from capdesk.domain.campaign import EnquiryType
from capdesk.domain.consent import ConsentMethod, ConsentProof, Consents
from capdesk.domain.entry import HistoryLine, Status
from capdesk.domain.hand_over import HandedLead, HandOver
from capdesk.domain.lead import Lead
from capdesk.services.hand_over.errors import HandOverFileError

FORMAT = "capdesk-hand-over/1"

_FAMILY = "capdesk-hand-over/"
_PRACTICE = "practice"

_Id = Annotated[
    str,
    StringConstraints(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
]
_Text = Annotated[str, StringConstraints(max_length=20_000)]
_Code = Annotated[str, StringConstraints(max_length=200)]
_Count = Annotated[int, Field(ge=0, le=1_000_000)]


class _Part(BaseModel):
    """What every part of the file has in common."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        from_attributes=True,
        # A validation error must not carry contact data into a log.
        hide_input_in_errors=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )


class _Consents(_Part):
    phone_call: bool | None
    post: bool | None
    email: bool | None
    sms: bool | None


class _Proof(_Part):
    version: _Text
    wording: _Text
    wording_sha256: _Text
    controllers: tuple[_Text, ...]
    method: ConsentMethod
    asked_at: AwareDatetime
    asked_by: _Text


class _Lead(_Part):
    id: _Id
    environment: Annotated[str, StringConstraints(pattern="^[a-z0-9-]{1,32}$")]
    campaign_id: _Id
    enquiry_type: EnquiryType
    vehicle: _Text
    acquisition_channel: _Text
    enquiry_at: AwareDatetime
    first_name: _Text
    last_name: _Text
    email: _Text
    phone: _Text | None
    postcode: _Text | None
    consents: _Consents
    proof: _Proof
    staff_name: _Text


class _Line(_Part):
    at: AwareDatetime
    before: Status | None
    after: Status
    attempt: _Count
    code: _Code | None


class _Entry(_Part):
    lead: _Lead
    payload: bytes
    status: Literal[Status.WAITING, Status.MAY_HAVE_ARRIVED, Status.NEEDS_FIXING]
    captured_at: AwareDatetime
    captured_by: _Id
    hold_when_unknown: bool
    attempts: _Count
    last_attempt_at: AwareDatetime | None
    not_before: AwareDatetime | None
    held: bool
    was_unknown: bool
    resends: _Count
    possible_duplicate: bool
    last_code: _Code | None
    enquiry_reference: _Text | None
    request_reference: _Text | None
    messages: tuple[_Text, ...]
    history: Annotated[tuple[_Line, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        """Refuse what no outbox would have written."""
        in_doubt = self.status is Status.MAY_HAVE_ARRIVED
        if self.was_unknown is not in_doubt or (self.held and not in_doubt):
            raise ValueError("status and doubt do not fit")
        # Lines in between may be missing, where a damaged outbox was salvaged.
        births = [line.before for line in self.history].count(None)
        is_whole = births == 1 and self.history[0].before is None
        if not is_whole or self.history[-1].after is not self.status:
            raise ValueError("history does not fit")
        if self.lead.environment == _PRACTICE:
            raise ValueError("a practice lead")
        if not _is_payload_of(self.payload, self.lead):
            raise ValueError("payload does not fit")
        return self


class _File(_Part):
    format: Literal["capdesk-hand-over/1"] = "capdesk-hand-over/1"
    id: _Id
    made_at: AwareDatetime
    from_outbox: _Id
    from_computer: Annotated[str, StringConstraints(max_length=200)]
    leads: tuple[_Entry, ...]

    @model_validator(mode="after")
    def _has_each_once(self) -> Self:
        ids = {entry.lead.id for entry in self.leads}
        if len(ids) < len(self.leads):
            raise ValueError("a lead is there twice")
        return self


class _Head(BaseModel):
    """Just enough to tell what this is."""

    format: str


def fits(handed: HandedLead) -> bool:
    """Whether a lead can be written so that another computer takes it."""
    try:
        entry = _Entry.model_validate(handed)
        written = entry.model_dump_json().encode()
        return _handed_lead_of(_Entry.model_validate_json(written)) == handed
    except (ValidationError, PydanticSerializationError):
        return False


def write(hand_over: HandOver) -> bytes:
    """Return a hand-over as JSON, to be encrypted."""
    return _File.model_validate(hand_over).model_dump_json().encode()


def read(content: bytes) -> HandOver:
    """Return the hand-over that stands in a file, once it is decrypted.

    Raises:
        HandOverFileError: It is no hand-over, is from a newer CapDesk, or holds what no
            outbox has written.
    """
    try:
        head = _Head.model_validate_json(content)
    except ValidationError as error:
        raise _foreign() from error
    if head.format != FORMAT:
        raise _newer() if head.format.startswith(_FAMILY) else _foreign()
    try:
        return _hand_over_of(_File.model_validate_json(content))
    except ValidationError as error:
        place = ".".join(map(str, error.errors(include_input=False)[0]["loc"]))
        raise HandOverFileError(
            f"The file has something in it that CapDesk does not write ({place or 'it'}"
            " as a whole); nothing was taken over. Have it written again on the other"
            " computer."
        ) from error


def _is_payload_of(payload: bytes, lead: _Lead) -> bool:
    """Whether these bytes send this lead, whichever version of CapDesk wrote them."""
    try:
        metadata = json.loads(payload)["metadata"]
        told = (metadata["externalReferenceId"], metadata["campaignId"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return False
    return bool(told == (lead.id, lead.campaign_id))


def _hand_over_of(file: _File) -> HandOver:
    kept = _fields(file)
    del kept["format"]
    return HandOver(**{**kept, "leads": tuple(map(_handed_lead_of, file.leads))})


def _handed_lead_of(entry: _Entry) -> HandedLead:
    lead = entry.lead
    history = tuple(HistoryLine(**_fields(line)) for line in entry.history)
    return HandedLead(
        **{
            **_fields(entry),
            "lead": Lead(
                **{
                    **_fields(lead),
                    "consents": Consents(**_fields(lead.consents)),
                    "proof": ConsentProof(**_fields(lead.proof)),
                }
            ),
            "history": history,
        }
    )


def _fields(part: _Part) -> dict[str, Any]:
    return dict(part)


def _foreign() -> HandOverFileError:
    return HandOverFileError(
        "What this file holds is not a hand-over; nothing was taken over. Choose the"
        " file that the other computer wrote."
    )


def _newer() -> HandOverFileError:
    return HandOverFileError(
        "This file is from a newer CapDesk; nothing was taken over. Install that version"
        " on this computer, too."
    )

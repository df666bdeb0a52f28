"""The format `capdesk-campaign-pack/1` as pydantic models, and its faults in words.

pydantic is not on the way to the first painted window, so `pack.py` imports this module
only when there is a pack to read.
"""

import re
import uuid
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails

from capdesk.campaigns import strict_json
from capdesk.domain.campaign import Campaign, EnquiryType, OnUnknownOutcome
from capdesk.domain.consent import ConsentWording
from capdesk.domain.fields import Field as LeadField

FORMAT = "capdesk-campaign-pack/1"

MAX_TEXT_CHARACTERS = 200
MAX_WORDING_CHARACTERS = 20_000
MAX_LIST_ITEMS = 1_000

# Control characters, line separators and what turns the direction of text: none belongs
# in a name, and each can make one thing look like another.
_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_UNSEEN_IN_LINE = re.compile(f"[{_UNSEEN}\t\n]")
_UNSEEN_IN_WORDING = re.compile(f"[{_UNSEEN}]")
_HYPHENATED_UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# Keys somebody might try who wants to say where leads go.
_ADDRESS_KEYS = frozenset(
    {"address", "api_key", "endpoint", "gateway", "host", "key", "server", "uri", "url"}
)

# By pydantic's name of the fault; the words in braces are its context.
_FAULTS = {
    "missing": "it is missing",
    "string_type": "it must be text",
    "string_unicode": "it has half a character in it (a lone surrogate)",
    "list_type": "it must be a list",
    "model_type": "it must be an object, {{ … }}",
    "too_short": "it is empty",
    "string_too_short": "it is empty",
    "too_long": "it has more than {max_length:,} items",
    "string_too_long": "it has more than {max_length:,} characters",
    "string_pattern_mismatch": "{given} is not a campaign id such as "
    "966c7488-bfa7-45b5-8510-d26ba3008879",
    "value_error": "{error}",
}
# Where a value is not one of those there are, by key.
_CHOICES = {
    "format": f"{{given}} is not a format this CapDesk reads ({FORMAT})",
    "enquiry_types": "{given} is not an enquiry type the gateway knows "
    f"({', '.join(EnquiryType)})",
    "required": "{given} is not a field a campaign can require (phone, postcode)",
    "on_unknown_outcome": f"{{given}} is neither {' nor '.join(OnUnknownOutcome)}",
}

T = TypeVar("T")


def _one_line(text: str) -> str:
    if _UNSEEN_IN_LINE.search(text):
        raise ValueError("it has a line break or a control character in it")
    if "://" in text:
        raise ValueError("it has a web address in it, which only the wording may have")
    return text


def _wording(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise ValueError("it is empty")
    if _UNSEEN_IN_WORDING.search(text):
        raise ValueError("it has a control character in it")
    return text


def _iso_date(value: object) -> date:
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # 31 June: the sentence below is for it too
    raise ValueError("it is not a date such as 2026-09-01")


def _all_different(items: list[T]) -> list[T]:
    seen: set[T] = set()
    for item in items:
        if item in seen:
            raise ValueError(f"{strict_json.quoted(str(item))} is there twice")
        seen.add(item)
    return items


_Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MAX_TEXT_CHARACTERS
    ),
    AfterValidator(_one_line),
]
_Wording = Annotated[
    str,
    Field(min_length=1, max_length=MAX_WORDING_CHARACTERS),
    AfterValidator(_wording),
]
_CampaignId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=_HYPHENATED_UUID),
    AfterValidator(lambda text: str(uuid.UUID(text))),
]
_Date = Annotated[
    date,
    BeforeValidator(_iso_date),
    WithJsonSchema({"type": "string", "format": "date"}),
]
# One fault is told at a time, so a list stops at its first.
_Different = Annotated[
    list[T],
    Field(
        max_length=MAX_LIST_ITEMS,
        fail_fast=True,
        json_schema_extra={"uniqueItems": True},
    ),
    AfterValidator(_all_different),
]
_Some = Annotated[_Different[T], Field(min_length=1)]
_Lax = Field(strict=False)  # strict enums take members alone, never their text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Consent(_Strict):
    """What people are asked, and on whose behalf."""

    version: _Line
    wording: _Wording
    controllers: _Different[_Line] = []


class PackedCampaign(_Strict):
    """One campaign as head office writes it."""

    id: _CampaignId
    name: _Line
    starts: _Date | None = None
    ends: _Date | None = None
    enquiry_types: _Some[Annotated[EnquiryType, _Lax]]
    acquisition_channels: _Some[_Line]
    vehicles: _Some[_Line]
    required: _Different[Literal["phone", "postcode"]] = []
    consent: Consent
    on_unknown_outcome: Annotated[OnUnknownOutcome, _Lax] = OnUnknownOutcome.RESEND

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts and self.ends and self.starts > self.ends:
            raise ValueError(f"it ends ({self.ends}) before it starts ({self.starts})")
        return self

    def to_domain(self, environment: str) -> Campaign:
        """Make the value the rest of CapDesk knows."""
        return Campaign(
            environment=environment,
            id=self.id,
            name=self.name,
            enquiry_types=tuple(self.enquiry_types),
            acquisition_channels=tuple(self.acquisition_channels),
            vehicles=tuple(self.vehicles),
            consent=ConsentWording(
                version=self.consent.version,
                wording=self.consent.wording,
                controllers=tuple(self.consent.controllers),
            ),
            required=frozenset(LeadField(name) for name in self.required),
            starts=self.starts,
            ends=self.ends,
            on_unknown_outcome=self.on_unknown_outcome,
        )


class Pack(_Strict):
    """A campaign pack: campaigns of one environment, without a secret or an address."""

    format: Literal["capdesk-campaign-pack/1"]
    environment: _Line
    campaigns: Annotated[
        list[PackedCampaign],
        Field(min_length=1, max_length=MAX_LIST_ITEMS, fail_fast=True),
    ]


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Choose the fault to tell, and word it.

    Returns:
        Its place, such as `campaigns[0].name` (empty for the whole pack), and what is
        wrong there: the end of a sentence without its full stop.
    """
    details = min(
        error.errors(include_url=False),
        # What follows from a wrong format is noise, and an unknown key is most often
        # the misspelt name of one that is then missing.
        key=lambda each: (
            each["loc"] != ("format",),
            each["type"] != "extra_forbidden",
        ),
    )
    steps = details["loc"]
    if details["type"] == "extra_forbidden":
        return strict_json.path(*steps[:-1]), _unknown_key(str(steps[-1]))
    return strict_json.path(*steps), _fault(details)


def _unknown_key(key: str) -> str:
    if key.lower() in _ADDRESS_KEYS:
        return (
            f"the key {strict_json.quoted(key)} is refused, because a campaign pack "
            "cannot say where leads go or with which API key"
        )
    return f"{strict_json.quoted(key)} is not a key that belongs here"


def _fault(details: ErrorDetails) -> str:
    given = details["input"]
    words = {
        **details.get("ctx", {}),
        "given": strict_json.quoted(given) if isinstance(given, str) else "this",
    }
    if details["type"] in {"enum", "literal_error"}:
        field = next(step for step in reversed(details["loc"]) if isinstance(step, str))
        return _CHOICES[field].format(**words)
    return _FAULTS.get(details["type"], "it is not what belongs here").format(**words)

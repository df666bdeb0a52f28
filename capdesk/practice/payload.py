"""Whether a payload is what the gateway's documentation asks for.

Written from the documentation alone and apart from the wire models, so that a mistake
in either shows where they meet.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Never

ENQUIRY_TYPES = (
    "Test Drive",
    "Quotation",
    "Retailer Contact",
    "KMI",
    "Interest Only",
    "Register Of Interest",
)

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Like the documented example, with or without a fraction and an offset.
_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?", re.ASCII
)


class NotJsonError(Exception):
    """A body that can't be read as one JSON document without doubt."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A property that holds text.

    Attributes:
        expected: What belongs there, as a message says it.
        fits: Whether a text is that.
        required: Whether it must be there and not null.
    """

    expected: str
    fits: Callable[[str], bool]
    required: bool = True

    def faults(self, path: str, value: object) -> list[str]:
        if value is None and not self.required:
            return []
        if isinstance(value, str) and self.fits(value):
            return []
        return [f"{path} must be {self.expected}."]


@dataclass(frozen=True, slots=True)
class _Answer:
    """A consent: true, false or null, and said, as silence is no answer."""

    required: bool = True

    def faults(self, path: str, value: object) -> list[str]:
        if value is None or isinstance(value, bool):
            return []
        return [f"{path} must be true, false or null."]


@dataclass(frozen=True, slots=True)
class _Group:
    """An object with known properties and no others."""

    members: "Mapping[str, _Text | _Answer | _Group]"
    required: bool = True

    def faults(self, path: str, value: object) -> list[str]:
        if value is None and not self.required:
            return []
        if not isinstance(value, dict):
            return [f"{path or 'The body'} must be an object."]
        prefix = f"{path}." if path else ""
        faults = [
            f"{prefix}{name} is not a property the gateway knows."
            for name in value
            if name not in self.members
        ]
        for name, member in self.members.items():
            if name in value:
                faults += member.faults(prefix + name, value[name])
            elif member.required:
                faults.append(f"{prefix}{name} is required.")
        return faults


def _is_date_time(text: str) -> bool:
    if not _DATE_TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


_SOME_TEXT = _Text("text that is not empty", lambda text: bool(text.strip()))
_SOME_TEXT_OR_NULL = _Text(
    "text that is not empty, or null", lambda text: bool(text.strip()), required=False
)

_PAYLOAD = _Group(
    {
        "metadata": _Group(
            {
                "campaignId": _Text(
                    "a GUID with hyphens", lambda text: bool(_GUID.fullmatch(text))
                ),
                "enquiryDateTime": _Text(
                    "a date and time such as 2024-09-12T10:20:59Z", _is_date_time
                ),
                "externalReferenceId": _SOME_TEXT_OR_NULL,
                "enquiryType": _Text(
                    f"one of {', '.join(ENQUIRY_TYPES)}", ENQUIRY_TYPES.__contains__
                ),
                "ipAddress": _SOME_TEXT_OR_NULL,
                "enquirySource": _Group({"acquisitionChannel": _SOME_TEXT}),
            }
        ),
        "contactDetail": _Group(
            {
                "firstName": _SOME_TEXT,
                "lastName": _SOME_TEXT,
                "emailAddress": _Text("an email address", lambda text: "@" in text),
                "phoneNumber": _Text(
                    "a phone number that starts with +44 or 0, or null",
                    lambda text: text.startswith(("+44", "0")),
                    required=False,
                ),
                "address": _Group({"postcode": _SOME_TEXT_OR_NULL}, required=False),
            }
        ),
        "optInConsents": _Group(
            {
                "PhoneCall": _Answer(),
                "Post": _Answer(),
                "Email": _Answer(),
                "Sms": _Answer(),
            }
        ),
        "vehicle": _Group({"name": _SOME_TEXT}),
    }
)


def read_payload(body: bytes) -> object:
    """Read a body as JSON, refusing what two readers could read differently.

    Raises:
        NotJsonError: It isn't JSON in UTF-8, names a property twice, or has a number
            that JSON doesn't know.
    """
    try:
        document: object = json.loads(
            body.decode(),
            object_pairs_hook=_each_once,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as exc:
        raise NotJsonError("The body must be one JSON document in UTF-8.") from exc
    return document


def faults_of(document: object) -> list[str]:
    """Return what is wrong with a payload, each naming its property; empty if fine."""
    return _PAYLOAD.faults("", document)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a property is given twice")
    return members


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")

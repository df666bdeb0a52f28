"""What the practice gateway answers: a pure function of its mode and a request."""

import json
import random
import string
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from capdesk.practice.modes import Mode
from capdesk.practice.payload import NotJsonError, faults_of, read_payload

PATH = "/lead-submission/v1/external"
ELSEWHERE = "/elsewhere"
"""Where the redirect points; a lead that turns up there was sent astray."""

MAX_BODY_BYTES = 64 * 1024
HUGE_BODY_BYTES = 1_000_000_000
RETRY_AFTER_S = 10

_JSON = (("Content-Type", "application/json; charset=utf-8"),)
_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_SIGN_IN_PAGE = b"<!DOCTYPE html><title>Sign in</title><h1>Welcome to Guest Wi-Fi</h1>"
_REFERENCE_ALPHABET = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked.

    Attributes:
        target: Path with query.
        headers: By lower-case name.
        body: All of it, or one byte more than `MAX_BODY_BYTES` if it is longer.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Delivery(Enum):
    """How an answer gets on its way."""

    WHOLE = "whole"
    LOST = "lost"  # the connection ends without a byte
    CUT = "cut"  # the connection ends in the middle of the body
    HUGE = "huge"  # a body is announced that nobody wants to have


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be answered.

    Attributes:
        took_lead: Whether a gateway that answers so has the lead.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delivery: Delivery = Delivery.WHOLE
    took_lead: bool = False


class References:
    """Makes fresh references in the documented shape.

    Args:
        rng: Where their randomness comes from.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def request(self) -> str:
        """Return a `requestReferenceId`."""
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def enquiry(self, at: datetime) -> str:
        """Return an `enquiryReferenceCode` of a day."""
        code = "".join(self._rng.choices(_REFERENCE_ALPHABET, k=8))
        return f"ENQ-{at:%y%m%d}-{code}"


def answer(
    mode: Mode, request: Request, references: References, now: datetime
) -> Answer:
    """Answer one request.

    What stands in front of a gateway answers whatever it is asked; the gateway itself
    looks at the request first.
    """
    match mode:
        case Mode.CAPTIVE_PORTAL:
            return Answer(200, _HTML, _SIGN_IN_PAGE)
        case Mode.REDIRECT:
            return Answer(307, (("Location", ELSEWHERE),))
        case Mode.SLOW_DOWN:
            return Answer(429, (("Retry-After", str(RETRY_AFTER_S)),))
        case Mode.OFFLINE:
            # For a request that was under way when the plug was pulled.
            return Answer(503, delivery=Delivery.LOST)
        case Mode.FAIL:
            return _failure(500, ["The practice gateway was told to fail."], references)
        case _:
            return _gateways_answer(mode, request, references, now)


def _gateways_answer(
    mode: Mode, request: Request, references: References, now: datetime
) -> Answer:
    refusal = _refusal(mode, request, references)
    if refusal is not None:
        return refusal
    taken = _json_answer(
        202,
        success=True,
        messages=[],
        request_reference=references.request(),
        enquiry_reference=references.enquiry(now),
    )
    delivery = {
        Mode.LOSE_REPLY: Delivery.LOST,
        Mode.CUT_BODY: Delivery.CUT,
        Mode.HUGE_BODY: Delivery.HUGE,
    }.get(mode, Delivery.WHOLE)
    return Answer(taken.status, taken.headers, taken.body, delivery, took_lead=True)


def _refusal(mode: Mode, request: Request, references: References) -> Answer | None:
    """Return why a request is not taken, or None if it is."""
    if request.target.partition("?")[0] != PATH:
        return _failure(404, ["There is nothing here."], references)
    if request.method != "POST":
        refused = _failure(405, ["Leads are sent with POST."], references)
        return Answer(405, (*refused.headers, ("Allow", "POST")), refused.body)
    if mode is Mode.REFUSE_KEY or not request.headers.get("x-api-key", "").strip():
        return _failure(401, ["The API key is not known here."], references)
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type.strip().lower() != "application/json":
        return _failure(415, ["The body must be application/json."], references)
    if len(request.body) > MAX_BODY_BYTES:
        return _failure(413, ["The body is too long."], references)
    faults = _faults(request.body)
    if mode is Mode.REJECT and not faults:
        faults = ["contactDetail: the practice gateway was told to reject every lead."]
    return _failure(400, faults, references) if faults else None


def _faults(body: bytes) -> list[str]:
    try:
        return faults_of(read_payload(body))
    except NotJsonError as exc:
        return [str(exc)]


def _failure(status: int, messages: list[str], references: References) -> Answer:
    return _json_answer(
        status,
        success=False,
        messages=messages,
        request_reference=references.request(),
        enquiry_reference=None,
    )


def _json_answer(
    status: int,
    *,
    success: bool,
    messages: list[str],
    request_reference: str,
    enquiry_reference: str | None,
) -> Answer:
    """Return an answer whose body has the documented shape."""
    document = {
        "success": success,
        "messages": messages,
        "result": {
            "requestReferenceId": request_reference,
            "enquiryReferenceCode": enquiry_reference,
        },
    }
    return Answer(status, _JSON, json.dumps(document).encode())

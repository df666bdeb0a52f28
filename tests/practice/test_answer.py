"""What the practice gateway answers, mode by mode."""

import json
import random
import re
import uuid
from datetime import UTC, datetime

import pytest

from capdesk.practice import Mode
from capdesk.practice.answer import (
    ELSEWHERE,
    MAX_BODY_BYTES,
    PATH,
    Answer,
    Delivery,
    References,
    Request,
    answer,
)

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
HEADERS = {"x-api-key": "any", "content-type": "application/json; charset=utf-8"}
PAYLOAD = {
    "metadata": {
        "campaignId": "966c7488-bfa7-45b5-8510-d26ba3008879",
        "enquiryDateTime": "2024-09-12T10:20:59Z",
        "enquiryType": "Test Drive",
        "enquirySource": {"acquisitionChannel": "Google"},
    },
    "contactDetail": {
        "firstName": "test",
        "lastName": "test",
        "emailAddress": "test@cap.co",
    },
    "optInConsents": {"PhoneCall": True, "Post": False, "Email": None, "Sms": None},
    "vehicle": {"name": "Audi Q6 e-tron"},
}
GOOD = Request("POST", PATH, HEADERS, json.dumps(PAYLOAD).encode())
FAULTY = Request("POST", PATH, HEADERS, b'{"metadata": {}}')


def answered(mode: Mode, request: Request = GOOD) -> Answer:
    """Answer a request with references that repeat from run to run."""
    return answer(mode, request, References(random.Random(1)), NOW)


@pytest.mark.parametrize(
    ("mode", "status", "delivery", "took_lead"),
    [
        (Mode.ACCEPT, 202, Delivery.WHOLE, True),
        (Mode.SLOW, 202, Delivery.WHOLE, True),
        (Mode.LOSE_REPLY, 202, Delivery.LOST, True),
        (Mode.CUT_BODY, 202, Delivery.CUT, True),
        (Mode.HUGE_BODY, 202, Delivery.HUGE, True),
        (Mode.REJECT, 400, Delivery.WHOLE, False),
        (Mode.REFUSE_KEY, 401, Delivery.WHOLE, False),
        (Mode.FAIL, 500, Delivery.WHOLE, False),
        (Mode.SLOW_DOWN, 429, Delivery.WHOLE, False),
        (Mode.CAPTIVE_PORTAL, 200, Delivery.WHOLE, False),
        (Mode.REDIRECT, 307, Delivery.WHOLE, False),
        (Mode.OFFLINE, 503, Delivery.LOST, False),
    ],
)
def test_each_mode(
    mode: Mode, status: int, delivery: Delivery, took_lead: bool
) -> None:
    """Each mode has its status, its way to deliver, and takes the lead or not."""
    got = answered(mode)
    assert (got.status, got.delivery, got.took_lead) == (status, delivery, took_lead)


def test_every_mode_is_tested_and_labelled() -> None:
    """No mode is without a label for the menu, and no two share one."""
    assert len({mode.label for mode in Mode}) == len(Mode) == 12


def test_references_have_the_documented_shape() -> None:
    """A 202 carries a fresh UUID and a fresh code with the day in it."""
    references = References(random.Random(1))
    documents = [
        json.loads(answer(Mode.ACCEPT, GOOD, references, NOW).body) for _ in range(50)
    ]
    assert documents[0].keys() == {"success", "messages", "result"}
    assert documents[0]["success"] is True
    codes = {each["result"]["enquiryReferenceCode"] for each in documents}
    ids = {each["result"]["requestReferenceId"] for each in documents}
    assert len(codes) == len(ids) == 50
    assert all(re.fullmatch(r"ENQ-261001-[A-Z0-9]{8}", code) for code in codes)
    assert all(uuid.UUID(each).version == 4 for each in ids)


@pytest.mark.parametrize("mode", [Mode.ACCEPT, Mode.SLOW, Mode.LOSE_REPLY])
def test_a_faulty_payload_is_refused(mode: Mode) -> None:
    """A payload against the documentation gets a 400 with messages, whole."""
    got = answered(mode, FAULTY)
    document = json.loads(got.body)
    assert (got.status, got.delivery, got.took_lead) == (400, Delivery.WHOLE, False)
    assert document["success"] is False
    assert "metadata.campaignId is required." in document["messages"]
    assert document["result"]["enquiryReferenceCode"] is None


def test_a_good_payload_is_rejected_with_a_message() -> None:
    """Told to reject, it says something about a good lead too."""
    assert json.loads(answered(Mode.REJECT).body)["messages"] != []


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (Request("POST", "/", HEADERS, GOOD.body), 404),
        (Request("POST", ELSEWHERE, HEADERS, GOOD.body), 404),
        (Request("GET", PATH, HEADERS, b""), 405),
        (Request("PUT", PATH, HEADERS, GOOD.body), 405),
        (Request("POST", PATH, {**HEADERS, "x-api-key": " "}, GOOD.body), 401),
        (Request("POST", PATH, {"content-type": "application/json"}, b"{}"), 401),
        (Request("POST", PATH, {**HEADERS, "content-type": "text/plain"}, b"{}"), 415),
        (Request("POST", PATH, {"x-api-key": "k"}, GOOD.body), 415),
        (Request("POST", PATH, HEADERS, b" " * (MAX_BODY_BYTES + 1)), 413),
        (Request("POST", PATH, HEADERS, b"lead"), 400),
        (Request("POST", f"{PATH}?a=b", HEADERS, GOOD.body), 202),
    ],
)
def test_looks_at_the_request_first(request_: Request, status: int) -> None:
    """Path, method, key, type and length come before the payload."""
    assert answered(Mode.ACCEPT, request_).status == status


def test_says_how_long_to_wait() -> None:
    """A 429 says when to come back, in seconds."""
    assert dict(answered(Mode.SLOW_DOWN).headers)["Retry-After"].isdigit()


def test_redirects_to_itself() -> None:
    """The redirect stays on this computer, where a lead gone astray is noticed."""
    assert dict(answered(Mode.REDIRECT).headers)["Location"] == ELSEWHERE

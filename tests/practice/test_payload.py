"""The practice gateway knows the documented payload, and names what differs."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.practice.payload import NotJsonError, faults_of, read_payload

DOCUMENTED_EXAMPLE: dict[str, Any] = {
    "metadata": {
        "campaignId": "966c7488-bfa7-45b5-8510-d26ba3008879",
        "enquiryDateTime": "2024-09-12T10:20:59.52",
        "externalReferenceId": "9cf5ae87-aafb-43e5-b4d3-9d72367a2b86",
        "enquiryType": "Test Drive",
        "ipAddress": None,
        "enquirySource": {"acquisitionChannel": "Google"},
    },
    "contactDetail": {
        "firstName": "test",
        "lastName": "test",
        "emailAddress": "test@cap.co",
        "phoneNumber": "+4420 8759 9036",
        "address": {"postcode": "L39AG"},
    },
    "optInConsents": {"PhoneCall": True, "Post": False, "Email": False, "Sms": False},
    "vehicle": {"name": "Audi Q6 e-tron"},
}

MISSING = object()


def altered(path: str, value: object) -> dict[str, Any]:
    """Return the documented example with one property changed or left out."""
    document = copy.deepcopy(DOCUMENTED_EXAMPLE)
    *groups, name = path.split(".")
    group = document
    for each in groups:
        group = group[each]
    if value is MISSING:
        del group[name]
    else:
        group[name] = value
    return document


def test_takes_the_documented_example() -> None:
    """The documented example is without fault."""
    assert faults_of(DOCUMENTED_EXAMPLE) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("metadata.campaignId", "966C7488-BFA7-45B5-8510-D26BA3008879"),
        ("metadata.enquiryDateTime", "2024-09-12T10:20:59Z"),
        ("metadata.enquiryDateTime", "2024-09-12T10:20:59+01:00"),
        ("metadata.externalReferenceId", MISSING),
        ("metadata.externalReferenceId", None),
        ("metadata.ipAddress", "192.0.2.1"),
        ("metadata.ipAddress", MISSING),
        ("metadata.enquiryType", "KMI"),
        ("metadata.enquiryType", "Register Of Interest"),
        ("contactDetail.phoneNumber", None),
        ("contactDetail.phoneNumber", MISSING),
        ("contactDetail.phoneNumber", "02087599036"),
        ("contactDetail.address", MISSING),
        ("contactDetail.address", None),
        ("contactDetail.address.postcode", None),
        ("contactDetail.address.postcode", MISSING),
        ("optInConsents.PhoneCall", None),
        ("optInConsents.Sms", True),
    ],
)
def test_takes_what_is_documented(path: str, value: object) -> None:
    """What the documentation allows is without fault."""
    assert faults_of(altered(path, value)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("metadata", MISSING),
        ("metadata", []),
        ("metadata.campaignId", MISSING),
        ("metadata.campaignId", None),
        ("metadata.campaignId", "966c7488bfa745b58510d26ba3008879"),
        ("metadata.campaignId", "966c7488-bfa7-45b5-8510-d26ba3008879\n"),
        ("metadata.enquiryDateTime", MISSING),
        ("metadata.enquiryDateTime", "2024-09-12 10:20:59"),
        ("metadata.enquiryDateTime", "2024-09-31T10:20:59Z"),
        ("metadata.enquiryDateTime", "2024-09-12"),
        ("metadata.enquiryDateTime", 1726136459),
        ("metadata.enquiryType", "test drive"),
        ("metadata.enquiryType", MISSING),
        ("metadata.externalReferenceId", 7),
        ("metadata.ipAddress", ""),
        ("metadata.enquirySource", MISSING),
        ("metadata.enquirySource.acquisitionChannel", " "),
        ("metadata.surprise", 1),
        ("contactDetail", None),
        ("contactDetail.firstName", ""),
        ("contactDetail.lastName", MISSING),
        ("contactDetail.emailAddress", "nobody"),
        ("contactDetail.phoneNumber", "2087599036"),
        ("contactDetail.address", "L39AG"),
        ("contactDetail.address.postcode", ""),
        ("contactDetail.address.town", "Ormskirk"),
        ("optInConsents", MISSING),
        ("optInConsents", None),
        ("optInConsents.PhoneCall", MISSING),
        ("optInConsents.PhoneCall", "true"),
        ("optInConsents.Email", 1),
        ("optInConsents.phoneCall", True),
        ("vehicle", MISSING),
        ("vehicle.name", None),
        ("surprise", {}),
    ],
)
def test_names_the_property_at_fault(path: str, value: object) -> None:
    """A property at fault is named, and it alone."""
    (fault,) = faults_of(altered(path, value))
    assert fault.startswith(f"{path} ")


def test_names_every_fault() -> None:
    """All that is wrong is said at once."""
    assert len(faults_of({})) == 4
    assert faults_of([]) == ["The body must be an object."]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{} {}",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b"\xff",
        "{}".encode("utf-16"),
        b"[" * 50_000,
    ],
)
def test_refuses_what_is_no_json(body: bytes) -> None:
    """A body is one JSON document that every reader reads alike."""
    with pytest.raises(NotJsonError):
        read_payload(body)


@given(st.recursive(st.none() | st.booleans() | st.text(), st.lists))
def test_judges_any_document(document: object) -> None:
    """Any JSON document is judged, and none but the right shape passes."""
    assert faults_of(document) != []
    assert read_payload(json.dumps(document).encode()) == document

"""The payload is what the documentation shows, to the letter."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from capdesk.domain.campaign import EnquiryType
from capdesk.domain.consent import ConsentMethod, ConsentProof, Consents
from capdesk.domain.lead import Lead
from capdesk.gateway.wire import LeadSubmission, encode

DOCUMENTED_EXAMPLE = """
{
  "metadata": {
    "campaignId": "966c7488-bfa7-45b5-8510-d26ba3008879",
    "enquiryDateTime": "2024-09-12T10:20:59.52",
    "externalReferenceId": "9cf5ae87-aafb-43e5-b4d3-9d72367a2b86",
    "enquiryType": "Test Drive",
    "ipAddress": null,
    "enquirySource": { "acquisitionChannel": "Google" }
  },
  "contactDetail": {
    "firstName": "test", "lastName": "test",
    "emailAddress": "test@cap.co",
    "phoneNumber": "+4420 8759 9036",
    "address": { "postcode": "L39AG" }
  },
  "optInConsents": { "PhoneCall": true, "Post": false, "Email": false, "Sms": false },
  "vehicle": { "name": "Audi Q6 e-tron" }
}
"""

ASKED_AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)

LEAD = Lead(
    id="9cf5ae87-aafb-43e5-b4d3-9d72367a2b86",
    environment="practice",
    campaign_id="966c7488-bfa7-45b5-8510-d26ba3008879",
    enquiry_type=EnquiryType.KEEP_ME_INFORMED,
    vehicle="Audi Q6 e-tron",
    acquisition_channel="Walk-in",
    enquiry_at=ASKED_AT,
    first_name="Zoë",
    last_name="Ng'ang'a",
    email="zoe@example.com",
    phone="+442087599036",
    postcode="L39AG",
    consents=Consents(phone_call=True, post=False, email=None, sms=None),
    proof=ConsentProof(
        version="1",
        wording="May we?",
        wording_sha256="0" * 64,
        controllers=(),
        method=ConsentMethod.READ_OUT,
        asked_at=ASKED_AT,
        asked_by="Ada",
    ),
    staff_name="Ada",
)


def test_reproduces_the_documented_example() -> None:
    """The models read and write the documented example, order of names included."""
    written = LeadSubmission.model_validate_json(DOCUMENTED_EXAMPLE).model_dump_json(
        by_alias=True
    )
    compact = json.dumps(json.loads(DOCUMENTED_EXAMPLE), separators=(",", ":"))
    assert written == compact


def test_encodes_a_lead() -> None:
    """A lead is written byte for byte as the gateway is to get it."""
    assert encode(LEAD).decode() == (
        '{"metadata":{"campaignId":"966c7488-bfa7-45b5-8510-d26ba3008879",'
        '"enquiryDateTime":"2026-07-01T09:30:00Z",'
        '"externalReferenceId":"9cf5ae87-aafb-43e5-b4d3-9d72367a2b86",'
        '"enquiryType":"KMI","ipAddress":null,'
        '"enquirySource":{"acquisitionChannel":"Walk-in"}},'
        '"contactDetail":{"firstName":"Zoë","lastName":"Ng\'ang\'a",'
        '"emailAddress":"zoe@example.com","phoneNumber":"+442087599036",'
        '"address":{"postcode":"L39AG"}},'
        '"optInConsents":{"PhoneCall":true,"Post":false,"Email":null,"Sms":null},'
        '"vehicle":{"name":"Audi Q6 e-tron"}}'
    )


def test_encodes_what_was_not_given_as_null() -> None:
    """Phone and postcode that were not given are null, inside an address all the same."""
    document = json.loads(encode(LEAD._replace(phone=None, postcode=None)))
    assert document["contactDetail"]["phoneNumber"] is None
    assert document["contactDetail"]["address"] == {"postcode": None}


def test_encodes_equal_leads_alike() -> None:
    """Equal leads give equal bytes, so that a resend is the same request."""
    assert encode(LEAD) == encode(LEAD._replace())


@pytest.mark.parametrize(
    ("enquiry_at", "written"),
    [
        (datetime(2026, 7, 1, 9, 30, 5, tzinfo=UTC), "2026-07-01T09:30:05Z"),
        (datetime(2026, 7, 1, 9, 30, 5, 999_999, tzinfo=UTC), "2026-07-01T09:30:05Z"),
        (
            datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))),
            "2026-06-30T23:30:00Z",
        ),
    ],
)
def test_writes_the_enquiry_time_in_utc(
    london_desk: None, enquiry_at: datetime, written: str
) -> None:
    """The enquiry time is written in UTC, to the second, with a Z, in summer too."""
    document = json.loads(encode(LEAD._replace(enquiry_at=enquiry_at)))
    assert document["metadata"]["enquiryDateTime"] == written


def test_refuses_a_time_without_zone() -> None:
    """A time without a zone names no moment, so it is not sent as one."""
    naive = LEAD.enquiry_at.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        encode(LEAD._replace(enquiry_at=naive))


@pytest.mark.parametrize(
    ("found", "put_instead"),
    [
        ('"PhoneCall": true', '"PhoneCall": "yes"'),
        ('"PhoneCall": true', '"PhoneCall": 1'),
        ('"PhoneCall": true', '"phonecall": true'),
        ('"firstName": "test"', '"firstName": null'),
        ('"ipAddress": null', '"ipAddress": null, "surprise": 1'),
    ],
)
def test_refuses_other_shapes(found: str, put_instead: str) -> None:
    """Other types and other names are refused, and never quoted in the error."""
    altered = DOCUMENTED_EXAMPLE.replace(found, put_instead)
    with pytest.raises(ValidationError) as caught:
        LeadSubmission.model_validate_json(altered)
    assert "input_value" not in str(caught.value)

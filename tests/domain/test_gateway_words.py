"""Which fields the gateway's words seem to mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.consent import CONSENT_FIELDS
from capdesk.domain.fields import Field
from capdesk.domain.gateway_words import fields_meant


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("metadata.campaignId", Field.CAMPAIGN),
        ("metadata.enquiryType", Field.ENQUIRY_TYPE),
        ("metadata.enquiryDateTime", Field.ENQUIRY_DATETIME),
        ("metadata.enquirySource.acquisitionChannel", Field.ACQUISITION_CHANNEL),
        ("vehicle.name", Field.VEHICLE),
        ("contactDetail.firstName", Field.FIRST_NAME),
        ("contactDetail.lastName", Field.LAST_NAME),
        ("contactDetail.emailAddress", Field.EMAIL),
        ("contactDetail.phoneNumber", Field.PHONE),
        ("contactDetail.address.postcode", Field.POSTCODE),
        ("optInConsents.PhoneCall", Field.CONSENT_PHONE_CALL),
        ("optInConsents.Post", Field.CONSENT_POST),
        ("optInConsents.Email", Field.CONSENT_EMAIL),
        ("optInConsents.Sms", Field.CONSENT_SMS),
    ],
)
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_every_property_of_the_payload_means_its_field(
    message: str, field: Field, change: type[str]
) -> None:
    """A property is known by its path, in whatever case."""
    assert fields_meant(f"The {change(message)} field is required.") == (field,)


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("customer.email: not deliverable", (Field.EMAIL,)),
        ("'jo@post.example' is not a valid e-mail address.", (Field.EMAIL,)),
        ("postCode must be 5 to 8 characters", (Field.POSTCODE,)),
        ("Postal code unknown", (Field.POSTCODE,)),
        ("The address is incomplete", (Field.POSTCODE,)),
        ("Surname too long", (Field.LAST_NAME,)),
        ("Missing forename and surname", (Field.FIRST_NAME, Field.LAST_NAME)),
        ("Customer name required", (Field.FIRST_NAME, Field.LAST_NAME)),
        ("Mobile number is invalid", (Field.PHONE,)),
        ("Telephone or email is required", (Field.EMAIL, Field.PHONE)),
        ("Enquiry type 'KMI' is not allowed", (Field.ENQUIRY_TYPE,)),
        ("DateTime is in the future", (Field.ENQUIRY_DATETIME,)),
        ("$.metadata.enquiry_date_time", (Field.ENQUIRY_DATETIME,)),
        ("Unknown vehicle", (Field.VEHICLE,)),
        ("Campaign is closed", (Field.CAMPAIGN,)),
        ("OptInConsents is required", CONSENT_FIELDS),
        ("Consent for phone missing", (Field.CONSENT_PHONE_CALL,)),
    ],
)
def test_plain_words_mean_fields(message: str, fields: tuple[Field, ...]) -> None:
    """What people would take for a field is taken for it."""
    assert fields_meant(message) == fields


@pytest.mark.parametrize(
    "message",
    [
        *("", "ERROR_SPECIFIC_MESSAGE_HERE", "Bad request"),
        *("externalReferenceId is not unique", "The POST body is empty"),
        *("Something is composted", "micropostcodes"),
    ],
)
def test_what_is_not_recognised_means_no_field(message: str) -> None:
    """A guess is not forced: such words are shown for the lead as a whole."""
    assert fields_meant(message) == ()


@given(st.text())
def test_any_text_will_do(message: str) -> None:
    """Whatever the gateway says, the answer is fields in their order, each once."""
    order = list(Field)
    meant = fields_meant(message)
    assert list(meant) == sorted(set(meant), key=order.index)


def test_a_message_without_end_takes_no_time() -> None:
    """Of a very long message only the beginning is read."""
    assert fields_meant("x" * 10_000_000 + " email") == ()

"""The fields of a lead, by the names that files and the command line use."""

from enum import StrEnum


class Field(StrEnum):
    """One thing that is asked at the desk; the value is its column name."""

    CAMPAIGN = "campaign"
    ENQUIRY_TYPE = "enquiry_type"
    VEHICLE = "vehicle"
    ACQUISITION_CHANNEL = "acquisition_channel"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    CONSENT_PHONE_CALL = "consent_phone_call"
    CONSENT_POST = "consent_post"
    CONSENT_EMAIL = "consent_email"
    CONSENT_SMS = "consent_sms"
    CONSENT_METHOD = "consent_method"
    CONSENT_ASKED_AT = "consent_asked_at"
    ENQUIRY_DATETIME = "enquiry_datetime"
    STAFF_NAME = "staff_name"

    @property
    def label(self) -> str:
        """The field's name as people read it."""
        return _LABELS[self]


_LABELS = {
    Field.CAMPAIGN: "Campaign",
    Field.ENQUIRY_TYPE: "Enquiry type",
    Field.VEHICLE: "Vehicle",
    Field.ACQUISITION_CHANNEL: "Acquisition channel",
    Field.FIRST_NAME: "First name",
    Field.LAST_NAME: "Last name",
    Field.EMAIL: "Email",
    Field.PHONE: "Phone",
    Field.POSTCODE: "Postcode",
    Field.CONSENT_PHONE_CALL: "Consent to phone call",
    Field.CONSENT_POST: "Consent to post",
    Field.CONSENT_EMAIL: "Consent to email",
    Field.CONSENT_SMS: "Consent to SMS",
    Field.CONSENT_METHOD: "How consent was asked",
    Field.CONSENT_ASKED_AT: "When consent was asked",
    Field.ENQUIRY_DATETIME: "Enquiry time",
    Field.STAFF_NAME: "Staff name",
}

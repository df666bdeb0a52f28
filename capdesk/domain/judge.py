"""The verdict on a draft: a lead that can be captured, or what is still wrong with it.

The form, the press of Send, the CSV import and the command line all ask here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from capdesk.domain.campaign import Campaign, EnquiryType
from capdesk.domain.consent import ConsentMethod, ConsentProof
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft, Lead
from capdesk.domain.needs import JUDGED_TEXTS, missing, text_of
from capdesk.domain.problem import Problem, Severity
from capdesk.domain.rules.cleaning import is_blank
from capdesk.domain.rules.consents import check_method, unusable_consents
from capdesk.domain.rules.email import check_email
from capdesk.domain.rules.enquiry import check_choice, check_enquiry_time
from capdesk.domain.rules.names import (
    check_first_name,
    check_last_name,
    check_staff_name,
)
from capdesk.domain.rules.phone import check_phone
from capdesk.domain.rules.postcode import OutwardCodes, check_postcode
from capdesk.domain.rules.result import Finding, RuleResult, Valid, Wrong
from capdesk.domain.rules.times import TimeResult, ValidTime, check_time, whole_seconds

_RULES_OF_TEXT_ALONE: Mapping[Field, Callable[[str], RuleResult]] = {
    Field.FIRST_NAME: check_first_name,
    Field.LAST_NAME: check_last_name,
    Field.EMAIL: check_email,
    Field.PHONE: check_phone,
    Field.CONSENT_METHOD: check_method,
    Field.STAFF_NAME: check_staff_name,
}
_FIELD_ORDER = {field: place for place, field in enumerate(Field)}

_Checked = RuleResult | TimeResult


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a draft.

    Attributes:
        lead: The lead; None exactly where an error is among the problems.
        problems: Errors and warnings, in the order of the fields.
    """

    lead: Lead | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """What is known about one field while somebody types.

    Attributes:
        problems: Errors and warnings; none for an empty field.
        shown: The value as people read it, to be read back (a phone number grouped);
            None where the field is empty or cannot be sent.
    """

    problems: tuple[Problem, ...] = ()
    shown: str | None = None


def check_field(
    field: Field,
    text: str,
    campaign: Campaign | None,
    *,
    outward: OutwardCodes,
    now: datetime,
    is_needed: bool = False,
) -> FieldCheck:
    """Check the text of one field, whatever stands in the others.

    Args:
        field: Which field.
        text: What stands in it.
        campaign: The campaign, where one is chosen; its choices and dates count.
        outward: The outward codes that are known.
        now: The time at present, aware.
        is_needed: Whether an empty field is a problem; while somebody types it isn't.
    """
    if is_blank(text) and not is_needed:
        return FieldCheck()
    checked = _check(field, text, campaign, outward=outward, now=now)
    return FieldCheck(
        _problems(field, checked),
        None if isinstance(checked, Wrong) else checked.shown,
    )


def judge(
    draft: Draft,
    campaign: Campaign,
    *,
    lead_id: str,
    now: datetime,
    outward: OutwardCodes,
) -> Judgement:
    """Turn a draft into a lead, or say what is wrong with it.

    Args:
        draft: What stands in the fields.
        campaign: The campaign that the lead is for.
        lead_id: A new UUID, hyphenated, lower case.
        now: The time at present, aware; also the enquiry's, unless the draft has one.
        outward: The outward codes that are known.
    """
    needed = {*missing(draft, campaign), Field.ENQUIRY_DATETIME}
    checked = {
        field: _check(field, text, campaign, outward=outward, now=now)
        for field in JUDGED_TEXTS
        if not is_blank(text := text_of(draft, field)) or field in needed
    }
    problems = [
        *(
            found
            for field, result in checked.items()
            for found in _problems(field, result)
        ),
        *unusable_consents(draft.consents, phone=draft.phone, postcode=draft.postcode),
    ]
    problems.sort(key=lambda problem: _FIELD_ORDER[problem.field])
    stopped = any(problem.stops for problem in problems)
    return Judgement(
        lead=None if stopped else _lead(draft, campaign, lead_id, now, checked),
        problems=tuple(problems),
    )


def warm_up() -> None:
    """Load what the first check of an email, a phone number or a time would load.

    It takes about a tenth of a second: to be called once the window is painted, so
    that no key press has to wait for it.
    """
    # An international domain makes the library load its tables as well.
    check_email("name@b\u00fccher.example")
    check_phone("020 7946 0018")
    check_time("2026-01-01T00:00Z", now=datetime(2026, 1, 1, tzinfo=UTC), label="")


def _check(
    field: Field,
    text: str,
    campaign: Campaign | None,
    *,
    outward: OutwardCodes,
    now: datetime,
) -> _Checked:
    """Put a text to its field's rule."""
    if rule := _RULES_OF_TEXT_ALONE.get(field):
        return rule(text)
    match field:
        case Field.ENQUIRY_TYPE | Field.VEHICLE | Field.ACQUISITION_CHANNEL:
            return _check_choice(field, text, campaign)
        case Field.POSTCODE:
            return check_postcode(text, outward)
        case Field.CONSENT_ASKED_AT:
            return check_time(text, now=now, label=field.label)
        case Field.ENQUIRY_DATETIME:
            return check_enquiry_time(text, now=now, campaign=campaign)
        case _:  # the campaign and the four answers are chosen, not typed
            return Valid(text, text)


def _check_choice(field: Field, text: str, campaign: Campaign | None) -> RuleResult:
    if campaign is None:
        return Valid(text, text)
    choices: dict[Field, tuple[str, ...]] = {
        Field.ENQUIRY_TYPE: campaign.enquiry_types,
        Field.VEHICLE: campaign.vehicles,
        Field.ACQUISITION_CHANNEL: campaign.acquisition_channels,
    }
    return check_choice(text, choices[field], label=field.label)


def _problems(field: Field, checked: _Checked) -> tuple[Problem, ...]:
    match checked:
        case Wrong(error):
            return (_problem(field, Severity.ERROR, error),)
        case Valid(warnings=warnings) | ValidTime(warnings=warnings):
            return tuple(_problem(field, Severity.WARNING, w) for w in warnings)
        case _:
            assert_never(checked)


def _problem(field: Field, severity: Severity, finding: Finding) -> Problem:
    return Problem(field, severity, finding.message, finding.suggestion)


def _lead(
    draft: Draft,
    campaign: Campaign,
    lead_id: str,
    now: datetime,
    checked: Mapping[Field, _Checked],
) -> Lead:
    """Build the lead from checks of which none is an error."""
    enquiry_at = _moment(checked, Field.ENQUIRY_DATETIME, default=whole_seconds(now))
    staff_name = _value(checked, Field.STAFF_NAME)
    method = _value(checked, Field.CONSENT_METHOD)
    return Lead(
        id=lead_id,
        environment=campaign.environment,
        campaign_id=campaign.id,
        enquiry_type=EnquiryType(_value(checked, Field.ENQUIRY_TYPE)),
        vehicle=_value(checked, Field.VEHICLE),
        acquisition_channel=_value(checked, Field.ACQUISITION_CHANNEL),
        enquiry_at=enquiry_at,
        first_name=_value(checked, Field.FIRST_NAME),
        last_name=_value(checked, Field.LAST_NAME),
        email=_value(checked, Field.EMAIL),
        phone=_value(checked, Field.PHONE) or None,
        postcode=_value(checked, Field.POSTCODE) or None,
        consents=draft.consents,
        proof=ConsentProof(
            version=campaign.consent.version,
            wording=campaign.consent.wording,
            wording_sha256=campaign.consent.sha256,
            controllers=campaign.consent.controllers,
            method=ConsentMethod(method or ConsentMethod.READ_OUT),
            asked_at=_moment(checked, Field.CONSENT_ASKED_AT, default=enquiry_at),
            asked_by=staff_name,
        ),
        staff_name=staff_name,
    )


def _value(checked: Mapping[Field, _Checked], field: Field) -> str:
    """Return a field's value; empty where it was not given."""
    match checked.get(field):
        case Valid(value=value):
            return value
        case _:
            return ""


def _moment(
    checked: Mapping[Field, _Checked], field: Field, *, default: datetime
) -> datetime:
    """Return a field's time; the default where it was not given."""
    match checked.get(field):
        case ValidTime(at=at):
            return at
        case _:
            return default

"""Whatever is sealed comes back as it was."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from capdesk.domain.campaign import EnquiryType
from capdesk.domain.consent import ConsentMethod, ConsentProof, Consents
from capdesk.domain.lead import Draft, Lead
from capdesk.outbox import codec
from tests.support.leads import ASKED_AT, a_lead

quick = settings(max_examples=50, deadline=None, database=None)

HALF_A_CHARACTER = "\ud83d"
"""Half a surrogate pair, as Qt hands on where a text was cut in two."""

texts = st.text(st.characters(exclude_categories=()), max_size=30)
answers = st.sampled_from((True, False, None))
consents = st.builds(Consents, answers, answers, answers, answers)
moments = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
    datetime(2999, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)
exact_moments = moments.map(lambda at: at.replace(microsecond=0))
proofs = st.builds(
    ConsentProof,
    version=texts,
    wording=texts,
    wording_sha256=texts,
    controllers=st.lists(texts, max_size=3).map(tuple),
    method=st.sampled_from(ConsentMethod),
    asked_at=exact_moments,
    asked_by=texts,
)
leads = st.builds(
    Lead,
    id=st.uuids().map(str),
    environment=texts,
    campaign_id=texts,
    enquiry_type=st.sampled_from(EnquiryType),
    vehicle=texts,
    acquisition_channel=texts,
    enquiry_at=exact_moments,
    first_name=texts,
    last_name=texts,
    email=texts,
    phone=st.none() | texts,
    postcode=st.none() | texts,
    consents=consents,
    proof=proofs,
    staff_name=texts,
)
drafts = st.builds(
    Draft,
    **{name: texts for name in Draft._fields if name != "consents"},
    consents=consents,
)


@quick
@given(leads)
@example(a_lead(last_name=HALF_A_CHARACTER))
def test_a_lead_comes_back_as_it_was(lead: Lead) -> None:
    """Every field of a lead and its proof survives, three-valued answers included."""
    decoded = codec.decode_lead(
        codec.encode_lead(lead),
        codec.encode_proof(lead.proof),
        entry_id=lead.id,
        environment=lead.environment,
        campaign_id=lead.campaign_id,
    )
    assert decoded == lead
    assert type(decoded.enquiry_type) is EnquiryType
    assert type(decoded.proof.method) is ConsentMethod


@quick
@given(leads)
def test_a_receipt_names_nobody(lead: Lead) -> None:
    """It tells what a lead was about, and of the person their initials alone."""
    content = codec.receipt_of(codec.encode_lead(lead))
    receipt = codec.decode_receipt(content, purged_at=ASKED_AT)
    assert receipt.masked_name == f"{lead.first_name[:1]}… {lead.last_name[:1]}…"
    assert receipt.enquiry_type == lead.enquiry_type
    assert receipt.vehicle == lead.vehicle
    assert receipt.acquisition_channel == lead.acquisition_channel
    assert receipt.enquiry_at == lead.enquiry_at
    assert receipt.consents == lead.consents
    assert receipt.staff_name == lead.staff_name
    assert receipt.purged_at == ASKED_AT
    personal = {"first_name", "last_name", "email", "phone", "postcode"}
    assert personal.isdisjoint(codec.load(content))


@quick
@given(drafts)
@example(Draft(first_name=HALF_A_CHARACTER))
def test_a_draft_comes_back_as_it_was_typed(draft: Draft) -> None:
    """Nothing typed is thrown away, not even half a character."""
    assert codec.decode_draft(codec.encode_draft(draft)) == draft


@quick
@given(st.lists(texts, max_size=5).map(tuple))
@example((HALF_A_CHARACTER,))
def test_messages_come_back_as_they_were(messages: tuple[str, ...]) -> None:
    """The gateway's words stay apart, in their order."""
    assert codec.decode_messages(codec.encode_messages(messages)) == messages


def test_a_draft_of_another_version_gives_what_both_know() -> None:
    """A field this version has not is left out; one that is missing stays empty."""
    content = codec.encode_draft(Draft(first_name="Zoë"))
    content = content.replace(b'"last_name"', b'"nick_name"')
    assert codec.decode_draft(content) == Draft(first_name="Zoë")


@quick
@given(moments)
def test_times_are_kept_to_the_millisecond(moment: datetime) -> None:
    """A time loses less than a millisecond, and never moves into the future."""
    kept = codec.from_ms(codec.to_ms(moment))
    assert timedelta(0) <= moment - kept < timedelta(milliseconds=1)
    assert kept.utcoffset() == timedelta(0)


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    """What is kept is the moment, not how a clock on the wall showed it."""
    summer = timezone(timedelta(hours=1))
    moment = datetime(2026, 9, 12, 11, 30, tzinfo=summer)
    assert codec.from_ms(codec.to_ms(moment)) == moment


def test_a_time_without_a_zone_is_refused() -> None:
    """Nobody could say which moment it means."""
    with pytest.raises(TypeError):
        codec.to_ms(datetime(2026, 9, 12))  # noqa: DTZ001 - what the test is about


def test_no_time_stays_no_time() -> None:
    """None is at once or never, not 1970."""
    assert codec.optional_ms(None) is None
    assert codec.optional_from_ms(None) is None
    assert codec.optional_from_ms(0) == datetime(1970, 1, 1, tzinfo=UTC)

"""The verdict on a draft, and on one field while somebody types."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.campaign import Campaign, EnquiryType
from capdesk.domain.consent import ConsentMethod, ConsentProof, Consents
from capdesk.domain.fields import Field
from capdesk.domain.judge import FieldCheck, Judgement, check_field, judge, warm_up
from capdesk.domain.lead import Draft, Lead
from capdesk.domain.needs import missing
from capdesk.domain.problem import Severity
from capdesk.domain.rules.postcode import OutwardCodes

LEAD_ID = "9cf5ae87-aafb-43e5-b4d3-9d72367a2b86"
DRAFT = Draft(
    enquiry_type="Test Drive",
    vehicle="Audi Q6 e-tron",
    acquisition_channel="Event",
    first_name=" Anna ",
    last_name="McCullough",
    email="anna@example.com ",
    phone="(020) 8759 9036",
    postcode="l3 9ag",
    consents=Consents(phone_call=True, post=False, email=None, sms=True),
    staff_name="Sam ",
)
ANY_TEXT = st.text(st.characters(codec=None))


@pytest.fixture(scope="session")
def needy(campaign: Campaign) -> Campaign:
    """Return a campaign that asks for phone and postcode too."""
    return campaign._replace(required=frozenset({Field.PHONE, Field.POSTCODE}))


class TestJudge:
    """A draft becomes a lead, or a list of problems."""

    @pytest.fixture
    def verdict(
        self, draft: Draft, campaign: Campaign, now: datetime, outward: OutwardCodes
    ) -> Judgement:
        """Return the verdict on the test's draft."""
        return judge(draft, campaign, lead_id=LEAD_ID, now=now, outward=outward)

    @pytest.mark.parametrize("draft", [DRAFT])
    def test_a_lead(self, verdict: Judgement, campaign: Campaign) -> None:
        """Every value is normalised; the consent proof is built beside it."""
        at = datetime(2026, 9, 12, 10, 20, 59, tzinfo=UTC)
        assert verdict.problems == ()
        assert verdict.lead == Lead(
            id=LEAD_ID,
            environment="production",
            campaign_id=campaign.id,
            enquiry_type=EnquiryType.TEST_DRIVE,
            vehicle="Audi Q6 e-tron",
            acquisition_channel="Event",
            enquiry_at=at,
            first_name="Anna",
            last_name="McCullough",
            email="anna@example.com",
            phone="+442087599036",
            postcode="L39AG",
            consents=DRAFT.consents,
            proof=ConsentProof(
                version="2026-09",
                wording="May we contact you?",
                wording_sha256=campaign.consent.sha256,
                controllers=("Audi UK",),
                method=ConsentMethod.READ_OUT,
                asked_at=at,
                asked_by="Sam",
            ),
            staff_name="Sam",
        )

    @pytest.mark.parametrize(
        "draft", [DRAFT._replace(phone=" ", postcode="\u200b", consents=Consents())]
    )
    def test_optional_fields(self, verdict: Judgement) -> None:
        """Phone and postcode may be missing, and consents need not be asked."""
        assert verdict.problems == ()
        assert verdict.lead is not None
        assert verdict.lead.phone is None
        assert verdict.lead.postcode is None
        assert verdict.lead.consents == Consents(None, None, None, None)

    @pytest.mark.parametrize("draft", [DRAFT._replace(phone="", postcode="")])
    def test_warnings_do_not_stop(self, verdict: Judgement) -> None:
        """A lead that somebody should look at is a lead."""
        assert verdict.lead is not None
        assert [problem.field for problem in verdict.problems] == [
            Field.CONSENT_PHONE_CALL,
            Field.CONSENT_SMS,
        ]

    @pytest.mark.parametrize("draft", [DRAFT._replace(email="anna@gmial.com")])
    def test_suggestions_are_passed_on(self, verdict: Judgement) -> None:
        """What is offered is never applied by itself."""
        assert verdict.lead is not None
        assert verdict.lead.email == "anna@gmial.com"
        (problem,) = verdict.problems
        assert problem.severity is Severity.WARNING
        assert problem.suggestion == "anna@gmail.com"

    @pytest.mark.parametrize("draft", [Draft()])
    def test_an_empty_draft(self, verdict: Judgement) -> None:
        """Each field that every lead needs is an error, in the order of the form."""
        assert verdict.lead is None
        assert all(problem.stops for problem in verdict.problems)
        assert [problem.field for problem in verdict.problems] == [
            Field.ENQUIRY_TYPE,
            Field.VEHICLE,
            Field.ACQUISITION_CHANNEL,
            Field.FIRST_NAME,
            Field.LAST_NAME,
            Field.EMAIL,
        ]

    @pytest.mark.parametrize(
        "draft",
        [
            DRAFT._replace(
                staff_name="Sam\ud800",
                vehicle="Audi Q5",
                phone="",
                postcode="ZZ1 1AA",
                enquiry_datetime="2026-09-12T12:00",
                consent_method="by post",
                consent_asked_at="soon",
            )
        ],
    )
    def test_problems_stand_in_the_order_of_the_fields(
        self, verdict: Judgement
    ) -> None:
        """Errors and warnings of all fields come together, one error is enough."""
        assert verdict.lead is None
        assert [(problem.field, problem.stops) for problem in verdict.problems] == [
            (Field.VEHICLE, True),
            (Field.POSTCODE, False),
            (Field.CONSENT_PHONE_CALL, False),
            (Field.CONSENT_SMS, False),
            (Field.CONSENT_METHOD, True),
            (Field.CONSENT_ASKED_AT, True),
            (Field.ENQUIRY_DATETIME, True),
            (Field.STAFF_NAME, True),
        ]

    @pytest.mark.parametrize(
        "draft",
        [
            DRAFT._replace(
                consent_method="on_paper",
                enquiry_datetime="2026-09-11T10:00",
                consent_asked_at="2026-09-11T09:30",
            )
        ],
    )
    def test_a_lead_from_paper(self, verdict: Judgement) -> None:
        """The times that were written down are kept, in UTC."""
        assert verdict.lead is not None
        assert verdict.lead.enquiry_at == datetime(2026, 9, 11, 9, 0, tzinfo=UTC)
        assert verdict.lead.proof.asked_at == datetime(2026, 9, 11, 8, 30, tzinfo=UTC)
        assert verdict.lead.proof.method is ConsentMethod.ON_PAPER

    @pytest.mark.parametrize(
        "draft",
        [DRAFT._replace(consent_method="", enquiry_datetime="2026-09-11T10:00")],
    )
    def test_consent_was_asked_with_the_enquiry(self, verdict: Judgement) -> None:
        """Unless told otherwise, the question was read out when the enquiry was made."""
        assert verdict.lead is not None
        assert verdict.lead.proof.asked_at == verdict.lead.enquiry_at
        assert verdict.lead.proof.method is ConsentMethod.READ_OUT

    @pytest.mark.parametrize(
        "draft", [DRAFT._replace(consent_asked_at="2026-09-12T11:27")]
    )
    def test_consent_is_not_asked_in_the_future(self, verdict: Judgement) -> None:
        """More than five minutes ahead is an error."""
        assert verdict.lead is None
        (problem,) = verdict.problems
        assert problem.field is Field.CONSENT_ASKED_AT


def test_what_a_campaign_needs(
    needy: Campaign, now: datetime, outward: OutwardCodes
) -> None:
    """Phone and postcode are errors where the campaign needs them."""
    draft = DRAFT._replace(phone="", postcode=" ")
    verdict = judge(draft, needy, lead_id=LEAD_ID, now=now, outward=outward)
    assert verdict.lead is None
    stopping = [problem.field for problem in verdict.problems if problem.stops]
    assert stopping == [Field.PHONE, Field.POSTCODE]


def test_a_campaign_that_has_ended(campaign: Campaign, outward: OutwardCodes) -> None:
    """An enquiry made now is checked against the campaign's days."""
    later = datetime(2027, 2, 1, tzinfo=UTC)
    verdict = judge(DRAFT, campaign, lead_id=LEAD_ID, now=later, outward=outward)
    assert verdict.lead is None
    (problem,) = verdict.problems
    assert problem.field is Field.ENQUIRY_DATETIME


def test_missing(campaign: Campaign, needy: Campaign) -> None:
    """What is still needed is what is empty, whatever else is wrong."""
    draft = DRAFT._replace(email="anna", last_name=" ", vehicle="", phone="")
    assert missing(draft, campaign) == (Field.VEHICLE, Field.LAST_NAME)
    assert missing(draft, needy) == (Field.VEHICLE, Field.LAST_NAME, Field.PHONE)
    assert missing(DRAFT, needy) == ()


def judged_texts(**texts: st.SearchStrategy[str]) -> st.SearchStrategy[Draft]:
    """Return drafts with any text in any field."""
    return st.builds(
        Draft,
        **{
            field.value: ANY_TEXT | st.just(getattr(DRAFT, field.value))
            for field in Field
            if isinstance(getattr(DRAFT, field.value, None), str)
        },
        **texts,
    )


@given(draft=judged_texts())
def test_any_draft(
    draft: Draft, needy: Campaign, now: datetime, outward: OutwardCodes
) -> None:
    """There is a lead exactly where there is no error, and every lead can be stored."""
    verdict = judge(draft, needy, lead_id=LEAD_ID, now=now, outward=outward)
    assert (verdict.lead is None) == any(p.stops for p in verdict.problems)
    fields = list(Field)
    places = [fields.index(problem.field) for problem in verdict.problems]
    assert places == sorted(places)
    str(verdict.lead).encode()


@pytest.mark.parametrize("field", Field)
def test_an_empty_field_is_never_scolded(
    field: Field, campaign: Campaign, now: datetime, outward: OutwardCodes
) -> None:
    """While somebody types, nothing is said about an empty field."""
    for text in ("", " ", "\u200b"):
        for chosen in (campaign, None):
            check = check_field(field, text, chosen, outward=outward, now=now)
            assert check == FieldCheck()


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        (Field.FIRST_NAME, " Anna ", "Anna"),
        (Field.LAST_NAME, "McCullough", "McCullough"),
        (Field.EMAIL, "anna@example.com ", "anna@example.com"),
        (Field.PHONE, "+442087599036", "020 8759 9036"),
        (Field.POSTCODE, "l39ag", "L3 9AG"),
        (Field.VEHICLE, "Audi Q4 e-tron", "Audi Q4 e-tron"),
        (Field.ENQUIRY_TYPE, "KMI", "KMI"),
        (Field.ACQUISITION_CHANNEL, "Event", "Event"),
        (Field.ENQUIRY_DATETIME, "2026-09-11T10:00", "11 September 2026, 10:00 BST"),
        (Field.CONSENT_ASKED_AT, "2026-09-11T10:00", "11 September 2026, 10:00 BST"),
        (Field.CONSENT_METHOD, "on_paper", "on_paper"),
        (Field.STAFF_NAME, "Sam", "Sam"),
    ],
)
def test_a_field_is_read_back(
    field: Field,
    text: str,
    shown: str,
    campaign: Campaign,
    now: datetime,
    outward: OutwardCodes,
) -> None:
    """A field that can be sent is shown as people read it."""
    check = check_field(field, text, campaign, outward=outward, now=now)
    assert check == FieldCheck(problems=(), shown=shown)


def test_a_field_that_cannot_be_sent(now: datetime, outward: OutwardCodes) -> None:
    """An error has nothing to read back."""
    check = check_field(Field.PHONE, "07911 12345", None, outward=outward, now=now)
    assert check.shown is None
    (problem,) = check.problems
    assert problem.field is Field.PHONE
    assert problem.stops
    assert problem.message == (
        "Phone number has 10 digits after the 0; this one has 9."
    )


def test_a_field_to_look_at(now: datetime, outward: OutwardCodes) -> None:
    """A warning stands beside what is read back."""
    check = check_field(Field.PHONE, "07700900123", None, outward=outward, now=now)
    assert check.shown == "07700 900123"
    (problem,) = check.problems
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize("field", [Field.VEHICLE, Field.ENQUIRY_DATETIME])
def test_without_a_campaign(field: Field, now: datetime, outward: OutwardCodes) -> None:
    """Before a campaign is chosen, its values and days cannot be wrong."""
    check = check_field(field, "2020-01-01T10:00", None, outward=outward, now=now)
    assert check.problems == ()


@given(field=st.sampled_from(Field), text=ANY_TEXT)
def test_plain_words(
    field: Field, text: str, campaign: Campaign, now: datetime, outward: OutwardCodes
) -> None:
    """Every sentence begins with its field and scolds nobody."""
    check = check_field(field, text, campaign, outward=outward, now=now)
    for problem in check.problems:
        assert problem.message.startswith(field.label)
        assert problem.message.endswith((".", "?"))
        lowered = problem.message.lower()
        assert not any(w in lowered for w in ("invalid", "please", "sorry", "oops"))


def test_warm_up() -> None:
    """It can be called at any time."""
    warm_up()

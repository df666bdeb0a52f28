"""The story of a lead in words."""

import re
from datetime import timedelta

import pytest

from capdesk.domain.consent import ConsentMethod, Consents
from capdesk.domain.entry import HistoryLine, Status
from capdesk.domain.outcome import (
    Accepted,
    KeyRefused,
    Misconfigured,
    NotProcessed,
    NotSent,
    NotSentReason,
    NotTheGateway,
    Outcome,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.domain.story import Receipt, Story
from capdesk.ui.outbox import story_words
from capdesk.ui.outbox.actions import DISCARD_REASONS
from tests.support.entries import MORNING, an_entry
from tests.support.leads import a_lead

OUTCOMES: list[Outcome] = [
    Accepted(),
    *(NotSent(reason) for reason in NotSentReason),
    *(Unknown(reason) for reason in UnknownReason if reason != UnknownReason.STATUS),
    *(Unknown(UnknownReason.STATUS, status) for status in (408, 409, 500, 504)),
    *(NotProcessed(status) for status in (429, 503)),
    *(Rejected(status) for status in (400, 422)),
    *(KeyRefused(status) for status in (401, 403)),
    *(Misconfigured(status) for status in (302, 404, 405, 415)),
    *(NotTheGateway(status) for status in (200, 511)),
]
FALLBACKS = {"Waiting.", "Sending.", "Sent.", "Discarded.", "Replaced."}


def _line(
    code: str, after: Status, before: Status | None = Status.SENDING, attempt: int = 1
) -> HistoryLine:
    return HistoryLine(MORNING, before, after, attempt, code)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.code)
def test_every_outcome_has_a_sentence(outcome: Outcome) -> None:
    """No outcome is told by its code or by the bare word of a status."""
    sentence = story_words.history_sentence(_line(outcome.code, Status.WAITING))
    assert sentence.startswith("Attempt 1: ")
    assert outcome.code not in sentence
    assert not re.search(r"\([a-z]+\)\.$", sentence) or "portal" in sentence
    assert sentence.removeprefix("Attempt 1: ") not in FALLBACKS


@pytest.mark.parametrize(
    ("code", "after", "says"),
    [
        ("captured", Status.WAITING, "Saved on this computer."),
        ("corrected", Status.REPLACED, "Replaced by a corrected copy."),
        ("person_says_arrived", Status.SENT, "A person said that it arrived."),
        ("discarded_not_wanted", Status.DISCARDED, "Discarded: not wanted any more."),
        ("discarded_from_a_later_time", Status.DISCARDED, "Discarded: other."),
        ("discard_undone", Status.NEEDS_FIXING, "The discard was undone."),
        ("discarded_forgotten", Status.DISCARDED, "Erased: this person was forgotten."),
        ("from_a_later_time", Status.WAITING, "Waiting."),
    ],
)
def test_what_people_do_has_a_sentence(code: str, after: Status, says: str) -> None:
    """What is no attempt is told without one; unknown codes fall back on the status."""
    assert story_words.history_sentence(_line(code, after, Status.WAITING)) == says


def test_every_reason_to_discard_is_told() -> None:
    """The reason that was chosen stands in the story."""
    for code, reason in DISCARD_REASONS.items():
        line = _line(f"discarded_{code}", Status.DISCARDED, Status.WAITING)
        assert reason.lower() in story_words.history_sentence(line).lower()


def test_what_may_have_arrived_says_so() -> None:
    """After an unknown outcome the story does not sound like a refusal."""
    line = _line("unknown_timeout", Status.MAY_HAVE_ARRIVED)
    assert "may have arrived" in story_words.history_sentence(line)


def test_an_attempt_is_one_line() -> None:
    """The start of an attempt is told only until its end is known."""
    started = _line("started", Status.SENDING, Status.WAITING)
    ended = _line("accepted", Status.SENT)
    assert len(story_words.history_facts((started, ended))) == 1
    ((_, said),) = story_words.history_facts((started,))
    assert said == "Attempt 1: Being sent."


def test_not_asked_is_not_no() -> None:
    """The four answers are told one by one, Not asked plainly different from No."""
    lead = a_lead(consents=Consents(phone_call=True, post=False, email=None, sms=True))
    facts = dict(story_words.facts(Story(an_entry(), lead), "Launch"))
    assert facts["Consent to phone call"] == "Yes"
    assert facts["Consent to post"] == "No"
    assert facts["Consent to email"] == "Not asked"


def test_values_are_read_back_as_people_write_them() -> None:
    """Phone and postcode stand grouped, not as they go over the wire."""
    facts = dict(story_words.facts(Story(an_entry(), a_lead()), "Launch"))
    assert (facts["Phone"], facts["Postcode"]) == ("07700 900123", "SW1A 1AA")


def test_a_lead_says_what_it_is_for() -> None:
    """Campaign and environment stand first, by the names that people know."""
    facts = story_words.facts(Story(an_entry(), a_lead()), "Launch")
    assert facts[:2] == (("Campaign", "Launch"), ("Environment", "QA"))


def test_what_was_not_given_has_no_line() -> None:
    """An empty phone number is no fact."""
    facts = dict(story_words.facts(Story(an_entry(), a_lead(phone=None)), "Launch"))
    assert "Phone" not in facts


def test_a_receipt_tells_what_stays() -> None:
    """After the purge there are the masked name and the answers, and why."""
    lead, entry = a_lead(), an_entry("", purged=True, status=Status.SENT)
    receipt = Receipt(
        masked_name="Z… Å…",
        enquiry_type=lead.enquiry_type,
        vehicle=lead.vehicle,
        acquisition_channel=lead.acquisition_channel,
        enquiry_at=lead.enquiry_at,
        consents=lead.consents,
        staff_name=lead.staff_name,
        purged_at=MORNING + timedelta(days=30),
    )
    facts = dict(story_words.facts(Story(entry, receipt=receipt), "Launch"))
    assert facts["Name"] == "Z… Å…"
    assert "Email" not in facts
    sentence = story_words.receipt_sentence(entry, receipt)
    assert "was erased on 23 Dec 2026" in sentence
    assert story_words.receipt_sentence(entry, None) == "The contact data was erased."
    assert story_words.receipt_sentence(an_entry(), None) == ""


@pytest.mark.parametrize("method", ConsentMethod)
def test_the_proof_tells_how_consent_was_asked(method: ConsentMethod) -> None:
    """Wording, version, hash, method, time and who asked are all there."""
    proof = a_lead().proof._replace(method=method)
    facts = dict(story_words.proof_facts(proof))
    assert facts["Wording"] == proof.wording
    assert facts["SHA-256"] == proof.wording_sha256
    assert facts["Asked by"] == "Sam"
    assert {"Version", "How it was asked", "Asked", "On behalf of"} <= set(facts)

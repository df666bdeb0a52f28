"""What is said about what is held, and about what was erased."""

from dataclasses import replace
from datetime import timedelta

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.person import Erased, PersonFile
from capdesk.domain.story import Story
from capdesk.ui.person import words
from tests.support.leads import ASKED_AT, a_lead
from tests.support.stories import a_receipt, a_story

_ERASED = Erased(entries=1, being_sent=0, files=0, left=(), was_sent=False)


def _text(story: Story) -> str:
    return "\n".join((words.title(story), *words.facts(story)))


def test_a_lead_is_shown_with_all_that_is_held() -> None:
    """Contact data, status, answers and the proof of consent, wording included."""
    text = _text(a_story(Status.WAITING))
    for held in (
        "Test Drive: Audi Q6 e-tron",
        "Zoë Ångström-O'Neill · zoe@example.com · 07700 900123 · SW1A 1AA",
        "Waiting. Safe on this computer.",
        "by Sam",
        "phone call: yes, post: no, email: not asked, SMS: yes",
        "Read out",
        "wording 2026-09, for Audi UK and The retailer you visit",
        "“May we contact you about the Audi Q6 e-tron?”",
    ):
        assert held in text


def test_what_was_not_given_leaves_no_gap() -> None:
    """A lead without phone and postcode shows the rest alone."""
    lead = a_lead(phone=None, postcode=None)
    text = _text(replace(a_story(Status.WAITING), lead=lead))
    assert "Zoë Ångström-O'Neill · zoe@example.com\n" in text


def test_after_the_purge_a_masked_receipt_is_shown() -> None:
    """The receipt shows initials and the consent, no contact data."""
    text = _text(a_receipt(purged_at=ASKED_AT + timedelta(days=30)))
    assert "Z… Å…" in text
    assert "12 Oct 2026" in text
    assert "Reference ENQ-1" in text
    assert "phone call: yes" in text
    assert "zoe@example.com" not in text


def test_a_lead_that_cannot_be_read_says_why() -> None:
    """Without the keyring's key there is a lead, but nothing of it."""
    story = replace(a_story(Status.WAITING), lead=None, proof=None)
    assert "can't be read" in _text(story)


@pytest.mark.parametrize(
    ("email", "phone", "sentence"),
    [
        ("a@b.example", "", "1 lead with a@b.example."),
        ("a@b.example", "+447700900123", "1 lead with a@b.example or +447700900123."),
    ],
)
def test_the_result_names_what_was_looked_for(
    email: str, phone: str, sentence: str
) -> None:
    """The normalised email and phone stand in the result."""
    file = PersonFile(email, phone, (a_story(Status.SENT),))
    assert words.found_sentence(file) == sentence


def test_nothing_held_says_that_others_may_hold_something() -> None:
    """This computer is not the only place a person may be known at."""
    assert "CAP may hold" in words.found_sentence(PersonFile("a@b.example", "", ()))


def test_the_warning_counts_what_will_never_be_sent() -> None:
    """Forgetting gives up what is unsent; what was sent has to be changed at CAP."""
    unsent, sent = a_story(Status.WAITING), a_story(Status.SENT)
    both = words.warning(PersonFile("a", "", (unsent, sent)))
    assert "2 leads" in both
    assert "1 lead that has not been sent is given up" in both
    assert "at CAP" in both
    assert "can't be undone" in both
    assert "given up" not in words.warning(PersonFile("a", "", (sent,)))
    assert "at CAP" not in words.warning(PersonFile("a", "", (unsent,)))


def test_the_warning_names_the_other_computer() -> None:
    """What was handed over is not forgotten there by forgetting it here."""
    gone = words.warning(PersonFile("a", "", (a_story(Status.HANDED_OVER),)))
    assert "on another computer: forget it there, too" in gone
    here = words.warning(PersonFile("a", "", (a_story(Status.WAITING),)))
    assert "another computer" not in here


def test_the_result_of_forgetting_is_told_in_full() -> None:
    """What was erased, what stayed and why, and what to do at CAP."""
    erased = Erased(2, 1, 1, ("outbox.bak could not be deleted.",), was_sent=True)
    said = " ".join(words.erased_sentences(erased))
    assert "2 leads were erased here." in said
    assert "1 copy of the outbox was cleaned." in said
    assert "1 lead was just being sent and stayed" in said
    assert "outbox.bak could not be deleted." in said
    assert "Ask CAP to erase it there, too." in said


def test_a_clean_result_is_one_sentence() -> None:
    """Nothing is said about what was not there."""
    assert words.erased_sentences(_ERASED) == ("1 lead was erased here.",)


@pytest.mark.parametrize(
    ("erased", "is_complete"),
    [
        (_ERASED, True),
        (replace(_ERASED, being_sent=1), False),
        (replace(_ERASED, left=("x stayed.",)), False),
        (replace(_ERASED, was_sent=True), True),
    ],
)
def test_only_what_is_left_here_is_incomplete(
    erased: Erased, is_complete: bool
) -> None:
    """CAP is another matter: here everything may be done all the same."""
    assert words.is_complete(erased) is is_complete

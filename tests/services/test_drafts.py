"""Drafts in their slots: nothing that was typed is written over."""

import pytest

from capdesk.domain.consent import Consents
from capdesk.domain.lead import Draft
from capdesk.outbox import Outbox
from capdesk.services.drafts import (
    ASIDE_SLOT,
    DRAFT_SLOT,
    keep_beside,
    load_draft,
    put_aside,
)
from tests.support.clock import NOW

SABINE = Draft(first_name="Sabine", vehicle="Audi Q6 e-tron")
JO = Draft(first_name="Jo")
NOBODY = Draft(vehicle="Audi Q6 e-tron")


def test_the_draft_of_the_form_comes_first(outbox: Outbox) -> None:
    """What was put aside waits until the form's own slot has nobody in it."""
    outbox.save_draft(DRAFT_SLOT, JO, now=NOW)
    put_aside(outbox, SABINE, now=NOW)
    assert load_draft(outbox, now=NOW) == JO
    outbox.save_draft(DRAFT_SLOT, NOBODY, now=NOW)
    assert load_draft(outbox, now=NOW) == SABINE
    assert outbox.load_draft(DRAFT_SLOT) == SABINE
    assert outbox.load_draft(ASIDE_SLOT) is None


def test_a_form_without_anybody_comes_back_too(outbox: Outbox) -> None:
    """The pinned fields of a form that was left empty are not lost."""
    assert load_draft(outbox, now=NOW) is None
    outbox.save_draft(DRAFT_SLOT, NOBODY, now=NOW)
    assert load_draft(outbox, now=NOW) == NOBODY


def test_what_is_typed_early_is_kept_beside(outbox: Outbox) -> None:
    """Before the last draft has come back, another does not take its place."""
    outbox.save_draft(DRAFT_SLOT, SABINE, now=NOW)
    keep_beside(outbox, JO, now=NOW)
    assert outbox.load_draft(DRAFT_SLOT) == JO
    assert outbox.load_draft(ASIDE_SLOT) == SABINE
    keep_beside(outbox, JO, now=NOW)
    assert outbox.load_draft(ASIDE_SLOT) == SABINE


def test_an_empty_form_takes_nobodys_place(outbox: Outbox) -> None:
    """A window that is closed before anything came back leaves all as it was."""
    outbox.save_draft(DRAFT_SLOT, SABINE, now=NOW)
    keep_beside(outbox, NOBODY, now=NOW)
    assert outbox.load_draft(DRAFT_SLOT) == SABINE
    assert outbox.load_draft(ASIDE_SLOT) is None


@pytest.mark.parametrize(
    ("draft", "has_person"),
    [
        (Draft(), False),
        (NOBODY, False),
        (Draft(first_name="  "), False),
        (JO, True),
        (Draft(phone="0"), True),
        (Draft(consents=Consents(post=False)), True),
    ],
)
def test_who_counts_as_somebody(draft: Draft, has_person: bool) -> None:
    """A name, an address, a number or one answer is somebody; a campaign's choice isn't."""
    assert draft.has_person is has_person

"""Consents: what was said, what was not asked, and how it was asked."""

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from capdesk.domain.consent import CONSENT_FIELDS, ConsentMethod
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.ui.form import LeadForm
from tests.ui.form_keys import Hands


def _method(form: LeadForm) -> QComboBox:
    (box,) = (
        each
        for each in form.findChildren(QComboBox)
        if each.accessibleName() == "How consent was asked"
    )
    return box


@pytest.mark.parametrize("field", CONSENT_FIELDS)
def test_not_asked_is_plainly_not_a_no(
    field: Field, form: LeadForm, qtbot: QtBot
) -> None:
    """Not asked, yes and no differ in words and in look."""
    state = form.consents.rows[field].state
    seen = [(state.text(), state.property("role"))]
    for key in "ny":
        form.focus_field(field)
        Hands(qtbot).write(key)
        seen.append((state.text(), state.property("role")))
    assert seen == [
        ("Not asked", "unanswered"),
        ("Said no", "answered"),
        ("Said yes", "answered"),
    ]


def test_how_it_was_asked_is_part_of_the_draft(form: LeadForm) -> None:
    """Read out unless somebody says otherwise; a draft brings its own back."""
    assert form.draft().consent_method == "read_out"
    words = []
    for place, method in enumerate(ConsentMethod):
        _method(form).setCurrentIndex(place)
        words.append(_method(form).currentText())
        assert form.draft().consent_method == method
    assert words == ["Read out", "On screen", "On paper"]
    form.load(Draft(consent_method="on_screen", consent_asked_at="2025-11-20T14:30"))
    assert form.draft().consent_method == "on_screen"
    assert form.draft().consent_asked_at == "2025-11-20T14:30"


def test_the_next_lead_is_asked_afresh(form: LeadForm) -> None:
    """How and when one person was asked says nothing of the next."""
    form.load(Draft(consent_method="on_screen", consent_asked_at="2025-11-20T14:30"))
    form.start_next()
    assert form.draft().consent_method == "read_out"
    assert form.draft().consent_asked_at == ""


def test_how_it_is_asked_can_be_pinned(form: LeadForm) -> None:
    """At a stand where everybody reads it on a screen, that is chosen once."""
    form.set_pinned({Field.CONSENT_METHOD})
    form.consents.method = "on_screen"
    form.start_next()
    assert form.draft().consent_method == "on_screen"


def test_answering_by_key_passes_it_over(form: LeadForm, qtbot: QtBot) -> None:
    """After the last answer comes Send: how it was asked rarely changes."""
    form.focus_field(Field.CONSENT_SMS)
    Hands(qtbot).write("n")
    assert form.send_button.hasFocus()

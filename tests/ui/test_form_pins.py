"""Pinned fields: what many leads in a row have in common is typed once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from capdesk.domain.fields import Field
from capdesk.ui.form import LeadForm
from capdesk.ui.form import pins as pins_module
from tests.ui.form_keys import Hands, in_focus

F9 = Qt.Key.Key_F9
AT_FIRST = {Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL}
PERSON = (
    *(Field.FIRST_NAME, Field.LAST_NAME, Field.EMAIL, Field.PHONE, Field.POSTCODE),
)


def _pin(form: LeadForm, field: Field) -> QPushButton:
    name = f"Keep {field.label.lower()} for the next lead"
    (found,) = (
        button
        for button in form.findChildren(QPushButton)
        if button.accessibleName() == name
    )
    return found


@pytest.fixture(autouse=True)
def _pins_are_shown(form: LeadForm, qtbot: QtBot) -> None:
    """They are made once the form is painted."""
    qtbot.waitUntil(lambda: form.findChild(pins_module.PinButton) is not None)


def test_what_the_campaign_gives_is_pinned_from_the_start(form: LeadForm) -> None:
    """Vehicle, channel and enquiry type are pinned at first, and their pins show it."""
    assert form.pinned == AT_FIRST
    pinned = {field for field in (*AT_FIRST, *PERSON) if _pin(form, field).isChecked()}
    assert pinned == AT_FIRST


@pytest.mark.parametrize("field", [*sorted(AT_FIRST), *PERSON, Field.CONSENT_METHOD])
def test_f9_pins_the_field_in_focus_or_unpins_it(
    field: Field, form: LeadForm, qtbot: QtBot
) -> None:
    """F9 in a field turns its pin, tells what is pinned now, and moves nothing."""
    hands = Hands(qtbot)
    form.focus_field(field)
    control = in_focus()
    with qtbot.waitSignal(form.pinned_changed) as told:
        hands.press(F9)
    assert told.args == [frozenset(AT_FIRST ^ {field})]
    assert _pin(form, field).isChecked() is (field not in AT_FIRST)
    assert in_focus() is control
    hands.press(F9)
    assert form.pinned == AT_FIRST


def test_a_pin_can_be_clicked(form: LeadForm, qtbot: QtBot) -> None:
    """The pin beside a label does what F9 does, and is no stop for Tab."""
    pin = _pin(form, Field.POSTCODE)
    assert pin.focusPolicy() is Qt.FocusPolicy.NoFocus
    qtbot.waitUntil(pin.isVisible)
    assert pin.toolTip() == "Keep for the next lead (F9)"
    qtbot.mouseClick(pin, Qt.MouseButton.LeftButton)
    assert Field.POSTCODE in form.pinned
    assert pin.isChecked()


def test_a_pin_is_announced(
    form: LeadForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen reader says what became of the field."""
    said: list[str] = []
    monkeypatch.setattr(pins_module, "announce", lambda _, text: said.append(text))
    form.focus_field(Field.ENQUIRY_TYPE)
    Hands(qtbot).press(F9)
    Hands(qtbot).press(F9)
    assert said == [
        "Enquiry type is cleared after each lead",
        "Enquiry type is kept for the next lead",
    ]


def test_the_next_lead_keeps_what_is_pinned_and_nothing_else(
    form: LeadForm, qtbot: QtBot
) -> None:
    """A pinned postcode stays, an unpinned enquiry type goes; focus is where to type."""
    form.set_pinned({Field.POSTCODE, Field.FIRST_NAME, Field.VEHICLE})
    form.fields[Field.ENQUIRY_TYPE].set_text("Quotation")
    for field in PERSON:
        form.fields[field].set_text("L3 9AG")
    form.start_next()
    draft = form.draft()
    assert (draft.enquiry_type, draft.vehicle) == ("", "Audi Q6 e-tron")
    assert (draft.first_name, draft.postcode) == ("L3 9AG", "L3 9AG")
    assert (draft.last_name, draft.email, draft.phone) == ("", "", "")
    assert in_focus().accessibleName() == "Enquiry type"
    form.fields[Field.ENQUIRY_TYPE].set_text("Quotation")
    form.focus_first()
    assert in_focus().accessibleName() == "Last name"
    form.fields[Field.FIRST_NAME].set_text("")
    form.focus_first()
    assert in_focus().accessibleName() == "Last name"


def test_the_one_choice_there_is_stays_chosen(form: LeadForm) -> None:
    """An unpinned field with a single choice is not asked about again."""
    form.set_pinned(())
    form.start_next()
    assert form.draft().vehicle == "Audi Q6 e-tron"


def test_what_was_kept_is_nobodys_work(form: LeadForm) -> None:
    """A form that holds only what is pinned is empty: no question, no undo."""
    form.set_pinned({Field.POSTCODE})
    form.fields[Field.POSTCODE].set_text("L3 9AG")
    assert not form.is_empty()
    form.start_next()
    assert form.is_empty()
    form.fields[Field.POSTCODE].set_text("L3 9AH")
    assert not form.is_empty()


def test_pins_that_are_set_are_not_told(form: LeadForm, qtbot: QtBot) -> None:
    """Only what a person does is told, so that settings do not echo."""
    with qtbot.assertNotEmitted(form.pinned_changed):
        form.set_pinned({Field.EMAIL})
    assert _pin(form, Field.EMAIL).isChecked()
    assert not _pin(form, Field.VEHICLE).isChecked()

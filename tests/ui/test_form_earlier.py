"""The same person again: a quiet line while typing, never a hindrance."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from capdesk.domain.fields import Field
from capdesk.ui.form import LeadForm
from tests.ui.form_keys import Hands

LINE = "Also entered today 10:42 by Sam: Test Drive"


def test_a_complete_email_is_asked_about_when_typing_rests(
    form: LeadForm, qtbot: QtBot
) -> None:
    """Email and phone are told as typed, after the last key, and once."""
    form.focus_field(Field.EMAIL)
    with qtbot.waitSignal(form.contact_changed) as told:
        Hands(qtbot).write("ann@example.com")
    assert told.args == ["ann@example.com", ""]
    with qtbot.assertNotEmitted(form.contact_changed, wait=400):
        Hands(qtbot).write("x")
        Hands(qtbot).press(Qt.Key.Key_Backspace)


@pytest.mark.parametrize(
    ("field", "text"), [(Field.EMAIL, "ann@"), (Field.PHONE, "0770")]
)
def test_half_a_contact_is_not_asked_about(
    field: Field, text: str, form: LeadForm, qtbot: QtBot
) -> None:
    """What could not be sent can't be anybody's."""
    form.focus_field(field)
    with qtbot.assertNotEmitted(form.contact_changed, wait=400):
        Hands(qtbot).write(text)


def test_one_that_is_complete_is_enough(form: LeadForm, qtbot: QtBot) -> None:
    """A phone number is asked about though the email is not yet complete."""
    form.fields[Field.EMAIL].set_text("ann@")
    form.focus_field(Field.PHONE)
    with qtbot.waitSignal(form.contact_changed) as told:
        Hands(qtbot).write("07700 900123")
    assert told.args == ["ann@", "07700 900123"]


def test_the_line_is_quiet_and_goes_with_the_lead(form: LeadForm) -> None:
    """It is shown as it is, stops nothing, and does not outlive the lead."""
    form.show_earlier(LINE)
    assert form.earlier == LINE
    assert form._earlier.isVisible()
    assert form.still_needed.text().startswith("Still needed")
    form.start_next()
    assert form.earlier == ""
    assert not form._earlier.isVisible()


def test_the_line_goes_when_the_contact_does(form: LeadForm, qtbot: QtBot) -> None:
    """Of a contact that is no longer complete, nothing is said."""
    form.focus_field(Field.EMAIL)
    with qtbot.waitSignal(form.contact_changed):
        Hands(qtbot).write("ann@example.com")
    form.show_earlier(LINE)
    form.fields[Field.EMAIL].set_text("ann@")
    qtbot.waitUntil(lambda: form.earlier == "")

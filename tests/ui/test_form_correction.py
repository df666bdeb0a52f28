"""A captured lead goes back into the form, to be corrected."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from capdesk.domain.consent import Consents
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.ui.form import LeadForm
from tests.ui.form_keys import Hands, in_focus

CAPTURED = Draft(
    enquiry_type="Test Drive",
    vehicle="Audi Q6 e-tron",
    acquisition_channel="Google",
    first_name="Ann",
    last_name="Smith",
    email="ann@example.com",
    phone="+442087599036",
    postcode="L39AG",
    consents=Consents(True, False, None, None),
    consent_method="on_paper",
    consent_asked_at="2025-11-20T14:29:58+00:00",
    enquiry_datetime="2025-11-20T14:30:07+00:00",
)
ABOUT_EMAIL = "'contactDetail.emailAddress' is not deliverable."
ABOUT_NOTHING = "The <b>request</b> was turned down."


@pytest.fixture
def correcting(form: LeadForm) -> LeadForm:
    """Return a form that corrects Ann's lead, after the gateway turned it down."""
    form.fields[Field.LAST_NAME].set_text("half typed")
    form.begin_correction(CAPTURED, "Ann Smith", [ABOUT_NOTHING, ABOUT_EMAIL])
    return form


def test_the_form_says_whose_lead_it_corrects(correcting: LeadForm) -> None:
    """The bar names the person, the button says what it does, the lead is all there."""
    assert correcting.is_correcting
    assert correcting.correction.startswith("Correcting Ann Smith’s lead")
    assert correcting.send_button.accessibleName() == "Save and send"
    assert not correcting.clear_button.isVisible()
    assert correcting.draft() == CAPTURED


def test_the_gateways_words_stand_where_they_belong(correcting: LeadForm) -> None:
    """Words that seem to mean a field stand at it, the others in the bar, as plain text."""
    email = correcting.fields[Field.EMAIL]
    assert email.message == f"The gateway said: {ABOUT_EMAIL}"
    assert email.control.property("state") == "error"
    assert ABOUT_EMAIL not in correcting.correction
    assert f"The gateway said: {ABOUT_NOTHING}" in correcting.correction
    assert in_focus() is email.control
    assert correcting.still_needed.text() == "To look at: email"


def test_the_words_stay_until_the_field_is_changed(
    correcting: LeadForm, qtbot: QtBot
) -> None:
    """Passing by changes nothing; a changed field answers to the live rules again."""
    hands = Hands(qtbot)
    hands.tab()
    email = correcting.fields[Field.EMAIL]
    assert ABOUT_EMAIL in email.message
    correcting.focus_field(Field.EMAIL)
    hands.write("x")
    assert email.message == ""
    assert correcting.still_needed.text() == "Ready to send"


def test_send_pressed_too_early_keeps_the_words(correcting: LeadForm) -> None:
    """The gateway's words are no fault of ours, so they stop no lead and stay."""
    correcting.show_problems(())
    assert ABOUT_EMAIL in correcting.fields[Field.EMAIL].message


def test_cancel_asks_to_leave_the_lead_as_it_was(
    correcting: LeadForm, qtbot: QtBot
) -> None:
    """Cancel only tells; what goes back into the form is for the desk to say."""
    (cancel,) = (
        each
        for each in correcting.findChildren(QPushButton)
        if each.accessibleName() == "Cancel the correction"
    )
    with qtbot.waitSignal(correcting.correction_cancelled):
        cancel.click()
    assert correcting.is_correcting
    assert correcting.draft() == CAPTURED


def test_afterwards_it_takes_new_leads(correcting: LeadForm) -> None:
    """No bar, no words of the gateway, the button of every day."""
    correcting.end_correction()
    assert not correcting.is_correcting
    assert correcting.correction == ""
    assert correcting.fields[Field.EMAIL].message == ""
    assert correcting.send_button.accessibleName() == "Send lead"
    assert correcting.clear_button.isVisible()


def test_a_second_correction_starts_clean(correcting: LeadForm) -> None:
    """Words about one lead are not shown at the next."""
    correcting.end_correction()
    correcting.begin_correction(CAPTURED, "Ann Smith", [])
    assert correcting.correction == "Correcting Ann Smith’s lead"
    assert correcting.fields[Field.EMAIL].message == ""


def test_saving_says_so_and_comes_back(correcting: LeadForm, qtbot: QtBot) -> None:
    """After a save that took its time the button has its name again."""
    correcting.set_locked(locked=True)
    qtbot.waitUntil(lambda: correcting.send_button.text() == "Saving…")
    correcting.set_locked(locked=False)
    assert correcting.send_button.text() == "&Save and send"

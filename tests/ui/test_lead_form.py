"""The form, used by keyboard as people do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from capdesk.app.rules import DeskRules
from capdesk.campaigns import practice_campaign
from capdesk.domain.consent import Consents
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.ui.form import LeadForm

EXAMPLE = {
    Field.FIRST_NAME: "test",
    Field.LAST_NAME: "test",
    Field.EMAIL: "test@cap.co",
    Field.PHONE: "+4420 8759 9036",
    Field.POSTCODE: "L39AG",
}


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _key(
    qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
) -> None:
    if modifier is None:
        qtbot.keyClick(_focus(), key)
    else:
        qtbot.keyClick(_focus(), key, modifier)


def _type(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(_focus(), text)


def _edit(form: LeadForm, field: Field) -> QLineEdit:
    control = form.fields[field].control
    assert isinstance(control, QLineEdit)
    return control


def test_the_contract_of_names(form: LeadForm) -> None:
    """Tests and screen readers find every control by the names they hold on to."""
    names = {widget.accessibleName() for widget in form.findChildren(QWidget)}
    assert {
        *("Enquiry type", "Vehicle", "Acquisition channel", "First name", "Last name"),
        *("Email", "Phone", "Postcode", "Send lead", "Clear"),
        *(
            f"Consent to {channel}: {answer}"
            for channel in ("phone call", "post", "email", "SMS")
            for answer in ("Yes", "No")
        ),
    } <= names


def test_tab_goes_in_reading_order(form: LeadForm, qtbot: QtBot) -> None:
    """Tab visits every field once, each consent once, then Send, then Clear."""
    form.fields[Field.ENQUIRY_TYPE].control.setFocus()
    visited = []
    for _ in range(15):
        visited.append(_focus().accessibleName())
        _key(qtbot, Qt.Key.Key_Tab)
    assert visited == [
        *("Enquiry type", "Vehicle", "Acquisition channel"),
        *("First name", "Last name", "Email", "Phone", "Postcode"),
        "Consent to phone call: Yes",
        "Consent to post: Yes",
        "Consent to email: Yes",
        "Consent to SMS: Yes",
        "How consent was asked",
        *("Send lead", "Clear"),
    ]


def test_typing_is_not_interrupted(form: LeadForm, qtbot: QtBot) -> None:
    """A field is silent while it is first typed, and speaks when it is left."""
    form.focus_field(Field.EMAIL)
    _type(qtbot, "ann@")
    assert form.fields[Field.EMAIL].message == ""
    _key(qtbot, Qt.Key.Key_Tab)
    assert form.fields[Field.EMAIL].message


def test_a_wrong_field_clears_at_once(form: LeadForm, qtbot: QtBot) -> None:
    """Once a field is wrong it is checked on every key."""
    form.focus_field(Field.PHONE)
    _type(qtbot, "07700 90012")
    _key(qtbot, Qt.Key.Key_Tab)
    assert "this one has 9" in form.fields[Field.PHONE].message
    form.focus_field(Field.PHONE)
    _key(qtbot, Qt.Key.Key_End)
    _type(qtbot, "3")
    assert "this one has" not in form.fields[Field.PHONE].message


def test_the_number_is_read_back(form: LeadForm, qtbot: QtBot) -> None:
    """A phone number is shown grouped beside the field, which keeps what was typed."""
    form.focus_field(Field.PHONE)
    _type(qtbot, "+4420 8759 9036")
    _key(qtbot, Qt.Key.Key_Tab)
    assert form.fields[Field.PHONE].message == "020 8759 9036"
    assert form.fields[Field.PHONE].text() == "+4420 8759 9036"


def test_without_a_campaign_that_is_what_is_needed(qtbot: QtBot) -> None:
    """Before one is chosen nobody knows what else is."""
    form = LeadForm(DeskRules())
    qtbot.addWidget(form)
    assert form.still_needed.text() == "Still needed: campaign"
    form.set_campaign(practice_campaign())
    assert "campaign" not in form.still_needed.text()


def test_still_needed_is_always_true(form: LeadForm, qtbot: QtBot) -> None:
    """The calm line names what is missing, then what is wrong, then nothing."""
    assert form.still_needed.text() == (
        "Still needed: enquiry type, first name, last name, email"
    )
    form.load(Draft(enquiry_type="Test Drive", first_name="A", last_name="B"))
    form.fields[Field.VEHICLE].set_text("Audi Q6 e-tron")
    form.fields[Field.ACQUISITION_CHANNEL].set_text("Google")
    form.focus_field(Field.EMAIL)
    _type(qtbot, "ann@")
    _key(qtbot, Qt.Key.Key_Tab)
    assert form.still_needed.text() == "To put right: email"
    form.focus_field(Field.EMAIL)
    _key(qtbot, Qt.Key.Key_End)
    _type(qtbot, "example.com")
    assert form.still_needed.text() == "Ready to send"


def test_required_is_said_after_send_only(form: LeadForm, qtbot: QtBot) -> None:
    """Tabbing over an empty field says nothing; after Send it says what is needed."""
    form.focus_field(Field.FIRST_NAME)
    _key(qtbot, Qt.Key.Key_Tab)
    assert form.fields[Field.FIRST_NAME].message == ""
    judged = DeskRules().judge(form.draft(), practice_campaign(), "x")
    form.show_problems(judged.problems)
    assert "First name" in form.fields[Field.FIRST_NAME].message
    assert _focus().accessibleName() == "Enquiry type"
    assert len(form.problems.text.splitlines()) == 5


def test_the_list_of_problems_shrinks_as_they_go(form: LeadForm, qtbot: QtBot) -> None:
    """What has been put right leaves the list, and the empty list leaves the form."""
    test_required_is_said_after_send_only(form, qtbot)
    form.fields[Field.ENQUIRY_TYPE].set_text("Test Drive")
    assert "Enquiry type" not in form.problems.text
    for field in (Field.FIRST_NAME, Field.LAST_NAME, Field.EMAIL):
        form.fields[field].set_text(EXAMPLE[field])
    assert form.problems.text == ""


def test_a_link_leads_to_its_field(form: LeadForm, qtbot: QtBot) -> None:
    """Each problem in the list is a link to its field."""
    test_required_is_said_after_send_only(form, qtbot)
    link = form.problems._links[2]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert _focus().accessibleName() == "Last name"


def test_enter_in_a_text_field_never_sends(form: LeadForm, qtbot: QtBot) -> None:
    """Badge scanners end with Enter: it goes on to the next field and sends nothing."""
    form.focus_field(Field.FIRST_NAME)
    with qtbot.assertNotEmitted(form.send_requested):
        _type(qtbot, "Ann")
        _key(qtbot, Qt.Key.Key_Return)
    assert _focus().accessibleName() == "Last name"


def test_consents_are_answered_by_y_and_n(form: LeadForm, qtbot: QtBot) -> None:
    """`Y` and `N` answer a channel and go on; after the last comes Send."""
    form.focus_field(Field.CONSENT_PHONE_CALL)
    for letter in "ynyn":
        _type(qtbot, letter)
    assert form.consents.consents() == Consents(True, False, True, False)
    assert _focus() is form.send_button


def test_an_answer_can_be_taken_back(form: LeadForm, qtbot: QtBot) -> None:
    """Space on a ticked box, or Delete, makes a channel not asked again."""
    form.focus_field(Field.CONSENT_POST)
    _key(qtbot, Qt.Key.Key_Space)
    assert form.draft().consents.post is True
    _key(qtbot, Qt.Key.Key_Space)
    assert form.draft().consents.post is None
    _type(qtbot, "n")
    form.focus_field(Field.CONSENT_POST)
    _key(qtbot, Qt.Key.Key_Delete)
    assert form.draft().consents.post is None


def test_yes_and_no_exclude_each_other(form: LeadForm, qtbot: QtBot) -> None:
    """A channel has one answer."""
    row = form.consents.rows[Field.CONSENT_SMS]
    qtbot.mouseClick(row.yes, Qt.MouseButton.LeftButton)
    row.no.click()
    assert (row.yes.isChecked(), row.no.isChecked()) == (False, True)


def test_no_consent_is_ever_preset_or_carried_over(form: LeadForm) -> None:
    """A fresh form and the form after a lead have every channel not asked."""
    assert form.draft().consents == Consents()
    form.consents.set_consents(Consents(True, False, True, False))
    form.start_next()
    assert form.draft().consents == Consents()


def test_a_yes_without_a_number_is_worth_a_look(form: LeadForm) -> None:
    """Consent to a channel that has no contact field gets a warning."""
    form.consents.rows[Field.CONSENT_SMS].answer = True
    assert form.consents.warning
    form.fields[Field.PHONE].set_text("07700 900123")
    assert form.consents.warning == ""


def test_the_next_lead_keeps_what_is_pinned(form: LeadForm) -> None:
    """Vehicle, channel and enquiry type stay; what was typed about a person goes."""
    form.fields[Field.ENQUIRY_TYPE].set_text("Quotation")
    for field, text in EXAMPLE.items():
        form.fields[field].set_text(text)
    form.start_next()
    draft = form.draft()
    assert (draft.enquiry_type, draft.vehicle) == ("Quotation", "Audi Q6 e-tron")
    assert not any(getattr(draft, field) for field in EXAMPLE)
    assert _focus().accessibleName() == "First name"


def test_a_suggestion_is_taken_only_when_asked(form: LeadForm, qtbot: QtBot) -> None:
    """Typing on, spaces and all, never takes a suggestion; Alt+U does."""
    form.focus_field(Field.EMAIL)
    _type(qtbot, "ann@gmial.com")
    _key(qtbot, Qt.Key.Key_Tab)
    _type(qtbot, "07700 900123")
    assert form.fields[Field.EMAIL].text() == "ann@gmial.com"
    assert form.fields[Field.PHONE].text() == "07700 900123"
    form.take_suggestion()
    assert form.fields[Field.EMAIL].text() == "ann@gmail.com"


def test_what_is_typed_is_never_taken_for_html(form: LeadForm, qtbot: QtBot) -> None:
    """Markup from a person or a gateway is shown as it is."""
    form.focus_field(Field.POSTCODE)
    _type(qtbot, "<b>L3</b>")
    _key(qtbot, Qt.Key.Key_Tab)
    label = form.fields[Field.POSTCODE]._message
    assert label is not None
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_locked_form_does_not_send_twice(form: LeadForm, qtbot: QtBot) -> None:
    """While a lead is being saved, a second press of Send does nothing."""
    form.set_locked(locked=True)
    with qtbot.assertNotEmitted(form.send_requested):
        form.request_send()
    form.set_locked(locked=False)
    with qtbot.waitSignal(form.send_requested):
        form.request_send()


def test_keys_pressed_while_a_lead_is_saved_come_after(
    form: LeadForm, qtbot: QtBot
) -> None:
    """Whoever types on while the form is held finds every letter in the next lead."""
    form.focus_field(Field.EMAIL)
    _type(qtbot, "old@example.com")
    form.set_locked(locked=True)
    _type(qtbot, "Bob")
    assert form.fields[Field.EMAIL].text() == "old@example.com"
    form.start_next()
    form.focus_field(Field.FIRST_NAME)
    form.set_locked(locked=False)
    qtbot.waitUntil(lambda: form.fields[Field.FIRST_NAME].text() == "Bob")


def test_choices_come_from_the_campaign(form: LeadForm) -> None:
    """One choice is chosen by itself; of several, none is."""
    vehicle = form.fields[Field.VEHICLE].control
    kind = form.fields[Field.ENQUIRY_TYPE].control
    assert isinstance(vehicle, QComboBox)
    assert isinstance(kind, QComboBox)
    assert vehicle.currentText() == "Audi Q6 e-tron"
    assert (kind.count(), kind.currentIndex()) == (6, -1)


def test_a_long_paste_is_held(form: LeadForm) -> None:
    """A pasted book is cut at the field's limit and the form stays quick."""
    _edit(form, Field.LAST_NAME).setText("x" * 100_000)
    assert len(form.fields[Field.LAST_NAME].text()) == 1_000


def test_a_second_send_while_saving_is_dropped(form: LeadForm, qtbot: QtBot) -> None:
    """Ctrl+Enter pressed twice sends one lead and does not scold the empty form."""
    form.focus_field(Field.EMAIL)
    form.set_locked(locked=True)
    _key(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _type(qtbot, "x")
    form.set_locked(locked=False)
    qtbot.waitUntil(lambda: form.fields[Field.EMAIL].text() == "x")
    assert form._hold._keys == []
    assert form.problems.text == ""

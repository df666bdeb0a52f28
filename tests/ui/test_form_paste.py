"""Untidy text from elsewhere: mails, sheets, address books."""

import pytest
from pytestqt.qtbot import QtBot

from capdesk.domain.fields import Field
from capdesk.ui.form import LeadForm
from tests.ui.form_keys import Hands

CARD = "Jo Smith\njo@example.com\n07700 900123\nM1 1AE"


@pytest.mark.parametrize(
    ("field", "copied", "pasted"),
    [
        (Field.FIRST_NAME, "  Jo\r\n", "Jo"),
        (Field.LAST_NAME, "van\nder\tBerg", "van der Berg"),
        (Field.LAST_NAME, "Smith\x00\x1b\u2028Jones", "Smith Jones"),
        (Field.EMAIL, "mailto:jo@example.com?subject=Hi", "jo@example.com"),
        (Field.EMAIL, "<jo@example.com>", "jo@example.com"),
        (Field.EMAIL, "Jo Smith <jo@example.com>", "jo@example.com"),
        (Field.PHONE, "tel:+447700900123", "+447700900123"),
        (Field.POSTCODE, " M1\u00a01AE ", "M1 1AE"),
    ],
)
def test_what_copying_wraps_around_is_left_out(
    field: Field, copied: str, pasted: str, form: LeadForm, qtbot: QtBot
) -> None:
    """Pasted text is one line without marks of the place it came from."""
    form.focus_field(field)
    Hands(qtbot).paste(copied)
    assert form.fields[field].text() == pasted


def test_a_paste_goes_where_the_cursor_is(form: LeadForm, qtbot: QtBot) -> None:
    """What was typed before stays, what is selected goes, one undo takes it back."""
    form.focus_field(Field.LAST_NAME)
    hands = Hands(qtbot)
    hands.write("Smith-")
    hands.paste("Jones\n")
    assert form.fields[Field.LAST_NAME].text() == "Smith-Jones"
    form.fields[Field.LAST_NAME].control.undo()  # type: ignore[attr-defined] # a LineEdit
    assert form.fields[Field.LAST_NAME].text() == "Smith-"


@pytest.mark.parametrize("field", [Field.FIRST_NAME, Field.EMAIL, Field.POSTCODE])
def test_a_contact_in_one_piece_is_offered(
    field: Field, form: LeadForm, qtbot: QtBot
) -> None:
    """A whole contact is filled in when it is asked for, whichever field it fell in."""
    form.focus_field(field)
    Hands(qtbot).paste(CARD)
    assert form.fields[field].suggestion == "Fill in name, email, phone, postcode"
    assert "\n" not in form.fields[field].text()
    assert form.fields[Field.PHONE].text() == ""
    form.take_suggestion()
    draft = form.draft()
    assert (draft.first_name, draft.last_name) == ("Jo", "Smith")
    assert (draft.email, draft.phone) == ("jo@example.com", "07700 900123")
    assert draft.postcode == "M1 1AE"
    assert form.fields[field].suggestion == ""


def test_nothing_that_was_typed_is_overwritten(form: LeadForm, qtbot: QtBot) -> None:
    """Only empty fields are filled, and the one that was pasted into."""
    form.fields[Field.EMAIL].set_text("other@example.com")
    form.focus_field(Field.PHONE)
    Hands(qtbot).paste(CARD)
    form.take_suggestion()
    assert form.draft().email == "other@example.com"
    assert form.draft().phone == "07700 900123"


def test_a_field_the_contact_has_nothing_for_is_as_before(
    form: LeadForm, qtbot: QtBot
) -> None:
    """Pasted into the wrong field, the contact leaves it as it was."""
    form.focus_field(Field.POSTCODE)
    Hands(qtbot).paste("Jo Smith <jo@example.com>")
    form.take_suggestion()
    assert form.draft().postcode == ""
    assert form.draft().email == "jo@example.com"


def test_typing_on_turns_the_offer_down(form: LeadForm, qtbot: QtBot) -> None:
    """An offer is not pressed on anybody, and does not outlive its lead."""
    form.focus_field(Field.FIRST_NAME)
    hands = Hands(qtbot)
    hands.paste(CARD)
    hands.write("x")
    assert form.fields[Field.FIRST_NAME].suggestion == ""
    hands.paste(CARD)
    form.start_next()
    assert form.fields[Field.FIRST_NAME].suggestion == ""

"""A lead from paper: it was made when it was written, not when it is typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from capdesk.domain.consent import ConsentMethod
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.ui.form import LeadForm
from tests.ui.form_keys import Hands, in_focus

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hands(form: LeadForm, qtbot: QtBot) -> Hands:
    """Return hands at a form whose enquiry time was opened by its access key."""
    hands = Hands(qtbot)
    qtbot.waitUntil(form.isActiveWindow)
    hands.press(Qt.Key.Key_G, ALT)
    qtbot.waitUntil(lambda: in_focus().accessibleName() == "Enquiry date")
    return hands


def _message(form: LeadForm) -> str:
    return form.fields[Field.ENQUIRY_DATETIME].message


def _which(form: LeadForm) -> list[QRadioButton]:
    return [button for button in form.findChildren(QRadioButton) if button.isVisible()]


def test_it_is_now_unless_somebody_opens_it(form: LeadForm) -> None:
    """A form that nobody opened the time of has none, and has not even made its field."""
    assert form.draft().enquiry_datetime == ""
    assert not form.findChildren(QRadioButton)


def test_a_date_and_a_time_are_typed_over_today(form: LeadForm, hands: Hands) -> None:
    """The date stands ready to be typed over; the time as it was read is shown."""
    hands.write("20/11/2025")
    hands.tab()
    hands.write("1430")
    hands.tab()
    assert form.draft().enquiry_datetime == "2025-11-20T14:30"
    assert _message(form) == "20 November 2025, 14:30 GMT"


def test_going_from_date_to_time_is_not_leaving(form: LeadForm, hands: Hands) -> None:
    """Nothing is said before the time of day was typed or passed over."""
    hands.write("20/11/2025")
    hands.tab()
    assert _message(form) == ""
    hands.tab()
    assert "no time of day" in _message(form)


@pytest.mark.parametrize(
    ("date", "time", "said"),
    [
        ("20/11/2025", "14:3x", "cannot be read"),
        ("in May", "14:30", "no date"),
        ("31/02/2026", "14:30", "not in the calendar"),
        ("29/03/2026", "01:30", "clocks went forward"),
        ("20/11/2099", "14:30", "in the future"),
    ],
)
def test_what_cannot_be_is_said(
    date: str, time: str, said: str, form: LeadForm, hands: Hands
) -> None:
    """A time that can't be read, never came or is still to come says so, and is not sent."""
    hands.write(date)
    hands.tab()
    hands.write(time)
    hands.tab()
    assert said in _message(form)
    assert form.draft().enquiry_datetime != ""


def test_an_open_time_is_never_now_by_silence(form: LeadForm, hands: Hands) -> None:
    """Whoever opened the time and emptied it is asked for it; it does not become now."""
    hands.press(Qt.Key.Key_Delete)
    assert form.draft().enquiry_datetime != ""
    form.show_problems(())
    assert "no date" in _message(form)


def test_the_hour_that_came_twice_can_be_chosen(
    form: LeadForm, hands: Hands, qtbot: QtBot
) -> None:
    """In the night the clocks go back, GMT is a choice; until then it is summer time."""
    hands.write("26/10/2025")
    hands.tab()
    hands.write("01:30")
    hands.tab()
    assert "came twice" in _message(form)
    first, second = _which(form)
    assert form.draft().enquiry_datetime == "2025-10-26T01:30"
    second.click()
    assert form.draft().enquiry_datetime == "2025-10-26T01:30+00:00"
    assert _message(form) == "26 October 2025, 01:30 GMT"
    first.click()
    assert form.draft().enquiry_datetime == "2025-10-26T01:30+01:00"
    form.time.field.time_edit.setText("03:30")
    assert not _which(form)
    assert form.draft().enquiry_datetime == "2025-10-26T03:30"


def test_back_to_now(form: LeadForm, hands: Hands) -> None:
    """*Back to now* closes the time; opened again, it begins with today and is silent."""
    hands.write("nonsense")
    hands.tab()
    hands.tab()
    (back,) = (
        each for each in form.findChildren(QPushButton) if each.text() == "&Back to now"
    )
    back.click()
    assert form.draft().enquiry_datetime == ""
    assert "enquiry time" not in form.still_needed.text()
    assert in_focus() is form.time.change_button
    form.time.change_button.click()
    assert form.time.field.date_edit.text() != "nonsense"
    assert _message(form) == ""


def test_tab_goes_through_it_in_reading_order(form: LeadForm, hands: Hands) -> None:
    """Date, time, back to now, then the first field of the enquiry."""
    visited = []
    for _ in range(4):
        visited.append(in_focus().accessibleName() or in_focus().property("text"))
        hands.tab()
    assert visited == [
        *("Enquiry date", "Enquiry time of day", "&Back to now", "Enquiry type")
    ]


def test_the_next_lead_is_made_now(form: LeadForm, hands: Hands) -> None:
    """A time of its own is for one lead, unless it is pinned."""
    form.time.field.set_text("2025-11-20T14:30")
    form.start_next()
    assert form.draft().enquiry_datetime == ""


def test_a_pile_of_paper_keeps_its_day(form: LeadForm, hands: Hands) -> None:
    """Pinned by F9, the time stays for the next lead, and how consent was asked too."""
    hands.write("20/11/2025")
    hands.tab()
    hands.write("14:30")
    hands.press(Qt.Key.Key_F9)
    form.consents.method = ConsentMethod.ON_PAPER
    form.start_next()
    draft = form.draft()
    assert draft.enquiry_datetime == "2025-11-20T14:30"
    assert draft.consent_method == "on_paper"
    assert in_focus().accessibleName() == "Enquiry type"


@pytest.mark.parametrize(
    "written",
    [
        *("2025-11-20T14:30", "2025-10-26T01:30+00:00", "2025-07-01T12:00:07+00:00"),
        *("2025-11-20", "about noon"),
    ],
)
def test_a_draft_comes_back_as_it_was(written: str, form: LeadForm) -> None:
    """Loaded and not touched, a time is what it was, to the second."""
    form.load(Draft(enquiry_datetime=written))
    assert form.draft().enquiry_datetime == written
    form.load(Draft())
    assert form.draft().enquiry_datetime == ""


def test_a_time_from_elsewhere_is_shown_as_uk_clocks_had_it(form: LeadForm) -> None:
    """12:00 UTC in July was 13:00 at the desk, whatever this computer's time zone."""
    form.load(Draft(enquiry_datetime="2025-07-01T12:00:07+00:00"))
    field = form.time.field
    assert (field.date_edit.text(), field.time_edit.text()) == ("01/07/2025", "13:00")

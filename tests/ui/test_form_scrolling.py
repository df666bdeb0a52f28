"""What is to be read and answered is on the screen, however low the form is."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from capdesk.app.rules import DeskRules
from capdesk.campaigns import practice_campaign
from capdesk.domain.consent import CONSENT_FIELDS
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.ui.form import LeadForm


def _seen(form: LeadForm, part: QWidget) -> bool:
    page = form._scroll.viewport()
    place = QRect(part.mapTo(page, QPoint(0, 0)), part.size())
    return page.rect().contains(place)


def _make_low(form: LeadForm, qtbot: QtBot, height: int) -> None:
    form.resize(640, height)
    bar = form._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)


def test_who_answers_consents_sees_what_to_read_out(
    form: LeadForm, qtbot: QtBot
) -> None:
    """The whole of the consents comes into view with the first of them."""
    _make_low(form, qtbot, 420)
    form.fields[Field.POSTCODE].control.setFocus()
    form._scroll.verticalScrollBar().setValue(0)
    qtbot.keyClick(form.fields[Field.POSTCODE].control, Qt.Key.Key_Tab)
    assert form.consents.rows[CONSENT_FIELDS[0]].yes.hasFocus()
    assert _seen(form, form.consents)


def test_each_answer_is_on_the_screen_when_it_is_asked_for(
    form: LeadForm, qtbot: QtBot
) -> None:
    """Y and N go on to the next channel, and it is seen, even where few lines are."""
    _make_low(form, qtbot, 180)
    form.consents.rows[CONSENT_FIELDS[0]].yes.setFocus()
    for field in CONSENT_FIELDS:
        box = QApplication.focusWidget()
        assert box is form.consents.rows[field].yes
        assert _seen(form, box)
        qtbot.keyClick(box, Qt.Key.Key_N)


def test_a_click_on_an_answer_moves_nothing_under_the_mouse(
    form: LeadForm, qtbot: QtBot
) -> None:
    """Else the button would come up over something else."""
    _make_low(form, qtbot, 420)
    bar = form._scroll.verticalScrollBar()
    box = form.consents.rows[CONSENT_FIELDS[0]].yes
    form._scroll.ensureWidgetVisible(box, 0, 0)
    before = bar.value()
    assert not _seen(form, form.consents)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    assert box.isChecked()
    assert bar.value() == before


def test_what_is_said_about_a_field_is_seen_while_it_is_typed(
    form: LeadForm, qtbot: QtBot
) -> None:
    """A message that finds no room below its field brings the page up."""
    form.show_problems(())
    _make_low(form, qtbot, 420)
    form.focus_field(Field.POSTCODE)
    postcode = form.fields[Field.POSTCODE]
    assert _seen(form, postcode)
    qtbot.keyClicks(postcode.control, "SW1A OAA")
    assert "OAA" in postcode.message
    assert _seen(form, postcode)


def test_the_next_lead_begins_at_the_top(form: LeadForm, qtbot: QtBot) -> None:
    """After Send, and with a lead to correct, the form is seen from its first line."""
    _make_low(form, qtbot, 420)
    bar = form._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    form.start_next()
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    form.begin_correction(Draft(first_name="Ann"), "Ann Lee", ())
    assert bar.value() == 0


def test_a_low_window_opens_at_the_top_of_the_form(qtbot: QtBot) -> None:
    """The focus that was set before it was shown has scrolled nothing away."""
    form = LeadForm(DeskRules())
    qtbot.addWidget(form)
    form.set_campaign(practice_campaign())
    form.focus_first()
    form.resize(640, 300)
    form.show()
    qtbot.waitExposed(form)
    bar = form._scroll.verticalScrollBar()
    # As a layout that is not finished yet leaves it.
    bar.setValue(30)
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == 0)

"""Send pressed twice: an impatient hand, a key held down, a double click."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capdesk.domain.fields import Field
from capdesk.ui.form import LeadForm
from capdesk.ui.form.second_press import SAME_PRESS_WITHIN_MS
from tests.ui.form_desk import SmallDesk
from tests.ui.form_keys import Hands, in_focus

CONTROL = Qt.KeyboardModifier.ControlModifier
TEXTS = {
    Field.ENQUIRY_TYPE: "Test Drive",
    Field.FIRST_NAME: "Ann",
    Field.LAST_NAME: "Smith",
    Field.EMAIL: "ann@example.com",
}


@pytest.fixture
def desk(form: LeadForm) -> SmallDesk:
    """Return a desk whose form holds a lead that is ready, every field pinned.

    So the form is never empty, and only the guard stands between one lead and two.
    """
    form.set_pinned(form.fields)
    for field, text in TEXTS.items():
        form.fields[field].set_text(text)
    return SmallDesk(form)


def _two_chords(form: LeadForm, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.keyClick(in_focus(), Qt.Key.Key_Return, CONTROL)
        QApplication.processEvents()


def _held_down(form: LeadForm, qtbot: QtBot) -> None:
    for repeated in (False, *[True] * 20):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, Qt.Key.Key_Return, CONTROL, "\r", repeated)
            QApplication.sendEvent(in_focus(), event)
        form.request_send()
        QApplication.processEvents()


def _double_click(form: LeadForm, qtbot: QtBot) -> None:
    qtbot.mouseClick(form.send_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    qtbot.mouseDClick(form.send_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


@pytest.mark.parametrize("press", [_two_chords, _held_down, _double_click])
def test_a_double_press_makes_one_lead(
    press: Callable[[LeadForm, QtBot], None],
    desk: SmallDesk,
    form: LeadForm,
    qtbot: QtBot,
) -> None:
    """However Send is pressed twice, one lead is kept and nobody is scolded."""
    press(form, qtbot)
    qtbot.waitUntil(lambda: not form._hold.is_on)
    assert len(desk.kept) == 1
    assert form.problems.text == ""


def test_the_next_lead_can_follow_at_once(
    desk: SmallDesk, form: LeadForm, qtbot: QtBot
) -> None:
    """Whoever types anything has begun the next lead, and Send means that one."""
    hands = Hands(qtbot)
    hands.press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not form._hold.is_on)
    form.focus_field(Field.LAST_NAME)
    hands.write("e")
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert [lead.last_name for lead in desk.kept] == ["Smith", "Smithe"]


def test_an_unchanged_lead_can_follow_after_a_moment(
    desk: SmallDesk, form: LeadForm, qtbot: QtBot
) -> None:
    """The guard is for a double press; a second lead of pinned values is no such."""
    form.request_send()
    qtbot.waitUntil(lambda: not form._hold.is_on)
    qtbot.waitUntil(lambda: not form._second_press._moment.isActive())
    form.request_send()
    assert len(desk.kept) == 2


def test_a_key_held_down_is_one_press_however_long(
    form: LeadForm, qtbot: QtBot
) -> None:
    """Each repeat of the key puts off the moment from which Send is meant again."""
    guard = form._second_press
    form.start_next()
    qtbot.waitUntil(lambda: guard._moment.remainingTime() < SAME_PRESS_WITHIN_MS - 50)
    with qtbot.assertNotEmitted(form.send_requested):
        form.request_send()
    assert guard._moment.remainingTime() > SAME_PRESS_WITHIN_MS - 50


def test_a_scanner_never_sends(desk: SmallDesk, form: LeadForm, qtbot: QtBot) -> None:
    """A badge scanner ends with Enter, in whatever field: nothing is sent by it."""
    hands = Hands(qtbot)
    for field in TEXTS:
        form.focus_field(field)
        if field is not Field.ENQUIRY_TYPE:
            hands.press(Qt.Key.Key_Return)
            hands.press(Qt.Key.Key_Enter)
    assert desk.kept == []

"""Somebody without a mouse: every button does what it says at Enter, as at Space."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from capdesk.domain.entry import Status
from capdesk.practice import Mode
from capdesk.ui.attention import Cause
from capdesk.ui.person.dialog import PersonDialog
from tests.app.conftest import OpenDesk

KEYS = [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space]


@pytest.mark.parametrize("key", KEYS)
def test_a_correction_is_cancelled(practice: OpenDesk, key: Qt.Key) -> None:
    """The lead stays as it was, and the form is free for the next."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Ann")
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    practice.fix(entry_id)
    practice.button("Cancel the correction").setFocus()
    practice.press(key)
    practice.wait_until(lambda: not practice.window.form.is_correcting)


@pytest.mark.parametrize("key", KEYS)
def test_the_form_is_cleared_and_brought_back(practice: OpenDesk, key: Qt.Key) -> None:
    """*Clear*, then *Undo* in the line that says so."""
    practice.write_example("Ann")
    practice.button("Clear").setFocus()
    practice.press(key)
    assert practice.window.form.is_empty()
    practice.button("Undo").setFocus()
    practice.press(key)
    assert practice.typed == "Ann"


def test_a_banner_leads_on(practice: OpenDesk) -> None:
    """Tab reaches its button, and Enter goes to the lead."""
    practice.answer(Mode.REJECT)
    practice.take("Ann")
    practice.wait_until(lambda: "was not accepted" in practice.said)
    button = practice.window.attention.button(Cause.NEEDS_FIXING)
    for _ in range(60):
        practice.press(Qt.Key.Key_Tab)
        if button.hasFocus():
            break
    practice.press(Qt.Key.Key_Return)
    assert practice.window.outbox.table.hasFocus()


def test_enter_in_a_name_does_not_send(practice: OpenDesk) -> None:
    """Badge scanners end with it; only a button that has the focus is pressed."""
    practice.write_example("Ann")
    practice.window.strip.staff_name.setFocus()
    practice.press(Qt.Key.Key_Return)
    practice.settle()
    assert practice.entries == []
    assert practice.typed == "Ann"


def test_a_person_is_forgotten(practice: OpenDesk) -> None:
    """Found, asked about with the way back first, forgotten, and told what is left to do."""
    practice.take("Ann", "ann@corp.co.uk")
    practice.wait_for("Ann", Status.SENT)
    practice.choose_menu("What is held about a person…")
    (dialog,) = practice.window.findChildren(PersonDialog)
    practice.wait_until(dialog.email.hasFocus)
    practice.write("ann@corp.co.uk")
    practice.press(Qt.Key.Key_Return)
    practice.wait_until(dialog.held.isVisible)
    _go_to(practice, dialog.forget_button)
    practice.press(Qt.Key.Key_Return)
    assert dialog.question.keep_button.hasFocus()
    practice.press(Qt.Key.Key_Return)
    assert dialog.question.isHidden()
    assert practice.statuses == {"Ann": Status.SENT}
    practice.press(Qt.Key.Key_Return)
    _go_to(practice, dialog.question.forget_button)
    practice.press(Qt.Key.Key_Return)
    practice.wait_until(lambda: "1 lead was erased here." in dialog.said.text())
    assert "Ask CAP to erase it there, too." in dialog.said.text()
    practice.wait_until(lambda: "Ann" not in practice.statuses)


def _go_to(desk: OpenDesk, button: QPushButton) -> None:
    for _ in range(10):
        if button.hasFocus():
            return
        desk.press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {button.text()}")

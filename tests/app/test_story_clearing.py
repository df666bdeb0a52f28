"""Somebody clears the form and thinks better of it."""

from PySide6.QtCore import Qt

from capdesk.domain.entry import Status
from capdesk.practice import Mode
from capdesk.ui.clearing import CORRECTION_FIRST
from tests.app.conftest import OpenDesk


def _clear(desk: OpenDesk) -> None:
    desk.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)


def test_undo_brings_back_every_field(practice: OpenDesk) -> None:
    """Ctrl+N empties the form, *Undo* puts all of it back."""
    practice.write_example("Ann")
    before = practice.window.form.draft()
    _clear(practice)
    assert practice.window.form.is_empty()
    practice.click("Undo")
    assert practice.window.form.draft() == before


def test_undo_loses_nothing_that_was_begun_since(practice: OpenDesk) -> None:
    """A lead begun meanwhile gives way, and has its own way back."""
    practice.write_example("Ann")
    _clear(practice)
    practice.write("Bea")
    practice.click("Undo")
    assert practice.typed == "Ann"
    practice.click("Undo")
    assert practice.typed == "Bea"


def test_undo_waits_for_a_correction(practice: OpenDesk) -> None:
    """While a lead is corrected the cleared one can't come back, but is not lost."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Cy")
    practice.wait_for("Cy", Status.NEEDS_FIXING)
    practice.write_example("Ann")
    _clear(practice)
    practice.fix(entry_id)
    practice.click("Undo")
    assert practice.typed == "Cy"
    assert practice.window.notice.text == CORRECTION_FIRST
    undo = practice.window.notice.button
    practice.send()
    practice.wait_until(lambda: not practice.window.form.is_correcting)
    practice.qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert practice.typed == "Ann"

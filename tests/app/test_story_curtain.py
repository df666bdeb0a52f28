"""Somebody leaves the desk for a moment with a lead half typed."""

from PySide6.QtCore import Qt

from capdesk.domain.entry import Status
from capdesk.domain.fields import Field
from capdesk.practice import Mode
from capdesk.ui.person.dialog import PersonDialog
from tests.app.conftest import OpenDesk

CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def _press(desk: OpenDesk, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    """Press a key as the system hands it over: to the window, not to a widget."""
    desk.qtbot.keyClick(desk.window.windowHandle(), key, modifier)


def _is_down(desk: OpenDesk) -> bool:
    return desk.window.curtain.is_down


def test_nothing_typed_is_lost_and_no_key_leaks(practice: OpenDesk) -> None:
    """Ctrl+L covers; the key that lifts types nothing; typing goes on where it was."""
    practice.write_example("Ann")
    practice.window.form.focus_field(Field.LAST_NAME)
    before = practice.window.form.draft()
    _press(practice, Qt.Key.Key_L, CTRL)
    assert _is_down(practice)
    _press(practice, Qt.Key.Key_X)
    assert not _is_down(practice)
    assert practice.window.form.draft() == before
    assert practice.window.form.fields[Field.LAST_NAME].has_focus


def test_shortcuts_do_nothing_behind_it(practice: OpenDesk) -> None:
    """Neither Send nor Clear gets to a lead that is covered."""
    practice.write_example("Ann")
    before = practice.window.form.draft()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_N):
        _press(practice, Qt.Key.Key_L, CTRL)
        _press(practice, key, CTRL)
        practice.settle()
        practice.window.curtain.lift()
        assert practice.window.form.draft() == before
    assert practice.entries == []


def test_leads_go_on_being_sent_behind_it(practice: OpenDesk) -> None:
    """What was sent before the break is sent when it ends."""
    practice.write_example("Ann")
    practice.send()
    _press(practice, Qt.Key.Key_L, CTRL)
    practice.wait_for("Ann", Status.SENT)
    assert _is_down(practice)
    practice.window.curtain.lift()
    assert practice.window.form.is_empty()


def test_a_correction_behind_it_goes_on(practice: OpenDesk) -> None:
    """A correction is as safe as any lead that is half typed."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Ann")
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    practice.fix(entry_id)
    practice.type_into(Field.LAST_NAME, "Righ")
    _press(practice, Qt.Key.Key_L, CTRL)
    _press(practice, Qt.Key.Key_X)
    assert practice.window.form.is_correcting
    practice.write("t")
    assert practice.window.form.draft().last_name == "Right"


def test_a_dialog_is_covered_with_the_window(practice: OpenDesk) -> None:
    """Contact data in a dialog is covered too, and there again afterwards."""
    practice.take("Ann", "ann@example.com")
    practice.choose_menu("What is held about a person…")
    dialog = practice.window.findChild(PersonDialog)
    assert isinstance(dialog, PersonDialog)
    practice.qtbot.keyClicks(dialog.email, "ann@example.com")
    practice.window.curtain.cover()
    assert not dialog.email.isVisible()
    practice.window.curtain.lift()
    assert dialog.email.isVisible()
    assert dialog.email.text() == "ann@example.com"
    dialog.reject()

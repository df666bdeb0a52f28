"""A person asks what is held about them, and to be forgotten."""

import json
import sqlite3
from pathlib import Path

from PySide6.QtCore import Qt

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.practice import Mode
from capdesk.services.drafts import DRAFT_SLOT
from capdesk.ui.person.dialog import PersonDialog
from tests.app.conftest import OpenDesk, Shop

EMAIL = "ann@example.com"


def _open(desk: OpenDesk) -> PersonDialog:
    desk.choose_menu("What is held about a person…")
    dialog = desk.window.findChild(PersonDialog)
    assert isinstance(dialog, PersonDialog)
    return dialog


def _find(desk: OpenDesk, dialog: PersonDialog, email: str = EMAIL) -> None:
    desk.qtbot.keyClicks(dialog.email, email)
    desk.qtbot.keyClick(dialog.email, Qt.Key.Key_Return)
    desk.wait_until(dialog.find_button.isEnabled)


def _forget(desk: OpenDesk, dialog: PersonDialog) -> None:
    desk.click("Forget this person", dialog)
    desk.click("Forget for good", dialog)
    desk.wait_until(dialog.find_button.isEnabled)


def test_found_exported_and_forgotten(practice: OpenDesk, tmp_path: Path) -> None:
    """Their lead is found, told to them in a file, and then nothing names them."""
    practice.take("Ann", EMAIL)
    practice.take("Bea", "bea@example.com")
    practice.wait_for("Ann", Status.SENT)
    practice.wait_for("Bea", Status.SENT)
    dialog = _open(practice)
    _find(practice, dialog)
    assert dialog.said.text() == f"1 lead with {EMAIL}."
    file = tmp_path / "held.json"
    dialog._ask_path = lambda _: str(file)
    practice.click("Export", dialog)
    practice.wait_until(lambda: "Exported to" in dialog.said.text())
    (told,) = json.loads(file.read_text("utf-8"))["leads"]
    assert told["lead"]["first_name"] == "Ann"
    _forget(practice, dialog)
    assert "1 lead was erased here." in dialog.said.text()
    assert "Ask CAP to erase it there, too." in dialog.said.text()
    practice.click("Close", dialog)
    practice.wait_until(lambda: "Ann" not in practice.statuses)
    assert sorted(entry.name for entry in practice.entries) == ["", "Bea test"]
    assert not any(EMAIL in entry.find_text for entry in practice.entries)


def test_an_export_that_cant_be_written_is_told(
    practice: OpenDesk, tmp_path: Path
) -> None:
    """The sentence names the place, and another one can be chosen."""
    practice.take("Ann", EMAIL)
    dialog = _open(practice)
    _find(practice, dialog)
    dialog._ask_path = lambda _: str(tmp_path)  # a folder, so no place for a file
    practice.click("Export", dialog)
    practice.wait_until(lambda: "Nothing was exported" in dialog.said.text())
    assert str(tmp_path) in dialog.said.text()
    assert dialog.export_button.isVisible()


def test_a_lead_being_sent_is_reported(practice: OpenDesk) -> None:
    """A lead on its way stays, and the dialog says to come back for it."""
    practice.answer(Mode.SLOW)
    practice.take("Ann", EMAIL)
    practice.wait_for("Ann", Status.SENDING)
    dialog = _open(practice)
    _find(practice, dialog)
    _forget(practice, dialog)
    assert "1 lead was just being sent and stayed." in dialog.said.text()
    assert practice.statuses == {"Ann": Status.SENDING}


def test_what_is_half_typed_is_forgotten_too(practice: OpenDesk) -> None:
    """Nothing of the person stays in the form, nor in its draft."""
    practice.take("Ann", EMAIL)
    practice.wait_for("Ann", Status.SENT)
    practice.write_example("Ann", EMAIL)
    practice.desk.keep_draft_now()
    dialog = _open(practice)
    _find(practice, dialog)
    _forget(practice, dialog)
    assert practice.window.form.is_empty()
    practice.desk.keep_draft_now()
    kept = practice.ask_outbox(Outbox.load_draft, DRAFT_SLOT) or Draft()
    assert (kept.first_name, kept.email) == ("", "")


def test_a_correction_of_theirs_ends(practice: OpenDesk) -> None:
    """The correction goes with its lead; whoever else was half typed comes back."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Ann", EMAIL)
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    practice.write_example("Bea", "bea@example.com")
    practice.fix(entry_id)
    practice.desk.keep_draft_now()
    dialog = _open(practice)
    _find(practice, dialog)
    _forget(practice, dialog)
    assert not practice.window.form.is_correcting
    assert practice.typed == "Bea"
    practice.desk.keep_draft_now()
    assert practice.ask_outbox(Outbox.draft_slots) == (DRAFT_SLOT,)


def test_what_was_put_aside_for_a_correction_is_forgotten_too(
    practice: OpenDesk,
) -> None:
    """Half typed before somebody else's correction: it does not come back."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Bea", "bea@example.com")
    practice.wait_for("Bea", Status.NEEDS_FIXING)
    practice.write_example("Ann", EMAIL)
    # The same phone would be the same person.
    for field in practice.window.form.fields.values():
        if field.field == "phone":
            field.set_text("")
    practice.fix(entry_id)
    dialog = _open(practice)
    _find(practice, dialog)
    dialog.forget_wanted.emit()  # nothing is held, so there is no button for it
    practice.settle()
    practice.window.form.correction_cancelled.emit()
    practice.settle()
    assert practice.window.form.is_empty()


def test_if_forgetting_fails_it_can_be_tried_again(shop: Shop) -> None:
    """A disk in the way is told, and the same button works once it is out of the way."""
    with shop.open() as desk:
        desk.take("Ann", EMAIL)
        desk.wait_for("Ann", Status.SENT)
        dialog = _open(desk)
        _find(desk, dialog)
        desk.ask_outbox(lambda o: o.connection.execute("PRAGMA busy_timeout = 1"))
        other = sqlite3.connect(shop.folder / OUTBOX_NAME, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        _forget(desk, dialog)
        assert "erased" not in dialog.said.text()
        other.execute("ROLLBACK")
        other.close()
        _forget(desk, dialog)
        assert "1 lead was erased here." in dialog.said.text()


def test_an_answer_about_somebody_else_is_dropped(practice: OpenDesk) -> None:
    """Closed and opened again, the dialog shows nobody that it was not asked about."""
    practice.take("Ann", EMAIL)
    first = _open(practice)
    first.find_wanted.emit(EMAIL, "")
    first.reject()
    practice.choose_menu("What is held about a person…")
    practice.settle()
    (second,) = (
        each for each in practice.window.findChildren(PersonDialog) if each.isVisible()
    )
    assert second.said.text() == ""
    second.forget_wanted.emit()
    practice.settle()
    assert practice.entries[0].name == "Ann test"


def test_the_window_closes_under_an_open_dialog(shop: Shop) -> None:
    """A log-off while somebody is looked for ends everything in good order."""
    with shop.open() as desk:
        desk.take("Ann", EMAIL)
        dialog = _open(desk)
        dialog.find_wanted.emit(EMAIL, "")
        assert desk.desk.close()
        dialog.find_wanted.emit(EMAIL, "")
        dialog.forget_wanted.emit()
        dialog.reject()

"""A laptop is dying: its unsent leads go to another one, and one comes back."""

from pathlib import Path

from PySide6.QtGui import QAction, QPdfWriter

from capdesk.domain.entry import Status
from capdesk.practice import Mode
from capdesk.ui.hand_over.dialog import HandOverDialog
from tests.app.conftest import OpenDesk, Shop
from tests.support.choosers import ChosenBeforehand
from tests.support.quick_cipher import QuickCipher

WORDS = "correct horse battery"
GIVE, TAKE = "Hand over unsent leads…", "Take leads over…"


def _open(desk: OpenDesk, menu: str, file: Path) -> HandOverDialog:
    desk.choose_menu(menu)
    (dialog,) = (
        each for each in desk.window.findChildren(HandOverDialog) if each.isVisible()
    )
    dialog.ask_path = lambda: str(file)  # type: ignore[method-assign] # for the system's dialog
    dialog.file_button.click()
    return dialog


def _do(desk: OpenDesk, dialog: HandOverDialog, *words: str) -> None:
    for field, text in zip((dialog.field, dialog.repeated), words, strict=False):
        assert field is not None
        field.clear()
        desk.qtbot.keyClicks(field, text)
    dialog.do_button.click()
    desk.wait_until(lambda: dialog.do_button.isEnabled() or dialog.slip.isVisible())


def test_leads_are_handed_over_and_taken_back(shop: Shop, tmp_path: Path) -> None:
    """Asked for safely, shown with a slip, marked when they come back."""
    file = tmp_path / "leads.age"
    shop.gateway.set_mode(Mode.OFFLINE)
    with shop.open() as desk:
        desk.desk.hands.handing_over.cipher = QuickCipher()
        desk.take("Ann")
        desk.wait_for("Ann", Status.WAITING)
        dialog = _open(desk, GIVE, file)
        _do(desk, dialog, "short", "short")
        assert "at least 12 characters" in dialog.said.text()
        _do(desk, dialog, WORDS, "other words here")
        assert "differ" in dialog.said.text()
        assert not file.exists()
        _do(desk, dialog, WORDS, WORDS)
        assert dialog.said.text() == "1 lead handed over."
        assert "A… t…" in dialog.slip.toPlainText()
        assert "Ann" not in dialog.slip.toPlainText()
        assert (dialog.field.text(), file.exists()) == ("", True)
        desk.wait_for("Ann", Status.HANDED_OVER)

        paper = tmp_path / "slip.pdf"
        dialog.choosers = ChosenBeforehand(tmp_path, QPdfWriter(str(paper)))
        dialog.print_button.click()
        assert paper.stat().st_size > 0
        assert dialog.said.text() == "The slip is on its way to the printer."
        dialog.pdf_button.click()
        saved = tmp_path / "Leads handed over.pdf"
        assert dialog.said.text() == f"Saved as {saved}."
        assert saved.read_bytes().startswith(b"%PDF-")
        dialog.choosers = ChosenBeforehand(file, has_printer=False)
        dialog.print_button.click()
        assert dialog.said.text().startswith("There is no printer on this computer.")
        dialog.pdf_button.click()
        assert "was not saved: this folder can't be written to" in dialog.said.text()
        desk.click("Close", dialog)

        shop.gateway.set_mode(Mode.ACCEPT)
        dialog = _open(desk, TAKE, file)
        _do(desk, dialog, "wrong words here")
        assert "another passphrase" in dialog.said.text()
        _do(desk, dialog, WORDS)
        assert dialog.said.text() == "1 lead in the file: 1 taken back."
        desk.wait_for("Ann", Status.SENT)
        assert [entry.possible_duplicate for entry in desk.entries] == [True]


def test_a_dialog_that_was_closed_still_tells(shop: Shop, tmp_path: Path) -> None:
    """What became of the leads does not go unsaid."""
    shop.gateway.set_mode(Mode.OFFLINE)
    with shop.open() as desk:
        desk.desk.hands.handing_over.cipher = QuickCipher()
        desk.take("Ann")
        dialog = _open(desk, GIVE, tmp_path / "leads.age")
        dialog.wanted.connect(lambda *_: dialog.reject())
        assert dialog.repeated is not None
        dialog.field.setText(WORDS)
        dialog.repeated.setText(WORDS)
        dialog.do_button.click()
        desk.wait_until(lambda: "1 lead handed over." in desk.window.notice.text)


def test_nothing_is_asked_of_a_file_that_is_not_chosen(shop: Shop) -> None:
    """Nor of a passphrase that is not typed. The file is what is asked for first."""
    with shop.open() as desk:
        desk.choose_menu(TAKE)
        dialog = desk.window.findChild(HandOverDialog)
        assert isinstance(dialog, HandOverDialog)
        desk.wait_until(dialog.file_button.hasFocus)
        dialog.do_button.click()
        assert dialog.said.text() == "Choose a file first."
        dialog.ask_path = lambda: "leads.age"  # type: ignore[method-assign] # likewise
        dialog.file_button.click()
        dialog.do_button.click()
        assert dialog.said.text() == "Type the passphrase first."


def test_practice_hands_nothing_over(practice: OpenDesk) -> None:
    """It keeps nothing, so it must take nothing."""
    actions = practice.window.menuBar().findChildren(QAction)
    texts = {each.text().replace("&", ""): each.isEnabled() for each in actions}
    assert (texts[GIVE], texts[TAKE]) == (False, False)

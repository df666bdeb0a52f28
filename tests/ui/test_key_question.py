"""An API key goes from the clipboard to the keyring, and is seen nowhere between."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from capdesk.domain.finding import Light
from capdesk.ui.key_question import ASKING, WAIT_MS, WAITING, KeyQuestion
from capdesk.ui.plain import PlainLabel

_KEY = "k3y-Of-Many-Signs"


@dataclass
class _Desk:
    """The dialog and what it asked for."""

    dialog: KeyQuestion
    qtbot: QtBot
    wanted: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All that can be read in the dialog."""
        labels = self.dialog.findChildren(PlainLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def write(self, text: str) -> None:
        """Type into the field."""
        self.qtbot.keyClicks(self.dialog.form.field, text)

    def enter(self) -> None:
        """Press Enter in the field."""
        self.qtbot.keyClick(self.dialog.form.field, Qt.Key.Key_Return)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[_Desk]:
    """Return the question for QA's key, open over a window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = KeyQuestion(window, "qa")
    made = _Desk(dialog, qtbot)
    dialog.key_given.connect(lambda key: made.wanted.append(("keep", key)))
    dialog.check_wanted.connect(lambda key: made.wanted.append(("check", key)))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    yield made
    dialog.close()


def test_a_key_is_pasted_and_handed_over(desk: _Desk) -> None:
    """Paste, Enter: the key is handed over without the space around it."""
    QGuiApplication.clipboard().setText(f"  {_KEY}\n")
    desk.qtbot.keyClick(
        desk.dialog.form.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
    )
    QGuiApplication.clipboard().clear()
    desk.enter()
    assert desk.wanted == [("keep", _KEY)]


def test_a_key_is_never_shown(desk: _Desk) -> None:
    """Neither on screen nor to a screen reader, nor put on the clipboard."""
    desk.write(_KEY)
    edit = desk.dialog.form.field
    told = QAccessible.queryAccessibleInterface(edit)
    assert _KEY not in told.text(QAccessible.Text.Value)
    assert _KEY not in edit.displayText()
    assert _KEY not in desk.words
    assert _KEY not in desk.dialog.windowTitle()
    QGuiApplication.clipboard().setText("before")
    edit.selectAll()
    edit.copy()
    assert QGuiApplication.clipboard().text() == "before"


@pytest.mark.parametrize("way", ["done_well", "reject", "close"])
def test_a_key_is_let_go_of(desk: _Desk, way: str) -> None:
    """However the dialog is closed, the key is no longer in it."""
    desk.write(_KEY)
    getattr(desk.dialog, way)()
    assert not desk.dialog.isVisible()
    assert desk.dialog.form.field.text() == ""


def test_done_well_is_told_from_giving_up(desk: _Desk) -> None:
    """The dialog's result says whether there is a key now."""
    desk.dialog.done_well()
    assert desk.dialog.result() == QDialog.DialogCode.Accepted


def test_without_a_key_nothing_is_handed_over(desk: _Desk) -> None:
    """Enter and *Check key* in an empty field say what is needed."""
    desk.enter()
    desk.dialog.form.check_button.click()
    assert desk.wanted == []
    assert "Type or paste the key first." in desk.words


def test_waiting_is_said_after_a_moment(desk: _Desk) -> None:
    """A quick keyring shows no word; a slow one is named; keys are ignored meanwhile."""
    desk.write(_KEY)
    desk.dialog.show_busy()
    assert desk.dialog.form.field.isReadOnly()
    assert WAITING not in desk.words
    desk.qtbot.waitUntil(lambda: WAITING in desk.words, timeout=10 * WAIT_MS)
    desk.enter()
    assert desk.wanted == []


def test_a_failure_leaves_the_key_as_typed(desk: _Desk) -> None:
    """The sentence is shown in the dialog; Enter tries again."""
    desk.write(_KEY)
    desk.dialog.show_busy()
    desk.dialog.show_failure("The keyring is locked.")
    assert "The keyring is locked." in desk.words
    assert desk.dialog.form.field.text() == _KEY
    desk.enter()
    assert desk.wanted == [("keep", _KEY)]


def test_a_key_is_checked_on_request(desk: _Desk) -> None:
    """It is said what checking does, that it goes on, and what came of it."""
    desk.write(_KEY)
    assert "nothing is stored" in desk.words
    desk.dialog.form.check_button.click()
    assert desk.wanted == [("check", _KEY)]
    assert ASKING in desk.words
    desk.dialog.show_verdict("The gateway knows this key.", Light.GREEN)
    assert "The gateway knows this key." in desk.words
    assert ASKING not in desk.words
    assert desk.dialog.form.verdict.light is Light.GREEN


def test_a_verdict_is_about_the_key_it_was_asked_for(desk: _Desk) -> None:
    """One that comes after the key was changed is dropped; a change takes it back."""
    desk.write(_KEY)
    desk.dialog.form.check_button.click()
    desk.write("2")
    desk.dialog.show_verdict("The gateway knows this key.", Light.GREEN)
    assert "The gateway knows" not in desk.words
    desk.dialog.form.check_button.click()
    desk.dialog.show_verdict("It does not know it.", Light.RED)
    desk.write("3")
    assert "It does not know it." not in desk.words


@pytest.mark.parametrize(
    ("session_only", "said"), [(False, "keyring and never"), (True, "until CapDesk")]
)
def test_it_says_where_the_key_stays(
    qtbot: QtBot, session_only: bool, said: str
) -> None:
    """In the keyring, or until CapDesk closes."""
    dialog = KeyQuestion(None, "production", session_only=session_only)
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(PlainLabel)]
    assert any(said in text for text in texts)

"""Somebody asks what is held about them, takes it with them, and has it erased."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Status
from capdesk.domain.person import Erased, PersonFile
from capdesk.ui.person import PersonDialog
from tests.support.stories import a_story

_EMAIL = "zoe@example.com"


@dataclass
class _Desk:
    """The dialog and what it asked for."""

    dialog: PersonDialog
    qtbot: QtBot
    wanted: list[tuple[str, ...]] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Type where the focus is."""
        self.qtbot.keyClicks(self.focus, text)

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(self.focus, key)

    @property
    def focus(self) -> QWidget:
        """What has the focus."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def find(self, *statuses: Status) -> None:
        """Look for Zoë and find leads that stand so."""
        self.dialog.email.setFocus()
        self.write(_EMAIL)
        self.press(Qt.Key.Key_Return)
        stories = tuple(a_story(status) for status in statuses)
        self.dialog.show_file(PersonFile(_EMAIL, "", stories))


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[_Desk]:
    """Return the dialog, open over a window, with nobody looked for."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = PersonDialog(window, lambda _: "/tmp/held.json")  # noqa: S108 - not written
    made = _Desk(dialog, qtbot)
    dialog.find_wanted.connect(lambda *texts: made.wanted.append(("find", *texts)))
    dialog.export_wanted.connect(lambda path: made.wanted.append(("export", path)))
    dialog.forget_wanted.connect(lambda: made.wanted.append(("forget",)))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    yield made
    dialog.close()


def test_a_person_is_looked_for_by_keyboard(desk: _Desk) -> None:
    """Email, Tab, phone, Enter: what was typed is handed over, trimmed."""
    desk.dialog.email.setFocus()
    desk.write(" zoe@example.com ")
    desk.press(Qt.Key.Key_Tab)
    desk.write("07700 900123")
    desk.press(Qt.Key.Key_Return)
    assert desk.wanted == [("find", _EMAIL, "07700 900123")]
    assert desk.dialog.said.text() == "Looking…"


def test_with_nothing_typed_nothing_is_looked_for(desk: _Desk) -> None:
    """Enter in empty fields says what is needed."""
    desk.press(Qt.Key.Key_Return)
    assert desk.wanted == []
    assert "Type an email or a phone number" in desk.dialog.said.text()


def test_all_that_is_held_is_shown(desk: _Desk) -> None:
    """Each lead is listed with its consent proof, and what can be done about it."""
    desk.find(Status.SENT, Status.WAITING)
    dialog = desk.dialog
    assert dialog.said.text() == f"2 leads with {_EMAIL}."
    assert dialog.held.text.count("May we contact you about") == 2
    assert dialog.export_button.isVisible()
    assert dialog.forget_button.isVisible()
    assert desk.focus is dialog.held


def test_where_nothing_is_held_nothing_is_offered(desk: _Desk) -> None:
    """There is nothing to export or to forget."""
    desk.find()
    assert desk.dialog.said.text().startswith("Nothing is held here")
    assert not desk.dialog.export_button.isVisible()
    assert not desk.dialog.forget_button.isVisible()


def test_it_is_exported_to_a_file(desk: _Desk) -> None:
    """The chosen path is handed over; the result says to keep the file safe."""
    desk.find(Status.SENT)
    desk.dialog.export_button.click()
    assert desk.wanted[-1] == ("export", "/tmp/held.json")  # noqa: S108 - not written
    desk.dialog.show_exported("/tmp/held.json")  # noqa: S108 - not written
    assert "keep it safe" in desk.dialog.said.text()


def test_forgetting_takes_a_second_step(desk: _Desk) -> None:
    """First it says what that means; *Keep* has the focus, and Enter keeps."""
    desk.find(Status.SENT, Status.WAITING)
    desk.dialog.forget_button.click()
    question = desk.dialog.question
    assert question.isVisible()
    assert "1 lead that has not been sent is given up" in question.text
    assert "at CAP" in question.text
    assert desk.focus is question.keep_button
    desk.press(Qt.Key.Key_Space)
    assert not question.isVisible()
    assert ("forget",) not in desk.wanted
    assert desk.focus is desk.dialog.forget_button


def test_esc_in_the_question_keeps(desk: _Desk) -> None:
    """Esc goes back one step; the dialog stays."""
    desk.find(Status.SENT)
    desk.dialog.forget_button.click()
    desk.press(Qt.Key.Key_Escape)
    assert not desk.dialog.question.isVisible()
    assert desk.dialog.isVisible()
    assert ("forget",) not in desk.wanted


def test_a_person_is_forgotten_by_keyboard(desk: _Desk) -> None:
    """Confirmed, it is handed over; then the result stands there and nothing else."""
    desk.find(Status.SENT)
    desk.dialog.forget_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.press(Qt.Key.Key_Tab)
    assert desk.focus.accessibleName() == "Forget for good"
    desk.press(Qt.Key.Key_Space)
    assert desk.wanted[-1] == ("forget",)
    desk.dialog.show_erased(Erased(1, 0, 0, (), was_sent=True))
    assert "1 lead was erased here." in desk.dialog.said.text()
    assert "Ask CAP" in desk.dialog.said.text()
    assert not desk.dialog.held.isVisible()
    assert not desk.dialog.forget_button.isVisible()


def test_another_name_hides_what_was_found(desk: _Desk) -> None:
    """Once something else is typed, nobody can be forgotten by mistake."""
    desk.find(Status.SENT)
    desk.dialog.forget_button.click()
    desk.dialog.email.setFocus()
    desk.write("x")
    assert not desk.dialog.question.isVisible()
    assert not desk.dialog.forget_button.isVisible()
    assert desk.dialog.held.text == ""


def test_while_it_looks_nothing_else_is_asked(desk: _Desk) -> None:
    """Neither another person nor the same one twice."""
    desk.dialog.email.setFocus()
    desk.write(_EMAIL)
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Return)
    desk.write("x")
    assert desk.wanted == [("find", _EMAIL, "")]
    assert desk.dialog.email.text() == _EMAIL


def test_a_failure_leaves_what_was_found(desk: _Desk) -> None:
    """The sentence is shown; the way to try again is still there."""
    desk.find(Status.SENT)
    desk.dialog.forget_button.click()
    desk.dialog.question.forget_button.click()
    desk.dialog.show_failure("The disk is full. Nothing was erased.")
    assert desk.dialog.said.text() == "The disk is full. Nothing was erased."
    assert desk.dialog.held.isVisible()
    assert desk.dialog.forget_button.isVisible()
    assert desk.dialog.find_button.isEnabled()


def test_the_title_names_nobody(desk: _Desk) -> None:
    """A title is seen in task bars, over shoulders and in screen sharing."""
    desk.find(Status.SENT)
    assert desk.dialog.windowTitle() == "What is held about a person"


def test_what_people_typed_is_never_markup(desk: _Desk) -> None:
    """Every label of the dialog shows text as it is."""
    desk.find(Status.SENT)
    for label in desk.dialog.findChildren(QWidget):
        if hasattr(label, "textFormat"):
            assert label.textFormat() is Qt.TextFormat.PlainText

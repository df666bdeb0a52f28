"""Three steps to the first lead, by keyboard alone."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capdesk.domain.finding import Light
from capdesk.ui.plain import PlainLabel
from capdesk.ui.start_page import StartPage

_KEY = "k3y"


@dataclass
class _Desk:
    """The page and what it asked for."""

    page: StartPage
    qtbot: QtBot
    wanted: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All that can be read on the page."""
        labels = self.page.findChildren(PlainLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClick(focus, key)


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    """Return the page on the screen, at its first step."""
    page = StartPage()
    qtbot.addWidget(page)
    made = _Desk(page, qtbot)
    page.open_pack.connect(lambda: made.wanted.append(("pack",)))
    page.practise.connect(lambda: made.wanted.append(("practise",)))
    page.key_given.connect(lambda key: made.wanted.append(("key", key)))
    page.check_wanted.connect(lambda key: made.wanted.append(("check", key)))
    page.later.connect(lambda: made.wanted.append(("later",)))
    page.start.connect(lambda: made.wanted.append(("start",)))
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.pack_button.setFocus()
    return made


def test_three_steps_by_keyboard(desk: _Desk) -> None:
    """Enter, the key and Enter, Enter: the desk is ready."""
    desk.press(Qt.Key.Key_Return)
    desk.page.show_key_step("qa")
    assert desk.page.step == 2
    assert "key for QA" in desk.words
    form = desk.page.key_form
    assert form is not None
    desk.qtbot.keyClicks(form.field, _KEY)
    desk.press(Qt.Key.Key_Return)
    desk.page.show_key_busy()
    desk.press(Qt.Key.Key_Return)  # once is enough
    desk.page.show_ready()
    assert desk.page.step == 3
    assert "Ready." in desk.words
    desk.press(Qt.Key.Key_Return)
    assert desk.wanted == [("pack",), ("key", _KEY), ("start",)]


def test_steps_are_told_by_word(desk: _Desk) -> None:
    """A screen reader hears which step is done, which is now, which is to come."""
    desk.page.show_key_step("qa")
    named = [each.accessibleName() for each in desk.page.findChildren(PlainLabel)]
    assert [name for name in named if name.startswith("Step")] == [
        "Step 1 of 3, Campaign pack: done",
        "Step 2 of 3, API key: now",
        "Step 3 of 3, Ready: to come",
    ]


def test_the_key_can_wait(desk: _Desk) -> None:
    """Esc is *Later*, and it is said what becomes of leads."""
    desk.page.show_key_step("qa")
    assert "they wait on this computer" in desk.words
    desk.press(Qt.Key.Key_Escape)
    assert desk.wanted == [("later",)]


def test_esc_elsewhere_does_nothing(desk: _Desk) -> None:
    """There is nothing to put off in the first step."""
    desk.press(Qt.Key.Key_Escape)
    assert desk.wanted == []


def test_a_pack_that_cannot_be_used_is_said(desk: _Desk) -> None:
    """The first step stays, and says why; the next step says it no more."""
    desk.page.show_failure("This is no campaign pack.")
    assert "This is no campaign pack." in desk.words
    assert desk.page.step == 1
    desk.page.show_key_step("qa")
    assert "This is no campaign pack." not in desk.words


def test_a_key_that_is_not_kept_stays_typed(desk: _Desk) -> None:
    """The sentence stands in the form, and the key can be given again."""
    desk.page.show_key_step("qa")
    form = desk.page.key_form
    assert form is not None
    desk.qtbot.keyClicks(form.field, _KEY)
    desk.press(Qt.Key.Key_Return)
    desk.page.show_key_busy()
    desk.page.show_failure("The keyring is locked.")
    assert "The keyring is locked." in desk.words
    desk.page.keep_button.click()
    assert desk.wanted == [("key", _KEY), ("key", _KEY)]


def test_a_key_is_checked_in_the_second_step(desk: _Desk) -> None:
    """The verdict is shown there."""
    desk.page.show_key_step("qa")
    form = desk.page.key_form
    assert form is not None
    desk.qtbot.keyClicks(form.field, _KEY)
    form.check_button.click()
    desk.page.show_verdict("It does not know this key.", Light.RED)
    assert desk.wanted == [("check", _KEY)]
    assert "It does not know this key." in desk.words


def test_a_key_that_is_left_is_let_go_of(desk: _Desk) -> None:
    """When the page goes, what was typed goes too."""
    desk.page.show_key_step("qa")
    form = desk.page.key_form
    assert form is not None
    desk.qtbot.keyClicks(form.field, _KEY)
    desk.page.hide()
    assert form.field.text() == ""


def test_practice_can_be_forbidden(desk: _Desk) -> None:
    """Where a policy forbids practice the first step says why instead of offering it."""
    desk.page.practice_button.click()
    assert desk.wanted == [("practise",)]
    desk.page.forbid_practice("Practice is off.")
    assert not desk.page.practice_button.isVisible()
    assert "Practice is off." in desk.words
    desk.page.show_key_step("qa")
    assert not desk.page.practice_button.isVisible()
    assert "Practice is off." not in desk.words


def test_practice_is_offered_in_the_first_step_alone(desk: _Desk) -> None:
    """Whoever has a pack has begun for real."""
    assert desk.page.practice_button.isVisible()
    desk.page.show_key_step("qa")
    assert not desk.page.practice_button.isVisible()

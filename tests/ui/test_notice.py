"""The line that says what has just been done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from capdesk.ui.notice import Notice

_UNDO = Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier


class _Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.undone = 0
        self.notice = Notice()
        self.field = QLineEdit()
        self.other = QPushButton("Other")
        layout = QVBoxLayout(self)
        for part in (self.field, self.other, self.notice):
            layout.addWidget(part)

    def undo(self) -> None:
        self.undone += 1


@pytest.fixture
def window(qtbot: QtBot) -> _Window:
    """Return a window with a notice at its foot."""
    window = _Window()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_undo_keys_press_the_button(window: _Window, qtbot: QtBot) -> None:
    """Ten seconds are too short to go there by Tab; the keys work but once."""
    window.other.setFocus()
    window.notice.show_text("Done.", "Undo", window.undo)
    QTest.keyClick(window.other, *_UNDO)
    qtbot.waitUntil(lambda: window.notice.text == "")  # the button is seen to go down
    QTest.keyClick(window.other, *_UNDO)
    assert window.undone == 1


def test_undo_keys_take_back_typing_in_a_field(window: _Window) -> None:
    """Who types means the typing."""
    window.field.setFocus()
    QTest.keyClicks(window.field, "a")
    window.notice.show_text("Done.", "Undo", window.undo)
    QTest.keyClick(window.field, *_UNDO)
    assert (window.undone, window.field.text()) == (0, "")


def test_a_notice_without_a_way_back_takes_no_keys(window: _Window) -> None:
    """What can't be undone leaves the keys alone, and OK is no undo."""
    window.other.setFocus()
    window.notice.show_until_read("Read this.")
    QTest.keyClick(window.other, *_UNDO)
    assert window.notice.text == "Read this."


def test_what_is_to_be_read_outlasts_what_passes(window: _Window) -> None:
    """Neither kind takes the other's place: the way back is there, and so is the news."""
    window.notice.show_text("Done.", "Undo", window.undo)
    window.notice.show_until_read("Read this.")
    assert window.notice.text == "Read this.\nDone."
    QTest.mouseClick(window.notice.button, Qt.MouseButton.LeftButton)
    assert (window.undone, window.notice.text) == (1, "Read this.")


def test_all_that_is_to_be_read_is_shown_in_turn(window: _Window) -> None:
    """A second thing to read waits until the first was read; the same is said once."""
    for text in ("One.", "Two.", "One."):
        window.notice.show_until_read(text)
    ok, _ = window.notice.buttons
    shown = []
    while window.notice.text:
        shown.append(window.notice.text)
        QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert shown == ["One.", "Two."]


def test_what_is_no_longer_so_is_withdrawn(window: _Window) -> None:
    """Nobody has to read what has changed meanwhile; what waits behind it comes."""
    window.notice.show_until_read("One.")
    window.notice.show_until_read("Two.")
    window.notice.withdraw("One.")
    assert window.notice.text == "Two."
    window.notice.withdraw("Two.")
    assert not window.notice.isVisible()

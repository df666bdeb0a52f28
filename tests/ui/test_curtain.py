"""Somebody leaves the desk for a moment, with a customer's lead on the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from capdesk.ui.curtain import Curtain

_LONG_MS = 3_600_000


class _Desk:
    """A main window with a field in use, a menu, and the curtain."""

    def __init__(self, qtbot: QtBot, idle_after_ms: int = 0) -> None:
        self.qtbot = qtbot
        self.sent = 0
        self.left = 0
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.page = QWidget()
        down = QVBoxLayout(self.page)
        self.field = QLineEdit("zoe@example.com")
        self.field.setAccessibleName("Email")
        self.other = QLineEdit()
        down.addWidget(self.field)
        down.addWidget(self.other)
        self.window.setCentralWidget(self.page)
        menu = self.window.menuBar().addMenu("&Lead")
        send = menu.addAction("&Send", QKeySequence("Ctrl+Return"), self._send)
        menu.addAction("&Guide", QKeySequence("F1"), menu.hide)
        # Of the window as well: a hidden menu's shortcuts would rest by themselves.
        self.window.addAction(send)
        self.window.resize(600, 400)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.field.setFocus()
        self.curtain = Curtain(self.window, idle_after_ms)

    def _send(self) -> None:
        self.sent += 1

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key as the keyboard does: the window system gives it to a window."""
        QTest.keyClick(self._focus_window(), key, modifier)

    def click(self) -> None:
        """Click into the middle of the window."""
        QTest.mouseClick(
            self.window.windowHandle(),
            Qt.MouseButton.LeftButton,
            pos=QPoint(300, 200),
        )

    def cover(self) -> None:
        """Press Ctrl+L."""
        self.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert self.curtain.is_down

    @staticmethod
    def _focus_window() -> QWindow:
        window = QApplication.focusWindow()
        assert window is not None
        return window


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[_Desk]:
    """Return a desk that is never idle."""
    made = _Desk(qtbot)
    yield made
    made.curtain.lift()


def _is_out_of_sight(widget: QWidget) -> bool:
    found = QAccessible.queryAccessibleInterface(widget)
    return not widget.isVisible() and bool(found.state().invisible)


def test_ctrl_l_covers_everything(desk: _Desk) -> None:
    """What was on the screen can be neither seen nor read out; the menu is gone, too."""
    desk.cover()
    assert _is_out_of_sight(desk.field)
    assert _is_out_of_sight(desk.window.menuBar())
    (page,) = (
        each for each in desk.window.children() if each.objectName() == "curtain"
    )
    assert isinstance(page, QWidget)
    assert page.geometry() == desk.window.rect()
    assert page.hasFocus()
    assert page.accessibleName() == "CapDesk is covered."


def test_the_key_that_lifts_it_is_typed_nowhere(desk: _Desk) -> None:
    """Everything is as it was, the cursor included; the next key is typed."""
    desk.field.setCursorPosition(3)
    desk.cover()
    desk.press(Qt.Key.Key_X)
    assert not desk.curtain.is_down
    assert desk.field.isVisible()
    assert desk.window.menuBar().isVisible()
    assert QApplication.focusWidget() is desk.field
    assert desk.field.text() == "zoe@example.com"
    desk.press(Qt.Key.Key_1)
    assert desk.field.text() == "zoe1@example.com"


def test_a_click_lifts_it(desk: _Desk) -> None:
    """The click presses nothing that lies below."""
    pressed: list[bool] = []
    button = QPushButton("Discard", desk.window.centralWidget())
    button.setGeometry(0, 0, 600, 400)
    button.show()
    button.clicked.connect(pressed.append)
    desk.cover()
    desk.click()
    assert not desk.curtain.is_down
    assert pressed == []


def test_no_shortcut_works_through_it(desk: _Desk) -> None:
    """Ctrl+Enter lifts the curtain like any key, and sends nothing."""
    desk.cover()
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.sent == 0
    assert not desk.curtain.is_down
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.sent == 1


def test_tab_reaches_nothing_below(desk: _Desk) -> None:
    """Tab is a key like any other: it lifts, and moves no focus."""
    desk.cover()
    desk.press(Qt.Key.Key_Tab)
    assert not desk.curtain.is_down
    assert QApplication.focusWidget() is desk.field


def test_a_held_key_does_not_lift_it(desk: _Desk) -> None:
    """Ctrl+L held down covers once; only a key pressed after that lifts."""
    desk.cover()
    page = QApplication.focusWidget()
    assert page is not None
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(
            page,
            QKeyEvent(
                kind, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "l", True
            ),
        )
    assert desk.curtain.is_down
    desk.press(Qt.Key.Key_Control)
    assert desk.curtain.is_down


def test_idle_minutes_cover(qtbot: QtBot) -> None:
    """When nobody touches anything for as long as was said, the curtain falls."""
    desk = _Desk(qtbot, idle_after_ms=30)
    with qtbot.waitSignal(desk.curtain.covered, timeout=5_000):
        pass
    assert _is_out_of_sight(desk.field)
    desk.curtain.set_idle_after(0)
    desk.press(Qt.Key.Key_Space)
    assert not desk.curtain.is_down


@pytest.mark.parametrize("touch", ["key", "shortcut", "click", "move"])
def test_whoever_is_there_keeps_it_up(qtbot: QtBot, touch: str) -> None:
    """Keys, shortcuts, clicks and the mouse all begin the idle time anew."""
    desk = _Desk(qtbot, idle_after_ms=_LONG_MS)
    timer = desk.curtain._idle
    timer.stop()  # so that a new beginning shows
    match touch:
        case "key":
            desk.press(Qt.Key.Key_A)
        case "shortcut":
            desk.press(Qt.Key.Key_F1)
        case "click":
            desk.click()
        case _:
            QTest.mouseMove(desk.window.windowHandle(), QPoint(20, 20))
            QApplication.processEvents()
    assert timer.isActive()


def test_a_field_that_is_covered_was_not_left(desk: _Desk) -> None:
    """A half-typed field keeps its selection; nothing hears that it was finished."""
    finished: list[None] = []
    desk.field.editingFinished.connect(lambda: finished.append(None))
    desk.field.setSelection(0, 3)
    desk.cover()
    desk.press(Qt.Key.Key_Space)
    assert finished == []
    assert desk.field.selectedText() == "zoe"


def test_dialogs_are_covered_and_stay_open(desk: _Desk) -> None:
    """A dialog's contents are hidden; a key on it lifts everything, and it goes on."""
    box = QMessageBox(desk.window)
    box.setText("Zoë Ångström-O'Neill")
    button = box.addButton("Keep open", QMessageBox.ButtonRole.RejectRole)
    box.open()
    desk.qtbot.waitUntil(box.isActiveWindow)
    size = box.size()
    desk.cover()
    assert _is_out_of_sight(button)
    assert _is_out_of_sight(desk.field)
    assert box.size() == size
    desk.press(Qt.Key.Key_Escape)
    assert not desk.curtain.is_down
    assert box.isVisible()
    assert button.isVisible()
    assert box.size() == size
    box.close()


def test_a_dialog_may_end_behind_it(desk: _Desk) -> None:
    """What was covered and is gone by now is not missed."""
    dialog = QDialog(desk.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    desk.curtain.cover()
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    desk.curtain.lift()
    assert desk.field.isVisible()


def test_menus_and_lists_close(desk: _Desk) -> None:
    """What hangs open over the window would show above the curtain."""
    menu = QMenu()
    desk.qtbot.addWidget(menu)
    menu.addAction("Zoë Ångström-O'Neill")
    menu.popup(QPoint(0, 0))
    assert QApplication.activePopupWidget() is menu
    desk.curtain.cover()
    assert QApplication.activePopupWidget() is None


def test_a_window_that_grows_stays_covered(desk: _Desk) -> None:
    """The page keeps the size of its window, and the window's own parts catch up."""
    desk.cover()
    page = QApplication.focusWidget()
    desk.window.resize(800, 500)
    assert page is not None
    assert page.geometry() == desk.window.rect()
    desk.press(Qt.Key.Key_Space)
    QApplication.processEvents()
    assert desk.page.width() == 800


def test_what_was_hidden_stays_hidden(desk: _Desk) -> None:
    """Only what the curtain hid comes back."""
    desk.other.hide()
    desk.window.statusBar().hide()
    desk.cover()
    desk.press(Qt.Key.Key_Space)
    assert not desk.other.isVisible()
    assert not desk.window.statusBar().isVisible()

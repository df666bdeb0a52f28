"""The whole window with its real parts, off screen."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from capdesk.app.desk import Desk
from capdesk.app.opening import make
from capdesk.app.parts import Parts
from capdesk.credentials import CredentialStore
from capdesk.domain.entry import Entry
from capdesk.ui.window import MainWindow

WAIT_MS = 15_000


@dataclass(frozen=True)
class OpenDesk:
    """A window somebody sits before."""

    window: MainWindow
    desk: Desk
    qtbot: QtBot

    @property
    def entries(self) -> list[Entry]:
        """What the outbox panel shows, newest first."""
        model = self.window.outbox.model
        return [model.entry(row) for row in range(model.rowCount())]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        if modifier is None:
            self.qtbot.keyClick(self._focus(), key)
        else:
            self.qtbot.keyClick(self._focus(), key, modifier)

    def write(self, text: str) -> None:
        """Type where the focus is."""
        self.qtbot.keyClicks(self._focus(), text)

    def write_example(self, name: str = "test") -> None:
        """Type the documented example lead, by keyboard alone."""
        if self._focus().accessibleName() == "Enquiry type":
            self.write("Te")
            for _ in range(3):
                self.press(Qt.Key.Key_Tab)
        for text in (name, "test", "test@cap.co", "+4420 8759 9036", "L39AG"):
            self.write(text)
            self.press(Qt.Key.Key_Tab)
        for answer in "ynnn":
            self.write(answer)

    def send(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    @staticmethod
    def _focus() -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


@contextmanager
def open_desk(
    qtbot: QtBot, folder: Path | None, credentials: CredentialStore | None = None
) -> Iterator[OpenDesk]:
    """Open a window on a data folder, or on a practice session for None."""
    window, desk = make(folder, partial(Parts, credentials=credentials))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.complete()
    desk.start()
    try:
        yield OpenDesk(window, desk, qtbot)
    finally:
        desk.close()
        window.set_unsent(0)
        window.close()
        window.deleteLater()


@pytest.fixture
def practice(qtbot: QtBot) -> Iterator[OpenDesk]:
    """Return a practice window that is ready to send."""
    with ExitStack() as stack:
        opened = stack.enter_context(open_desk(qtbot, None))
        opened.wait_until(lambda: opened.desk.is_sending)
        yield opened

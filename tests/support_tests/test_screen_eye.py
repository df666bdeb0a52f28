"""The eye sees when something is drawn on a screen, and when it is gone."""

import os
import subprocess
import sys

import pytest

from tests.support.screen import VirtualScreen
from tests.support.screen_eye import ScreenEye

pytestmark = pytest.mark.display

WINDOW = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.setStyleSheet("background: white")
window.showFullScreen()
app.exec()
"""


def test_eye_sees_a_window_come_and_go() -> None:
    """The screen is black, then drawn by a window, and black again once it is gone."""
    with (
        VirtualScreen.running() as screen,
        ScreenEye.open(screen.environ["DISPLAY"]) as eye,
    ):
        began = eye.wait(100, 100, drawn=False)
        environ = {**os.environ, **screen.environ}
        environ.pop("QT_QPA_PLATFORM", None)
        command = [sys.executable, "-c", WINDOW]
        with subprocess.Popen(command, env=environ) as window:
            drawn = eye.wait(100, 100)
            window.kill()
        gone = eye.wait(100, 100, drawn=False)
    assert began < drawn < gone

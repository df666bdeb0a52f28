"""The yardstick: a bare QMainWindow, and the moment it was painted."""

import sys
import time

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class _Bare(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        sys.stdout.write(f"painted {time.time()}\n")
        sys.stdout.flush()


app = QApplication(["bare"])
window = _Bare()
window.show()
app.exec()

"""A program whose window would hold up its end, with a question open, that is to quit."""

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox

from capdesk.app.ending import Application


class _Stubborn(QMainWindow):
    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        sys.stdout.write("asked to close\n")
        event.ignore()


def main() -> int:
    """Run until Qt's loop ends."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = Application(["question"])
    window = _Stubborn()
    window.show()
    question = QMessageBox(window)

    def quit_in_the_question() -> None:
        sys.stdout.write("asked to quit\n")
        app.quit()

    QTimer.singleShot(0, question.exec)
    QTimer.singleShot(50, quit_in_the_question)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

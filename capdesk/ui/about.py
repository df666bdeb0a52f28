"""What CapDesk is, which version, and under which licence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from capdesk import __version__


def show_about(window: QWidget) -> None:
    """Say it, over the window."""
    box = QMessageBox(window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("About CapDesk")
    box.setText(f"CapDesk {__version__}")
    box.setInformativeText(
        "Takes leads at a desk and sends them to the CAP Gateway.\n"
        "Free software under the Apache License 2.0. Uses Qt under the LGPL 3."
    )
    box.exec()

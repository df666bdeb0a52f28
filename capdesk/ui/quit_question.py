"""The question before leads are left unsent."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from capdesk.ui.words import leads


def may_quit(window: QWidget, unsent: int) -> bool:
    """Ask whether to quit with leads unsent; *Keep open* is the answer to Enter and Esc.

    Args:
        window: The window to ask over.
        unsent: How many leads have not been sent, at least one.
    """
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Quit CapDesk?")
    if unsent == 1:
        box.setText("1 lead has not been sent.")
        stay = "It stays on this computer and goes next time CapDesk is open."
    else:
        box.setText(f"{leads(unsent)} have not been sent.")
        stay = "They stay on this computer and go next time CapDesk is open."
    box.setInformativeText(stay)
    keep = box.addButton("Keep open", QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton("Quit", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is leave

"""The question before a campaign pack takes the place of one signed after it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def may_add_older(window: QWidget, sentence: str) -> bool:
    """Ask; *Leave it* is the answer to Enter and Esc.

    Args:
        window: The window to ask over.
        sentence: Says what was signed when.
    """
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Add an older pack?")
    box.setText(sentence)
    box.setInformativeText("Add it only if head office told you to go back to it.")
    leave = box.addButton("Leave it", QMessageBox.ButtonRole.RejectRole)
    add = box.addButton("Add the older pack", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(leave)
    box.setEscapeButton(leave)
    box.exec()
    return box.clickedButton() is add

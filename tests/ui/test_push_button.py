"""Enter in a dialog does what the focus is on."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from capdesk.ui.push_button import PushButton

Open = Callable[..., QDialog]


@pytest.fixture
def pressed() -> list[str]:
    """Return what has been pressed."""
    return []


@pytest.fixture
def open_dialog(qtbot: QtBot, pressed: list[str]) -> Open:
    """Return a function that shows a dialog with a field and the buttons given."""

    def made(*buttons: QPushButton) -> QDialog:
        dialog = QDialog()
        qtbot.addWidget(dialog)
        layout = QVBoxLayout(dialog)
        layout.addWidget(QLineEdit())
        for button in buttons:
            layout.addWidget(button)
            button.clicked.connect(partial(pressed.append, button.text()))
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_on_cancel_cancels(
    qtbot: QtBot, open_dialog: Open, pressed: list[str], key: Qt.Key
) -> None:
    """It does not do what the dialog is for."""
    do, cancel = QPushButton("Hand over"), PushButton("Cancel")
    do.setDefault(True)
    dialog = open_dialog(do, cancel)
    assert dialog.isVisible()
    cancel.setFocus()
    qtbot.keyClick(cancel, key)
    assert pressed == ["Cancel"]


def test_enter_in_a_field_presses_none_of_them(
    qtbot: QtBot, open_dialog: Open, pressed: list[str]
) -> None:
    """Only a button that is the default by name is meant by it."""
    dialog = open_dialog(PushButton("Print"), PushButton("Close"))
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert pressed == []

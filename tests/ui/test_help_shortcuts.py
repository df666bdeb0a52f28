"""The shortcut sheet and the program's real shortcuts are one and the same."""

import re

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar
from pytestqt.qtbot import QtBot

from capdesk.ui.help.pages import Page
from capdesk.ui.menus import Menus

_KEYS_WITHOUT_A_MENU = {"F9", "Y", "N", "Ctrl+Z"}
"""Handled by the form and the notice; their own tests press them."""


def _listed() -> set[str]:
    """Return every key of the sheet's table, in Qt's spelling."""
    cells = re.findall(r"^\| (`[^|]+) \|", Page.SHORTCUTS.text, re.MULTILINE)
    keys = (key for cell in cells for key in re.findall(r"`([^`]+)`", cell))
    return {QKeySequence(key).toString() for key in keys}


@pytest.fixture(
    params=[(), [("accept", "Accept every lead")]], ids=["desk", "practice"]
)
def shortcuts(request: pytest.FixtureRequest, qtbot: QtBot) -> dict[str, set[str]]:
    """Return the keys of each action that has any, of a real desk and of practice."""
    bar = QMenuBar()
    qtbot.addWidget(bar)
    Menus(bar, request.param).fill()
    return {
        action.text(): {key.toString() for key in action.shortcuts()}
        for action in bar.findChildren(QAction)
        if action.shortcuts()
    }


def test_every_shortcut_is_on_the_sheet(shortcuts: dict[str, set[str]]) -> None:
    """Each action's shortcut, or one of them where there are several, is listed."""
    for action, keys in shortcuts.items():
        assert keys & _listed(), action


def test_every_key_on_the_sheet_does_something(shortcuts: dict[str, set[str]]) -> None:
    """What is listed is a menu's shortcut or a key that has no menu."""
    real = {key for keys in shortcuts.values() for key in keys}
    assert _listed() <= real | _KEYS_WITHOUT_A_MENU


def test_the_sheet_is_read_at_all() -> None:
    """The table was found, and its keys are keys."""
    assert {"Ctrl+Enter", "Ctrl+L", "F1", "Ctrl+="} <= _listed()

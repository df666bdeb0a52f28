"""Rows of a list show their text to its end."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from capdesk.ui import theme
from capdesk.ui.wrapped_rows import BESIDE_PX, wrap_rows

TEXT = "CapDesk can write in the data folder /home/somebody/.local, and nobody else can"


@pytest.mark.parametrize("width", range(300, 420, 7))
def test_a_row_is_as_high_as_its_text(width: int, qtbot: QtBot) -> None:
    """Whatever the width, the last word has its line."""
    rows = QListWidget()
    qtbot.addWidget(rows)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    rows.setStyleSheet(theme.style_sheet(theme.LIGHT, app.font()))
    wrap_rows(rows)
    rows.addItem(TEXT)
    rows.resize(width, 200)
    rows.show()
    qtbot.waitExposed(rows)
    rows.doItemsLayout()
    row = rows.visualItemRect(rows.item(0))
    margins = 2 * 3  # what Qt leaves beside any text
    room = rows.viewport().width() - BESIDE_PX - margins
    wraps = int(Qt.TextFlag.TextWordWrap)
    text = rows.fontMetrics().boundingRect(0, 0, room, 1_000, wraps, TEXT)
    assert row.height() >= text.height()

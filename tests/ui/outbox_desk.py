"""An outbox panel on the screen, and somebody's hands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Entry
from capdesk.ui import theme
from capdesk.ui.outbox.panel import OutboxPanel


def open_panel(
    qtbot: QtBot, entries: Sequence[Entry] = (), width: int = 600, height: int = 620
) -> OutboxPanel:
    """Return a panel on the screen with entries, given oldest first."""
    panel = OutboxPanel(theme.LIGHT)
    qtbot.addWidget(panel)
    panel.resize(width, height)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.show_entries(entries)
    QApplication.processEvents()  # Qt lays out later what has changed now
    return panel


def names(panel: OutboxPanel) -> list[str]:
    """Return the names in the list, from above."""
    model = panel.model
    return [model.entry(row).name for row in range(model.rowCount())]


def chosen_name(panel: OutboxPanel) -> str:
    """Return the name in the chosen row; empty if no row is chosen."""
    rows = panel.table.selectionModel().selectedRows()
    return panel.model.entry(rows[0].row()).name if rows else ""


def press(key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press a key where the focus is, in a menu if one is open."""
    target = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def write(text: str) -> None:
    """Type where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def open_menu() -> QMenu:
    """Return the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu

"""The dialog that asks for a file: calm, in our look, and in a folder that people know."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from capdesk.ui.file_choice import (
    file_to_open,
    file_to_write,
    folder_of,
    make_dialog,
)


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> Iterator[QFileDialog]:
    """Return the dialog on the screen."""
    window = QWidget()
    qtbot.addWidget(window)
    made = make_dialog(window, "Open", "Packs (*.json)", str(tmp_path))
    made.show()
    qtbot.waitExposed(made)
    yield made
    window.close()


def test_what_can_be_pressed_has_a_picture_that_is_seen(dialog: QFileDialog) -> None:
    """No button is empty, and none is black on black."""
    shown = [
        each
        for each in dialog.findChildren(QToolButton)
        if each.isVisible() and each.objectName()
    ]
    assert {each.objectName() for each in shown} == {
        "toParentButton",
        "newFolderButton",
    }
    assert not any(each.icon().isNull() for each in shown)


def test_a_name_has_the_room_and_its_kind_none(dialog: QFileDialog) -> None:
    """Of a row, name, size and time are to be seen, none cut short."""
    rows = dialog.findChild(QTreeView, "treeView")
    assert isinstance(rows, QTreeView)
    columns = rows.header()
    assert columns.isSectionHidden(2)
    widths = [columns.sectionSize(each) for each in (1, 3)]
    assert columns.sectionSize(0) > max(widths)


def test_it_opens_where_people_keep_things(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is not there is never proposed: the person's own stands in."""
    place = QStandardPaths.StandardLocation.DownloadLocation
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _: "/nowhere")
    )
    assert folder_of(place) == str(Path.home())


def _write_and_accept(text: str) -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setText(text)
    dialog.accept()


def test_a_path_that_is_not_there_is_left_to_who_reads_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """No second dialog says so: the reader has a sentence for it."""
    window = QWidget()
    qtbot.addWidget(window)
    wanted = str(tmp_path / "gone.json")
    QTimer.singleShot(0, window, lambda: _write_and_accept(wanted))
    assert file_to_open(window, "Open", "Packs (*.json)") == wanted


def test_a_name_without_an_ending_gets_that_of_the_proposed_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Typed `held`, written `held.json`."""
    window = QWidget()
    qtbot.addWidget(window)
    QTimer.singleShot(0, window, lambda: _write_and_accept(str(tmp_path / "mine")))
    chosen = file_to_write(window, "Export", "held.json", "JSON (*.json)")
    assert chosen == str(tmp_path / "mine.json")


def test_cancel_chooses_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """Esc closes it and nothing is written or read."""
    window = QWidget()
    qtbot.addWidget(window)

    def escape() -> None:
        qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape)

    QTimer.singleShot(0, window, escape)
    chosen = file_to_write(window, "Save", "a.csv", "CSV (*.csv)", str(tmp_path))
    assert chosen == ""

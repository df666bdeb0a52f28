"""Somebody is asked by support which version this is and where its data lies."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from capdesk import __version__
from capdesk.ui.help.about import AboutDialog, libraries_text, show_about
from capdesk.ui.help.licences import Library


def _labels(dialog: AboutDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_it_says_version_licence_and_folder(qtbot: QtBot) -> None:
    """All that support asks for is there, and the folder can be copied."""
    window = QWidget()
    qtbot.addWidget(window)
    dialog = show_about(window, Path("/data/<b>CapDesk</b>"))
    assert f"CapDesk {__version__}" in _labels(dialog)
    assert "Apache License 2.0" in _labels(dialog)
    assert dialog.folder.text() == str(Path("/data/<b>CapDesk</b>"))
    flags = dialog.folder.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert "cryptography" in dialog.libraries.toPlainText()
    dialog.close()


def test_nothing_in_it_is_markup(qtbot: QtBot) -> None:
    """A folder's name is text, whatever it looks like."""
    window = QWidget()
    qtbot.addWidget(window)
    dialog = AboutDialog(window, Path("/<b>x</b>"), ())
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_practice_has_no_folder(qtbot: QtBot) -> None:
    """In practice mode it says that nothing is kept."""
    window = QWidget()
    qtbot.addWidget(window)
    dialog = AboutDialog(window, None, ())
    assert dialog.folder.text() == "None: practice keeps nothing."


def test_licences_follow_the_list() -> None:
    """First a line for each library, then the texts they came with, none made up."""
    text = libraries_text(
        [
            Library("one", "1.0", "", ("Do as you like.",)),
            Library("two", "2", "MIT", ()),
            Library("three", "3", "", ()),
        ]
    )
    assert text.splitlines()[:3] == [
        "one 1.0: see its licence below",
        "two 2: MIT",
        "three 3: names no licence",
    ]
    assert text.endswith("one\n\nDo as you like.")

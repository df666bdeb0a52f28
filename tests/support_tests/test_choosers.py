"""What is chosen beforehand is what is chosen."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.choosers import ChosenBeforehand


@pytest.mark.parametrize("folder", [None, Path("reports")])
def test_files_take_the_proposed_name(qtbot: QtBot, folder: Path | None) -> None:
    """In the folder that was given, or nowhere; no dialog is opened."""
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen = ChosenBeforehand(folder).file(parent, "day.csv", "csv")
    assert chosen == (None if folder is None else folder / "day.csv")


def test_there_may_be_no_printer(qtbot: QtBot) -> None:
    """Without a printer given, printing is cancelled."""
    parent = QWidget()
    qtbot.addWidget(parent)
    assert ChosenBeforehand(None).printer(parent, "Close of day") is None
    assert ChosenBeforehand(None).has_printer()
    assert not ChosenBeforehand(None, has_printer=False).has_printer()

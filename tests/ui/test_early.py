"""What widgets are told by number is what Qt's names say; names wait for the paint."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from capdesk.ui import early

_NAMESPACE_AT_MILESTONE = """
import os, sys
from pathlib import Path
from PySide6 import QtCore
from capdesk.app import open_window

def tell(milestone):
    if milestone != sys.argv[1]:
        return
    sys.stdout.write(f"{milestone} {'Qt' in vars(QtCore)}")
    sys.stdout.flush()
    os._exit(0)

open_window(Path(sys.argv[2]) if sys.argv[2:] else None, on_milestone=tell)
"""


def test_labels_show_text_as_it_is(qtbot: QtBot) -> None:
    """A label that is told by number is one of plain text, aligned to its top."""
    label = QLabel()
    qtbot.addWidget(label)
    early.show_as_typed(label)
    early.align_top(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.alignment() == Qt.AlignmentFlag.AlignTop


def test_focus_is_as_named(qtbot: QtBot) -> None:
    """Tab stops at a stop; a click reaches what is none; the third takes no keys."""
    widget = QWidget()
    qtbot.addWidget(widget)
    early.set_tab_stop(widget, is_stop=True)
    assert widget.focusPolicy() is Qt.FocusPolicy.StrongFocus
    early.set_tab_stop(widget, is_stop=False)
    assert widget.focusPolicy() is Qt.FocusPolicy.ClickFocus
    early.keep_out_of_focus(widget)
    assert widget.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_areas_scroll_up_and_down_only(qtbot: QtBot) -> None:
    """The horizontal bar is off, the vertical one comes when it is needed."""
    area = QScrollArea()
    qtbot.addWidget(area)
    early.scroll_up_and_down_only(area)
    assert area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert area.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAsNeeded


def test_tool_tips_have_their_role() -> None:
    """What is put there is shown as a tool tip."""
    assert Qt.ItemDataRole.ToolTipRole.value == early.TOOL_TIP_ROLE


@pytest.mark.parametrize("milestone", ["painted", "ready"])
def test_a_start_needs_none_of_qts_names(milestone: str) -> None:
    """The enums of the namespace `Qt` are not made before a lead can be kept."""
    told = subprocess.run(
        [sys.executable, "-c", _NAMESPACE_AT_MILESTONE, milestone],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout == f"{milestone} False"


def test_a_first_run_needs_none_of_them_either(tmp_path: Path) -> None:
    """The page that asks for a campaign pack is painted without them."""
    told = subprocess.run(
        [sys.executable, "-c", _NAMESPACE_AT_MILESTONE, "painted", tmp_path],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout == "painted False"

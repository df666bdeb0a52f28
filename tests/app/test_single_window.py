"""One window for each data folder."""

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from capdesk.app.single_window import LOCK_NAME, SingleWindow


def test_a_second_start_raises_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    """The second finds the place taken, and the first is told to come up."""
    first, second = SingleWindow(tmp_path), SingleWindow(tmp_path)
    assert first.take_place()
    first.listen()
    assert not second.take_place()
    pool = QThreadPool()
    with qtbot.waitSignal(first.raised):
        pool.start(second.raise_first)
    pool.waitForDone()
    first.give_up()
    assert second.take_place()
    second.give_up()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_place_is_nobody_elses_to_look_into(tmp_path: Path) -> None:
    """Not even of an empty file: the self-check says of any that others can read it."""
    first = SingleWindow(tmp_path)
    assert first.take_place()
    assert stat.S_IMODE((tmp_path / LOCK_NAME).stat().st_mode) == 0o600
    first.give_up()


def test_two_folders_have_two_windows(qtbot: QtBot, tmp_path: Path) -> None:
    """Another data folder is another place."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    first, second = SingleWindow(one), SingleWindow(other)
    assert first.take_place()
    assert second.take_place()
    first.give_up()
    second.give_up()

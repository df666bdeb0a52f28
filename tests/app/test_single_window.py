"""One window for each data folder."""

from pathlib import Path

from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from capdesk.app.single_window import SingleWindow


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

"""Changes reach the window at a calm pace, and none is left out."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from capdesk.app.gathering import Gathering


def test_the_first_goes_at_once_and_the_rest_together(qtbot: QtBot) -> None:
    """One change is shown at once; a burst after it comes as one, each id once."""
    parent = QObject()
    gathering = Gathering(parent)
    seen: list[tuple[str, ...]] = []
    gathering.due.connect(seen.append)
    gathering.add(["a"])
    assert seen == [("a",)]
    for name in ("b", "c", "b"):
        gathering.add([name])
    assert seen == [("a",)]
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[1] == ("b", "c")
    gathering.add(["d"])
    qtbot.waitUntil(lambda: len(seen) == 3)

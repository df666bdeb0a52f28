"""Somebody is typing when something begins to need a person."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Status
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.ui.attention import Cause, attention
from capdesk.ui.attention.bar import AttentionBar
from capdesk.ui.theme import DARK, LIGHT
from capdesk.ui.words import QueueView


@dataclasses.dataclass
class _Desk:
    """A window with a field in use above the bar, and what was said aloud."""

    window: QWidget
    field: QLineEdit
    bar: AttentionBar
    said: list[str] = dataclasses.field(default_factory=list)

    def show(self, *, wrong: int = 0, held: int = 0, refused: bool = False) -> None:
        """Let these need a person."""
        paused = PauseReason.KEY_REFUSED if refused else None
        counts = {Status.NEEDS_FIXING: wrong}
        view = QueueView(counts, QueueState("qa", paused=paused), held=held)
        self.bar.show_banners(attention({"qa": view}))


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    """Return a desk where somebody has begun to type."""
    said: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    edit = QLineEdit()
    bar = AttentionBar(LIGHT, lambda _, text: said.append(text))
    layout = QVBoxLayout(window)
    layout.addWidget(edit)
    layout.addStretch()
    layout.addWidget(bar)
    layout.addWidget(QPushButton("Send now"))
    window.resize(1000, 400)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    edit.setFocus()
    qtbot.keyClicks(edit, "Zo")
    return _Desk(window, edit, bar, said)


def test_nothing_is_shown_while_nobody_is_needed(desk: _Desk) -> None:
    """The bar takes no room as long as there is nothing to say."""
    desk.show()
    assert desk.bar.isHidden()


def test_typing_goes_on_where_it_was(desk: _Desk, qtbot: QtBot) -> None:
    """A banner takes no focus and moves no field above it."""
    before = desk.field.mapTo(desk.window, QPoint())
    desk.show(wrong=1)
    qtbot.waitUntil(desk.bar.isVisible)
    qtbot.keyClicks(QApplication.focusWidget(), "e")
    assert desk.field.text() == "Zoe"
    assert desk.field.mapTo(desk.window, QPoint()) == before


def test_each_banner_is_said_once(desk: _Desk) -> None:
    """A new banner is said aloud; a new count is not; one that comes back is."""
    desk.show(wrong=1)
    desk.show(wrong=2)
    assert len(desk.said) == 1
    assert desk.bar.texts[0].startswith("2 leads")
    desk.show()
    desk.show(wrong=2)
    assert len(desk.said) == 2


def test_the_button_says_what_is_wanted(desk: _Desk, qtbot: QtBot) -> None:
    """By keyboard, the button of a banner hands over cause and environment."""
    desk.show(refused=True)
    acted: list[tuple[str, str]] = []
    desk.bar.acted.connect(lambda cause, name: acted.append((cause, name)))
    button = desk.bar.button(Cause.KEY_REFUSED, "qa")
    assert button.accessibleName() == "Enter the API key"
    assert "refused" in button.accessibleDescription()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert acted == [("key_refused", "qa")]


def test_two_at_most_until_somebody_wants_more(desk: _Desk, qtbot: QtBot) -> None:
    """The third stands behind `+1 more`, which opens and closes by keyboard."""
    desk.show(refused=True, wrong=1, held=1)
    assert len(desk.bar.texts) == 2
    assert desk.bar.more.text() == "+1 more"
    shown = []
    for _ in range(2):
        qtbot.keyClick(desk.bar.more, Qt.Key.Key_Space)
        shown.append(len(desk.bar.texts))
    assert shown == [3, 2]


def test_tab_goes_from_button_to_button(desk: _Desk, qtbot: QtBot) -> None:
    """The order of Tab is the order of reading, `+1 more` included."""
    desk.show(wrong=1, held=1)
    desk.show(refused=True, wrong=1, held=1)
    reached = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert isinstance(focus, QPushButton)
        reached.append(focus.text())
    assert reached == ["Enter the API key…", "Show it", "+1 more", "Send now"]


def test_a_button_in_use_stays_in_use(desk: _Desk) -> None:
    """A new count does not take the focus from the button it stands beside."""
    desk.show(wrong=1)
    button = desk.bar.button(Cause.NEEDS_FIXING)
    button.setFocus()
    desk.show(wrong=2, held=1)
    assert QApplication.focusWidget() is button


def test_what_is_over_goes(desk: _Desk) -> None:
    """Once nobody is needed any more the bar is gone."""
    desk.show(wrong=1)
    desk.show()
    assert desk.bar.isHidden()
    assert desk.bar.texts == ()


def test_the_field_in_use_stays_in_sight(qtbot: QtBot) -> None:
    """Where the bar takes room from a page that scrolls, it scrolls to the field."""
    window = QWidget()
    qtbot.addWidget(window)
    page = QWidget()
    down = QVBoxLayout(page)
    for _ in range(20):
        down.addWidget(QLineEdit())
    last = QLineEdit()
    down.addWidget(last)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(page)
    bar = AttentionBar(LIGHT)
    layout = QVBoxLayout(window)
    layout.addWidget(scroll)
    layout.addWidget(bar)
    window.resize(800, 300)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    last.setFocus()
    scroll.ensureWidgetVisible(last)
    bar.show_banners(attention({"qa": QueueView(held=1)}))
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect().contains(last.rect()))


def test_icons_follow_the_look(desk: _Desk) -> None:
    """In the dark look the icons are painted in its colours."""
    desk.show(wrong=1)
    line = desk.bar._lines[Cause.NEEDS_FIXING, ""]
    before = line.icon.pixmap().toImage()
    desk.bar.set_colours(DARK)
    assert line.icon.pixmap().toImage() != before

"""Somebody whose eyes are tired makes the text larger."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from capdesk.ui import theme
from capdesk.ui.plain import PlainLabel
from capdesk.ui.text_size import (
    SIZES_PERCENT,
    apply_text_size,
    larger,
    resize_in_lines,
    smaller,
)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """Return the program with its style; leave it as it was."""
    before = qapp.styleSheet(), qapp.palette()
    theme.apply(qapp, theme.LIGHT)
    yield qapp
    apply_text_size(qapp, 100)
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])


def _system_pt() -> float:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()


@pytest.mark.parametrize("percent", SIZES_PERCENT)
def test_text_has_the_size_that_was_asked_for(app: QApplication, percent: int) -> None:
    """Per cent are those of the system's font, whatever was set before."""
    apply_text_size(app, 175)
    apply_text_size(app, percent)
    assert app.font().pointSizeF() == pytest.approx(_system_pt() * percent / 100)


def test_what_is_on_the_screen_grows_at_once(app: QApplication, qtbot: QtBot) -> None:
    """Text, titles, fields and boxes of an open window follow, and have room."""
    parts: tuple[QWidget, ...] = (
        PlainLabel("x"),
        PlainLabel("x", role="title"),
        QLineEdit(),
        QCheckBox("x"),
    )
    for each in parts:
        qtbot.addWidget(each)
        each.show()
    before_pt = [part.font().pointSizeF() for part in parts]
    apply_text_size(app, 200)
    app.processEvents()
    for part, size_pt in zip(parts, before_pt, strict=True):
        assert part.font().pointSizeF() == pytest.approx(2 * size_pt, abs=0.1)
        assert part.sizeHint().height() >= part.fontMetrics().height()


def test_a_title_stays_larger_than_its_text(app: QApplication, qtbot: QtBot) -> None:
    """At every size a title has 115 % of the text's size."""
    for percent in SIZES_PERCENT:
        apply_text_size(app, percent)
        title = PlainLabel("x", role="title")
        qtbot.addWidget(title)
        title.show()
        size_pt = title.font().pointSizeF()
        assert size_pt == pytest.approx(_system_pt() * percent / 100 * 1.15, abs=0.1)


def test_the_size_it_has_is_not_set_again(app: QApplication) -> None:
    """At 100 % a start sets no font and no style sheet."""
    app.setStyleSheet("/* untouched */")
    apply_text_size(app, 100)
    assert app.styleSheet() == "/* untouched */"


def test_steps_end_at_both_ends() -> None:
    """Larger and smaller go from size to size, and stay at the last."""
    assert [larger(each) for each in SIZES_PERCENT] == [125, 150, 175, 200, 200]
    assert [smaller(each) for each in SIZES_PERCENT] == [100, 100, 125, 150, 175]


@pytest.mark.parametrize(("asked", "given"), [(0, 100), (130, 125), (9_999, 200)])
def test_an_odd_size_is_taken_as_the_nearest(
    app: QApplication, asked: int, given: int
) -> None:
    """Settings that somebody wrote by hand can't make text unreadable."""
    apply_text_size(app, asked)
    assert app.font().pointSizeF() == pytest.approx(_system_pt() * given / 100)


def test_windows_grow_with_their_text(app: QApplication, qtbot: QtBot) -> None:
    """A window is so many lines of text wide and high, but never beyond its screen."""
    window = QDialog()
    qtbot.addWidget(window)
    line_px = window.fontMetrics().height()
    resize_in_lines(window, 20, 10)
    assert (window.width(), window.height()) == (20 * line_px, 10 * line_px)
    resize_in_lines(window, 1_000, 1_000)
    room = window.screen().availableGeometry()
    assert window.width() <= room.width()
    assert window.height() < room.height()

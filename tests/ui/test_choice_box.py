"""A drop-down with texts that are longer than it is wide."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from capdesk.ui import theme
from capdesk.ui.choice_box import ChoiceBox

LONG = "Autumn walk-in at Brighton and Hove, before Christmas"
LEAST_TARGET_PX = 24
"""WCAG 2.2, 2.5.8."""


@pytest.fixture
def _styled(qapp: QApplication) -> Iterator[None]:
    """Give the program its own look for a while: Qt cuts texts under a style sheet."""
    theme.apply(qapp, theme.LIGHT)
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def box(qtbot: QtBot, _styled: None) -> ChoiceBox:
    """Return a narrow drop-down on the screen, with a short and a long text."""
    made = ChoiceBox()
    made.setSizeAdjustPolicy(
        ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    )
    made.addItems(["Launch", LONG])
    qtbot.addWidget(made)
    made.resize(200, made.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    return made


def _room_px(box: ChoiceBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = (QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField)
    return box.style().subControlRect(field[0], option, field[1], box).width()


def _picture(box: ChoiceBox) -> QImage:
    return box.grab().toImage()


def test_a_long_text_is_painted_with_an_ellipsis(box: ChoiceBox) -> None:
    """It looks as if the text were a shorter one that ends in an ellipsis."""
    box.setCurrentIndex(1)
    long = _picture(box)
    width_of = box.fontMetrics().horizontalAdvance
    beginnings = [f"{LONG[:end]}…" for end in range(5, 40)]
    box.addItems([text for text in beginnings if width_of(text) <= _room_px(box)])
    pictures = []
    for at in range(2, box.count()):
        box.setCurrentIndex(at)
        pictures.append(_picture(box))
    assert long in pictures


def test_a_short_text_is_painted_as_it_is(box: ChoiceBox) -> None:
    """Nothing is taken from a text that has room."""
    short = _picture(box)
    box.setItemText(0, "Launch…")
    assert _picture(box) != short


def test_assistive_technology_has_the_whole_text(box: ChoiceBox) -> None:
    """What is cut for the eye is not cut for the ear."""
    box.setCurrentIndex(1)
    heard = QAccessible.queryAccessibleInterface(box)
    assert heard.text(QAccessible.Text.Value) == LONG
    assert box.toolTip() == LONG


def test_the_list_shows_whole_texts(box: ChoiceBox) -> None:
    """Rows are easily hit, all of them in sight, and their texts told apart."""
    box.showPopup()
    view = box.view()
    rows = [view.visualRect(box.model().index(row, 0)) for row in range(box.count())]
    assert all(row.height() >= LEAST_TARGET_PX for row in rows)
    assert view.viewport().rect().contains(rows[-1])
    assert rows[-1].width() >= box.fontMetrics().horizontalAdvance(LONG)
    box.hidePopup()


def test_a_name_with_a_space_can_be_typed(box: ChoiceBox, qtbot: QtBot) -> None:
    """The space is part of it, so names that begin alike are told apart."""
    box.clear()
    box.addItems(["Audi Q4", "Audi Q6"])
    qtbot.keyClicks(box, "Audi Q6")
    assert box.currentText() == "Audi Q6"
    assert not box.view().isVisible()


def test_a_space_by_itself_opens_the_list(box: ChoiceBox, qtbot: QtBot) -> None:
    """As in every drop-down."""
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.view().isVisible()
    box.hidePopup()

"""A label that fits into any width."""

import pytest
from pytestqt.qtbot import QtBot

from capdesk.ui.outbox.breaking import BreakingLabel


@pytest.mark.parametrize("text", ["x" * 200, "a@" + "b" * 60, "Priya Patel", ""])
def test_any_text_fits_into_a_narrow_place(qtbot: QtBot, text: str) -> None:
    """A word without an end goes on below, and the text stays what it is."""
    label = BreakingLabel()
    qtbot.addWidget(label)
    label.setText(text)
    widest = label.fontMetrics().horizontalAdvance("W" * 20)
    assert label.minimumSizeHint().width() <= widest
    assert label.text() == text


def test_ordinary_words_stay_whole(qtbot: QtBot) -> None:
    """Names are broken between words alone."""
    label = BreakingLabel()
    qtbot.addWidget(label)
    label.setText("Christopher Featherstonehaugh")
    assert super(BreakingLabel, label).text() == "Christopher Featherstonehaugh"


def test_a_screen_reader_hears_the_text_unbroken(qtbot: QtBot) -> None:
    """The places to break are for the eye alone."""
    label = BreakingLabel()
    qtbot.addWidget(label)
    label.setText("x" * 40)
    assert label.accessibleName() == "x" * 40

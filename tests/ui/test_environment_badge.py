"""Nobody takes QA for production, or thinks that leads change sides."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capdesk.ui import theme
from capdesk.ui.badge import EnvironmentBadge
from capdesk.ui.environments import Kind, kind_of, shown_name, unsent_elsewhere
from capdesk.ui.strip import Strip


@pytest.mark.parametrize(
    ("environment", "kind", "shown"),
    [
        ("production", Kind.PRODUCTION, "Production"),
        ("qa", Kind.QA, "QA"),
        ("dealer-group", Kind.ADDED, "DEALER-GROUP"),
        ("practice", Kind.PRACTICE, "Practice"),
        ("Production", Kind.PRODUCTION, "Production"),
    ],
)
def test_names_are_loud_where_it_is_not_production(
    environment: str, kind: Kind, shown: str
) -> None:
    """QA and an administrator's environment are written in capitals."""
    assert kind_of(environment) is kind
    assert shown_name(environment) == shown


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, ""),
        (
            1,
            "1 lead for QA has not been sent. It goes to QA, whatever you choose here.",
        ),
        (
            3,
            "3 leads for QA have not been sent. They go to QA, whatever you choose here.",
        ),
    ],
)
def test_switching_says_what_stays_behind(count: int, sentence: str) -> None:
    """Leads belong to the environment they were captured in."""
    assert unsent_elsewhere("qa", count) == sentence


def test_the_strip_says_where_leads_go(qtbot: QtBot) -> None:
    """The badge is there once it is known where, and goes when it no longer is."""
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show()
    assert not strip.badge.isVisible()
    strip.set_environment("qa")
    assert strip.badge.isVisible()
    assert strip.badge.text == "QA"
    strip.set_environment("")
    assert not strip.badge.isVisible()


def test_kinds_look_different(qtbot: QtBot, qapp: QApplication) -> None:
    """Background and mark change with the kind, also while the badge is shown."""
    before = qapp.styleSheet()
    theme.set_style_sheet(qapp, theme.LIGHT)
    try:
        badge = EnvironmentBadge()
        qtbot.addWidget(badge)
        pictures = []
        for environment in ("production", "qa", "tst"):
            badge.show_environment(environment)
            badge.setFixedSize(90, 30)
            picture = badge.grab().toImage()
            middle = picture.pixelColor(picture.width() - 4, picture.height() // 2)
            pictures.append(middle.name())
    finally:
        qapp.setStyleSheet(before)
    qa = theme.accented(theme.LIGHT, Kind.QA).accent
    added = theme.accented(theme.LIGHT, Kind.ADDED).accent
    assert pictures[1:] == [qa, added]
    assert pictures[0] not in {qa, added}

"""The bars of the day, for those who see them and those who hear them."""

from PySide6.QtGui import QAccessible, QColor
from pytestqt.qtbot import QtBot

from capdesk.domain.day import DayReport
from capdesk.ui.day.chart import HourChart, hours_to_show
from capdesk.ui.theme import DARK, LIGHT, Colours
from tests.support.captures import NOON, a_capture, a_report


def _shown(qtbot: QtBot, report: DayReport, colours: Colours = LIGHT) -> HourChart:
    chart = HourChart(colours)
    qtbot.addWidget(chart)
    chart.show_hours(report.hours)
    chart.resize(660, 200)
    chart.show()
    return chart


def _two_hours() -> DayReport:
    later = NOON.replace(hour=13)
    return a_report([a_capture(), a_capture(), a_capture(at=later)])


def test_a_screen_reader_is_told_the_numbers(qtbot: QtBot) -> None:
    """Name and description, as assistive technology asks for them."""
    chart = _shown(qtbot, _two_hours())
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.text(QAccessible.Text.Name) == "Captured by hour"
    assert interface.text(QAccessible.Text.Description) == (
        "12:00, 2; 14:00, 1. Most in the hour from 12:00. None in other hours."
    )


def test_no_bars_are_told_too(qtbot: QtBot) -> None:
    """An empty chart says that it is empty."""
    chart = _shown(qtbot, a_report([]))
    assert chart.accessibleDescription() == "No leads were captured."


def test_days_can_be_compared() -> None:
    """Opening hours are always there; hours before and after only if they are needed."""
    names = [hour.name for hour in hours_to_show(a_report([]).hours)]
    assert (names[0], names[-1], len(names)) == ("08:00", "18:00", 11)
    late = a_report([a_capture(at=NOON.replace(hour=20))])
    assert hours_to_show(late.hours)[-1].name == "21:00"


def test_a_bar_is_as_high_as_its_number(qtbot: QtBot) -> None:
    """Two leads make a bar twice as high as one does, in the colours of the look."""
    for colours in (LIGHT, DARK):
        chart = _shown(qtbot, _two_hours(), colours)
        image = chart.grab().toImage()
        step = chart.width() / 11
        heights = [
            sum(
                image.pixelColor(int((place + 0.5) * step), y) == QColor(colours.accent)
                for y in range(image.height())
            )
            for place in (4, 5, 6)  # noon, 13:00, 14:00
        ]
        assert heights[1] == 0
        assert heights[2] > 20
        assert abs(heights[0] - 2 * heights[2]) <= 2

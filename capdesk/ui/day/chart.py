"""Bars of what was captured in each hour, painted on a widget or on paper."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from capdesk.domain.day import HourRow
from capdesk.ui.day.words import HOURS_TITLE, hours_in_words
from capdesk.ui.theme import Colours

OPENING_HOURS = range(8, 19)
"""Always shown, so that the bars of two days can be compared at a glance."""

_LINES_HIGH = 9
_BARS_WIDE = 11
_BAR_SHARE = 0.68  # of the width that an hour has
_MAX_BAR_LINES = 2.4  # no bar is wider than this many lines of text are high
_LEAST_BAR = 3  # line widths high, so that one lead can be seen


@dataclass(frozen=True, slots=True)
class BarStyle:
    """How bars are painted.

    Attributes:
        font: Of values and hours.
        bar: Colour of the bars.
        text: Colour of the values.
        muted: Colour of the hours.
        line: Colour of the line the bars stand on.
        line_width: Its width, in the painter's units.
    """

    font: QFont
    bar: str
    text: str
    muted: str
    line: str
    line_width: float = 1.0


def hours_to_show(hours: tuple[HourRow, ...]) -> tuple[HourRow, ...]:
    """Return the opening hours, and every hour from the first capture to the last."""
    wanted = [
        place
        for place, hour in enumerate(hours)
        if hour.tally.captured or hour.hour in OPENING_HOURS
    ]
    return hours[min(wanted) : max(wanted) + 1] if wanted else ()


def paint_bars(
    painter: QPainter, area: QRectF, hours: tuple[HourRow, ...], style: BarStyle
) -> None:
    """Paint a bar for each hour, its value above it and the hour below it."""
    shown = hours_to_show(hours)
    if not shown:
        return
    metrics = QFontMetricsF(style.font)
    line = metrics.height()
    ground = area.bottom() - line * 1.3
    highest = max(hour.tally.captured for hour in shown)
    scale = (ground - area.top() - line * 1.2) / max(highest, 1)
    step = area.width() / len(shown)
    labels = [hour.name.replace(":00", "", 1) for hour in shown]
    widest = max(metrics.horizontalAdvance(label) for label in labels) + line / 2
    every = math.ceil(widest / step)
    bar_width = min(step * _BAR_SHARE, line * _MAX_BAR_LINES)
    painter.setFont(style.font)
    for place, hour in enumerate(shown):
        middle = area.left() + (place + 0.5) * step
        count = hour.tally.captured
        if count:
            height = max(count * scale, _LEAST_BAR * style.line_width)
            bar = QRectF(middle - bar_width / 2, ground - height, bar_width, height)
            painter.fillRect(bar, QColor(style.bar))
            painter.setPen(QColor(style.text))
            value = QRectF(middle - step, bar.top() - line * 1.1, 2 * step, line)
            painter.drawText(value, Qt.AlignmentFlag.AlignCenter, f"{count:,}")
        if place % every == 0:
            painter.setPen(QColor(style.muted))
            below = QRectF(middle - widest, ground + line * 0.2, 2 * widest, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, labels[place])
    painter.setPen(QPen(QColor(style.line), style.line_width))
    painter.drawLine(QPointF(area.left(), ground), QPointF(area.right(), ground))


class HourChart(QWidget):
    """The bars on the screen; a screen reader is told the numbers."""

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._hours: tuple[HourRow, ...] = ()
        self.setAccessibleName(HOURS_TITLE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_hours(self, hours: tuple[HourRow, ...]) -> None:
        """Show these hours."""
        self._hours = hours
        self.setAccessibleDescription(hours_in_words(hours))
        self.update()

    def sizeHint(self) -> QSize:
        """Grow with the text."""
        line = self.fontMetrics().height()
        return QSize(_BARS_WIDE * 3 * line, _LINES_HIGH * line)

    def minimumSizeHint(self) -> QSize:
        """Leave room for a number in each bar of the opening hours."""
        line = self.fontMetrics().height()
        return QSize(_BARS_WIDE * 2 * line, _LINES_HIGH * line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars."""
        c = self._colours
        style = BarStyle(self.font(), c.accent, c.text, c.muted, c.control)
        painter = QPainter(self)
        paint_bars(painter, QRectF(self.rect()), self._hours, style)
        painter.end()

"""Lays the report out on A4 pages; paints nothing."""

from datetime import datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from capdesk.domain.day import HEADINGS, DayReport, Grouping, Row
from capdesk.domain.rules.times import shown_time
from capdesk.ui.day.marks import (
    PAGE,
    UNITS_PER_PT,
    Bars,
    Fall,
    Mark,
    Page,
    Rule,
    Sign,
    Text,
    typeface,
    wrapped,
)
from capdesk.ui.day.table import TOTAL
from capdesk.ui.day.words import (
    TITLE,
    hours_title,
    notes,
    nothing_captured,
    standing,
    width_in_two_lines,
)
from capdesk.ui.theme import LIGHT

_PT = UNITS_PER_PT
_MARGIN = 45 * _PT
_FOOT = 24 * _PT  # for the page number
_GAP = 8 * _PT
_LEFT = PAGE.left() + _MARGIN
_RIGHT = PAGE.right() - _MARGIN
_WIDTH = _RIGHT - _LEFT
_BOTTOM = PAGE.bottom() - _MARGIN - _FOOT
_SIGN_SIDE = 16 * _PT
_CHART_HEIGHT = 120 * _PT
_COLUMN_GAP = 6 * _PT
_ROW_PADDING = 2.5 * _PT


def lay_out(report: DayReport, printed_at: datetime) -> tuple[Page, ...]:
    """Return the pages of a report.

    Args:
        report: What to print.
        printed_at: When, aware.
    """
    return _Sheet(report, printed_at).pages()


class _Sheet:
    """Pages being filled from top to bottom."""

    def __init__(self, report: DayReport, printed_at: datetime) -> None:
        self._report = report
        self._printed_at = printed_at
        self._pages: list[list[Mark]] = [[]]
        self._y: float = _MARGIN
        self._small = typeface(8)
        self._body = typeface(9)
        self._bold = typeface(9, bold=True)
        self._heading = typeface(11, bold=True)
        self._number_widths = self._widths_of_numbers()

    def pages(self) -> tuple[Page, ...]:
        report = self._report
        self._head()
        if report.is_empty:
            self._write(nothing_captured(report), self._body)
        else:
            self._balance()
            self._chart()
            for grouping, rows in report.tables.items():
                self._table(grouping, rows)
        count = len(self._pages)
        return tuple(
            (*marks, *self._foot(number, count))
            for number, marks in enumerate(self._pages, start=1)
        )

    # Parts

    def _head(self) -> None:
        self._write(TITLE, typeface(18, bold=True))
        self._write(self._about, self._heading)
        printed = f"Printed {shown_time(self._printed_at)}"
        self._write(printed, self._small, colour=LIGHT.muted)
        self._y += _GAP
        self._rule()
        self._y += _GAP

    def _balance(self) -> None:
        report = self._report
        books = standing(report)
        area = QRectF(_LEFT, self._y, _SIGN_SIDE, _SIGN_SIDE)
        self._put(Sign(area, books.icon, getattr(LIGHT, books.role)))
        indent = _SIGN_SIDE + _GAP
        self._write(report.equation, typeface(12, bold=True), indent=indent)
        tone = LIGHT.muted if report.balances else LIGHT.error
        self._write(report.balance, self._body, indent=indent, colour=tone)
        for note in notes(report):
            self._write(note, self._body, indent=indent)
        self._y += 2 * _GAP

    def _chart(self) -> None:
        self._write(hours_title(self._report), self._heading)
        area = QRectF(_LEFT, self._y, _WIDTH, _CHART_HEIGHT)
        self._put(Bars(area, self._report.hours, self._small))
        self._y += _CHART_HEIGHT + 2 * _GAP

    def _table(self, grouping: Grouping, rows: tuple[Row, ...]) -> None:
        lines = [(row.name, row.tally.columns, self._body) for row in rows]
        lines.append((TOTAL, self._report.total.columns, self._bold))
        heights = [self._row_height(name, font) for name, _, font in lines]
        # A heading never stands alone at the foot of a page, nor a total at the top.
        self._make_room(self._headings_height + sum(heights[:2]))
        self._headings(grouping)
        for place, ((name, counts, font), height) in enumerate(
            zip(lines, heights, strict=True)
        ):
            together = height + (heights[-1] if place == len(lines) - 2 else 0)
            if self._make_room(together):
                self._headings(grouping)
            if place == len(lines) - 1:
                self._rule()
            self._row(name, counts, font, height)
        self._y += 2 * _GAP

    def _headings(self, grouping: Grouping) -> None:
        lines = 2 * QFontMetricsF(self._small).lineSpacing()
        area = QRectF(_LEFT, self._y, self._name_width, lines)
        title = f"By {grouping.value.lower()}"
        self._put(Text(area, title, self._heading, LIGHT.text, Fall.LOW_LEFT))
        for place, heading in enumerate(HEADINGS):
            column = self._number_area(place, lines)
            text = wrapped(heading, self._small, column.width() - _COLUMN_GAP)
            self._put(Text(column, text, self._small, LIGHT.muted, Fall.LOW_RIGHT))
        self._y += lines + _ROW_PADDING
        self._rule()

    def _row(
        self, name: str, counts: tuple[int, ...], font: QFont, height: float
    ) -> None:
        self._y += _ROW_PADDING
        inside = height - 2 * _ROW_PADDING
        area = QRectF(_LEFT, self._y, self._name_width, inside)
        text = wrapped(name, font, self._name_width)
        self._put(Text(area, text, font, LIGHT.text))
        for place, count in enumerate(counts):
            colour = LIGHT.text if count else LIGHT.muted
            area = self._number_area(place, inside)
            self._put(Text(area, f"{count:,}", font, colour, Fall.RIGHT))
        self._y += height - _ROW_PADDING

    def _foot(self, number: int, count: int) -> Page:
        y = PAGE.bottom() - _MARGIN - QFontMetricsF(self._small).height()
        area = QRectF(_LEFT, y, _WIDTH, _FOOT)
        about = f"CapDesk · {TITLE} · {self._about}"
        page = f"Page {number} of {count}"
        return (
            Text(area, about, self._small, LIGHT.muted),
            Text(area, page, self._small, LIGHT.muted, Fall.RIGHT),
        )

    # Places

    @property
    def _about(self) -> str:
        return f"{self._report.environment} · {self._report.days.shown}"

    @property
    def _name_width(self) -> float:
        return _WIDTH - sum(self._number_widths) - _COLUMN_GAP

    @property
    def _headings_height(self) -> float:
        return 2 * QFontMetricsF(self._small).lineSpacing() + _ROW_PADDING

    def _number_area(self, place: int, height: float) -> QRectF:
        left = _RIGHT - sum(self._number_widths[place:])
        return QRectF(left, self._y, self._number_widths[place], height)

    def _widths_of_numbers(self) -> tuple[float, ...]:
        """Return what each column of counts needs and no more: names take the rest."""
        heading_width = QFontMetricsF(self._small).horizontalAdvance
        count_width = QFontMetricsF(self._bold).horizontalAdvance
        return tuple(
            max(width_in_two_lines(heading, heading_width), count_width(f"{count:,}"))
            + _COLUMN_GAP
            + 1
            for heading, count in zip(HEADINGS, self._report.total.columns, strict=True)
        )

    def _row_height(self, name: str, font: QFont) -> float:
        lines = wrapped(name, font, self._name_width)
        return _height(lines, font) + 2 * _ROW_PADDING

    def _write(
        self, text: str, font: QFont, *, indent: float = 0, colour: str = LIGHT.text
    ) -> None:
        width = _WIDTH - indent
        lines = wrapped(text, font, width)
        area = QRectF(_LEFT + indent, self._y, width, _height(lines, font))
        self._put(Text(area, lines, font, colour))
        self._y = area.bottom() + _ROW_PADDING

    def _rule(self) -> None:
        self._put(Rule(_LEFT, _RIGHT, self._y, LIGHT.control))

    def _put(self, mark: Mark) -> None:
        self._pages[-1].append(mark)

    def _make_room(self, height: float) -> bool:
        """Begin a page if what comes does not fit; say whether one was begun."""
        if self._y + height <= _BOTTOM:
            return False
        self._pages.append([])
        self._y = _MARGIN
        return True


def _height(lines: str, font: QFont) -> float:
    metrics = QFontMetricsF(font)
    return metrics.height() + lines.count("\n") * metrics.lineSpacing()

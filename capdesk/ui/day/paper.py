"""Paints the pages of a report: on a printer, into a PDF, on anything Qt paints on.

Texts are painted one by one, never written as HTML: what people typed stays text.
"""

from datetime import datetime
from typing import assert_never

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF
from PySide6.QtGui import (
    QColor,
    QPagedPaintDevice,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from capdesk.domain.day import DayReport
from capdesk.resources import locate
from capdesk.ui.day.chart import BarStyle, paint_bars
from capdesk.ui.day.marks import PAGE, UNITS_PER_PT, Bars, Mark, Page, Rule, Sign, Text
from capdesk.ui.day.sheet import lay_out
from capdesk.ui.day.words import REPORT, TITLE
from capdesk.ui.printing import is_failed, not_printed
from capdesk.ui.theme import LIGHT

PDF_DOTS_PER_INCH = 1200
_RULE_WIDTH = 0.5 * UNITS_PER_PT


class PaperError(Exception):
    """Nothing was printed; carries the sentence to show."""


def print_report(
    report: DayReport, device: QPagedPaintDevice, *, printed_at: datetime
) -> None:
    """Print a report, each page as large as the paper allows.

    Args:
        report: What to print.
        device: A printer or a PDF writer whose pages have no margins.
        printed_at: When, aware.

    Raises:
        PaperError: The printer does not take it.
    """
    pages = lay_out(report, printed_at)
    painter = QPainter()
    if not painter.begin(device):
        raise PaperError(not_printed(REPORT, device))
    try:
        for number, page in enumerate(pages):
            if number:
                device.newPage()
            paint_page(painter, page, device.width(), device.height())
    finally:
        painter.end()
    if is_failed(device):
        raise PaperError(not_printed(REPORT, device))


def pdf_of(report: DayReport, *, printed_at: datetime) -> bytes:
    """Return a report as a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PDF_DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(f"{TITLE}, {report.environment}, {report.days.shown}")
    writer.setCreator("CapDesk")
    print_report(report, writer, printed_at=printed_at)
    return bytes(buffer.data().data())


def paint_page(painter: QPainter, page: Page, width: float, height: float) -> None:
    """Paint one page, as large as fits into the given size."""
    painter.save()
    scale = min(width / PAGE.width(), height / PAGE.height())
    painter.scale(scale, scale)
    for mark in page:
        _paint(painter, mark)
    painter.restore()


def _paint(painter: QPainter, mark: Mark) -> None:
    match mark:
        case Text():
            painter.setFont(mark.font)
            painter.setPen(QColor(mark.colour))
            painter.drawText(mark.area, mark.fall.value, mark.text)
        case Rule():
            painter.setPen(QPen(QColor(mark.colour), _RULE_WIDTH))
            painter.drawLine(QPointF(mark.left, mark.y), QPointF(mark.right, mark.y))
        case Sign():
            _paint_sign(painter, mark)
        case Bars():
            style = BarStyle(
                font=mark.font,
                bar=LIGHT.accent,
                text=LIGHT.text,
                muted=LIGHT.muted,
                line=LIGHT.control,
                line_width=_RULE_WIDTH,
            )
            paint_bars(painter, mark.area, mark.hours, style)
        case _:
            assert_never(mark)


def _paint_sign(painter: QPainter, mark: Sign) -> None:
    from PySide6.QtSvg import QSvgRenderer

    svg = locate(f"icons/{mark.name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(svg.replace("currentColor", mark.colour).encode())
    renderer.render(painter, mark.area)

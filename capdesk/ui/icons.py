"""Our own icons: one SVG each, painted in the colour they are asked for."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from capdesk.resources import locate

ICON_PX = 16
_SCALES = (1, 2, 3)


def size_beside(text: QFontMetrics) -> int:
    """Return the edge of an icon that stands beside text, in pixels."""
    return max(ICON_PX, text.height())


@lru_cache(maxsize=64)
def icon(name: str, colour: str, size_px: int = ICON_PX) -> QIcon:
    """Return an icon of `resources/icons`, its `currentColor` made `colour`.

    Args:
        name: Name of its file, without `.svg`.
        colour: As `#rrggbb`.
        size_px: Its edge; larger where the text beside it is.
    """
    svg = locate(f"icons/{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    made = QIcon()
    for scale in _SCALES:
        pixmap = QPixmap(size_px * scale, size_px * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        made.addPixmap(pixmap)
        # In a chosen row too: Qt would tint it, and the colour says something.
        made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made

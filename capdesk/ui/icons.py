"""Our own icons: one SVG each, painted in the colour they are asked for."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from capdesk.resources import locate

ICON_PX = 16
_SCALES = (1, 2, 3)


@lru_cache(maxsize=64)
def icon(name: str, colour: str) -> QIcon:
    """Return an icon of `resources/icons`, its `currentColor` made `colour`."""
    svg = locate(f"icons/{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    made = QIcon()
    for scale in _SCALES:
        pixmap = QPixmap(ICON_PX * scale, ICON_PX * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        made.addPixmap(pixmap)
    return made

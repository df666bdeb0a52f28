"""Draw the program's icon files from the one drawing, resources/icons/capdesk.svg.

`python packaging/icons.py` writes them anew; a test holds them to the drawing.
"""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).parents[1]
DRAWING = ROOT / "resources" / "icons" / "capdesk.svg"
ICO = ROOT / "packaging" / "windows" / "capdesk.ico"
ICNS = ROOT / "packaging" / "macos" / "capdesk.icns"
SIDE = ROOT / "packaging" / "windows" / "side.bmp"

ICO_SIZES_PX = (16, 20, 24, 32, 40, 48, 64, 256)
"""What Windows asks for from 100 to 250 % scaling, and the large view."""

ICNS_SIZES_PX = {
    b"icp4": 16, b"ic11": 32, b"icp5": 32, b"ic12": 64, b"ic07": 128,
    b"ic13": 256, b"ic08": 256, b"ic14": 512, b"ic09": 512, b"ic10": 1024,
}  # fmt: skip
"""Types of an icns entry that hold a PNG, and its width (Apple's icon types)."""

MACOS_MARGIN = 100 / 1024
"""What Apple's grid leaves free around a rounded square, on each side."""

SIDE_SIZE_PX = (164, 314)
"""What NSIS shows beside its last page."""

_SIDE_ICON_PX = 96
_BLUE = "#0b57a4"

_PNG_FROM_PX = 256  # smaller entries are bitmaps, which every reader of .ico knows


def draw(drawing: bytes, size_px: int, margin: float = 0.0) -> QImage:
    """Draw the icon at a size.

    Args:
        drawing: The SVG.
        size_px: Width and height.
        margin: The part of the width to leave free on each side.
    """
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    free = round(size_px * margin)
    area = image.rect().adjusted(free, free, -free, -free)
    QSvgRenderer(drawing).render(painter, area.toRectF())
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def as_ico(drawing: bytes) -> bytes:
    """Make Windows' icon file."""
    entries, blobs = [], []
    place = 6 + 16 * len(ICO_SIZES_PX)
    for size in ICO_SIZES_PX:
        image = draw(drawing, size)
        blob = _png(image) if size >= _PNG_FROM_PX else _bitmap(image)
        # A width of 256 is written as 0.
        side = size % 256
        entries.append(
            struct.pack("<4B2H2I", side, side, 0, 0, 1, 32, len(blob), place)
        )
        blobs.append(blob)
        place += len(blob)
    return struct.pack("<3H", 0, 1, len(entries)) + b"".join(entries + blobs)


def as_icns(drawing: bytes) -> bytes:
    """Make macOS's icon file."""
    chunks = []
    for kind, size in ICNS_SIZES_PX.items():
        png = _png(draw(drawing, size, MACOS_MARGIN))
        chunks.append(kind + struct.pack(">I", 8 + len(png)) + png)
    body = b"".join(chunks)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def as_side_picture(drawing: bytes) -> bytes:
    """Make the picture beside the installer's last page, a bitmap."""
    width, height = SIDE_SIZE_PX
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(_BLUE))
    painter = QPainter(image)
    left = (width - _SIDE_ICON_PX) // 2
    painter.drawImage(left, height // 5, draw(drawing, _SIDE_ICON_PX))
    painter.end()
    return _written(image.convertToFormat(QImage.Format.Format_Indexed8), b"bmp")


def _png(image: QImage) -> bytes:
    return _written(image, b"png")


def _written(image: QImage, form: bytes) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(form)).write(image)
    return bytes(buffer.data().data())


def _bitmap(image: QImage) -> bytes:
    """The pixels bottom-up as BGRA, then an empty mask; twice as high for the mask."""
    size = image.width()
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    # Named, as its bits are gone with it.
    bottom_up = image.flipped(Qt.Orientation.Vertical)
    # 32-bit ARGB on a little-endian machine is BGRA in memory.
    pixels = bytes(bottom_up.constBits())
    mask_row = (size + 31) // 32 * 4
    return header + pixels + bytes(mask_row * size)


def main() -> None:
    """Write all files."""
    _app = QGuiApplication(["icons", "-platform", "offscreen"])
    drawing = DRAWING.read_bytes()
    ICO.write_bytes(as_ico(drawing))
    ICNS.write_bytes(as_icns(drawing))
    SIDE.write_bytes(as_side_picture(drawing))


if __name__ == "__main__":
    main()

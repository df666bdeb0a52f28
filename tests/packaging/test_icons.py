"""The icon files of Windows and macOS show the drawing as it is now."""

import runpy
import struct
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[2]
ICONS = runpy.run_path(str(ROOT / "packaging" / "icons.py"))
MOST_APART = 12
"""Of 255, in one colour of one pixel: processors round the edges differently."""


def pictures_in_ico(file: bytes) -> list[QImage]:
    """Take Windows' icon file apart."""
    reserved, kind, count = struct.unpack_from("<3H", file)
    assert (reserved, kind) == (0, 1)
    images = []
    for number in range(count):
        side, *_, length, place = struct.unpack_from("<4B2H2I", file, 6 + 16 * number)
        blob = file[place : place + length]
        assert len(blob) == length
        if blob.startswith(b"\x89PNG"):
            image = QImage.fromData(blob)
        else:
            pixels = blob[40 : 40 + 4 * side * side]
            upside_down = QImage(pixels, side, side, QImage.Format.Format_ARGB32)
            image = upside_down.flipped(Qt.Orientation.Vertical)
        assert image.width() == image.height() == (side or 256)
        images.append(image)
    return images


def pictures_in_icns(file: bytes) -> list[QImage]:
    """Take macOS's icon file apart."""
    kind, length = struct.unpack_from(">4sI", file)
    assert (kind, length) == (b"icns", len(file))
    images, place = [], 8
    while place < len(file):
        kind, length = struct.unpack_from(">4sI", file, place)
        image = QImage.fromData(file[place + 8 : place + length])
        assert image.width() == image.height() == ICONS["ICNS_SIZES_PX"][kind]
        images.append(image)
        place += length
    return images


def apart(one: QImage, other: QImage) -> int:
    """Return the biggest difference in one colour of one pixel."""
    form = QImage.Format.Format_RGBA8888_Premultiplied
    assert one.size() == other.size()
    # Named, as their bits are gone with them.
    left, right = one.convertToFormat(form), other.convertToFormat(form)
    pairs = zip(bytes(left.constBits()), bytes(right.constBits()), strict=True)
    return max(abs(a - b) for a, b in pairs)


@pytest.mark.parametrize("name", ["ico", "icns"])
def test_icons_show_the_drawing(qtbot: QtBot, name: str) -> None:
    """Whoever changes the drawing runs packaging/icons.py: the files are its pictures."""
    take_apart = {"ico": pictures_in_ico, "icns": pictures_in_icns}[name]
    drawing = ICONS["DRAWING"].read_bytes()
    kept = take_apart(ICONS[name.upper()].read_bytes())
    drawn = take_apart(ICONS[f"as_{name}"](drawing))
    assert len(kept) == len(drawn) > 7
    for one, other in zip(kept, drawn, strict=True):
        assert apart(one, other) <= MOST_APART, one.size()


def test_side_picture_shows_the_drawing(qtbot: QtBot) -> None:
    """The picture beside the installer's last page is the drawing's, as NSIS takes it."""
    kept = QImage.fromData(ICONS["SIDE"].read_bytes())
    drawing = ICONS["DRAWING"].read_bytes()
    drawn = QImage.fromData(ICONS["as_side_picture"](drawing))
    assert kept.size().toTuple() == (164, 314)
    assert apart(kept, drawn) <= MOST_APART


def test_windows_icon_has_corners_to_see_through(qtbot: QtBot) -> None:
    """Each picture is round at its corners and blue within."""
    for image in pictures_in_ico(ICONS["ICO"].read_bytes()):
        assert image.pixelColor(0, 0).alpha() < 128
        middle = image.pixelColor(image.width() // 2, image.height() // 10)
        assert middle.name() == "#0b57a4"

"""What a printed page is made of. Lengths are tenths of a point.

Tenths, so that type, which Qt sizes in whole numbers, can be placed finely.
"""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QTextLayout, QTextOption

from capdesk.domain.day import HourRow

UNITS_PER_PT = 10
PAGE = QRectF(0, 0, 595 * UNITS_PER_PT, 842 * UNITS_PER_PT)
"""A4, portrait."""

_HYPHEN_THAT_HOLDS = "\N{NON-BREAKING HYPHEN}"
# Qt counts in units of UTF-16.
_QTS_TEXT, _UNIT_BYTES = "utf-16-le", 2


class Fall(IntEnum):
    """How text falls within its rectangle."""

    LEFT = Qt.AlignmentFlag.AlignLeft.value
    RIGHT = Qt.AlignmentFlag.AlignRight.value
    LOW_LEFT = LEFT | Qt.AlignmentFlag.AlignBottom.value
    LOW_RIGHT = RIGHT | Qt.AlignmentFlag.AlignBottom.value


@dataclass(frozen=True, slots=True)
class Text:
    """Text as it is, never markup; it breaks only where it says so."""

    area: QRectF
    text: str
    font: QFont
    colour: str
    fall: Fall = Fall.LEFT


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line."""

    left: float
    right: float
    y: float
    colour: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One of our icons, by its name."""

    area: QRectF
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The bar chart."""

    area: QRectF
    hours: tuple[HourRow, ...]
    font: QFont


Mark = Text | Rule | Sign | Bars
Page = tuple[Mark, ...]


def typeface(size_pt: int, *, bold: bool = False) -> QFont:
    """Return the program's font for paper; it scales without hinting."""
    font = QFont()
    font.setPixelSize(size_pt * UNITS_PER_PT)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def wrapped(text: str, font: QFont, width: float) -> str:
    """Return text with breaks so that it fits into a width: at spaces if it can."""
    # Whatever breaks a line for Qt is one break here, and a hyphen is none.
    plain = " ".join(text.split())
    layout = QTextLayout(plain.replace("-", _HYPHEN_THAT_HOLDS), font)
    units = plain.encode(_QTS_TEXT)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = _UNIT_BYTES * line.textStart()
        end = start + _UNIT_BYTES * line.textLength()
        lines.append(units[start:end].decode(_QTS_TEXT).rstrip())
    layout.endLayout()
    return "\n".join(lines)

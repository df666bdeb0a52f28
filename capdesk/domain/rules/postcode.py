"""Postcode: one of the shapes that exist, and a look at the list of outward codes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Self, TypedDict

from capdesk.domain.rules.cleaning import is_blank
from capdesk.domain.rules.result import Finding, RuleResult, Valid, Wrong

_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_BFPO = re.compile(r"BFPO[0-9]{1,4}")
_GIROBANK = "GIR0AA"
_OVERSEAS = {
    **{
        area + "1ZZ": "an overseas territory"
        for area in (
            *("ASCN", "BBND", "BIQQ", "FIQQ", "PCRN"),
            *("SIQQ", "STHL", "TDCU", "TKCA"),
        )
    },
    "GX111AA": "Gibraltar",
}
_ALWAYS_FINE_AREAS = frozenset({"BX", "XX", "JE", "GY", "IM"})
"""Areas whose districts need no list: bulk mail, and the Crown dependencies."""
_ALWAYS_FINE_CODES = frozenset({"BF1"})
_LOOK_ALIKE = {"O": "0", "0": "O", "I": "1", "1": "I"}
_FEWEST_CHARS, _MOST_CHARS = 5, 7  # without the space
_LOOKS_LIKE = "a postcode looks like SW1A 1AA."


class OutwardCodesDocument(TypedDict):
    """The part of `outward-codes.json` that is read.

    Attributes:
        areas: The districts of each area; an empty list stands for any district.
    """

    areas: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class OutwardCodes:
    """The outward codes that are known to be in use; being absent is no error.

    Attributes:
        codes: Outward codes, such as `SW1A`.
        areas: Every area of the list, such as `SW`.
        open_areas: Areas of which any district counts as listed.
    """

    codes: frozenset[str]
    areas: frozenset[str]
    open_areas: frozenset[str]

    @classmethod
    def from_document(cls, document: OutwardCodesDocument) -> Self:
        """Build the list from the JSON document that CapDesk carries."""
        areas = document["areas"]
        return cls(
            codes=_ALWAYS_FINE_CODES.union(
                area + district
                for area, districts in areas.items()
                for district in districts
            ),
            areas=_ALWAYS_FINE_AREAS.union(areas),
            open_areas=_ALWAYS_FINE_AREAS.union(
                area for area, districts in areas.items() if not districts
            ),
        )

    def lists(self, outward: str) -> bool:
        """Whether an outward code, upper case, is known to be in use."""
        return outward in self.codes or area_of(outward) in self.open_areas


def area_of(outward: str) -> str:
    """Return the letters that an outward code begins with."""
    return outward[:2] if outward[1:2].isalpha() else outward[:1]


def check_postcode(text: str, outward: OutwardCodes) -> RuleResult:
    """Check a postcode.

    Args:
        text: What was typed.
        outward: The outward codes that are known; others are only warned of.

    Returns:
        The postcode in upper case without its space, shown with it.
    """
    if is_blank(text):
        return Wrong(Finding("Postcode is empty; this lead needs one."))
    code = _plain(text)
    if special := _special(code):
        return special
    district, inward = code[:-3], code[-3:]
    if not (_OUTWARD.fullmatch(district) and _INWARD.fullmatch(inward)):
        return Wrong(
            Finding(_what_is_wrong(district, inward), _look_alike(code, outward))
        )
    if outward.lists(district):
        return _valid(district, inward)
    return _valid(district, inward, _not_listed(code, district, outward))


def _special(code: str) -> Valid | None:
    """Accept the few postcodes that keep to rules of their own."""
    if code == _GIROBANK:
        return _valid(code[:-3], code[-3:])
    if _BFPO.fullmatch(code):
        return _valid(
            "BFPO",
            code.removeprefix("BFPO"),
            Finding(
                "Postcode is a BFPO number; ask for the BF1 postcode, which more"
                " systems know."
            ),
        )
    if place := _OVERSEAS.get(code):
        return _valid(
            code[:-3],
            code[-3:],
            Finding(f"Postcode is in {place}; check that it is the one meant."),
        )
    return None


def _plain(text: str) -> str:
    """Return the text in upper case without spaces, hyphens, dots and the invisible."""
    return "".join(
        char for char in unicodedata.normalize("NFKC", text).upper() if _counts(char)
    )


def _counts(char: str) -> bool:
    return not (
        char == "." or char.isspace() or unicodedata.category(char) in {"Pd", "Cf"}
    )


def _valid(outward: str, inward: str, *warnings: Finding) -> Valid:
    return Valid(outward + inward, f"{outward} {inward}", warnings)


def _what_is_wrong(district: str, inward: str) -> str:
    code = district + inward
    if len(district) < 2:
        return "Postcode is not complete; " + _LOOKS_LIKE
    if len(code) > _MOST_CHARS or not code.isprintable():
        return f"Postcode has more in it than one has; {_LOOKS_LIKE}"
    if not _OUTWARD.fullmatch(district):
        return (
            f"Postcode begins with {district}; the part before the last three is one"
            " or two letters, a digit, and perhaps one more letter or digit."
        )
    return (
        f"Postcode ends in {inward}; the last three are a digit and two letters, never"
        " C, I, K, M, O or V."
    )


def _not_listed(code: str, district: str, outward: OutwardCodes) -> Finding:
    area = area_of(district)
    what = f"district {district}" if area in outward.areas else f"area {area}"
    return Finding(
        f"Postcode {what} is not in our list; check it with the person.",
        _look_alike(code, outward),
    )


def _look_alike(code: str, outward: OutwardCodes) -> str | None:
    """Return the nearest listed postcode with O for 0, I for 1 or the reverse."""
    if not _FEWEST_CHARS <= len(code) <= _MOST_CHARS:
        return None
    listed = (
        other
        for other in _swaps(code)
        if _OUTWARD.fullmatch(other[:-3])
        and _INWARD.fullmatch(other[-3:])
        and outward.lists(other[:-3])
    )
    nearest = min(
        listed,
        key=lambda other: sum(a != b for a, b in zip(code, other, strict=True)),
        default=None,
    )
    return f"{nearest[:-3]} {nearest[-3:]}" if nearest else None


def _swaps(code: str) -> Iterator[str]:
    for chars in product(*(char + _LOOK_ALIKE.get(char, "") for char in code)):
        yield "".join(chars)

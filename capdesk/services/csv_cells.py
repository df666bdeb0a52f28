"""Cells of a CSV file that a spreadsheet will open: none is taken for a formula."""

from collections.abc import Iterable

# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(cells: Iterable[str]) -> list[str]:
    """Return the cells, an apostrophe before each that would be taken for a formula."""
    return [f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in cells]

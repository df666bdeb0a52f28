"""The colours: light, dark, and an accent for each kind of environment; no Qt.

Every text colour has at least 4.5:1 against the surface it stands on (WCAG 2.2 AA);
tests/ui/test_theme.py measures it.
"""

from typing import NamedTuple

from capdesk.ui.environments import Kind


class Colours(NamedTuple):
    """Colour roles, as `#rrggbb`."""

    name: str  # of the look, as in file names
    window: str  # behind everything
    surface: str  # cards, lists, fields
    text: str
    muted: str  # labels and hints
    line: str  # borders between things
    control: str  # borders of things to act on: 3:1 against the surface
    accent: str  # the one thing to press, focus, links
    on_accent: str
    error: str
    warning: str
    success: str
    selection: str
    practice: str  # frame and banner of practice mode
    on_practice: str


LIGHT = Colours(
    name="light",
    window="#f3f4f6",
    surface="#ffffff",
    text="#1a1d21",
    muted="#545b66",
    line="#d8dce2",
    control="#868e99",
    accent="#0b57a4",
    on_accent="#ffffff",
    error="#b3261e",
    warning="#835400",
    success="#17692f",
    selection="#dbe8f7",
    practice="#ffc043",
    on_practice="#1a1d21",
)

DARK = Colours(
    name="dark",
    window="#15171b",
    surface="#1e2127",
    text="#e8eaee",
    muted="#a7afbb",
    line="#343942",
    control="#747c88",
    accent="#8abbf2",
    on_accent="#0d1b2a",
    error="#ff9d95",
    warning="#f0bd5b",
    success="#74d191",
    selection="#2c3f57",
    practice="#c98a00",
    on_practice="#15171b",
)

# Far from the blue of production and from each other; practice, the nearest to it for
# colour-blind people, has its frame besides.
_ACCENTS = {  # (accent, on_accent, selection), by kind of environment and look
    (Kind.QA, "light"): ("#94206e", "#ffffff", "#f6dcec"),
    (Kind.QA, "dark"): ("#f2a0d3", "#2b0a20", "#55274a"),
    (Kind.ADDED, "light"): ("#0b655d", "#ffffff", "#d5ecea"),
    (Kind.ADDED, "dark"): ("#6fd6c8", "#06231f", "#1f4a46"),
    (Kind.PRACTICE, "light"): ("#5b3cae", "#ffffff", "#e7e0f8"),
    (Kind.PRACTICE, "dark"): ("#b9a7f5", "#170d33", "#3b3164"),
}


def accented(colours: Colours, kind: Kind) -> Colours:
    """Return the colours with the accent of a kind of environment.

    What is pressed to send looks different where a lead does not go to production.
    """
    if (kind, colours.name) not in _ACCENTS:
        return colours
    accent, on_accent, selection = _ACCENTS[kind, colours.name]
    return colours._replace(accent=accent, on_accent=on_accent, selection=selection)

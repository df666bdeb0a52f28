"""Colours can be told apart by everybody."""

import re

import pytest

from capdesk.resources import locate
from capdesk.ui.environments import Kind
from capdesk.ui.theme import DARK, LIGHT, Colours, accented


def _luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` by WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    """Black on white is 21:1, the most there is."""
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_contrast(colours: Colours) -> None:
    """Every text colour has 4.5:1 on every surface it stands on."""
    for text in ("text", "muted", "accent", "error", "warning", "success"):
        for behind in ("surface", "window"):
            ratio = _contrast(getattr(colours, text), getattr(colours, behind))
            assert ratio >= 4.5, (text, behind, ratio)
    assert _contrast(colours.on_accent, colours.accent) >= 4.5
    assert _contrast(colours.on_practice, colours.practice) >= 4.5
    assert _contrast(colours.text, colours.selection) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_controls_have_contrast(colours: Colours) -> None:
    """The edge of what can be acted on has 3:1 against what is behind it."""
    for edge in ("control", "accent", "error", "warning"):
        assert _contrast(getattr(colours, edge), colours.surface) >= 3, edge


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_accents_have_contrast(colours: Colours, kind: Kind) -> None:
    """The accent of every kind of environment reads as well as the usual one."""
    made = accented(colours, kind)
    for behind in (made.surface, made.window):
        assert _contrast(made.accent, behind) >= 4.5
    assert _contrast(made.on_accent, made.accent) >= 4.5
    assert _contrast(made.text, made.selection) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_only_the_accent_changes(colours: Colours) -> None:
    """Each kind of environment differs from production and from every other."""
    assert accented(colours, Kind.PRODUCTION) is colours
    accents = {accented(colours, kind).accent for kind in Kind}
    assert len(accents) == len(Kind)
    assert accented(colours, Kind.QA).error == colours.error


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_pins_go_with_every_accent(colours: Colours) -> None:
    """A pin is in the colour of text: none is blue where all else to press is not."""
    for pin, colour in (("pin-on", colours.text), ("pin-off", colours.control)):
        svg = locate(f"icons/{pin}-{colours.name}.svg").read_text(encoding="utf-8")
        assert set(re.findall("#[0-9a-f]{6}", svg)) == {colour}

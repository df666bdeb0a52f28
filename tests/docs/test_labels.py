"""The guide calls menus and buttons what the window calls them."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from capdesk.resources import locate
from tests.support.sentences import CODE, texts

PAGES = sorted(locate("guide/first-lead.md").parent.glob("*.md"))
LABEL = re.compile(r"(?<![\w*])\*(?P<words>[A-Z][^*]+?)…?\*(?![\w*])")
FILLED_IN = "\0"
LEAST_OF_ITS_OWN = 8
"""So many characters a text has beside what is filled in, or it could be any."""


@cache
def shown() -> tuple[str, ...]:
    """Return what the code may show, without the marks of access keys."""
    found = (
        text
        for file in sorted(CODE.rglob("*.py"))
        for text in texts(ast.parse(file.read_text(encoding="utf-8")))
    )
    return tuple(text.replace("&", "").rstrip(".…") for text in found)


def is_shown(label: str) -> bool:
    """Whether the program can show a label, perhaps with something filled in."""
    wanted = " ".join(label.split())
    for text in shown():
        own = text.replace(FILLED_IN, "")
        if text == wanted or wanted in text:
            return True
        if own != text and len(own) >= LEAST_OF_ITS_OWN:
            pattern = ".+".join(map(re.escape, text.split(FILLED_IN)))
            if re.fullmatch(pattern, wanted):
                return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_labels_are_the_windows_own(page: Path) -> None:
    """Each *Label* in the guide is one that the program shows."""
    text = page.read_text(encoding="utf-8").replace("**", "")
    labels = {found["words"] for found in LABEL.finditer(text)}
    # *Settings, Privacy* is the one in the other.
    each = {part for label in labels for part in label.split(", ")}
    assert {label for label in each if not is_shown(label)} == set()

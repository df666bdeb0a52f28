"""Whoever follows a link in the documents arrives."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("resources/**/*.md")]
)
LINK = re.compile(
    r"\]\((?!https?:|mailto:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)"
)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return what a page's headings are called in an address, as GitHub does it."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link within the project names a file that is there, and a heading in it."""
    for link in LINK.finditer(page.read_text(encoding="utf-8")):
        target = page.parent / link["path"] if link["path"] else page
        assert target.exists(), f"{page.name}: {link[0]}"
        if link["anchor"]:
            assert link["anchor"] in anchors(target), f"{page.name}: {link[0]}"


def test_every_page_is_reached() -> None:
    """From README.md one comes to each page of docs by links."""
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        links = LINK.finditer(page.read_text(encoding="utf-8"))
        waiting += [page.parent / link["path"] for link in links if link["path"]]
    assert set((ROOT / "docs").glob("*.md")) <= reached

"""The guide that ships with the program is whole."""

import re

import pytest

from capdesk.domain.entry import Status
from capdesk.resources import locate
from capdesk.ui.help.pages import Page, page_of
from capdesk.ui.words import STATUS_WORDS

_LINK = re.compile(r"(?<!!)\[[^]]*\]\(([^)]*)\)")


@pytest.mark.parametrize("page", Page)
def test_every_page_begins_with_its_title(page: Page) -> None:
    """The first line is the one heading of its level; the list of pages shows it."""
    assert page.text.startswith(f"# {page.heading}\n")
    assert len(re.findall(r"^# ", page.text, re.MULTILINE)) == 1


@pytest.mark.parametrize("page", Page)
def test_every_link_leads_to_a_page(page: Page) -> None:
    """Nothing in the guide leads out of it."""
    for link in _LINK.findall(page.text):
        assert page_of(link) is not None, link


def test_no_page_is_left_out() -> None:
    """Every file of the guide's folder can be reached from its list of pages."""
    folder = locate("guide/first-lead.md").parent
    assert {each.stem for each in folder.glob("*.md")} == set(Page)


def test_every_status_is_explained() -> None:
    """The page on statuses has a row for each, by the word that the list shows."""
    rows = re.findall(r"^\| ([^|]+) \|", Page.STATUSES.text, re.MULTILINE)
    assert set(rows) >= {STATUS_WORDS[status] for status in Status}


@pytest.mark.parametrize("page", Page)
def test_it_is_short(page: Page) -> None:
    """A page is read while a customer waits: 300 words at most."""
    assert len(page.text.split()) <= 300


@pytest.mark.parametrize("link", ["https://cap.example/a.md", "../notes.md", "x", ""])
def test_only_the_guides_own_pages_are_pages(link: str) -> None:
    """A link that is no page of the guide leads nowhere."""
    assert page_of(link) is None

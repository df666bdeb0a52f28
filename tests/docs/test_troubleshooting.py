"""The page that people look a sentence up on quotes what the program says today."""

import re
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.resources import locate
from capdesk.ui.attention import Cause, attention
from capdesk.ui.words import QueueView
from tests.support.sentences import sentences, stands_in

PAGE = Path(__file__).parents[2] / "docs" / "troubleshooting.md"
GUIDE = (locate("guide/trouble.md"), locate("guide/no-network.md"))
ROW = re.compile(r"^\| (?P<quote>.+?) \| (?P<rest>.+) \|$", re.MULTILINE)
OF_TABLES = ("---", "CapDesk says", "The line at the bottom says")


def rows(page: Path) -> list[tuple[str, list[str]]]:
    """Return a page's quotes, each with the cells beside it."""
    found = ROW.findall(page.read_text(encoding="utf-8"))
    return [
        (quote, rest.split(" | "))
        for quote, rest in found
        if not quote.startswith(OF_TABLES)
    ]


QUOTES = [
    pytest.param(quote, id=f"{page.stem}: {quote[:50]}")
    for page in (PAGE, *GUIDE)
    for quote, _ in rows(page)
]


@pytest.mark.parametrize("quote", QUOTES)
def test_quoted_sentence_is_said(quote: str) -> None:
    """Each sentence on the page is still one that the code can show."""
    assert any(stands_in(quote, sentence) for sentence in sentences())


def test_each_sentence_has_its_meaning_and_its_remedy() -> None:
    """Beside each sentence stands what it means and what to do, and it stands once."""
    all_rows = rows(PAGE)
    assert len(all_rows) > 40
    for quote, cells in all_rows:
        assert len(cells) == 2, quote
        assert all(len(cell) > 2 for cell in cells), quote
    assert len({quote for quote, _ in all_rows}) == len(all_rows)


@pytest.mark.parametrize("cause", [*PauseReason, "sign-in", "fixing", "arrived"])
def test_whatever_needs_a_person_is_on_the_page(cause: str) -> None:
    """Each banner that the window can show by itself has a row."""
    reason = PauseReason(cause) if cause in {*PauseReason} else None
    trouble = "not_the_gateway" if cause == "sign-in" else None
    counts = {Status.WAITING: 2, Status.NEEDS_FIXING: 3 if cause == "fixing" else 0}
    view = QueueView(
        counts,
        state=QueueState("production", paused=reason, trouble=trouble),
        held=1 if cause == "arrived" else 0,
    )
    banners = attention({"production": view})
    assert len(banners) == 1
    quotes = [quote for quote, _ in rows(PAGE)]
    assert [each for each in quotes if stands_in(each, banners[0].text)], banners


def test_no_cause_was_forgotten() -> None:
    """A new cause of a banner needs a row, and a case in the test above."""
    from_words = {Cause.OUTBOX, Cause.LOCKED}  # they say the sentences of other tables
    assert len(set(Cause) - from_words) == len(PauseReason) + 3

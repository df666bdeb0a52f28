"""The close of day on paper: what stands on the pages, and that they are real pages."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from capdesk.domain.day import HEADINGS
from capdesk.domain.entry import Status
from capdesk.ui.day.marks import PAGE, Bars, Page, Sign, Text, typeface, wrapped
from capdesk.ui.day.paper import paint_page, pdf_of
from capdesk.ui.day.sheet import lay_out
from capdesk.ui.day.words import width_in_two_lines
from capdesk.ui.theme import LIGHT
from tests.support.captures import a_capture, a_report

PRINTED_AT = datetime(2026, 10, 3, 17, 42, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("qapp")


def _texts(page: Page) -> list[str]:
    return [mark.text for mark in page if isinstance(mark, Text)]


def _big_report() -> tuple[Page, ...]:
    people = [a_capture(staff_name=f"Person {number}") for number in range(120)]
    return lay_out(a_report(people), PRINTED_AT)


def test_the_page_says_what_it_is() -> None:
    """Title, environment, days, when it was printed, the balance, the page number."""
    (page,) = lay_out(a_report([a_capture(), a_capture(Status.WAITING)]), PRINTED_AT)
    texts = _texts(page)
    assert texts[:5] == [
        "Close of day",
        "practice · 3 October 2026",
        "Printed 3 October 2026, 18:42 BST",
        "Captured 2 = Sent 1 + Waiting 1",
        "Every capture is accounted for.",
    ]
    assert "Page 1 of 1" in texts
    assert sum(isinstance(mark, Bars) for mark in page) == 1
    assert [mark.name for mark in page if isinstance(mark, Sign)] == ["sent"]
    for heading in ("By campaign", "By enquiry type", "By staff name"):
        assert heading in texts
    assert texts.count("Total") == 3


def test_what_went_to_another_computer_is_printed() -> None:
    """Nobody looks for it here, and it still counts as captured."""
    report = a_report([a_capture(), a_capture(Status.HANDED_OVER)])
    (page,) = lay_out(report, PRINTED_AT)
    texts = _texts(page)
    assert "Captured 2 = Sent 1 + Handed over 1" in texts
    assert "1 lead was handed over to another computer to send." in " ".join(texts)


def test_what_does_not_balance_is_printed() -> None:
    """Paper hides no difference either."""
    report = a_report([a_capture()], missing=2)
    (page,) = lay_out(report, PRINTED_AT)
    assert [mark.name for mark in page if isinstance(mark, Sign)] == ["needs_fixing"]
    together = " ".join(_texts(page)).replace("\n", " ")
    assert report.balance in together


def test_an_empty_day_is_one_page() -> None:
    """A day without leads can be filed like others."""
    (page,) = lay_out(a_report([]), PRINTED_AT)
    assert "No leads were captured on 3 October 2026." in _texts(page)
    assert not any(isinstance(mark, Bars) for mark in page)


def test_long_tables_go_on_with_their_headings() -> None:
    """Each page repeats the headings and is numbered; a total never starts a page."""
    pages = _big_report()
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        texts = _texts(page)
        assert f"Page {number} of {len(pages)}" in texts
        assert "By staff name" in texts
    last = _texts(pages[-1])
    assert any(text.startswith("Person") for text in last)
    assert last.index("Total") > 0


def test_nobody_is_lost_between_pages() -> None:
    """Every row is printed once, whatever page it falls on."""
    texts = [text for page in _big_report() for text in _texts(page)]
    people = [text for text in texts if text.startswith("Person")]
    assert len(people) == len(set(people)) == 120


def test_nothing_is_cut_off() -> None:
    """Every text fits its place, and every place the page; also the longest names."""
    long = "Autumn walk-in, Brighton and Hove, Llanfairpwllgwyngyllgogerychwyrndrobwll"
    report = a_report([a_capture(staff_name=long), a_capture(enquiry_type="W" * 90)])
    for page in lay_out(report, PRINTED_AT):
        for mark in page:
            if isinstance(mark, Text):
                assert PAGE.contains(mark.area)
                width_of = QFontMetricsF(mark.font).horizontalAdvance
                widest = max(width_of(line) for line in mark.text.split("\n"))
                assert widest <= mark.area.width() + 1, mark.text


def test_headings_take_two_lines() -> None:
    """There is no room for a third, and the columns are no wider than they need to be."""
    (page,) = lay_out(a_report([a_capture()]), PRINTED_AT)
    headings = [text for text in _texts(page) if text.replace("\n", " ") in HEADINGS]
    assert len(headings) == 3 * len(HEADINGS)
    assert max(text.count("\n") for text in headings) == 1
    assert width_in_two_lines("May have arrived", len) == len("May have")
    assert width_in_two_lines("Sent", len) == len("Sent")


def test_names_have_the_room_that_counts_leave() -> None:
    """A campaign's usual name stands in one line, and is not broken at its hyphens."""
    name = "Practice: Audi Q6 e-tron walk-in"
    (page,) = lay_out(a_report([a_capture(staff_name=name)]), PRINTED_AT)
    assert name in _texts(page)
    for width in range(600, 1_600, 50):
        lines = wrapped(name, typeface(9), width).split("\n")
        assert not any(line.endswith("-") for line in lines), lines


def test_no_contact_data() -> None:
    """What is printed names staff, never those who left a lead."""
    (page,) = lay_out(a_report([a_capture()]), PRINTED_AT)
    assert not any("Ada" in text or "07700" in text for text in _texts(page))


def test_names_stay_text() -> None:
    """A name that looks like HTML is printed as it was typed."""
    (page,) = lay_out(a_report([a_capture(staff_name="<b>Sam</b>")]), PRINTED_AT)
    assert "<b>Sam</b>" in _texts(page)


@given(
    st.text(st.characters(exclude_categories=["C", "M"]), max_size=80),
    st.integers(300, 3_000),
)
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """Lines put together are the text, spaces aside."""
    lines = wrapped(text, typeface(9), width)
    assert "".join(lines.split()) == "".join(text.split())


def test_it_is_a_pdf(qapp: QApplication) -> None:
    """A real PDF file, with a page for each page, fonts, and what was asked of it."""
    people = [a_capture(staff_name=f"Person {number}") for number in range(120)]
    report = a_report(people)
    content = pdf_of(report, printed_at=PRINTED_AT)
    pages = len(lay_out(report, PRINTED_AT))
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", content)) == pages
    assert b"/FontFile" in content
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}


def test_marks_are_painted() -> None:
    """Bars and text come out in their colours, inside the page's margins."""
    (page,) = lay_out(a_report([a_capture()]), PRINTED_AT)
    image = QImage(595, 842, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_page(painter, page, image.width(), image.height())
    painter.end()
    (bars,) = (mark for mark in page if isinstance(mark, Bars))
    # Noon is the fifth of the eleven opening hours.
    x = (bars.area.left() + bars.area.width() * 4.5 / 11) / 10
    y = bars.area.center().y() / 10
    assert image.pixelColor(int(x), int(y)) == QColor(LIGHT.accent)
    for x in range(0, 595, 5):
        for y in (5, 20, 835):
            assert image.pixelColor(x, y) == QColor("white")

"""What is offered under a field never moves the fields."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capdesk.domain.fields import Field
from capdesk.ui.form import LeadForm
from capdesk.ui.form.offer_link import OfferLink

LONG = "bartholomew.featherstonehaugh-cholmondeley@gmail.com"


def _offer(form: LeadForm, words: str) -> OfferLink:
    email = form.fields[Field.EMAIL]
    email.offer(words)
    assert email._link is not None
    return email._link


def test_a_long_address_widens_no_column(form: LeadForm, qtbot: QtBot) -> None:
    """First and last name stay as wide as each other."""
    form.resize(500, 800)
    first, last = (
        form.fields[each].control for each in (Field.FIRST_NAME, Field.LAST_NAME)
    )
    qtbot.waitUntil(lambda: form.width() == 500 and first.width() == last.width())
    link = _offer(form, f"Use {LONG}")
    qtbot.waitUntil(link.isVisible)
    QApplication.processEvents()
    assert first.width() == last.width()


def test_what_has_no_room_is_cut_and_still_read_aloud(
    form: LeadForm, qtbot: QtBot
) -> None:
    """The middle goes, then comes back with the room; the whole is told throughout."""
    form.resize(500, 800)
    link = _offer(form, f"Use {LONG}")
    qtbot.waitUntil(lambda: "…" in link.text())
    assert link.accessibleName() == f"Use {LONG} (Alt+U)"
    assert link.toolTip() == f"Use {LONG}"
    form.resize(1400, 800)
    qtbot.waitUntil(lambda: link.text() == f"Use {LONG} (Alt+U)")


@pytest.mark.parametrize("words", ["Use a@b.example", "Split R&D over the fields"])
def test_what_has_room_is_shown_whole(form: LeadForm, words: str) -> None:
    """With its key, and an ampersand as an ampersand."""
    form.resize(1000, 800)
    link = _offer(form, words)
    QApplication.processEvents()
    assert link.text() == f"{words} (Alt+U)".replace("&", "&&")

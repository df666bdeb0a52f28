"""Finding a lead: type, see fewer, go to it, see all again."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Status
from capdesk.ui import theme
from capdesk.ui.outbox import panel as panel_module
from capdesk.ui.outbox.panel import OutboxPanel
from tests.support.entries import an_entry
from tests.ui.outbox_desk import chosen_name, names, open_panel, press, write


@pytest.fixture
def panel(qtbot: QtBot) -> OutboxPanel:
    """Return a panel with four leads."""
    return open_panel(
        qtbot,
        [
            an_entry("Ann Test", find_text="ann test\n+447700900123\n07700900123"),
            an_entry("Bob Brown", status=Status.SENT),
            an_entry("Annabel Lee", status=Status.SENT),
            an_entry("Zoë Ann", status=Status.DISCARDED),
        ],
    )


def test_typing_narrows_the_list(panel: OutboxPanel) -> None:
    """Each key leaves fewer; Esc brings all back."""
    panel.focus_find()
    write("ann")
    assert names(panel) == ["Annabel Lee", "Ann Test"]
    write("a")
    assert names(panel) == ["Annabel Lee"]
    press(Qt.Key.Key_Escape)
    assert len(names(panel)) == 3
    write("07700 900 123")
    assert names(panel) == ["Ann Test"]


def test_the_arrow_and_enter_go_on_to_the_list(panel: OutboxPanel) -> None:
    """From Find the first lead found is a key away, and its details are there."""
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        panel.focus_find()
        press(Qt.Key.Key_Escape)
        write("annab")
        press(key)
        assert panel.table.hasFocus()
        assert chosen_name(panel) == "Annabel Lee"
        assert "Annabel Lee" in panel.details.text


def test_nothing_found_offers_to_show_the_list_again(
    panel: OutboxPanel, qtbot: QtBot
) -> None:
    """An empty list says why, and one button shows everything again."""
    panel.focus_find()
    write("nobody")
    assert "No lead matches “nobody”" in panel.empty.text
    assert panel.empty.isVisible()
    qtbot.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert panel.find_box.text() == ""
    assert panel.table.isVisible()
    assert panel.find_box.hasFocus()


def test_what_is_found_elsewhere_is_told(panel: OutboxPanel, qtbot: QtBot) -> None:
    """A lead in another status is not denied, and one button shows it."""
    panel.show_statuses({Status.NEEDS_FIXING})
    panel.focus_find()
    write("annabel")
    assert panel.empty.text == "No lead here matches “annabel”\n1 lead elsewhere does."
    qtbot.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert panel.find_box.text() == "annabel"
    assert names(panel) == ["Annabel Lee"]


def test_what_is_found_among_the_discarded_is_shown(qtbot: QtBot) -> None:
    """Where nothing else matches, the button shows what was discarded."""
    given_up = an_entry("Annabel", status=Status.DISCARDED)
    panel = open_panel(qtbot, [an_entry("Bob"), given_up])
    panel.focus_find()
    write("annabel")
    assert "1 lead elsewhere does." in panel.empty.text
    panel.empty.button.click()
    assert names(panel) == ["Annabel"]


def test_before_the_first_lead_nothing_is_asked(qtbot: QtBot) -> None:
    """With no leads at all there is nothing to show again."""
    panel = open_panel(qtbot)
    assert "No leads yet" in panel.empty.text
    assert panel.empty.button.isHidden()


def test_nothing_is_said_before_the_outbox_is_read(qtbot: QtBot) -> None:
    """What is not known yet, or can't be opened, is not called empty."""
    panel = OutboxPanel(theme.LIGHT)
    qtbot.addWidget(panel)
    assert panel.empty.text.strip() == ""
    panel.show_entries([])
    assert "No leads yet" in panel.empty.text


def test_the_chosen_lead_stays_chosen_while_it_is_found(panel: OutboxPanel) -> None:
    """Narrowing and widening do not lose the lead somebody looks at."""
    panel.table.selectRow(2)
    assert chosen_name(panel) == "Ann Test"
    panel.focus_find()
    write("ann")
    assert chosen_name(panel) == "Ann Test"
    press(Qt.Key.Key_Escape)
    assert chosen_name(panel) == "Ann Test"
    write("bob")
    assert chosen_name(panel) == ""
    assert panel.details.text == ""


def test_a_new_lead_does_not_move_the_choice(panel: OutboxPanel) -> None:
    """While leads come in and change, the chosen one stays chosen."""
    panel.table.selectRow(0)
    panel.update_entries([an_entry("Cleo"), replace(panel.model.entry(2))])
    assert chosen_name(panel) == "Annabel Lee"
    panel.show_entries([an_entry("Dan"), panel.model.entry(1)])
    assert chosen_name(panel) == "Annabel Lee"


def test_what_is_looked_at_stays_where_it_is(qtbot: QtBot) -> None:
    """Scrolled down, new leads above do not push away what is being read."""
    panel = open_panel(qtbot, [an_entry(f"Lead {n}") for n in range(100)])
    panel.table.scroll_to_top_row(40)
    looked_at = panel.model.entry(panel.table.top_row).name
    panel.update_entries([an_entry("New"), an_entry("Newer")])
    assert panel.model.entry(panel.table.top_row).name == looked_at
    entries = [panel.model.entry(row) for row in range(panel.model.rowCount())]
    panel.show_entries([*reversed(entries), an_entry("Newest")])
    assert panel.model.entry(panel.table.top_row).name == looked_at


def test_who_looks_at_the_newest_sees_the_newest(qtbot: QtBot) -> None:
    """At the top, a new lead is seen as soon as it is there."""
    panel = open_panel(qtbot, [an_entry(f"Lead {n}") for n in range(100)])
    panel.table.selectRow(3)
    panel.update_entries([an_entry("New")])
    assert panel.table.top_row == 0


def test_what_was_found_is_told_once_typing_rests(
    panel: OutboxPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen reader hears how many there are, not at every key."""
    told: list[str] = []

    def note(_source: QWidget, message: str) -> None:
        told.append(message)

    monkeypatch.setattr(panel_module, "announce", note)
    panel.focus_find()
    write("ann")
    assert told == []
    qtbot.waitUntil(lambda: told == ["2 leads found"])
    write("xyz")  # after what stands there
    qtbot.waitUntil(lambda: told[1:] == ["No lead matches “annxyz”"])

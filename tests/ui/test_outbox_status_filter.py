"""Looking at the leads of one status, with true counts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Status
from capdesk.ui import theme
from capdesk.ui.outbox.panel import OutboxPanel
from capdesk.ui.outbox.status_filter import MOST_ROWS
from tests.support.entries import an_entry
from tests.ui.outbox_desk import chosen_name, names, open_panel, press, write


@pytest.fixture
def panel(qtbot: QtBot) -> OutboxPanel:
    """Return a panel with leads in five statuses."""
    return open_panel(
        qtbot,
        [
            an_entry("Ann", status=Status.WAITING),
            an_entry("Bob", status=Status.SENDING),
            an_entry("Cleo", status=Status.SENT),
            an_entry("Dan", status=Status.REPLACED),
            an_entry("Eve", status=Status.DISCARDED),
            an_entry("Fay", status=Status.NEEDS_FIXING),
        ],
    )


def _switches(panel: OutboxPanel) -> dict[str, QPushButton]:
    return {
        button.accessibleName(): button
        for button in panel.status_filter.findChildren(QPushButton)
        if button.isVisible()
    }


def test_each_switch_says_how_many_it_shows(panel: OutboxPanel) -> None:
    """The name of a switch carries its count, and a press shows just so many."""
    assert list(_switches(panel)) == [
        *("Show current, 4", "Show needs fixing, 1", "Show waiting, 2", "Show sent, 1"),
        *("Show replaced, 1", "Show discarded, 1", "Show all, 6"),
    ]
    for name, switch in _switches(panel).items():
        switch.click()
        assert len(names(panel)) == int(name.rpartition(" ")[2])


def test_what_has_come_to_nothing_is_out_of_the_way(panel: OutboxPanel) -> None:
    """Replaced and discarded leads are seen when asked for, and only then."""
    assert names(panel) == ["Fay", "Cleo", "Bob", "Ann"]
    panel.show_statuses({Status.DISCARDED})
    assert names(panel) == ["Eve"]


def test_counts_follow_every_change(panel: OutboxPanel) -> None:
    """A lead that goes on to another status is counted there at once."""
    panel.update_entries([replace(panel.model.entry(3), status=Status.SENT)])
    assert {"Show waiting, 1", "Show sent, 2"} <= set(_switches(panel))


def test_all_is_offered_where_it_is_more_than_what_is_current(qtbot: QtBot) -> None:
    """It counts every capture, as *Close of day* does; until then both were the same."""
    panel = open_panel(qtbot, [an_entry("Ann"), an_entry("Bob", status=Status.SENT)])
    assert "Show current, 2" in _switches(panel)
    assert not [each for each in _switches(panel) if each.startswith("Show all")]
    panel.update_entries([replace(panel.model.entry(0), status=Status.DISCARDED)])
    _switches(panel)["Show all, 2"].click()
    assert sorted(names(panel)) == ["Ann", "Bob"]


def test_counts_are_of_what_find_lets_through(panel: OutboxPanel) -> None:
    """While somebody finds, a switch says how many of those found it would show."""
    panel.focus_find()
    write("eve")
    assert {"Show current, 0", "Show discarded, 1", "Show all, 1"} <= set(
        _switches(panel)
    )
    # No switch goes while somebody types.
    assert "Show needs fixing, 0" in _switches(panel)


def test_the_switches_are_one_tab_stop(panel: OutboxPanel) -> None:
    """Tab goes past them all; arrows go from one to the next and choose at once."""
    panel.focus_find()
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is _switches(panel)["Show current, 4"]
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert QApplication.focusWidget() is _switches(panel)["Show waiting, 2"]
    assert names(panel) == ["Bob", "Ann"]
    press(Qt.Key.Key_Tab)
    assert panel.table.hasFocus()
    press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is _switches(panel)["Show waiting, 2"]
    press(Qt.Key.Key_Backtab)
    assert panel.find_box.hasFocus()


def test_the_tab_stop_is_the_chosen_one_from_below_too(panel: OutboxPanel) -> None:
    """Who comes back from the list lands on the switch that is chosen."""
    panel.show_statuses({Status.WAITING})
    panel.table.setFocus()
    press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is _switches(panel)["Show waiting, 2"]


def test_a_screen_reader_hears_of_one_choice_among_some(panel: OutboxPanel) -> None:
    """Switches are radio buttons to assistive technology, the chosen one checked."""
    panel.show_statuses({Status.SENT})
    for name, switch in _switches(panel).items():
        heard = QAccessible.queryAccessibleInterface(switch)
        assert heard.role() is QAccessible.Role.RadioButton
        assert bool(heard.state().checked) == (name == "Show sent, 1")


def test_a_status_without_leads_says_so(panel: OutboxPanel) -> None:
    """Once the last lead is fixed, the list says so and offers the others."""
    panel.show_statuses({Status.NEEDS_FIXING})
    panel.update_entries([replace(panel.model.entry(0), status=Status.SENT)])
    assert "No lead needs fixing" in panel.empty.text
    panel.empty.button.click()
    assert len(names(panel)) == 4


def test_who_is_led_to_some_leads_is_at_the_first(panel: OutboxPanel) -> None:
    """A banner's button leads on: the list has the focus, the first lead is chosen."""
    panel.show_statuses({Status.WAITING})
    assert panel.table.hasFocus()
    assert chosen_name(panel) == "Bob"


def test_any_statuses_can_be_shown(panel: OutboxPanel) -> None:
    """A banner may ask for statuses that no switch stands for, and leave again."""
    panel.focus_find()
    write("nobody")
    panel.show_statuses({Status.NEEDS_FIXING, Status.MAY_HAVE_ARRIVED})
    assert names(panel) == ["Fay"]
    assert "Show to do, 1" in _switches(panel)
    panel.show_statuses({Status.REPLACED, Status.DISCARDED})
    assert names(panel) == ["Eve", "Dan"]
    _switches(panel)["Show current, 4"].click()
    assert len(names(panel)) == 4


@pytest.fixture
def styled(qapp: QApplication) -> Iterator[None]:
    """Give the program its own look for a while; bare buttons are wider."""
    theme.apply(qapp, theme.LIGHT)
    yield
    qapp.setStyleSheet("")


@pytest.mark.parametrize("width", [600, 400, 320])
def test_the_switches_fit(qtbot: QtBot, styled: None, width: int) -> None:
    """In a narrow panel they leave out words rather than be cut or take the list's room."""
    panel = open_panel(
        qtbot, [an_entry(status=status) for status in Status], width=width
    )
    right = panel.status_filter.rect().right()
    for name, switch in _switches(panel).items():
        assert switch.geometry().right() <= right, name
        assert switch.width() >= switch.sizeHint().width(), name
        assert not switch.icon().isNull() or "all" in name or "current" in name
    assert len({switch.y() for switch in _switches(panel).values()}) <= MOST_ROWS
    assert panel.minimumSizeHint().width() <= 320

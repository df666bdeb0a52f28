"""Doing something about a lead: by button, by key, by menu."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Status
from capdesk.ui.outbox.actions import WHY_DISCARD
from capdesk.ui.outbox.panel import OutboxPanel
from tests.support.entries import an_entry
from tests.ui.outbox_desk import chosen_name, names, open_menu, open_panel, press

REFERENCE = "ENQ-123456-ABCD1234"


@pytest.fixture
def panel(qtbot: QtBot) -> OutboxPanel:
    """Return a panel with a lead in each status, `waiting` lowest."""
    return open_panel(
        qtbot,
        [
            an_entry(
                status.value,
                id=status.value,
                status=status,
                enquiry_reference=REFERENCE if status is Status.SENT else None,
            )
            for status in Status
        ],
    )


def _buttons(panel: OutboxPanel) -> dict[str, QPushButton]:
    return {
        button.text(): button
        for button in panel.details.action_row.buttons.values()
        if button.isVisible()
    }


@pytest.mark.parametrize(
    ("status", "labels"),
    [
        (Status.WAITING, ["Edit", "Send now", "Discard"]),
        (Status.SENDING, []),
        (Status.SENT, ["Copy reference"]),
        (Status.MAY_HAVE_ARRIVED, ["Send again", "It arrived", "Discard"]),
        (Status.NEEDS_FIXING, ["Fix and send again", "Discard"]),
        (Status.REPLACED, []),
        (Status.DISCARDED, []),
    ],
)
def test_each_status_has_its_actions(
    panel: OutboxPanel, status: Status, labels: list[str]
) -> None:
    """What can't be done now is not offered."""
    panel.choose(status.value)
    assert list(_buttons(panel)) == labels


@pytest.mark.parametrize(
    ("status", "label", "signal"),
    [
        (Status.WAITING, "Edit", "correct_wanted"),
        (Status.WAITING, "Send now", "send_one_wanted"),
        (Status.NEEDS_FIXING, "Fix and send again", "correct_wanted"),
        (Status.MAY_HAVE_ARRIVED, "Send again", "send_again_wanted"),
        (Status.MAY_HAVE_ARRIVED, "It arrived", "arrived_wanted"),
    ],
)
def test_a_button_asks_for_its_action(
    panel: OutboxPanel, qtbot: QtBot, status: Status, label: str, signal: str
) -> None:
    """Each button names the lead it is about."""
    panel.choose(status.value)
    with qtbot.waitSignal(getattr(panel, signal)) as heard:
        qtbot.mouseClick(_buttons(panel)[label], Qt.MouseButton.LeftButton)
    assert heard.args == [status.value]


@pytest.mark.parametrize(
    ("status", "signal"),
    [
        (Status.WAITING, "correct_wanted"),
        (Status.NEEDS_FIXING, "correct_wanted"),
        (Status.MAY_HAVE_ARRIVED, "send_again_wanted"),
    ],
)
def test_enter_does_the_main_thing(
    panel: OutboxPanel, qtbot: QtBot, status: Status, signal: str
) -> None:
    """By keyboard, the main action of a lead is one key."""
    panel.choose(status.value)
    panel.table.setFocus()
    with qtbot.waitSignal(getattr(panel, signal)) as heard:
        press(Qt.Key.Key_Return)
    assert heard.args == [status.value]


def test_a_double_click_sends_nothing(panel: OutboxPanel, qtbot: QtBot) -> None:
    """It opens what can be edited; what goes out goes out by a button or by Enter."""
    panel.choose(Status.MAY_HAVE_ARRIVED)
    with (
        qtbot.assertNotEmitted(panel.send_again_wanted),
        qtbot.assertNotEmitted(panel.correct_wanted),
    ):
        panel.table.doubleClicked.emit(panel.table.currentIndex())
    panel.choose(Status.WAITING)
    with qtbot.waitSignal(panel.correct_wanted):
        panel.table.doubleClicked.emit(panel.table.currentIndex())


def test_delete_asks_why(panel: OutboxPanel, qtbot: QtBot) -> None:
    """Delete opens the reasons; the arrow and Enter choose one, by its code."""
    panel.choose(Status.WAITING)
    panel.table.setFocus()
    press(Qt.Key.Key_Delete)
    question, *reasons = open_menu().actions()
    assert question.text() == WHY_DISCARD
    assert not question.isEnabled()
    assert [each.text() for each in reasons] == [
        *("Not wanted any more", "Entered twice", "Entered by mistake"),
        *("Test", "Other"),
    ]
    press(Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.discard_wanted) as heard:
        press(Qt.Key.Key_Return)
    assert heard.args == ["waiting", "duplicate"]


def test_esc_discards_nothing(panel: OutboxPanel, qtbot: QtBot) -> None:
    """Who closes the reasons has not given one."""
    panel.choose(Status.WAITING)
    panel.table.setFocus()
    press(Qt.Key.Key_Delete)
    with qtbot.assertNotEmitted(panel.discard_wanted):
        press(Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_what_cannot_be_discarded_asks_nothing(panel: OutboxPanel) -> None:
    """On a sent lead Delete does nothing."""
    panel.choose(Status.SENT)
    panel.table.setFocus()
    press(Qt.Key.Key_Delete)
    assert QApplication.activePopupWidget() is None


def test_after_a_discard_the_next_lead_is_chosen(qtbot: QtBot) -> None:
    """Who discards goes on with the lead in the same place."""
    panel = open_panel(qtbot, [an_entry("Ann"), an_entry("Bob"), an_entry("Cleo")])
    panel.table.selectRow(1)
    panel.table.setFocus()
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Return)
    bob = panel.model.entry(1)
    panel.update_entries([replace(bob, status=Status.DISCARDED)])
    assert names(panel) == ["Cleo", "Ann"]
    assert chosen_name(panel) == "Ann"


def test_a_lead_that_goes_by_itself_hands_its_place_to_none(qtbot: QtBot) -> None:
    """Enter or Delete must not hit a lead that slid under the hand."""
    panel = open_panel(qtbot, [an_entry("Ann"), an_entry("Bob")])
    panel.show_statuses({Status.WAITING})
    panel.table.selectRow(0)
    panel.update_entries([replace(panel.model.entry(0), status=Status.SENT)])
    assert chosen_name(panel) == ""
    assert panel.details.text.startswith("Bob\nSent.")


def test_sending_again_says_what_it_may_mean(panel: OutboxPanel) -> None:
    """The catch stands beside the button, in one line, only where there is one."""
    panel.choose(Status.MAY_HAVE_ARRIVED)
    assert "may give CAP this lead twice" in panel.details.text
    panel.choose(Status.WAITING)
    assert "twice" not in panel.details.text


def test_the_reference_is_copied(panel: OutboxPanel) -> None:
    """By button, by Enter and by Ctrl+C on the row."""
    panel.choose(Status.SENT)
    panel.table.setFocus()
    clipboard = QGuiApplication.clipboard()
    for copy in (
        _buttons(panel)["Copy reference"].click,
        lambda: press(Qt.Key.Key_Return),
        lambda: press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
    ):
        clipboard.clear()
        copy()
        assert clipboard.text() == REFERENCE


def test_the_menu_has_what_the_buttons_have(panel: OutboxPanel, qtbot: QtBot) -> None:
    """The menu key opens the same actions at the row."""
    panel.choose(Status.WAITING)
    panel.table.setFocus()
    panel.table.menu_wanted.emit(panel.table.below_chosen())
    actions = {each.text(): each for each in open_menu().actions()}
    assert list(actions) == ["Edit", "Send now", "Discard"]
    with qtbot.waitSignal(panel.send_one_wanted):
        actions["Send now"].trigger()
    open_menu().close()


def test_focus_stays_near_when_a_button_goes(panel: OutboxPanel) -> None:
    """After Send now the button is gone, and the focus is in the list, not lost."""
    panel.choose(Status.WAITING)
    _buttons(panel)["Send now"].setFocus()
    waiting = panel.model.entry_of("waiting")
    assert waiting is not None
    panel.update_entries([replace(waiting, status=Status.SENDING)])
    assert panel.table.hasFocus()


def test_what_cannot_be_read_cannot_be_sent(qtbot: QtBot) -> None:
    """A lead whose key is gone can only be given up."""
    panel = open_panel(qtbot, [an_entry("", readable=False)])
    panel.table.selectRow(0)
    assert list(_buttons(panel)) == ["Discard"]
    assert "can't be read" in panel.details.text

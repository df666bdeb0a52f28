"""Reading the whole story of a lead."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import HistoryLine, Status
from capdesk.domain.story import Story
from capdesk.ui.outbox.panel import OutboxPanel
from tests.support.entries import MORNING, an_entry
from tests.support.leads import a_lead
from tests.ui.outbox_desk import chosen_name, names, open_panel, press

HISTORY = (
    HistoryLine(MORNING, None, Status.WAITING, 0, "captured"),
    HistoryLine(MORNING, Status.WAITING, Status.SENDING, 1, "started"),
    HistoryLine(MORNING, Status.SENDING, Status.NEEDS_FIXING, 1, "http_400"),
)


@pytest.fixture
def panel(qtbot: QtBot) -> OutboxPanel:
    """Return a panel with a pair of leads, one correcting the other, and a third."""
    return open_panel(
        qtbot,
        [
            an_entry("Zoe", id="old", status=Status.REPLACED, replaced_by="new"),
            an_entry("Zoë", id="new", replaces="old"),
            an_entry("Bob", status=Status.NEEDS_FIXING, messages=("No <b>such</b> x",)),
        ],
    )


def test_the_story_is_asked_for_once_the_choice_rests(
    panel: OutboxPanel, qtbot: QtBot
) -> None:
    """Walking down the list asks for one story, that of the lead where it ends."""
    asked: list[str] = []
    panel.story_wanted.connect(asked.append)
    panel.table.setFocus()
    panel.table.selectRow(0)
    press(Qt.Key.Key_Down)
    assert "Zoë" in panel.details.text
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["new"]


def test_the_rest_comes_with_the_story(panel: OutboxPanel) -> None:
    """Contact data, consents, proof and history are shown when they arrive."""
    panel.table.selectRow(0)
    bob = panel.model.entry(0)
    assert "Enquiry type" not in panel.details.text
    lead = a_lead()
    panel.show_story(Story(bob, lead, proof=lead.proof, history=HISTORY))
    for said in (
        *("Needs fixing. The gateway did not accept it", "No <b>such</b> x"),
        *("Email: zoe@example.com", "Consent to email: Not asked"),
        *("Attempt 1: The gateway did not accept it as it is.", lead.proof.wording),
    ):
        assert said in panel.details.text


def test_the_reference_stands_above_the_button_that_copies_it(qtbot: QtBot) -> None:
    """It can be read out on the phone without looking for it."""
    reference = "ENQ-123456-ABCD1234"
    sent = an_entry("Ann", status=Status.SENT, enquiry_reference=reference)
    panel = open_panel(qtbot, [sent])
    panel.table.selectRow(0)
    head = panel.details.head.text
    assert head == f"Ann\nSent. The gateway has it. Reference {reference}"


def test_the_story_of_another_lead_is_not_shown(panel: OutboxPanel) -> None:
    """A story that comes late is not put under the wrong name."""
    panel.table.selectRow(0)
    panel.show_story(Story(panel.model.entry(1), a_lead()))
    assert "zoe@example.com" not in panel.details.text


def test_a_change_keeps_what_is_known_and_asks_again(
    panel: OutboxPanel, qtbot: QtBot
) -> None:
    """While its status changes, the lead's data does not flicker away."""
    panel.table.selectRow(0)
    bob = panel.model.entry(0)
    panel.show_story(Story(bob, a_lead()))
    with qtbot.waitSignal(panel.story_wanted) as asked:
        panel.update_entries([replace(bob, status=Status.REPLACED)])
    assert asked.args == [bob.id]
    assert "Replaced." in panel.details.text
    assert "zoe@example.com" in panel.details.text


def test_the_proof_is_there_for_who_asks(panel: OutboxPanel) -> None:
    """The consent proof is closed until its heading is pressed, by Space too."""
    panel.table.selectRow(0)
    lead = a_lead()
    panel.show_story(Story(panel.model.entry(0), lead, proof=lead.proof))
    proof = panel.details.proof
    seen = [proof.is_open]
    proof.button.setFocus()
    press(Qt.Key.Key_Space)
    seen.append(proof.is_open)
    assert seen == [False, True]
    panel.table.selectRow(1)
    assert proof.isHidden()


def test_a_pair_is_one_story(panel: OutboxPanel, qtbot: QtBot) -> None:
    """Each lead of a corrected pair leads to the other, and back."""
    assert names(panel) == ["Bob", "Zoë"]
    panel.choose("new")
    assert "Corrects an earlier lead" in panel.details.text
    qtbot.mouseClick(panel.details.head.earlier.link, Qt.MouseButton.LeftButton)
    assert chosen_name(panel) == "Zoe"
    assert "Replaced by a corrected copy" in panel.details.text
    qtbot.mouseClick(panel.details.head.later.link, Qt.MouseButton.LeftButton)
    assert chosen_name(panel) == "Zoë"
    assert names(panel) == ["Bob", "Zoë"]


def test_the_other_lead_of_a_pair_is_told_of(panel: OutboxPanel) -> None:
    """The copy says what was wrong before; the old one says how the copy stands."""
    old, new = panel.model.entry_of("old"), panel.model.entry_of("new")
    assert old is not None
    assert new is not None
    panel.choose("new")
    panel.show_story(Story(new, corrects=replace(old, messages=("Not so.",))))
    assert "Corrects an earlier lead: Zoe" in panel.details.text
    assert "The gateway said of it: Not so." in panel.details.text
    panel.choose("old")
    panel.show_story(Story(old, corrected_by=new))
    assert "a corrected copy, which is waiting." in panel.details.text


def test_choose_lifts_what_hides_a_lead(panel: OutboxPanel) -> None:
    """Whatever is narrowed, a lead that is to be shown is shown."""
    panel.find_box.setText("nobody")
    panel.show_statuses({Status.SENT})
    panel.find_box.setText("nobody")
    panel.choose("new")
    assert chosen_name(panel) == "Zoë"
    panel.choose("no such lead")
    assert chosen_name(panel) == "Zoë"


def test_no_choice_no_details(panel: OutboxPanel) -> None:
    """With nothing chosen the list has all the room."""
    assert panel.details.isHidden()
    assert panel.details.text == ""
    panel.table.selectRow(0)
    assert panel.details.isVisible()

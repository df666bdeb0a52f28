"""Somebody decides about a lead that went out and was never answered."""

from capdesk.domain.entry import Status
from capdesk.practice import Mode
from capdesk.ui.attention import Cause
from tests.app.conftest import OpenDesk, Shop


def _in_doubt(desk: OpenDesk) -> str:
    desk.answer(Mode.LOSE_REPLY)
    entry_id = desk.take("Ann")
    desk.wait_for("Ann", Status.MAY_HAVE_ARRIVED)
    desk.answer(Mode.ACCEPT)
    return entry_id


def test_send_again_ends_sent_and_marks_the_duplicate(practice: OpenDesk) -> None:
    """The lead goes once more under its old id, and says that CAP may have it twice."""
    entry_id = _in_doubt(practice)
    practice.choose(entry_id)
    practice.click("Send again")
    practice.wait_for("Ann", Status.SENT)
    assert practice.entries[0].possible_duplicate
    received = practice.desk.parts.practice_received
    assert [each.external_reference for each in received] == [entry_id] * 2


def test_it_arrived_ends_sent_without_a_reference(practice: OpenDesk) -> None:
    """Who knows that it arrived says so: nothing is sent, no reference is made up."""
    practice.choose(_in_doubt(practice))
    practice.click("It arrived")
    practice.wait_for("Ann", Status.SENT)
    assert practice.entries[0].enquiry_reference is None
    assert not practice.entries[0].possible_duplicate
    assert len(practice.desk.parts.practice_received) == 1
    practice.wait_until(lambda: practice.said == "All leads are sent.")


def test_two_clicks_send_it_again_once(practice: OpenDesk) -> None:
    """A double click on *Send again* is one attempt."""
    practice.choose(_in_doubt(practice))
    practice.window.outbox.send_again_wanted.emit(practice.entries[0].id)
    practice.window.outbox.send_again_wanted.emit(practice.entries[0].id)
    practice.wait_for("Ann", Status.SENT)
    practice.settle()
    assert len(practice.desk.parts.practice_received) == 2


def test_a_decision_that_comes_too_late_is_told(practice: OpenDesk) -> None:
    """What was decided about a lead that has moved on changes nothing, and says so."""
    entry_id = _in_doubt(practice)
    practice.window.outbox.arrived_wanted.emit(entry_id)
    practice.window.outbox.arrived_wanted.emit(entry_id)
    practice.window.outbox.send_again_wanted.emit(entry_id)
    practice.wait_for("Ann", Status.SENT)
    practice.wait_until(lambda: "may have arrived" in practice.window.notice.text)
    assert len(practice.desk.parts.practice_received) == 1


def test_a_lead_held_for_a_person_is_named_until_decided(shop: Shop) -> None:
    """A campaign that asks a person: the banner leads to the lead and goes with it."""
    with shop.open() as desk:
        shop.choose_campaign(desk, shop.campaigns[1])
        shop.gateway.set_mode(Mode.LOSE_REPLY)
        entry_id = desk.take("Ann")
        desk.wait_until(lambda: "1 lead may have arrived" in desk.said)
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.press_banner(Cause.MAY_HAVE_ARRIVED)
        assert desk.statuses == {"Ann": Status.MAY_HAVE_ARRIVED}
        desk.choose(entry_id)
        desk.click("It arrived")
        desk.wait_until(lambda: "may have arrived" not in desk.said)

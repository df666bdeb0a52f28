"""Somebody gives a lead up, and perhaps thinks better of it."""

from datetime import timedelta

from capdesk.app.clock import utc_now
from capdesk.app.decisions import UNDO_WITHIN_S
from capdesk.domain.entry import Entry, Status
from capdesk.domain.queue import PauseReason
from capdesk.domain.story import Story
from capdesk.outbox import Outbox
from capdesk.practice import Mode
from tests.app.conftest import OpenDesk, Shop
from tests.support.clock import Clock


def _entry(desk: OpenDesk, entry_id: str) -> Entry:
    return desk.ask_outbox(Outbox.entry, entry_id)


def _story(desk: OpenDesk, entry_id: str) -> Story:
    return desk.ask_outbox(Outbox.story, entry_id)


def _let_the_undo_end(desk: OpenDesk) -> None:
    decisions = desk.desk.hands.decisions
    assert decisions._undo_ends.isActive()
    decisions._now = Clock(utc_now() + timedelta(seconds=UNDO_WITHIN_S))
    decisions._undo_ends.timeout.emit()
    desk.settle()


def _refused(desk: OpenDesk, name: str = "Ann") -> str:
    desk.answer(Mode.REJECT)
    entry_id = desk.take(name)
    desk.wait_for(name, Status.NEEDS_FIXING)
    return entry_id


def test_a_discard_leaves_the_list_with_its_reason(practice: OpenDesk) -> None:
    """The lead is given up, the history says why, and the way back is offered."""
    entry_id = _refused(practice)
    practice.discard(entry_id)
    practice.wait_until(lambda: practice.entries == [])
    last = practice.ask_outbox(Outbox.history, entry_id)[-1]
    assert (last.after, last.code) == (Status.DISCARDED, "discarded_not_wanted")
    assert "discarded" in practice.window.notice.text
    assert practice.window.notice.button.text() == "Undo"


def test_undo_brings_back_exactly_what_it_was(practice: OpenDesk) -> None:
    """A lead that needed fixing needs it again, with the gateway's words."""
    entry_id = _refused(practice)
    before = _entry(practice, entry_id)
    practice.discard(entry_id)
    practice.click("Undo")
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    after = _entry(practice, entry_id)
    assert (after.messages, after.name) == (before.messages, before.name)
    _let_the_undo_end(practice)
    assert _story(practice, entry_id).lead is not None


def test_a_waiting_lead_that_comes_back_is_sent(shop: Shop) -> None:
    """What waited waits again, and goes with the others."""
    shop.gateway.set_mode(Mode.OFFLINE)
    with shop.open() as desk:
        entry_id = desk.take("Ann")
        desk.wait_until(lambda: "No connection" in desk.said)
        desk.wait_for("Ann", Status.WAITING)
        desk.discard(entry_id)
        desk.click("Undo")
        desk.wait_for("Ann", Status.WAITING)
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.click("Send now", desk.window.queue_line)
        desk.wait_for("Ann", Status.SENT)


def test_undo_lifts_no_pause(practice: OpenDesk) -> None:
    """A queue that waits for a new key goes on waiting: undo is no *Send now*."""
    practice.answer(Mode.REFUSE_KEY)
    entry_id = practice.take("Ann")
    practice.wait_until(lambda: "refused the API key" in practice.said)
    practice.wait_for("Ann", Status.WAITING)
    tried = len(practice.desk.parts.practice_received)
    practice.discard(entry_id)
    practice.click("Undo")
    practice.wait_for("Ann", Status.WAITING)
    practice.settle()
    queue = practice.ask_outbox(Outbox.queue, "practice")
    assert queue.paused is PauseReason.KEY_REFUSED
    assert len(practice.desk.parts.practice_received) == tried


def test_without_undo_the_contact_data_goes(practice: OpenDesk) -> None:
    """Ten seconds on, nothing that tells of the person is left but a receipt."""
    entry_id = _refused(practice)
    practice.discard(entry_id)
    undo = practice.button("Undo")
    _let_the_undo_end(practice)
    story = _story(practice, entry_id)
    assert (story.lead, story.entry.name, story.entry.messages) == (None, "", ())
    assert story.receipt is not None
    undo.click()
    practice.wait_until(lambda: "too late to undo" in practice.window.notice.text)
    assert practice.entries == []


def test_several_discards_have_one_way_back(practice: OpenDesk) -> None:
    """A second discard takes no way back from the first, not even a timer gone early."""
    first, second = _refused(practice), _refused(practice, "Bea")
    practice.discard(first)
    practice.discard(second)
    practice.desk.hands.decisions._undo_ends.timeout.emit()  # too early, by the clock
    practice.settle()
    practice.click("Undo all")
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    practice.wait_for("Bea", Status.NEEDS_FIXING)
    _let_the_undo_end(practice)
    assert _story(practice, first).lead is not None
    assert _story(practice, second).lead is not None


def test_closing_ends_the_undo(shop: Shop) -> None:
    """At exit the contact data of a discarded lead goes, undo or no undo."""
    shop.gateway.set_mode(Mode.REJECT)
    with shop.open() as desk:
        entry_id = desk.take("Ann")
        desk.wait_for("Ann", Status.NEEDS_FIXING)
        desk.window.outbox.discard_wanted.emit(entry_id, "test")  # and closed at once
    with shop.open() as desk:
        story = _story(desk, entry_id)
        assert story.entry.status is Status.DISCARDED
        assert (story.lead, story.entry.name) == (None, "")


def test_a_lead_being_sent_is_not_discarded(practice: OpenDesk) -> None:
    """What is on its way can't be given up: the window says so, and it arrives."""
    practice.answer(Mode.SLOW)
    entry_id = practice.take("Ann")
    practice.wait_for("Ann", Status.SENDING)
    practice.window.outbox.discard_wanted.emit(entry_id, "test")
    said = practice.window.notice
    practice.wait_until(lambda: "sending can't become discarded" in said.text)
    assert _entry(practice, entry_id).status is Status.SENDING

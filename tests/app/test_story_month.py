"""A month goes by: what has been kept long enough goes, and a receipt stays."""

from datetime import timedelta

from capdesk.app.clock import utc_now
from capdesk.domain.entry import Status
from capdesk.outbox import Outbox
from capdesk.practice import Mode
from capdesk.services.retention import RETENTION
from tests.app.conftest import OpenDesk
from tests.support.clock import Clock


def _go_on(desk: OpenDesk, by: timedelta) -> None:
    """Have the hourly look come once so much time has gone by."""
    house = desk.desk.hands.house
    house._now = Clock(utc_now() + by)
    house._hourly.timeout.emit()
    desk.settle()


def test_a_sent_lead_becomes_a_receipt(practice: OpenDesk) -> None:
    """After thirty days the name goes from list and details; the receipt is shown."""
    entry_id = practice.take("Ann", "ann@example.com")
    practice.wait_for("Ann", Status.SENT)
    practice.choose(entry_id)
    details = practice.window.outbox.details
    assert "ann@example.com" in details.text
    _go_on(practice, RETENTION - timedelta(hours=1))
    assert practice.entries[0].name == "Ann test"
    _go_on(practice, RETENTION + timedelta(hours=1))
    practice.wait_until(lambda: practice.entries[0].purged)
    practice.wait_until(lambda: "A… t…" in details.text)
    assert "ann@example.com" not in details.text
    assert practice.entries[0].enquiry_reference in details.text.split()


def test_what_was_not_sent_is_kept(practice: OpenDesk) -> None:
    """A lead that still has to reach the gateway is never erased by time."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Ann")
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    _go_on(practice, 12 * RETENTION)
    story = practice.ask_outbox(Outbox.story, entry_id)
    assert story.lead is not None


def test_the_undo_of_a_discard_is_left_alone(practice: OpenDesk) -> None:
    """The hourly look takes nobody's ten seconds."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Ann")
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    practice.discard(entry_id)
    _go_on(practice, timedelta(0))
    practice.click("Undo")
    practice.wait_for("Ann", Status.NEEDS_FIXING)

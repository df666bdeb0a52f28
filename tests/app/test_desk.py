"""The end of a window: whatever still comes after it troubles nobody."""

from capdesk.domain.entry import Status
from capdesk.domain.fields import Field
from capdesk.outbox import Outbox
from capdesk.practice import Mode
from capdesk.services.drafts import DRAFT_SLOT
from tests.app.conftest import Shop


def test_what_is_pressed_after_the_end_does_nothing(shop: Shop) -> None:
    """Answers, timers and clicks that come after closing raise nothing, change nothing."""
    shop.gateway.set_mode(Mode.REJECT)
    with shop.open() as desk:
        entry_id = desk.take("Ann")
        desk.wait_for("Ann", Status.NEEDS_FIXING)
        desk.choose(entry_id)
        panel = desk.window.outbox
        panel.story_wanted.emit(entry_id)  # answered after the end
        assert desk.desk.close()
        for signal in (
            *(panel.story_wanted, panel.correct_wanted, panel.send_one_wanted),
            *(panel.send_again_wanted, panel.arrived_wanted),
        ):
            signal.emit(entry_id)
        panel.discard_wanted.emit(entry_id, "test")
        desk.window.send_now.emit()
        desk.window.practice_answer.emit(Mode.ACCEPT.value)
        desk.window.close_of_day.emit()
        desk.window.person.emit()
        desk.desk.hands.house._hourly.timeout.emit()
        desk.desk.hands.decisions._undo_ends.timeout.emit()
        desk.window.form.contact_changed.emit("test@cap.co", "")
        desk.window.form.correction_cancelled.emit()
        desk.window.form.draft_changed.emit(desk.window.form.draft())
        assert desk.desk.close()
    with shop.open() as desk:
        assert desk.statuses == {"Ann": Status.NEEDS_FIXING}


def test_a_log_off_keeps_what_was_typed_to_the_last_key(shop: Shop) -> None:
    """Before the session ends, the draft is on the disk, however fresh."""
    with shop.open() as desk:
        desk.type_into(Field.FIRST_NAME, "Ann")
        desk.desk.keep_draft_now()
        kept = desk.ask_outbox(Outbox.load_draft, DRAFT_SLOT)
        assert kept is not None
        assert kept.first_name == "Ann"

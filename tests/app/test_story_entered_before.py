"""Somebody types a person who was entered before."""

from capdesk.domain.entry import Status
from capdesk.domain.fields import Field
from capdesk.practice import Mode
from tests.app.conftest import OpenDesk


def test_a_quiet_line_says_so(practice: OpenDesk) -> None:
    """Who has been here before is told while the email is typed; nothing is stopped."""
    practice.window.strip.staff_name.setText("Sam")
    practice.take("Ann", "ann@example.com")
    practice.window.form.focus_field(Field.EMAIL)
    practice.write("Ann@Example.com")
    form = practice.window.form
    practice.wait_until(lambda: "Also entered today" in form.earlier)
    assert "by Sam: Test Drive" in form.earlier
    practice.type_into(Field.EMAIL, "bea@example.com")
    practice.wait_until(lambda: form.earlier == "")


def test_the_next_person_begins_without_it(practice: OpenDesk) -> None:
    """The line goes with the lead it was about."""
    practice.take("Ann", "ann@example.com")
    practice.write_example("Ann", "ann@example.com")
    practice.wait_until(lambda: "Also entered" in practice.window.form.earlier)
    practice.send()
    practice.wait_until(practice.window.form.is_empty)
    assert practice.window.form.earlier == ""


def test_an_answer_that_comes_late_is_about_nobody(practice: OpenDesk) -> None:
    """What was found for a lead that has gone meanwhile is not said of the next one."""
    practice.take("Ann", "ann@example.com")
    practice.window.form.contact_changed.emit("ann@example.com", "")
    practice.settle()
    assert practice.window.form.earlier == ""


def test_a_correction_does_not_find_its_own_lead(practice: OpenDesk) -> None:
    """It is the same person, of course, so nothing is said."""
    practice.answer(Mode.REJECT)
    entry_id = practice.take("Ann", "ann@example.com")
    practice.wait_for("Ann", Status.NEEDS_FIXING)
    form = practice.window.form
    practice.fix(entry_id)
    with practice.qtbot.waitSignal(form.contact_changed):
        practice.type_into(Field.EMAIL, "test@cap.co.uk")
    with practice.qtbot.waitSignal(form.contact_changed):
        practice.type_into(Field.EMAIL, "ann@example.com")
    practice.settle()
    assert form.earlier == ""

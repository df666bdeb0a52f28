"""The main job: type a lead, press Send, get a reference."""

import json
import re

from PySide6.QtCore import QModelIndex

from capdesk.domain.entry import Status
from tests.app.conftest import OpenDesk

EXAMPLE = {
    "campaignId": "966c7488-bfa7-45b5-8510-d26ba3008879",
    "enquiryType": "Test Drive",
    "ipAddress": None,
    "enquirySource": {"acquisitionChannel": "Google"},
}


def _watch_statuses(practice: OpenDesk) -> list[Status]:
    """Return a list that fills with each status the newest row shows."""
    seen: list[Status] = []
    model = practice.window.outbox.model

    def look(*_: QModelIndex) -> None:
        if not seen or seen[-1] is not model.entry(0).status:
            seen.append(model.entry(0).status)

    model.rowsInserted.connect(look)
    model.dataChanged.connect(look)
    return seen


def test_a_lead_goes_from_waiting_over_sending_to_sent(practice: OpenDesk) -> None:
    """The documented example, by keyboard alone, ends as sent with its reference."""
    seen = _watch_statuses(practice)
    practice.write_example()
    practice.send()
    practice.wait_until(lambda: Status.SENT in seen)
    entry_id = practice.entries[0].id
    history = practice.desk.parts.storage.submit(
        lambda outbox: outbox.history(entry_id)
    ).result()
    lived = [line.after for line in history]
    assert lived == [Status.WAITING, Status.SENDING, Status.SENT]
    # The window shows each in its turn; a gateway this near may be faster than its eye.
    assert seen[0] is Status.WAITING
    assert [status for status in lived if status in seen] == seen
    reference = practice.entries[0].enquiry_reference or ""
    assert re.fullmatch(r"ENQ-\d{6}-[A-Z0-9]{8}", reference)
    practice.wait_until(
        lambda: practice.window.queue_line.text == "All leads are sent."
    )


def test_the_gateway_gets_the_documented_example(practice: OpenDesk) -> None:
    """What crosses the socket is the documentation's own payload."""
    practice.write_example()
    practice.send()
    practice.wait_until(lambda: bool(practice.desk.parts.practice_received))
    (received,) = practice.desk.parts.practice_received
    payload = json.loads(received.body)
    metadata = payload["metadata"]
    assert metadata.pop("externalReferenceId") == practice.entries[0].id
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", metadata.pop("enquiryDateTime")
    )
    assert payload == {
        "metadata": EXAMPLE,
        "contactDetail": {
            "firstName": "test",
            "lastName": "test",
            "emailAddress": "test@cap.co",
            "phoneNumber": "+442087599036",
            "address": {"postcode": "L39AG"},
        },
        "optInConsents": {
            "PhoneCall": True,
            "Post": False,
            "Email": False,
            "Sms": False,
        },
        "vehicle": {"name": "Audi Q6 e-tron"},
    }


def test_the_form_is_empty_for_the_next_lead(practice: OpenDesk) -> None:
    """Once a lead is safe, the form is empty, pinned values stay, and typing goes on."""
    practice.write_example("Ann")
    practice.send()
    practice.wait_until(practice.window.form.is_empty)
    practice.write_example("Bob")
    practice.send()
    practice.wait_until(lambda: len(practice.entries) == 2)
    names = [entry.name for entry in practice.entries]
    assert names == ["Bob test", "Ann test"]


def test_send_pressed_too_early_keeps_what_was_typed(practice: OpenDesk) -> None:
    """A lead that lacks something stays in the form, with the reasons listed."""
    practice.write("Te")
    practice.send()
    form = practice.window.form
    assert "3 things to put right" in form.problems.text
    assert form.draft().enquiry_type == "Test Drive"
    assert practice.entries == []


def test_a_rejected_lead_shows_the_gateways_words(practice: OpenDesk) -> None:
    """After a 400 the lead needs fixing, and its details quote the gateway."""
    practice.window.practice_answer.emit("reject")
    practice.write_example()
    practice.send()
    practice.wait_until(
        lambda: [e.status for e in practice.entries] == [Status.NEEDS_FIXING]
    )
    assert practice.entries[0].messages
    practice.window.outbox.table.selectRow(0)
    assert practice.entries[0].messages[0] in practice.window.outbox.details.text


def test_a_refused_key_pauses_and_says_so(practice: OpenDesk) -> None:
    """After a 401 leads wait, the line says why, and a better answer frees them."""
    practice.window.practice_answer.emit("refuse_key")
    practice.write_example()
    practice.send()
    practice.wait_until(lambda: "refused the API key" in practice.said)
    assert [entry.status for entry in practice.entries] == [Status.WAITING]
    practice.window.practice_answer.emit("accept")
    practice.wait_until(lambda: [e.status for e in practice.entries] == [Status.SENT])


def test_a_lost_reply_is_not_shown_as_sent(practice: OpenDesk) -> None:
    """A lead that went out without an answer may have arrived, and says when it resends."""
    practice.window.practice_answer.emit("lose_reply")
    practice.write_example()
    practice.send()
    practice.wait_until(
        lambda: [e.status for e in practice.entries] == [Status.MAY_HAVE_ARRIVED]
    )
    assert practice.entries[0].not_before is not None
    assert practice.window.queue_line.text != "All leads are sent."


def test_send_now_resends_and_marks_a_possible_duplicate(practice: OpenDesk) -> None:
    """*Send now* does not wait; what goes out again is marked."""
    test_a_lost_reply_is_not_shown_as_sent(practice)
    practice.desk.parts.set_practice_answer("accept")
    practice.window.queue_line.button.click()
    practice.wait_until(lambda: [e.status for e in practice.entries] == [Status.SENT])
    assert practice.entries[0].possible_duplicate
    references = {
        each.external_reference for each in practice.desk.parts.practice_received
    }
    assert references == {practice.entries[0].id}
    assert len(practice.desk.parts.practice_received) == 2

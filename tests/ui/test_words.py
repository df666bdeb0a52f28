"""What the window says about leads and the queue."""

from datetime import UTC, datetime, timedelta

import pytest

from capdesk.domain.entry import Entry, Status
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.ui.words import (
    STATUS_SENTENCES,
    STATUS_WORDS,
    QueueView,
    entry_sentence,
    queue_words,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ONE_WAITS = {Status.WAITING: 1}


def _entry(status: Status, **more: object) -> Entry:
    values = {"id": "1", "environment": "qa", "campaign_id": "2", "status": status}
    return Entry(**{**values, "captured_at": NOW, "changed_at": NOW, **more})  # type: ignore[arg-type] # a test's own keywords


def test_every_status_has_its_own_word_and_sentence() -> None:
    """No two statuses read alike, and none is without words."""
    assert set(STATUS_WORDS) == set(STATUS_SENTENCES) == set(Status)
    assert len(set(STATUS_WORDS.values())) == len(Status)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.SENT}))
def test_queued_never_looks_like_sent(status: Status) -> None:
    """Only what the gateway has is called sent."""
    assert STATUS_WORDS[status] != "Sent"
    assert "gateway has" not in entry_sentence(_entry(status))


def test_sent_without_a_reference_says_so() -> None:
    """A lead that was accepted without a reference is no mystery."""
    accepted = _entry(Status.SENT, last_code="accepted")
    assert "no reference" in entry_sentence(accepted)
    by_hand = _entry(Status.SENT, last_code="unknown_timeout")
    assert "person" in entry_sentence(by_hand)


@pytest.mark.parametrize(
    ("counts", "text", "tone"),
    [
        ({}, "No lead is waiting to be sent.", "empty"),
        ({Status.SENT: 3}, "All leads are sent.", "calm"),
        (
            {Status.SENT: 3, Status.HANDED_OVER: 2},
            "All leads that were not handed over are sent.",
            "calm",
        ),
        ({Status.WAITING: 2}, "2 leads waiting to be sent.", "wait"),
        (
            {Status.MAY_HAVE_ARRIVED: 2},
            "2 leads may have arrived and are sent again by themselves.",
            "wait",
        ),
        (
            {Status.WAITING: 1_200, Status.MAY_HAVE_ARRIVED: 3},
            "1,200 leads waiting to be sent, 3 may have arrived.",
            "wait",
        ),
        ({Status.SENDING: 1, Status.WAITING: 4}, "Sending. 5 leads to go.", "busy"),
    ],
)
def test_the_queue_line_counts(counts: dict[Status, int], text: str, tone: str) -> None:
    """The line says what is left to do and whether a person is needed."""
    words = queue_words(QueueView(counts), "qa")
    assert (words.text, words.tone) == (text, tone)


def test_the_queue_line_leaves_to_the_banner_what_needs_fixing() -> None:
    """One thing is said once; what is said here must still be true."""
    words = queue_words(QueueView({Status.SENT: 3, Status.NEEDS_FIXING: 1}), "qa")
    assert words.text == "All other leads are sent."
    words = queue_words(QueueView({Status.NEEDS_FIXING: 1}), "qa")
    assert words.text == "No lead is waiting to be sent."


def test_the_queue_line_leaves_to_the_banner_what_a_person_decides() -> None:
    """What is held is in the banner alone; what is sent again by itself is here."""
    counts = {Status.SENT: 3, Status.MAY_HAVE_ARRIVED: 2}
    words = queue_words(QueueView(counts, held=2), "qa")
    assert (words.text, words.can_send) == ("All other leads are sent.", False)
    words = queue_words(QueueView(counts, held=1), "qa")
    assert words.text == "1 lead may have arrived and is sent again by itself."
    assert words.can_send


@pytest.mark.parametrize("reason", PauseReason)
def test_a_pause_needs_a_person(reason: PauseReason) -> None:
    """A paused queue says why, where the lead is, and stays on the screen."""
    state = QueueState("qa", paused=reason, trouble="x")
    words = queue_words(QueueView(ONE_WAITS, state), "qa")
    assert words.tone == "person"
    assert "1 lead is kept on this computer." in words.text
    assert words.can_send


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("not_sent_dns", "No connection"),
        ("not_sent_connect", "No connection"),
        ("not_sent_certificate", "The gateway's certificate is not trusted."),
        ("not_the_gateway_200", "A sign-in page is in the way (captive portal)."),
        ("http_429", "The gateway asks to slow down."),
        ("unknown_500", "The gateway did not say"),
        ("something_new", "Sending did not work."),
    ],
)
def test_a_wait_says_why_and_until_when(code: str, begins: str) -> None:
    """Every trouble has a sentence with the reason, the lead and the next try."""
    state = QueueState("qa", trouble=code, not_before=NOW + timedelta(seconds=5))
    words = queue_words(QueueView(ONE_WAITS, state), "qa")
    assert words.text.startswith(begins)
    assert "kept on this computer" in words.text
    assert "Next try at" in words.text


def test_trouble_with_the_outbox_comes_first() -> None:
    """If leads can't be kept, nothing else matters."""
    view = QueueView(ONE_WAITS, trouble="The disk is full.")
    assert queue_words(view, "qa").text == "The disk is full."

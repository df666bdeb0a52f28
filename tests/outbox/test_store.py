"""What the desk sees of the outbox, and what a person may decide."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.domain.entry import Status, TransitionError
from capdesk.domain.lead import Draft
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import (
    DamagedOutboxError,
    EntryNotFoundError,
    LostDataKeyError,
    MovedOnError,
    Outbox,
    OutboxError,
    OutboxUnavailableError,
    Settlement,
    Wanted,
    exchange,
)
from tests.outbox.desk import (
    MINUTE,
    NOW,
    QA,
    SECOND,
    bring_to,
    capture,
    claim,
    open_outbox,
    settle,
    statuses,
    unknown,
)
from tests.outbox.faults import refuse_commit, scribble
from tests.support.leads import a_lead, a_new_entry

# Look


def test_entries_are_listed_oldest_first(outbox: Outbox) -> None:
    """By the time of capture, and in the order of capture within one moment."""
    late = outbox.capture(a_new_entry(), now=NOW + SECOND).id
    early = outbox.capture(a_new_entry(), now=NOW).id
    twin = outbox.capture(a_new_entry(), now=NOW).id
    assert [entry.id for entry in outbox.entries()] == [early, twin, late]


def test_entries_can_be_listed_by_status(outbox: Outbox) -> None:
    """Each entry is found under its own status and no other."""
    sent = bring_to(outbox, Status.SENT)
    waiting = capture(outbox)
    found = {
        status: [entry.id for entry in outbox.entries(status)] for status in Status
    }
    assert {status: ids for status, ids in found.items() if ids} == {
        Status.SENT: [sent],
        Status.WAITING: [waiting],
    }


def test_captured_is_the_sum_over_all_statuses(outbox: Outbox) -> None:
    """Each environment's books balance by themselves; a status without any counts 0."""
    for status in Status:
        bring_to(outbox, status)
    capture(outbox, a_new_entry(lead=a_lead(environment="production")))
    assert outbox.environments() == ("production", QA)
    assert outbox.captured_count(QA) == sum(outbox.counts(QA).values()) == 9
    assert outbox.counts("production") == {
        status: int(status is Status.WAITING) for status in Status
    }
    assert set(outbox.counts("nowhere").values()) == {0}


@pytest.mark.parametrize("ask", [Outbox.entry, Outbox.lead])
def test_a_lead_that_is_not_here_is_missed(
    ask: Callable[[Outbox, str], object], outbox: Outbox
) -> None:
    """Asking for an unknown id is an error with a sentence."""
    with pytest.raises(EntryNotFoundError, match="There is no lead nobody"):
        ask(outbox, "nobody")


def test_one_damaged_lead_does_not_hide_the_others(outbox: Outbox) -> None:
    """The list shows it as unreadable, between its neighbours."""
    entry_ids = [capture(outbox) for _ in range(3)]
    outbox.connection.execute(
        "UPDATE entry SET lead = x'00' WHERE id = ?", (entry_ids[1],)
    )
    listed = outbox.entries()
    assert [entry.readable for entry in listed] == [True, False, True]
    assert [bool(entry.name) for entry in listed] == [True, False, True]
    with pytest.raises(LostDataKeyError, match="It is kept as it is"):
        outbox.lead(entry_ids[1])


def test_a_purged_lead_has_no_name_but_its_entry_stays(outbox: Outbox) -> None:
    """What was wiped is None; the entry and its history are still told."""
    entry_id = bring_to(outbox, Status.SENT)
    outbox.connection.execute(
        "UPDATE entry SET lead = NULL, proof = NULL, payload = NULL"
    )
    assert outbox.lead(entry_id) is None
    entry = outbox.entry(entry_id)
    assert (entry.name, entry.readable, entry.status) == ("", True, Status.SENT)
    assert len(outbox.history(entry_id)) == 3


def test_changes_of_another_program_can_be_noticed(outbox: Outbox) -> None:
    """The number moves when another program wrote, and stays when we did."""
    before = outbox.data_version()
    capture(outbox)
    assert outbox.data_version() == before
    with closing(open_outbox(outbox.path.parent)) as other:
        capture(other)
    assert outbox.data_version() != before


READS: dict[str, Callable[[Outbox], object]] = {
    "entries": Outbox.entries,
    "entry": lambda outbox: outbox.entry("some"),
    "lead": lambda outbox: outbox.lead("some"),
    "history": lambda outbox: outbox.history("some"),
    "counts": lambda outbox: outbox.counts(QA),
    "captured_count": lambda outbox: outbox.captured_count(QA),
    "environments": Outbox.environments,
    "story": lambda outbox: outbox.story("some"),
    "with_email": lambda outbox: outbox.with_email("some"),
    "with_phone": lambda outbox: outbox.with_phone("some"),
    "draft_slots": Outbox.draft_slots,
    "queue": lambda outbox: outbox.queue(QA),
    "load_draft": lambda outbox: outbox.load_draft("form"),
}

WRITES: dict[str, Callable[[Outbox, str], object]] = {
    "discard": lambda outbox, each: outbox.discard(each, now=NOW, reason="test"),
    "mark_arrived": lambda outbox, each: outbox.mark_arrived(each, now=NOW),
    "send_again": lambda outbox, each: outbox.send_again(each),
    "send_now": lambda outbox, _: outbox.send_now(QA),
    "forget": lambda outbox, _: outbox.forget(
        email="zoe@example.com", phone="", now=NOW
    ),
    "clear_queue": lambda outbox, _: outbox.clear_queue(QA),
    "save_draft": lambda outbox, _: outbox.save_draft("form", Draft(), now=NOW),
    "clear_draft": lambda outbox, _: outbox.clear_draft("form"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_look_at_a_damaged_outbox_is_told_in_a_sentence(
    read: Callable[[Outbox], object], tmp_path: Path
) -> None:
    """No traceback of SQLite's reaches a person, whatever was asked."""
    with closing(open_outbox(tmp_path)) as outbox:
        for _ in range(20):
            bring_to(outbox, Status.SENT)
        scribble(outbox.path)
        outbox.connection.execute("PRAGMA shrink_memory")  # look at the disk again
        with pytest.raises(DamagedOutboxError, match="Nothing was deleted"):
            read(outbox)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_look_past_a_busy_program_is_told_in_a_sentence(
    read: Callable[[Outbox], object], outbox: Outbox
) -> None:
    """A program that keeps the file to itself is named as the reason."""
    outbox.connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(outbox.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OutboxUnavailableError, match="Another program"):
            read(outbox)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_decision_that_could_not_be_written_is_told_and_not_done(
    write: Callable[[Outbox, str], object], outbox: Outbox
) -> None:
    """All stays as it was."""
    entry_id = bring_to(outbox, Status.MAY_HAVE_ARRIVED)
    before = outbox.entry(entry_id)
    refuse_commit(outbox.connection)
    with pytest.raises(OutboxUnavailableError):
        write(outbox, entry_id)
    outbox.close()
    assert outbox.entry(entry_id) == before


# A person decides


def test_a_person_who_knows_that_a_lead_arrived_ends_the_doubt(
    outbox: Outbox,
) -> None:
    """It is sent, without a reference, and never tried again."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(
        outbox,
        Settlement(entry_id, Status.MAY_HAVE_ARRIVED, "unknown_409", NOW + MINUTE),
    )
    outbox.mark_arrived(entry_id, now=NOW + SECOND)
    entry = outbox.entry(entry_id)
    assert (entry.status, entry.enquiry_reference) == (Status.SENT, None)
    assert (entry.not_before, entry.held) == (None, False)
    assert outbox.history(entry_id)[-1].code == "person_says_arrived"
    assert claim(outbox, now=NOW + MINUTE) == ()


@pytest.mark.parametrize(
    ("status", "was_unknown"),
    [
        *(
            (status, False)
            for status in Status
            if status is not Status.MAY_HAVE_ARRIVED
        ),
        *((status, True) for status in (Status.SENDING, Status.SENT, Status.DISCARDED)),
    ],
)
def test_a_person_can_call_nothing_else_arrived(
    status: Status, was_unknown: bool, outbox: Outbox
) -> None:
    """A lead that waits, or is just being sent, is not shown as sent on a click."""
    entry_id = bring_to(outbox, status, was_unknown=was_unknown)
    with pytest.raises(TransitionError):
        outbox.mark_arrived(entry_id, now=NOW)
    assert statuses(outbox, [entry_id]) == [status]


def test_a_click_during_a_resend_leaves_the_attempt_its_outcome(
    outbox: Outbox,
) -> None:
    """The courier can still write down what came of the lead it is sending."""
    entry_id = bring_to(outbox, Status.SENDING, was_unknown=True)
    with pytest.raises(TransitionError):
        outbox.mark_arrived(entry_id, now=NOW)
    accepted = Settlement(entry_id, Status.SENT, "accepted", enquiry_reference="ENQ-1")
    settle(outbox, accepted)
    assert outbox.entry(entry_id).enquiry_reference == "ENQ-1"


@pytest.mark.parametrize(
    "status", [Status.WAITING, Status.NEEDS_FIXING, Status.MAY_HAVE_ARRIVED]
)
def test_a_lead_that_was_given_up_is_kept_and_never_sent(
    status: Status, outbox: Outbox
) -> None:
    """Discarded is a status, not a deletion, and says why."""
    entry_id = bring_to(outbox, status)
    outbox.discard(entry_id, now=NOW, reason="duplicate")
    assert statuses(outbox, [entry_id]) == [Status.DISCARDED]
    assert outbox.history(entry_id)[-1].code == "discarded_duplicate"
    assert outbox.lead(entry_id) is not None
    assert claim(outbox) == ()


def test_a_held_lead_can_be_given_up(outbox: Outbox) -> None:
    """What waits for a person's word takes the word."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(outbox, unknown(entry_id, held=True))
    outbox.discard(entry_id, now=NOW, reason="test")
    assert statuses(outbox, [entry_id]) == [Status.DISCARDED]


def test_send_again_takes_a_held_lead_up_at_once(outbox: Outbox) -> None:
    """The hold ends and the wait with it, and the attempt is known for a person's."""
    entry_id = bring_to(outbox, Status.SENDING)
    wait = Settlement(entry_id, Status.MAY_HAVE_ARRIVED, "unknown_409", NOW + MINUTE)
    settle(outbox, wait)
    outbox.send_again(entry_id)
    entry = outbox.entry(entry_id)
    assert (entry.held, entry.not_before) == (False, None)
    (claimed,) = claim(outbox, Wanted(limit=1))
    assert claimed.by_hand


def test_send_now_ends_every_wait_but_no_hold(outbox: Outbox) -> None:
    """Of one environment, all goes at once that needs no person; its queue is free."""
    held, waiting = bring_to(outbox, Status.SENDING), capture(outbox)
    settle(outbox, unknown(held, held=True))
    claim(outbox)
    later = Settlement(waiting, Status.WAITING, "code", not_before=NOW + MINUTE)
    paused = QueueState(QA, paused=PauseReason.KEY_REFUSED)
    exchange(outbox, QA, now=NOW, settlements=[later], queue=paused)
    outbox.send_now("production")
    assert claim(outbox, Wanted(limit=9)) == ()
    outbox.send_now(QA)
    assert outbox.queue(QA) == QueueState(QA)
    assert [each.by_hand for each in claim(outbox, Wanted(limit=9))] == [True]
    assert statuses(outbox, [held]) == [Status.MAY_HAVE_ARRIVED]


def test_one_waiting_lead_is_sent_now_and_the_others_wait_on(outbox: Outbox) -> None:
    """Its wait ends, and the attempt is known for a person's."""
    first, second = capture(outbox), capture(outbox)
    claim(outbox)
    for each in (first, second):
        later = Settlement(each, Status.WAITING, "code", not_before=NOW + MINUTE)
        settle(outbox, later)
    outbox.send_one_now(second)
    claimed = claim(outbox, Wanted(limit=9))
    assert [(each.id, each.by_hand) for each in claimed] == [(second, True)]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.WAITING}))
def test_only_what_waits_is_sent_now(status: Status, outbox: Outbox) -> None:
    """*Send now* on anything else is an error, and changes nothing."""
    entry_id = bring_to(outbox, status)
    before = outbox.entry(entry_id)
    with pytest.raises(EntryNotFoundError, match="not waiting to be sent"):
        outbox.send_one_now(entry_id)
    assert outbox.entry(entry_id) == before


def test_a_decision_that_comes_too_late_is_told_in_a_sentence(outbox: Outbox) -> None:
    """It is an error of the outbox like any other, and of the rules as well."""
    entry_id = bring_to(outbox, Status.SENT)
    with pytest.raises(MovedOnError, match="sent can't become discarded") as caught:
        outbox.discard(entry_id, now=NOW, reason="test")
    assert isinstance(caught.value, OutboxError)
    assert isinstance(caught.value, TransitionError)
    assert caught.value.current is Status.SENT


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.MAY_HAVE_ARRIVED}))
def test_only_what_may_have_arrived_is_sent_again(
    status: Status, outbox: Outbox
) -> None:
    """*Send again* on anything else is an error, and changes nothing."""
    entry_id = bring_to(outbox, status)
    before = outbox.entry(entry_id)
    with pytest.raises(EntryNotFoundError, match="not one that may have arrived"):
        outbox.send_again(entry_id)
    assert outbox.entry(entry_id) == before


# Drafts


def test_a_draft_is_there_after_a_restart(tmp_path: Path) -> None:
    """What was being typed survives the program, and the last save counts."""
    with closing(open_outbox(tmp_path)) as outbox:
        outbox.save_draft("form", Draft(first_name="Z"), now=NOW)
        outbox.save_draft("form", Draft(first_name="Zoë"), now=NOW)
        outbox.save_draft("other", Draft(), now=NOW)
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.load_draft("form") == Draft(first_name="Zoë")
        outbox.clear_draft("form")
        assert outbox.load_draft("form") is None
        assert outbox.load_draft("other") == Draft()


def test_a_draft_in_another_slot_does_not_open(outbox: Outbox) -> None:
    """A draft that can't be read is none, and stops nobody from typing."""
    outbox.save_draft("form", Draft(first_name="Zoë"), now=NOW)
    outbox.connection.execute("UPDATE draft SET slot = 'other'")
    assert outbox.load_draft("other") is None

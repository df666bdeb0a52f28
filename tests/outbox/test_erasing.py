"""What was purged, wiped or forgotten is gone from the file, and the books still add up."""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.entry import UNSENT, Status
from capdesk.domain.lead import Draft, Lead
from capdesk.outbox import MovedOnError, Outbox, Settlement
from tests.outbox.desk import (
    MINUTE,
    NOW,
    QA,
    SECOND,
    bring_to,
    capture,
    claim,
    folder_bytes,
    open_outbox,
    settle,
    statuses,
    unknown,
)
from tests.outbox.faults import before_commit
from tests.support.leads import a_lead, a_new_entry

DAY = timedelta(days=1)
KEEP = 30 * DAY
LATER = NOW + KEEP
PART_BYTES = 12
SEALED = ("lead", "proof", "payload", "messages", "receipt")
LONG_PAYLOAD = b"payload" * 1_000  # goes on in further pages


def _captured(outbox: Outbox, lead: Lead | None = None) -> str:
    return capture(outbox, a_new_entry(lead=lead or a_lead(), payload=LONG_PAYLOAD))


def _refused(outbox: Outbox, lead: Lead | None = None) -> str:
    """Have a lead refused, with words that name the person."""
    entry_id = _captured(outbox, lead)
    claim(outbox)
    words = ("The phone of Zoë is wrong." * 50,)
    settle(
        outbox, Settlement(entry_id, Status.NEEDS_FIXING, "rejected", messages=words)
    )
    return entry_id


def _sealed(outbox: Outbox, entry_id: str) -> dict[str, bytes]:
    """Return the sealed values of an entry, by column, and its HMACs."""
    (row,) = outbox.connection.execute("SELECT * FROM entry WHERE id = ?", (entry_id,))
    hmacs = ("email_hmac", "phone_hmac", "row_hmac")
    return {name: row[name] for name in (*SEALED, *hmacs) if row[name] is not None}


def _left_of(folder: Path, secrets: Iterable[bytes]) -> set[bytes]:
    """Return the sealed values of which any file still holds a part of twelve bytes."""
    whose = {
        secret[at : at + PART_BYTES]: secret
        for secret in secrets
        for at in range(0, len(secret) - PART_BYTES + 1, PART_BYTES)
    }
    return {
        whose[part]
        for content in folder_bytes(folder).values()
        for at in range(len(content) - PART_BYTES + 1)
        if (part := content[at : at + PART_BYTES]) in whose
    }


# Purge


@pytest.mark.parametrize("status", Status)
def test_only_what_is_done_with_is_purged(status: Status, outbox: Outbox) -> None:
    """Sent, replaced and handed over leads become receipts; all others keep what was typed."""
    entry_id = bring_to(outbox, status)
    is_done_with = status in {Status.SENT, Status.REPLACED, Status.HANDED_OVER}
    assert outbox.purge(now=LATER, keep=KEEP) == int(is_done_with)
    assert (outbox.lead(entry_id) is None) is is_done_with
    assert outbox.entry(entry_id).purged is is_done_with
    assert statuses(outbox, [entry_id]) == [status]


def test_the_time_to_keep_begins_when_a_lead_was_done_with(outbox: Outbox) -> None:
    """A lead that waited a month is not purged on the day it arrives."""
    entry_id = capture(outbox)
    claim(outbox)
    settle(outbox, Settlement(entry_id, Status.SENT, "accepted"), now=NOW + 20 * DAY)
    assert outbox.purge(now=LATER, keep=KEEP) == 0
    assert outbox.purge(now=LATER + 20 * DAY - SECOND, keep=KEEP) == 0
    assert outbox.purge(now=LATER + 20 * DAY, keep=KEEP) == 1
    assert outbox.purge(now=LATER + 20 * DAY, keep=KEEP) == 0


def test_a_receipt_and_the_proof_of_consent_stay(outbox: Outbox) -> None:
    """Enough to account for the lead and to show that consent was asked for."""
    lead = a_lead()
    entry_id = _captured(outbox, lead)
    claim(outbox)
    sent = Settlement(entry_id, Status.SENT, "accepted", enquiry_reference="ENQ-1")
    settle(outbox, sent)
    before = outbox.entry(entry_id)
    outbox.purge(now=LATER, keep=KEEP)
    story = outbox.story(entry_id)
    assert story.lead is None
    assert story.proof == lead.proof
    assert story.receipt is not None
    assert story.receipt.masked_name == "Z… Å…"
    assert story.receipt.purged_at == LATER
    assert story.receipt.enquiry_type == lead.enquiry_type
    assert story.receipt.consents == lead.consents
    assert [line.after for line in story.history][-1] is Status.SENT
    assert story.entry == replace(
        before, purged=True, name="", find_text="\n\nenq-1\n", readable=True
    )
    assert story.entry.enquiry_type == "Test Drive"
    assert story.entry.staff_name == "Sam"


def test_a_purged_lead_is_found_again_by_email_and_phone(outbox: Outbox) -> None:
    """A person who asks years later is told that they were here."""
    lead = a_lead()
    entry_id = _captured(outbox, lead)
    claim(outbox)
    settle(outbox, Settlement(entry_id, Status.SENT, "accepted"))
    outbox.purge(now=LATER, keep=KEEP)
    assert [entry.id for entry in outbox.with_email("ZOE@example.com")] == [entry_id]
    assert [entry.id for entry in outbox.with_phone(lead.phone or "")] == [entry_id]


def test_many_leads_are_purged_a_few_at_a_time(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A capture never waits for thousands of them; all get their turn."""
    monkeypatch.setattr("capdesk.outbox.erasing.ROWS_PER_TRANSACTION", 4)
    for _ in range(10):
        capture(outbox)
    settle(outbox, *(Settlement(e.id, Status.SENT, "accepted") for e in claim(outbox)))
    commits: list[None] = []
    before_commit(outbox.connection, lambda: commits.append(None))
    assert outbox.purge(now=LATER, keep=KEEP) == 10
    assert len(commits) == 3


def test_a_lead_that_nobody_can_read_is_purged_all_the_same(outbox: Outbox) -> None:
    """There is nothing to make a receipt of; keeping it would help nobody."""
    entry_id = bring_to(outbox, Status.SENT)
    outbox.connection.execute("UPDATE entry SET lead = x'00', unreadable = 1")
    assert outbox.purge(now=LATER, keep=KEEP) == 1
    story = outbox.story(entry_id)
    assert (story.receipt, story.entry.purged, story.entry.readable) == (
        None,
        True,
        True,
    )


def test_a_lead_gets_what_it_is_found_by_before_it_is_purged(outbox: Outbox) -> None:
    """A disk that was full at the start may have kept it from that."""
    entry_id = bring_to(outbox, Status.SENT)
    outbox.connection.execute("UPDATE entry SET email_hmac = NULL, phone_hmac = NULL")
    outbox.purge(now=LATER, keep=KEEP)
    assert [entry.id for entry in outbox.with_email("zoe@example.com")] == [entry_id]


# Discard, undo, wipe


@pytest.mark.parametrize(
    "status", [Status.WAITING, Status.NEEDS_FIXING, Status.MAY_HAVE_ARRIVED]
)
def test_a_discard_can_be_taken_back(status: Status, outbox: Outbox) -> None:
    """The lead is where it was, and history tells of both."""
    entry_id = bring_to(outbox, status)
    before = outbox.entry(entry_id)
    outbox.discard(entry_id, now=NOW, reason="mistake")
    outbox.undo_discard(entry_id, now=NOW + SECOND)
    assert outbox.entry(entry_id) == replace(before, changed_at=NOW + SECOND)
    codes = [line.code for line in outbox.history(entry_id)]
    assert codes[-2:] == ["discarded_mistake", "discard_undone"]


def test_holds_and_waits_outlive_a_discard_and_its_undo(outbox: Outbox) -> None:
    """What waits for a person's word waits again; what waits for its time too."""
    held, later = capture(outbox), capture(outbox)
    claim(outbox)
    settle(outbox, unknown(held, held=True))
    settle(outbox, Settlement(later, Status.WAITING, "code", NOW + MINUTE))
    before = [outbox.entry(held), outbox.entry(later)]
    for entry in before:
        outbox.discard(entry.id, now=NOW, reason="mistake")
        outbox.undo_discard(entry.id, now=NOW)
    assert [outbox.entry(held), outbox.entry(later)] == before
    assert before[0].held
    assert before[1].not_before == NOW + MINUTE


def test_a_wipe_ends_the_undo(outbox: Outbox) -> None:
    """What is erased can't come back, and is told so."""
    entry_id = _captured(outbox)
    outbox.discard(entry_id, now=NOW, reason="test")
    assert outbox.wipe_discarded(now=NOW) == 1
    with pytest.raises(MovedOnError, match="too late to undo"):
        outbox.undo_discard(entry_id, now=NOW)
    assert statuses(outbox, [entry_id]) == [Status.DISCARDED]
    receipt = outbox.story(entry_id).receipt
    assert receipt is not None
    assert (receipt.enquiry_type, receipt.staff_name) == ("Test Drive", "Sam")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DISCARDED}))
def test_only_a_discard_is_taken_back(status: Status, outbox: Outbox) -> None:
    """An undo that comes too late, or twice, changes nothing and says so."""
    entry_id = bring_to(outbox, status)
    before = outbox.entry(entry_id)
    with pytest.raises(MovedOnError, match="nothing to undo"):
        outbox.undo_discard(entry_id, now=NOW)
    assert outbox.entry(entry_id) == before


def test_a_wipe_leaves_what_can_still_be_taken_back(outbox: Outbox) -> None:
    """Of two discards only the one is wiped whose undo has ended."""
    first, second = capture(outbox), capture(outbox)
    outbox.discard(first, now=NOW, reason="test")
    outbox.discard(second, now=NOW + 5 * SECOND, reason="test")
    assert outbox.wipe_discarded(now=NOW + 10 * SECOND, older_than=10 * SECOND) == 1
    assert outbox.lead(first) is None
    assert outbox.lead(second) is not None


def test_a_clock_that_was_set_back_keeps_no_discard(outbox: Outbox) -> None:
    """One that was given up in the future is wiped all the same."""
    entry_id = capture(outbox)
    outbox.discard(entry_id, now=NOW + DAY, reason="test")
    assert outbox.wipe_discarded(now=NOW, older_than=10 * SECOND) == 1


def test_the_books_add_up_whatever_was_erased(outbox: Outbox) -> None:
    """By status, enquiry type and staff name nothing is missing."""
    for status in Status:
        bring_to(outbox, status)
    before = [(e.status, e.enquiry_type, e.staff_name) for e in outbox.entries()]
    assert outbox.purge(now=LATER, keep=KEEP) == 3
    assert outbox.wipe_discarded(now=LATER) == 1
    after = [(e.status, e.enquiry_type, e.staff_name) for e in outbox.entries()]
    assert after == before
    assert outbox.captured_count(QA) == sum(outbox.counts(QA).values()) == len(before)


# Forget


def test_forgetting_leaves_the_bare_record(outbox: Outbox) -> None:
    """That there was a lead, when, and what became of it; nothing of the person."""
    new = a_new_entry(row=b"row 7")
    entry_id = capture(outbox, new)
    outbox.forget(email="zoe@example.com", phone="", now=LATER)
    story = outbox.story(entry_id)
    assert (story.lead, story.receipt, story.proof) == (None, None, None)
    assert (story.entry.name, story.entry.enquiry_type) == ("", "")
    assert story.entry.purged
    assert story.entry.readable
    assert _sealed(outbox, entry_id) == {}
    assert [line.code for line in story.history] == ["captured", "discarded_forgotten"]
    assert outbox.with_email("zoe@example.com") == ()


@pytest.mark.parametrize("status", Status)
def test_each_status_is_forgotten_but_what_is_being_sent(
    status: Status, outbox: Outbox
) -> None:
    """Unsent leads are given up first, and what was sent stays sent."""
    entry_id = bring_to(outbox, status)
    forgotten = outbox.forget(email="zoe@example.com", phone="", now=LATER)
    left = {entry.id for entry in forgotten.being_sent}
    assert left == ({entry_id} if status is Status.SENDING else set())
    is_erased = status is not Status.SENDING
    assert (outbox.lead(entry_id) is None) is is_erased
    discarded = status in UNSENT and is_erased
    assert statuses(outbox, [entry_id]) == [Status.DISCARDED if discarded else status]
    if status is Status.SENDING:
        settle(outbox, Settlement(entry_id, Status.SENT, "accepted"))
        again = outbox.forget(email="zoe@example.com", phone="", now=LATER)
        assert [entry.id for entry in again.erased] == [entry_id]


def test_email_or_phone_will_do_and_others_stay(outbox: Outbox) -> None:
    """A person is whoever gave either; nobody else is touched."""
    by_email = _captured(outbox, a_lead(email="Ann@example.com", phone=None))
    by_phone = _captured(outbox, a_lead(email="b@example.com", phone="+447700900199"))
    other = _captured(outbox, a_lead(email="c@example.com", phone="+447700900100"))
    forgotten = outbox.forget(email="ann@example.com", phone="+447700900199", now=LATER)
    assert {entry.id for entry in forgotten.erased} == {by_email, by_phone}
    assert outbox.lead(other) is not None


def test_a_corrected_pair_is_one_person(outbox: Outbox) -> None:
    """Whatever contact data was corrected, by either lead all of them are found."""
    first = _refused(outbox, a_lead(email="tpyo@example.com", phone="+447700900111"))
    second = capture(
        outbox,
        a_new_entry(lead=a_lead(email="b@example.com", phone=None), replaces=first),
    )
    claim(outbox)
    settle(outbox, Settlement(second, Status.NEEDS_FIXING, "rejected"))
    third = capture(
        outbox,
        a_new_entry(lead=a_lead(email="c@example.com", phone=None), replaces=second),
    )
    found = outbox.of_person(email="b@example.com", phone="")
    assert {entry.id for entry in found} == {first, second, third}
    outbox.forget(email="", phone="+447700900111", now=LATER)
    assert all(_sealed(outbox, each) == {} for each in (first, second, third))


def test_a_corrected_copy_that_is_being_sent_is_found_the_next_time(
    outbox: Outbox,
) -> None:
    """By the lead it corrects, though what is asked for was corrected in the copy."""
    first = capture(outbox, a_new_entry(lead=a_lead(email="old@example.com")))
    lead = a_lead(email="new@example.com", phone=None)
    copy = capture(outbox, a_new_entry(lead=lead, replaces=first))
    claim(outbox)
    forgotten = outbox.forget(email="old@example.com", phone="", now=LATER)
    assert [entry.id for entry in forgotten.being_sent] == [copy]
    assert set(_sealed(outbox, first)) == {"email_hmac", "phone_hmac"}
    settle(outbox, Settlement(copy, Status.SENT, "accepted"))
    outbox.forget(email="old@example.com", phone="", now=LATER)
    assert _sealed(outbox, first) == _sealed(outbox, copy) == {}


def test_nobody_is_forgotten_by_nothing(outbox: Outbox) -> None:
    """Without an email or a phone nobody is meant."""
    entry_id = capture(outbox, a_new_entry(lead=a_lead(phone=None)))
    assert outbox.forget(email="", phone="", now=LATER).erased == ()
    assert outbox.lead(entry_id) is not None


@pytest.mark.parametrize("how", ["purge", "wipe", "forget"])
def test_a_correction_that_was_put_aside_goes_with_its_lead(
    how: str, outbox: Outbox
) -> None:
    """A draft in a slot named after the lead tells of the same person."""
    lead = a_lead(email="gone@example.com")
    entry_id, other = _captured(outbox, lead), _captured(outbox)
    for each in (entry_id, other):
        outbox.save_draft(f"correction-{each}", Draft(first_name="Z"), now=NOW)
    if how == "purge":
        copy = a_new_entry(lead=a_lead(email="gone@example.com"), replaces=entry_id)
        outbox.capture(copy, now=NOW)
    else:
        outbox.discard(entry_id, now=NOW, reason="test")
    ERASURES[how](outbox)
    assert outbox.draft_slots() == (f"correction-{other}",)


# Gone from the file


ERASURES: dict[str, Callable[[Outbox], object]] = {
    "purge": lambda outbox: outbox.purge(now=LATER, keep=KEEP),
    "wipe": lambda outbox: outbox.wipe_discarded(now=LATER),
    "forget": lambda outbox: outbox.forget(
        email="gone@example.com", phone="", now=LATER
    ),
}


@pytest.mark.parametrize("how", ERASURES)
def test_erased_bytes_are_nowhere_in_any_file(how: str, tmp_path: Path) -> None:
    """Not one part of a sealed value is left: in no page, free or used, and no journal."""
    with closing(open_outbox(tmp_path)) as outbox:
        erased, kept = [], []
        for number in range(40):
            is_kept = number % 3 == 0
            email = "stays@example.com" if is_kept else "gone@example.com"
            size = (number * 137) % 900  # so that rows move when pages fill
            lead = a_lead(email=email, phone=None, vehicle="V" * size)
            entry_id = _refused(outbox, lead)
            if is_kept:
                kept.append(entry_id)
                continue
            erased.append(entry_id)
            if how == "purge":
                copy = a_lead(email="stays@example.com", phone=None)
                kept.append(capture(outbox, a_new_entry(lead=copy, replaces=entry_id)))
                claim(outbox)
            elif how == "wipe":
                outbox.discard(entry_id, now=NOW, reason="test")
        gone = {"lead", "payload", "messages"}
        if how == "forget":
            gone |= {"proof", "email_hmac"}
        secrets = [
            value
            for each in erased
            for name, value in _sealed(outbox, each).items()
            # One HMAC for all of a person's leads.
            if name in gone
        ]
        stays = [_sealed(outbox, each)["lead"] for each in kept]
        assert _left_of(tmp_path, secrets) == set(secrets)
        ERASURES[how](outbox)
        assert _left_of(tmp_path, secrets) == set()
        assert _left_of(tmp_path, stays) == set(stays)
        assert all(outbox.lead(each) is not None for each in kept)
    assert _left_of(tmp_path, secrets) == set()

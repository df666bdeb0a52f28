"""Claims and outcomes: who goes next, what is written down, and all in one commit."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Status, TransitionError
from capdesk.domain.queue import QueueState
from capdesk.outbox import (
    Claimed,
    EntryNotFoundError,
    Outbox,
    OutboxError,
    OutboxUnavailableError,
    Settlement,
    Wanted,
    exchange,
)
from tests.outbox.desk import (
    ALL,
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
from tests.outbox.faults import LostCommit, refuse_commit
from tests.support.leads import a_lead, a_new_entry


def _due(outbox: Outbox) -> object:
    return exchange(outbox, QA, now=NOW).next_due


def _back(entry_id: str) -> Settlement:
    return Settlement(entry_id, Status.WAITING, "not_sent_dns")


def _spoil(outbox: Outbox, *entry_ids: str) -> None:
    with closing(sqlite3.connect(outbox.path, isolation_level=None)) as disk:
        disk.execute("BEGIN")
        disk.executemany(
            "UPDATE entry SET payload = x'00' WHERE id = ?",
            [(entry_id,) for entry_id in entry_ids],
        )
        disk.execute("COMMIT")


# Claims


def test_a_claim_hands_out_the_very_bytes_that_were_captured(outbox: Outbox) -> None:
    """What is sent is what was captured, on the first attempt and on every other."""
    new = replace(a_new_entry(), on_unknown=OnUnknownOutcome.HOLD)
    capture(outbox, new)
    (first,) = claim(outbox)
    assert first == Claimed(
        id=new.lead.id,
        payload=new.payload,
        attempt=1,
        was_unknown=False,
        resends=0,
        by_hand=False,
        hold_when_unknown=True,
    )
    settle(outbox, unknown(new.lead.id, resends=3))
    (second,) = claim(outbox)
    assert second == replace(first, attempt=2, was_unknown=True, resends=3)


def test_sending_is_on_the_disk_before_a_claim_returns(outbox: Outbox) -> None:
    """A POST never starts that a crash could make us forget."""
    entry_id = capture(outbox)
    claim(outbox)
    with closing(open_outbox(outbox.path.parent)) as other:
        entry = other.entry(entry_id)
    assert (entry.status, entry.attempts) == (Status.SENDING, 1)


def test_an_entry_is_claimed_once(outbox: Outbox) -> None:
    """What is being sent is not handed out again."""
    capture(outbox)
    assert len(claim(outbox)) == 1
    assert claim(outbox) == ()


def test_who_was_tried_longest_ago_goes_first(outbox: Outbox) -> None:
    """New leads go before tried ones, and a lead that keeps failing goes to the back."""
    first, second, third = (
        outbox.capture(a_new_entry(), now=NOW + number * SECOND).id
        for number in range(3)
    )
    order = []
    for number in range(7):
        now = NOW + MINUTE + number * SECOND
        (claimed,) = claim(outbox, Wanted(limit=1), now=now)
        settle(outbox, _back(claimed.id), now=now)
        order.append(claimed.id)
    assert order == [first, second, third, first, second, third, first]


def test_leads_of_one_moment_go_in_the_order_they_were_captured(
    outbox: Outbox,
) -> None:
    """Rows of one file share a time and keep their order."""
    captured = outbox.capture_all([a_new_entry() for _ in range(5)], now=NOW)
    assert [each.id for each in claim(outbox)] == [each.id for each in captured]


@pytest.mark.parametrize("limit", [0, 1, 3, 9])
def test_a_claim_takes_no_more_than_it_may(limit: int, outbox: Outbox) -> None:
    """The limit is what keeps a suspect queue to one and a good one to four."""
    outbox.capture_all([a_new_entry() for _ in range(5)], now=NOW)
    assert len(claim(outbox, Wanted(limit=limit))) == min(limit, 5)


def test_a_lead_goes_when_its_time_has_come_and_not_before(outbox: Outbox) -> None:
    """Up to the millisecond, unless times are to be ignored."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(outbox, replace(unknown(entry_id), not_before=NOW + MINUTE))
    one = Wanted(limit=1)
    early = NOW + MINUTE - timedelta(milliseconds=1)
    assert outbox.entry(entry_id).not_before == NOW + MINUTE
    assert claim(outbox, one, now=early) == ()
    assert len(claim(outbox, one, now=NOW + MINUTE)) == 1
    assert outbox.entry(entry_id).not_before is None
    settle(outbox, replace(unknown(entry_id), not_before=NOW + MINUTE))
    assert len(claim(outbox, replace(one, ignore_times=True))) == 1


def test_a_claim_can_leave_what_may_have_arrived_alone(outbox: Outbox) -> None:
    """The command line sends what waits, and leaves doubtful leads to the window."""
    doubtful = bring_to(outbox, Status.MAY_HAVE_ARRIVED)
    waiting = capture(outbox)
    wanted = replace(ALL, waiting_only=True)
    assert [each.id for each in claim(outbox, wanted)] == [waiting]
    assert [each.id for each in claim(outbox)] == [doubtful]


def test_a_claim_can_leave_out_what_was_tried_since(outbox: Outbox) -> None:
    """One attempt for each lead: what was tried from that moment on has had its turn."""
    tried = [capture(outbox) for _ in range(2)]
    claim(outbox, now=NOW)
    settle(outbox, *(_back(each) for each in tried))
    fresh = capture(outbox)
    wanted = replace(ALL, not_tried_since=NOW)
    assert [each.id for each in claim(outbox, wanted, now=NOW)] == [fresh]
    later = replace(ALL, not_tried_since=NOW + SECOND)
    assert {each.id for each in claim(outbox, later)} == set(tried)


def test_what_a_person_has_to_decide_is_left_to_the_person(outbox: Outbox) -> None:
    """A held lead is not due, whatever a claim may ignore, until a person says so."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(outbox, unknown(entry_id, held=True))
    assert claim(outbox) == ()
    assert _due(outbox) is None
    outbox.send_again(entry_id)
    (claimed,) = claim(outbox, Wanted(limit=1))
    assert claimed.by_hand
    settle(outbox, unknown(entry_id))
    (claimed,) = claim(outbox)
    assert not claimed.by_hand


def test_another_environments_leads_are_not_touched(outbox: Outbox) -> None:
    """A claim for one environment can't send a lead of another."""
    other = capture(outbox, a_new_entry(lead=a_lead(environment="production")))
    assert claim(outbox) == ()
    assert _due(outbox) is None
    assert statuses(outbox, [other]) == [Status.WAITING]


@pytest.mark.parametrize("was_unknown", [False, True])
def test_a_possible_duplicate_is_marked_when_the_second_post_starts(
    was_unknown: bool, outbox: Outbox
) -> None:
    """Set in the commit that starts a POST after an unknown one, and only then."""
    entry_id = bring_to(
        outbox,
        Status.MAY_HAVE_ARRIVED if was_unknown else Status.WAITING,
        was_unknown=was_unknown,
    )
    assert not outbox.entry(entry_id).possible_duplicate
    claim(outbox)
    assert outbox.entry(entry_id).possible_duplicate is was_unknown
    status = Status.SENT
    settle(outbox, Settlement(entry_id, status, "accepted", was_unknown=was_unknown))
    assert outbox.entry(entry_id).possible_duplicate is was_unknown


# What can't be opened


def test_a_lead_that_does_not_open_never_stands_before_the_others(
    outbox: Outbox,
) -> None:
    """It is passed over in the same visit, kept, and shown as not readable."""
    bad, good = capture(outbox), capture(outbox)
    _spoil(outbox, bad)
    assert [each.id for each in claim(outbox, Wanted(limit=1))] == [good]
    entry = outbox.entry(bad)
    assert (entry.status, entry.readable, entry.attempts) == (Status.WAITING, False, 0)


def test_a_lead_that_does_not_open_is_due_no_more(outbox: Outbox) -> None:
    """The courier does not wake again and again for what it can't send."""
    _spoil(outbox, capture(outbox))
    assert claim(outbox) == ()
    assert _due(outbox) is None


def test_any_number_of_leads_that_do_not_open_is_passed_over(outbox: Outbox) -> None:
    """One at a time, as a suspect queue asks, gets past more than a stack is deep."""
    many = outbox.capture_all([a_new_entry() for _ in range(1_100)], now=NOW)
    good = capture(outbox)
    _spoil(outbox, *(each.id for each in many))
    assert [each.id for each in claim(outbox, Wanted(limit=1))] == [good]


def test_a_lead_sealed_with_another_key_is_not_due(outbox: Outbox) -> None:
    """Leads of a lost key wait until it is back, and keep nobody awake."""
    entry_id = capture(outbox)
    outbox.connection.execute("UPDATE entry SET key_id = 'lost'")
    assert claim(outbox) == ()
    assert _due(outbox) is None
    assert statuses(outbox, [entry_id]) == [Status.WAITING]


# When to look again


def test_the_next_look_is_when_the_first_lead_is_due(outbox: Outbox) -> None:
    """The earliest time of those that wait; long ago for one that may go at once."""
    assert _due(outbox) is None
    entry_ids = [capture(outbox), capture(outbox)]
    claim(outbox)
    assert _due(outbox) is None
    settle(
        outbox,
        *(
            replace(unknown(each), not_before=NOW + number * MINUTE)
            for number, each in enumerate(entry_ids, 1)
        ),
    )
    assert _due(outbox) == NOW + MINUTE
    capture(outbox)
    due = exchange(outbox, QA, now=NOW).next_due
    assert due is not None
    assert due < NOW


def test_the_next_look_leaves_out_what_this_visit_claimed(outbox: Outbox) -> None:
    """What has just been taken is in flight, not due."""
    capture(outbox)
    visit = exchange(outbox, QA, now=NOW, wanted=Wanted(limit=1))
    assert len(visit.claimed) == 1
    assert visit.next_due is None


# Outcomes


def test_an_outcome_is_written_down_in_full(outbox: Outbox) -> None:
    """References, words, code and time are on the entry; the attempt in its history."""
    entry_id = bring_to(outbox, Status.SENDING)
    settlement = Settlement(
        entry_id,
        Status.NEEDS_FIXING,
        "http_400",
        request_reference="REQ-1",
        messages=("Phone is wrong.", "So is the postcode."),
    )
    settle(outbox, settlement, now=NOW + SECOND)
    entry = outbox.entry(entry_id)
    assert entry.status is Status.NEEDS_FIXING
    assert entry.messages == settlement.messages
    assert (entry.last_code, entry.request_reference) == ("http_400", "REQ-1")
    assert entry.changed_at == NOW + SECOND
    assert outbox.history(entry_id)[-1].attempt == 1


def test_what_the_gateway_said_stays_until_it_says_something_new(
    outbox: Outbox,
) -> None:
    """An attempt that brings no words does not wipe the earlier ones away."""
    entry_id = bring_to(outbox, Status.SENDING, was_unknown=True)
    rejected = replace(
        unknown(entry_id, held=True), messages=("No.",), request_reference="REQ-1"
    )
    settle(outbox, rejected)
    outbox.send_again(entry_id)
    claim(outbox)
    settle(outbox, unknown(entry_id))
    entry = outbox.entry(entry_id)
    assert (entry.messages, entry.request_reference) == (("No.",), "REQ-1")


def test_outcomes_and_claims_share_a_transaction(outbox: Outbox) -> None:
    """One visit writes what finished, keeps the queue and takes the next lead."""
    first, second = capture(outbox), capture(outbox)
    claim(outbox, Wanted(limit=1))
    commits: list[str] = []
    outbox.connection.set_trace_callback(commits.append)
    visit = exchange(
        outbox,
        QA,
        now=NOW,
        settlements=[Settlement(first, Status.SENT, "accepted")],
        queue=QueueState(QA, suspect=False),
        wanted=Wanted(limit=1),
    )
    outbox.connection.set_trace_callback(None)
    assert commits.count("COMMIT") == 1
    assert [each.id for each in visit.claimed] == [second]
    assert statuses(outbox, [first, second]) == [Status.SENT, Status.SENDING]
    assert not outbox.queue(QA).suspect


def test_a_visit_that_only_looks_writes_nothing(outbox: Outbox) -> None:
    """An idle courier neither wears the disk nor waits for who is writing."""
    capture(outbox)
    before = folder_bytes(outbox.path.parent)
    outbox.connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(outbox.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert exchange(outbox, QA, now=NOW).next_due is not None
    assert folder_bytes(outbox.path.parent) == before


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda _: Settlement("nobody", Status.SENT, "accepted"), EntryNotFoundError),
        (lambda each: Settlement(each, Status.SENT, "accepted"), TransitionError),
        (lambda each: Settlement(each, Status.DISCARDED, "wrong"), TransitionError),
    ],
    ids=["of an entry that is not there", "of a waiting entry", "of a wrong kind"],
)
def test_an_outcome_that_cannot_be_takes_the_whole_visit_back(
    make: Callable[[str], Settlement], error: type[Exception], outbox: Outbox
) -> None:
    """Nothing is written, neither the good outcome nor the claim nor the queue."""
    flying, waiting = capture(outbox), capture(outbox)
    claim(outbox, Wanted(limit=1))
    before = outbox.entries()
    with pytest.raises(error):
        exchange(
            outbox,
            QA,
            now=NOW,
            settlements=[Settlement(flying, Status.SENT, "accepted"), make(waiting)],
            queue=QueueState(QA, suspect=False),
            wanted=ALL,
        )
    assert outbox.entries() == before
    assert outbox.queue(QA).suspect


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.SENDING}))
@pytest.mark.parametrize("wanted", [Status.SENT, Status.WAITING])
def test_only_an_attempt_has_an_outcome(
    status: Status, wanted: Status, outbox: Outbox
) -> None:
    """A stray outcome can't make an entry sent, nor fetch a discarded one back."""
    entry_id = bring_to(outbox, status)
    before = outbox.entry(entry_id)
    with pytest.raises(TransitionError):
        settle(outbox, Settlement(entry_id, wanted, "stray"))
    assert outbox.entry(entry_id) == before


def test_a_visit_that_fails_may_be_made_again(outbox: Outbox) -> None:
    """A disk that refuses the commit leaves all as it was, and the next visit works."""
    flying, waiting = capture(outbox), capture(outbox)
    claim(outbox, Wanted(limit=1))
    refuse_commit(outbox.connection)
    settlements = [Settlement(flying, Status.SENT, "accepted")]
    with pytest.raises(OutboxUnavailableError):
        exchange(outbox, QA, now=NOW, settlements=settlements, wanted=ALL)
    outbox.close()
    assert statuses(outbox, [flying, waiting]) == [Status.SENDING, Status.WAITING]
    visit = exchange(outbox, QA, now=NOW, settlements=settlements, wanted=ALL)
    assert [each.id for each in visit.claimed] == [waiting]
    assert statuses(outbox, [flying]) == [Status.SENT]


def test_claims_of_a_commit_that_got_through_are_handed_out(outbox: Outbox) -> None:
    """An error from COMMIT leaves no lead `sending` that nobody sends."""
    flying, waiting = capture(outbox), capture(outbox)
    claim(outbox, Wanted(limit=1))
    torn, connection = LostCommit.under(outbox)
    connection.armed = True
    settlements = [Settlement(flying, Status.SENT, "accepted")]
    visit = exchange(torn, QA, now=NOW, settlements=settlements, wanted=ALL)
    assert [each.id for each in visit.claimed] == [waiting]
    assert statuses(torn, [flying, waiting]) == [Status.SENT, Status.SENDING]
    torn.close()


@pytest.mark.parametrize(
    "status", [Status.SENT, Status.WAITING, Status.MAY_HAVE_ARRIVED]
)
def test_an_outcome_written_twice_is_written_once(
    status: Status, outbox: Outbox
) -> None:
    """After an error from COMMIT the courier tells again, and that does no harm."""
    entry_id = bring_to(outbox, Status.SENDING)
    torn, connection = LostCommit.under(outbox)
    connection.armed = True
    settlement = Settlement(entry_id, status, "code")
    with pytest.raises(OutboxUnavailableError):
        settle(torn, settlement)
    before = (torn.entry(entry_id), torn.history(entry_id))
    settle(torn, settlement)
    assert (torn.entry(entry_id), torn.history(entry_id)) == before
    assert torn.entry(entry_id).status is status
    torn.close()


def test_an_outcome_written_twice_does_not_undo_what_a_person_did(
    outbox: Outbox,
) -> None:
    """Between the two a person may have given the lead up; then that stands."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(outbox, _back(entry_id))
    outbox.discard(entry_id, now=NOW, reason="test")
    settle(outbox, _back(entry_id))
    assert statuses(outbox, [entry_id]) == [Status.DISCARDED]


def test_the_same_outcome_of_a_later_attempt_is_written(outbox: Outbox) -> None:
    """Twice offline is two lines of history, not one told twice."""
    entry_id = capture(outbox)
    for attempt in (1, 2):
        claim(outbox)
        settle(outbox, _back(entry_id))
        line = outbox.history(entry_id)[-1]
        assert (line.after, line.attempt) == (Status.WAITING, attempt)


def test_an_outcome_of_an_earlier_attempt_is_refused(outbox: Outbox) -> None:
    """Only what the last attempt came to can have been written twice."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(outbox, _back(entry_id))
    claim(outbox)
    settle(outbox, Settlement(entry_id, Status.SENT, "accepted"))
    with pytest.raises(TransitionError):
        settle(outbox, _back(entry_id))


def test_a_courier_that_forgets_the_past_cannot_send_a_lead_back_to_waiting(
    outbox: Outbox,
) -> None:
    """What was once unknown stays so even where a settlement does not say it."""
    entry_id = bring_to(outbox, Status.SENDING, was_unknown=True)
    with pytest.raises(TransitionError):
        settle(outbox, _back(entry_id))
    forgetful = Settlement(entry_id, Status.MAY_HAVE_ARRIVED, "not_sent_dns")
    settle(outbox, forgetful)
    assert outbox.entry(entry_id).was_unknown


def test_an_outcome_that_leaves_doubt_marks_the_entry_by_itself(
    outbox: Outbox,
) -> None:
    """`may_have_arrived` and `was_unknown` can't come apart."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(outbox, Settlement(entry_id, Status.MAY_HAVE_ARRIVED, "unknown_timeout"))
    claim(outbox)
    assert outbox.entry(entry_id).possible_duplicate


@pytest.mark.parametrize("settlements", [(), (_back("nobody"),)])
def test_another_program_in_the_way_is_told_in_a_sentence(
    settlements: tuple[Settlement, ...], outbox: Outbox
) -> None:
    """Looking and writing fail alike, as an outbox error the courier knows."""
    outbox.connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(outbox.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OutboxError, match="Another program is keeping"):
            settle(outbox, *settlements)


def test_a_claim_looks_at_the_first_few_alone(outbox: Outbox) -> None:
    """However full the outbox is, no claim reads and sorts all that waits."""
    plans: list[str] = []

    def watch(statement: str) -> None:
        if statement.startswith("SELECT id, payload"):
            plans.append(statement)

    capture(outbox)
    outbox.connection.set_trace_callback(watch)
    claim(outbox, Wanted(limit=4))
    outbox.connection.set_trace_callback(None)
    (statement, *_) = plans
    steps = outbox.connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    (detail,) = {step["detail"] for step in steps}
    assert "USING INDEX entry_next" in detail

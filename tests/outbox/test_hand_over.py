"""Leads go from one outbox to another: never in neither, and in both only if marked."""

from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.hand_over import HANDED_OVER_FROM, HandedLead, HandOver, Verdict
from capdesk.outbox import HandOverError, Outbox, OutboxError, Settlement, recover
from tests.outbox.desk import (
    HAND_OVER_ID,
    NOW,
    QA,
    SECOND,
    bring_to,
    capture,
    claim,
    hand_over,
    open_outbox,
    settle,
    statuses,
    unknown,
)
from tests.outbox.faults import LostCommit, refuse_commit
from tests.support.leads import a_lead, a_new_entry

OTHER_KEY = bytes(reversed(range(32)))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Outbox]:
    """Open the outbox of another laptop."""
    folder = tmp_path / "other"
    folder.mkdir()
    with closing(open_outbox(folder, lambda *_: OTHER_KEY)) as opened:
        yield opened


def a_file(outbox: Outbox, *leads: HandedLead, id: str = HAND_OVER_ID) -> HandOver:  # noqa: A002 - its name in the file
    """Return what stands in a hand-over file of these leads."""
    return HandOver(id, NOW + SECOND, outbox.outbox_id, "stand-1", leads)


def verdicts(outbox: Outbox, file: HandOver) -> list[Verdict]:
    """Take a file over and return what became of each lead."""
    return [taken.verdict for taken in outbox.take_over(file, now=LATER)]


@pytest.mark.parametrize("status", HANDED_OVER_FROM)
def test_a_lead_goes_on_elsewhere_where_it_stood(
    status: Status, outbox: Outbox, other: Outbox
) -> None:
    """Lead, proof, words, counts, doubts and history come along under the same id."""
    entry_id = bring_to(outbox, status)
    before, lead = outbox.story(entry_id), outbox.lead(entry_id)
    file = a_file(outbox, *hand_over(outbox, entry_id))
    assert verdicts(other, file) == [Verdict.TAKEN_OVER]
    assert statuses(outbox, [entry_id]) == [Status.HANDED_OVER]
    after = other.story(entry_id)
    assert after.entry == replace(
        before.entry, changed_at=LATER, taken_over_from=outbox.outbox_id
    )
    assert (after.lead, after.proof) == (lead, before.proof)
    assert after.history[:-2] == before.history
    assert [line.code for line in after.history[-2:]] == ["handed_over", "taken_over"]
    for each in (outbox, other):
        assert each.captured_count(QA) == sum(each.counts(QA).values()) == 1


def test_all_that_is_unsent_is_gathered(outbox: Outbox) -> None:
    """But what is just being sent, or can't be read, which stays and is counted."""
    ids = {status: bring_to(outbox, status) for status in Status}
    unreadable = capture(outbox)
    outbox.connection.execute(
        "UPDATE entry SET payload = x'00' WHERE id = ?", (unreadable,)
    )
    gathered = outbox.begin_hand_over(HAND_OVER_ID)
    assert {ids[status] for status in HANDED_OVER_FROM} - {
        lead.id for lead in gathered.leads
    } <= {entry.id for entry in outbox.entries(Status.SENDING)}
    assert gathered.unreadable == 1
    assert gathered.being_sent == outbox.counts(QA)[Status.SENDING]
    assert unreadable not in {lead.id for lead in gathered.leads}


def test_what_may_be_in_a_file_says_so_before_there_is_one(outbox: Outbox) -> None:
    """A crash while the file is written leaves leads that may go twice, each marked."""
    entry_id = capture(outbox)
    (lead,) = outbox.begin_hand_over(HAND_OVER_ID).leads
    assert not lead.possible_duplicate
    assert outbox.entry(entry_id).possible_duplicate
    assert claim(outbox) == ()
    recover(outbox, now=LATER)
    assert [each.id for each in claim(outbox)] == [entry_id]
    assert outbox.entry(entry_id).possible_duplicate


def test_a_copy_of_what_may_be_in_a_file_is_marked_too(outbox: Outbox) -> None:
    """The other computer may send the lead as it was before it was corrected."""
    entry_id = capture(outbox)
    outbox.begin_hand_over(HAND_OVER_ID)
    copy = capture(outbox, a_new_entry(replaces=entry_id))
    assert outbox.entry(copy).possible_duplicate


def test_without_a_file_nothing_is_marked(outbox: Outbox) -> None:
    """A hand-over that was given up before there was a file leaves no trace."""
    doubted = bring_to(outbox, Status.MAY_HAVE_ARRIVED)
    entry_id = capture(outbox)
    before = outbox.entries()
    leads = outbox.begin_hand_over(HAND_OVER_ID).leads
    outbox.give_up_hand_over(HAND_OVER_ID, leads)
    assert outbox.entries() == before
    assert {entry_id, doubted} == {lead.id for lead in leads}


@pytest.mark.parametrize("change", ["sent", "discarded", "corrected", "tried"])
def test_a_lead_that_changed_meanwhile_keeps_all_here(
    change: str, outbox: Outbox
) -> None:
    """All or none: nobody has to find out which of them went."""
    entry_id, other_id = capture(outbox), capture(outbox)
    leads = outbox.begin_hand_over(HAND_OVER_ID).leads
    match change:
        case "sent":
            outbox.leave_off_hand_over(HAND_OVER_ID)
            claim(outbox)
            settle(outbox, Settlement(entry_id, Status.SENT, "accepted"))
        case "discarded":
            outbox.discard(entry_id, now=NOW, reason="test")
        case "corrected":
            capture(outbox, a_new_entry(replaces=entry_id))
        case _:
            recover(outbox, now=NOW)
            claim(outbox)
            settle(outbox, Settlement(entry_id, Status.WAITING, "not_sent_dns"))
    with pytest.raises(HandOverError, match="All leads stay"):
        outbox.finish_hand_over(HAND_OVER_ID, leads, now=NOW)
    assert outbox.entries(Status.HANDED_OVER) == ()
    assert outbox.entry(other_id).possible_duplicate


@pytest.mark.parametrize("got_through", [False, True])
def test_an_error_from_commit_does_not_prove_that_nothing_was_written(
    got_through: bool, outbox: Outbox, other: Outbox
) -> None:
    """What is on the disk counts, at either side."""
    ids = [capture(outbox), capture(outbox)]
    leads = outbox.begin_hand_over(HAND_OVER_ID).leads
    giver, giving = LostCommit.under(outbox)
    taker, taking = LostCommit.under(other)
    giving.armed = taking.armed = got_through
    if not got_through:
        refuse_commit(giving)
        refuse_commit(taking)
    for act in (
        lambda: giver.finish_hand_over(HAND_OVER_ID, leads, now=NOW),
        lambda: taker.take_over(a_file(outbox, *leads), now=LATER),
    ):
        with nullcontext() if got_through else pytest.raises(OutboxError):
            act()
    stands = Status.HANDED_OVER if got_through else Status.WAITING
    assert statuses(outbox, ids) == [stands] * 2
    assert len(other.entries()) == (2 if got_through else 0)
    giver.close()
    taker.close()


def test_taking_over_twice_changes_nothing(outbox: Outbox, other: Outbox) -> None:
    """Whatever became of the lead since."""
    entry_id = capture(outbox)
    file = a_file(outbox, *hand_over(outbox, entry_id))
    other.take_over(file, now=LATER)
    for act in (
        lambda: None,
        lambda: claim(other),
        lambda: settle(other, unknown(entry_id)),
        lambda: other.discard(entry_id, now=NOW, reason="test"),
        lambda: other.wipe_discarded(now=NOW),
    ):
        act()
        before = other.story(entry_id)
        assert verdicts(other, file) == [Verdict.ALREADY_HERE]
        assert other.story(entry_id) == before


def test_what_went_on_is_not_fetched_back_by_the_file_it_came_with(
    outbox: Outbox, other: Outbox
) -> None:
    """A second look at an old file never puts a lead onto two computers."""
    entry_id = capture(outbox)
    file = a_file(outbox, *hand_over(outbox, entry_id))
    other.take_over(file, now=LATER)
    hand_over(other, entry_id)
    assert verdicts(other, file) == [Verdict.ALREADY_HERE]
    assert statuses(other, [entry_id]) == [Status.HANDED_OVER]


@pytest.mark.parametrize("status", HANDED_OVER_FROM)
@pytest.mark.parametrize("purged", [False, True])
def test_taking_back_marks_a_possible_duplicate(
    purged: bool, status: Status, outbox: Outbox
) -> None:
    """Whoever else took the file over may have sent it."""
    entry_id = bring_to(outbox, status)
    lead, before = outbox.lead(entry_id), outbox.entry(entry_id)
    file = a_file(outbox, *hand_over(outbox, entry_id))
    if purged:
        outbox.purge(now=NOW + timedelta(days=31), keep=timedelta(days=30))
        assert outbox.lead(entry_id) is None
    assert verdicts(outbox, file) == [Verdict.TAKEN_BACK]
    assert outbox.entry(entry_id) == replace(
        before, changed_at=LATER, possible_duplicate=True
    )
    assert outbox.lead(entry_id) == lead
    assert outbox.history(entry_id)[-1].code == "taken_back"
    assert verdicts(outbox, file) == [Verdict.ALREADY_HERE]


def test_a_lead_comes_round_with_what_happened_elsewhere(
    outbox: Outbox, other: Outbox
) -> None:
    """A doubt that the other computer met stays a doubt here, and its story is told."""
    entry_id = capture(outbox)
    other.take_over(a_file(outbox, *hand_over(outbox, entry_id)), now=NOW)
    claim(other)
    settle(other, unknown(entry_id))
    second = "88888888-8888-4888-8888-888888888888"
    back = a_file(other, *hand_over(other, entry_id), id=second)
    assert verdicts(outbox, back) == [Verdict.TAKEN_BACK]
    entry = outbox.entry(entry_id)
    assert (entry.status, entry.attempts) == (Status.MAY_HAVE_ARRIVED, 1)
    assert (entry.was_unknown, entry.possible_duplicate) == (True, True)
    assert entry.taken_over_from is None
    codes = [line.code for line in outbox.history(entry_id)]
    assert codes == [
        *("captured", "handed_over", "taken_over", "started", "unknown_timeout"),
        *("handed_over", "taken_back"),
    ]
    assert outbox.captured_count(QA) == 1


def test_a_doubt_of_this_computer_is_never_waiting_again(outbox: Outbox) -> None:
    """Whatever an old file says about the lead."""
    entry_id = capture(outbox)
    (waiting,) = outbox.begin_hand_over(HAND_OVER_ID).leads
    outbox.give_up_hand_over(HAND_OVER_ID, [waiting])
    claim(outbox)
    settle(outbox, unknown(entry_id))
    hand_over(outbox, entry_id)
    old = a_file(outbox, waiting, id="99999999-9999-4999-8999-999999999999")
    assert verdicts(outbox, old) == [Verdict.TAKEN_BACK]
    entry = outbox.entry(entry_id)
    assert (entry.status, entry.held) == (Status.MAY_HAVE_ARRIVED, True)


def test_who_was_forgotten_does_not_come_back(outbox: Outbox) -> None:
    """The file still tells of them; the outbox does not."""
    entry_id = capture(outbox)
    file = a_file(outbox, *hand_over(outbox, entry_id))
    outbox.forget(email="zoe@example.com", phone="", now=LATER)
    assert verdicts(outbox, file) == [Verdict.FORGOTTEN]
    assert outbox.lead(entry_id) is None


def test_all_leads_of_a_file_or_none(outbox: Outbox, other: Outbox) -> None:
    """A disk that fails in the middle leaves the other outbox as it was."""
    ids = [capture(outbox), capture(outbox)]
    file = a_file(outbox, *hand_over(outbox, *ids))
    refuse_commit(other.connection)
    with pytest.raises(OutboxError):
        other.take_over(file, now=LATER)
    other.close()
    assert other.entries() == ()
    assert verdicts(other, file) == [Verdict.TAKEN_OVER] * 2


def test_a_wait_of_another_clock_is_no_longer_than_ours(
    outbox: Outbox, other: Outbox
) -> None:
    """A laptop whose clock ran a year ahead does not stop a lead for a year."""
    entry_id = capture(outbox, a_new_entry(lead=a_lead()))
    claim(outbox)
    settle(outbox, replace(unknown(entry_id), not_before=NOW + timedelta(days=365)))
    other.take_over(a_file(outbox, *hand_over(outbox, entry_id)), now=LATER)
    assert other.entry(entry_id).not_before == LATER + timedelta(hours=4)

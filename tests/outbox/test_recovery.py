"""After a crash nothing is `sending`, and a clock set back holds nothing up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import (
    MOST_RESENDS,
    Outbox,
    OutboxUnavailableError,
    Settlement,
    Wanted,
    exchange,
    rearm,
    recover,
)
from tests.outbox.desk import (
    MINUTE,
    NOW,
    QA,
    SECOND,
    bring_to,
    capture,
    claim,
    settle,
    statuses,
    unknown,
)
from tests.outbox.faults import refuse_commit
from tests.support.leads import a_lead, a_new_entry

DAY = timedelta(days=1)

Mend = Callable[..., int]


def test_recovery_touches_what_was_being_sent_and_nothing_else(
    outbox: Outbox,
) -> None:
    """Every other entry stays as it is, to the last field."""
    order = (
        Status.SENT,
        Status.NEEDS_FIXING,
        Status.REPLACED,
        Status.DISCARDED,
        Status.MAY_HAVE_ARRIVED,
        Status.WAITING,
    )
    for status in order:
        bring_to(outbox, status)
    recover(outbox, now=NOW)  # the corrected copies had been claimed on the way
    before = outbox.entries()
    assert {entry.status for entry in before} == set(order)
    assert recover(outbox, now=NOW + SECOND) == 0
    assert outbox.entries() == before


def test_what_was_being_sent_may_have_arrived(outbox: Outbox) -> None:
    """A crash leaves the question open, says so in the history, and comes up again."""
    entry_ids = [capture(outbox), capture(outbox)]
    claim(outbox)
    assert recover(outbox, now=NOW + SECOND) == 2
    assert statuses(outbox, entry_ids) == [Status.MAY_HAVE_ARRIVED] * 2
    entry = outbox.entry(entry_ids[0])
    assert (entry.was_unknown, entry.held, entry.attempts) == (True, False, 1)
    line = outbox.history(entry.id)[-1]
    assert (line.at, line.before, line.attempt, line.code) == (
        NOW + SECOND,
        Status.SENDING,
        1,
        "unknown_crash",
    )
    assert len(claim(outbox)) == 2


def test_what_was_being_sent_waits_as_after_any_unknown_outcome(
    outbox: Outbox,
) -> None:
    """Each crash counts as an unknown outcome, so the resend waits, longer each time."""
    waits_s = [60, 300]
    entry_id = capture(outbox)
    now = NOW
    for wait_s in waits_s:
        claim(outbox, now=now)
        recover(outbox, now=now, resend_wait_s=waits_s.__getitem__)
        now += wait_s * SECOND
        assert outbox.entry(entry_id).not_before == now


def test_recovery_reaches_every_environment(outbox: Outbox) -> None:
    """The lock is for the folder, so its holder clears up for all."""
    other = capture(outbox, a_new_entry(lead=a_lead(environment="production")))
    exchange(outbox, "production", now=NOW, wanted=Wanted(limit=1))
    assert recover(outbox, now=NOW) == 1
    assert statuses(outbox, [other]) == [Status.MAY_HAVE_ARRIVED]


def test_a_campaign_that_asks_a_person_is_heeded_after_a_crash_too(
    outbox: Outbox,
) -> None:
    """`hold` holds, whatever made the outcome unknown."""
    entry_id = capture(outbox, replace(a_new_entry(), on_unknown=OnUnknownOutcome.HOLD))
    claim(outbox)
    recover(outbox, now=NOW)
    assert outbox.entry(entry_id).held
    assert claim(outbox) == ()


def test_a_lead_that_brings_the_program_down_is_not_sent_without_end(
    outbox: Outbox,
) -> None:
    """Each resend that a crash cut short counts; then a person decides."""
    entry_id = capture(outbox)
    posts = 0
    while claim(outbox):
        posts += 1
        recover(outbox, now=NOW)
    assert posts == 1 + MOST_RESENDS
    assert outbox.entry(entry_id).held


def test_a_resend_that_a_person_asked_for_counts_against_no_limit(
    outbox: Outbox,
) -> None:
    """*Send again*, cut short by a crash, leaves the count as it was."""
    entry_id = bring_to(outbox, Status.SENDING, was_unknown=True)
    settle(outbox, unknown(entry_id, resends=2))
    outbox.send_again(entry_id)
    claim(outbox)
    recover(outbox, now=NOW)
    (claimed,) = claim(outbox)
    assert (claimed.resends, claimed.by_hand) == (2, False)


def test_the_limit_is_that_of_the_couriers_schedule() -> None:
    """A crash allows as many resends as there are waits between them."""
    from capdesk.courier.retry import RESEND_AFTER_S

    assert len(RESEND_AFTER_S) == MOST_RESENDS


@pytest.mark.parametrize("mend", [rearm, recover])
def test_a_clock_set_back_makes_no_wait_longer(mend: Mend, outbox: Outbox) -> None:
    """Waits set a day ahead of now last as long as they were meant, counted from now."""
    entry_id = bring_to(outbox, Status.SENDING)
    settlement = replace(unknown(entry_id), not_before=NOW + 5 * MINUTE)
    exchange(
        outbox,
        QA,
        now=NOW,
        settlements=[settlement],
        queue=QueueState(QA, not_before=NOW + MINUTE),
    )
    yesterday = NOW - DAY
    mend(outbox, now=yesterday)
    assert outbox.entry(entry_id).not_before == yesterday + 5 * MINUTE
    assert outbox.queue(QA).not_before == yesterday + MINUTE
    assert rearm(outbox, now=yesterday) == 0


def test_a_clock_that_went_on_moves_no_wait(outbox: Outbox) -> None:
    """Waits are only ever moved when the clock shows a time before they were set."""
    entry_id = bring_to(outbox, Status.SENDING)
    settle(outbox, replace(unknown(entry_id), not_before=NOW + MINUTE))
    for later in (NOW, NOW + SECOND, NOW + DAY):
        assert rearm(outbox, now=later) == 0
    assert outbox.entry(entry_id).not_before == NOW + MINUTE


def test_a_lead_tried_in_the_future_still_gets_its_turn(outbox: Outbox) -> None:
    """A clock that ran ahead yesterday does not keep a lead out of the queue today."""
    ahead = capture(outbox)
    claim(outbox, now=NOW + DAY)
    settle(outbox, Settlement(ahead, Status.WAITING, "not_sent_dns"))
    recover(outbox, now=NOW)
    wanted = Wanted(limit=1, ignore_times=True, not_tried_since=NOW)
    assert [each.id for each in claim(outbox, wanted, now=NOW)] == [ahead]


@pytest.mark.parametrize("mend", [rearm, recover])
def test_a_disk_in_the_way_is_told_and_nothing_is_half_done(
    mend: Mend, outbox: Outbox
) -> None:
    """Neither mends some and leaves others."""
    entry_ids = [capture(outbox), capture(outbox)]
    claim(outbox)
    refuse_commit(outbox.connection)
    with pytest.raises(OutboxUnavailableError):
        mend(outbox, now=NOW)
    outbox.close()
    assert statuses(outbox, entry_ids) == [Status.SENDING] * 2

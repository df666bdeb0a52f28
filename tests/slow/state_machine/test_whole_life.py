"""Any life a whole desk may lead: outbox, courier and gateway, in any order of events.

What the gateway really has is known here, as it is to nobody at the desk; after each
step the outbox is held against it.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Entry, HistoryLine, Status, TransitionError
from capdesk.domain.environment import PRACTICE
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import CaptureError, EntryNotFoundError, Outbox
from capdesk.practice import Mode
from tests.slow.state_machine.whole_desk import WholeDesk

EXAMPLES = os.environ.get("CAPDESK_EXAMPLES")
SHRINK = "CAPDESK_SHRINK" in os.environ

_NUMBER = int(EXAMPLES or 100)
# Ten times what the lives take; hypothesis itself ends shrinking after 300 s. A test that
# is timed out prints stacks and not the life that failed, so this is never the shorter.
_TIMEOUT_S = 60 + 3 * _NUMBER + (600 if SHRINK else 0)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(_TIMEOUT_S)]

RESEND_WAITS = tuple(
    timedelta(seconds=wait_s) for wait_s in (60, 300, 900, 3_600, 14_400)
)
"""Waits before the first resend of a lead, the second and so on, without jitter."""

JITTER = 1.2
"""A wait gets longer by chance, up to this many times as long."""

RETRY_AFTER = timedelta(seconds=10)
"""What the practice gateway asks for when it asks to slow down."""

LONGEST_BACKOFF = timedelta(minutes=15)

ALL_WAITS_OVER = timedelta(hours=5)

CAN_BE_CORRECTED = {Status.WAITING, Status.NEEDS_FIXING}
CAN_BE_DISCARDED = {*CAN_BE_CORRECTED, Status.MAY_HAVE_ARRIVED}
NEVER_AFTER_UNKNOWN = {Status.WAITING, Status.NEEDS_FIXING, Status.REPLACED}

MINUTES = st.integers(1, 20) | st.integers(20, 14 * 24 * 60)

# Every fault, but leads are taken often enough for something to go on.
MODES = st.sampled_from((*Mode, Mode.ACCEPT, Mode.LOSE_REPLY, Mode.FAIL))

# After these nothing is sent for a while.
MODES_TO_WAIT_AFTER = st.sampled_from(
    (Mode.SLOW_DOWN, Mode.OFFLINE, Mode.CAPTIVE_PORTAL, Mode.FAIL, Mode.LOSE_REPLY)
)

CLOCK_CHANGES = st.just(0) | MINUTES | MINUTES.map(lambda minutes: -minutes)

KINDS = st.sampled_from(OnUnknownOutcome)


class WholeLife(RuleBasedStateMachine):
    """One desk and its gateway."""

    ids = Bundle("ids")

    @initialize(
        target=ids,
        share=st.sampled_from((1.0, 0.5, 0.05)),
        mode=MODES,
        number=st.integers(1, 3),
        kind=KINDS,
    )
    def open(
        self, share: float, mode: Mode, number: int, kind: OnUnknownOutcome
    ) -> object:
        """Open a desk that has leads; chance draws long waits or short ones."""
        self.folder = tempfile.TemporaryDirectory()
        self.desk = WholeDesk(Path(self.folder.name), share)
        self.desk.set_mode(mode)
        return self.capture(number, kind)

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.desk.close()
        self.folder.cleanup()

    # At the desk

    @rule(target=ids, number=st.integers(1, 6), kind=KINDS)
    def capture(self, number: int, kind: OnUnknownOutcome) -> object:
        """Somebody types leads."""
        desk = self.desk
        made = [
            desk.capture(desk.new(good=True, on_unknown=kind)) for _ in range(number)
        ]
        desk.settle()
        return multiple(*made)

    @rule(target=ids, kind=KINDS)
    def capture_bad(self, kind: OnUnknownOutcome) -> str:
        """Somebody types a lead that the gateway does not take as it stands."""
        made = self.desk.capture(self.desk.new(good=False, on_unknown=kind))
        self.desk.settle()
        return made

    @rule(target=ids, entry_id=ids, kind=KINDS)
    def correct(self, entry_id: str, kind: OnUnknownOutcome) -> object:
        """Somebody edits a lead; most statuses forbid it."""
        new = self.desk.new(good=True, on_unknown=kind, replaces=entry_id)
        if self.entry(entry_id).status not in CAN_BE_CORRECTED:
            with pytest.raises(CaptureError):
                self.desk.capture(new)
            return multiple()
        made = self.desk.capture(new)
        self.desk.settle()
        assert self.entry(entry_id).status is Status.REPLACED
        return made

    @rule()
    def send_now(self) -> None:
        """A person presses *Send now*."""
        self.desk.ask(Outbox.send_now, PRACTICE)
        self.desk.courier.release(PRACTICE)
        self.desk.settle()

    @rule(entry_id=ids)
    def send_again(self, entry_id: str) -> None:
        """A person says *Send again*."""
        self.decide(
            entry_id,
            allowed_from={Status.MAY_HAVE_ARRIVED},
            otherwise=EntryNotFoundError,
            decision=lambda: self.desk.ask(Outbox.send_again, entry_id),
        )

    @rule(entry_id=ids)
    def mark_arrived(self, entry_id: str) -> None:
        """A person says *It arrived*."""
        self.decide(
            entry_id,
            allowed_from={Status.MAY_HAVE_ARRIVED},
            otherwise=TransitionError,
            decision=lambda: self.desk.ask(
                Outbox.mark_arrived, entry_id, now=self.desk.clock()
            ),
        )

    @rule(entry_id=ids)
    def discard(self, entry_id: str) -> None:
        """A person gives a lead up."""
        self.decide(
            entry_id,
            allowed_from=CAN_BE_DISCARDED,
            otherwise=TransitionError,
            decision=lambda: self.desk.ask(
                Outbox.discard, entry_id, now=self.desk.clock(), reason="test"
            ),
        )

    @rule()
    def give_key(self) -> None:
        """A person types another key, which the next attempts carry."""
        before = len(self.desk.way.keys)
        self.desk.give_key()
        self.desk.settle()
        assert set(self.desk.way.keys[before:]) <= {self.desk.key}

    @rule(target=ids, kind=KINDS)
    def replace_refused_key(self, kind: OnUnknownOutcome) -> str:
        """The gateway refuses a key; what a person types then goes out, and only that."""
        made = self.capture_and_try(Mode.REFUSE_KEY, kind)
        assert self.queue().paused is PauseReason.KEY_REFUSED
        before = len(self.desk.way.keys)
        self.desk.give_key()
        self.desk.settle()
        assert set(self.desk.way.keys[before:]) == {self.desk.key}
        return made

    @rule()
    def lose_key(self) -> None:
        """Somebody empties the keyring."""
        self.desk.has_key = False

    # Around it

    @rule(mode=MODES)
    def gateway_turns(self, mode: Mode) -> None:
        """The gateway, or what stands before it, answers in another way from now on."""
        self.desk.set_mode(mode)
        self.desk.settle()

    @rule(minutes=MINUTES)
    def time_goes_by(self, minutes: int) -> None:
        """Waits run out, or the clock is put forward."""
        self.desk.clock.advance(minutes=minutes)
        self.desk.settle()

    @rule(minutes=MINUTES)
    def clock_is_set_back(self, minutes: int) -> None:
        """The clock was wrong."""
        self.desk.clock.advance(minutes=-minutes)
        self.desk.settle()

    @rule(
        target=ids,
        mode=MODES_TO_WAIT_AFTER,
        kind=KINDS,
        minutes=MINUTES,
        dies=st.booleans(),
    )
    def clock_is_set_back_during_wait(
        self, mode: Mode, kind: OnUnknownOutcome, minutes: int, *, dies: bool
    ) -> str:
        """The clock was wrong when a wait began; it is waited out all the same."""
        made = self.capture_and_try(mode, kind)
        if dies:
            self.die(after_visits=0, minutes=-minutes)
        else:
            self.clock_is_set_back(minutes)
        self.no_wait_is_longer_than_meant()
        end = self.queue().not_before
        assert end is not None
        self.wait_until(end)
        return made

    @rule()
    def next_wait_ends(self) -> None:
        """The wait that is over first is over, and no other."""
        now = self.desk.clock()
        ends = (self.queue().not_before, *(each.not_before for each in self.entries()))
        if to_come := [end for end in ends if end is not None and end > now]:
            self.wait_until(min(to_come))

    @rule(minutes=MINUTES)
    def computer_sleeps(self, minutes: int) -> None:
        """The lid is closed and opened."""
        self.desk.clock.advance(minutes=minutes)
        self.desk.courier.hint()
        self.desk.settle()

    @rule()
    def network_comes(self) -> None:
        """The system says that there is a network."""
        self.desk.courier.hint()
        self.desk.settle()

    @rule()
    def restart(self) -> None:
        """The program is closed and started again."""
        self.desk.restart()
        self.desk.settle()

    @rule(
        number=st.integers(0, 3),
        after_visits=st.integers(0, 6),
        minutes=CLOCK_CHANGES,
    )
    def crash(self, number: int, after_visits: int, minutes: int) -> None:
        """The program dies at work; the clock may differ when it starts again."""
        for _ in range(number):
            new = self.desk.new(good=True, on_unknown=OnUnknownOutcome.RESEND)
            self.desk.capture(new)
        self.die(after_visits, minutes)

    @rule(target=ids, kind=KINDS, minutes=CLOCK_CHANGES)
    def crash_while_sending(self, kind: OnUnknownOutcome, minutes: int) -> str:
        """The program dies while the gateway still thinks about a lead."""
        made = self.capture_and_try(Mode.SLOW, kind)
        assert self.desk.way.in_flight.total()
        self.die(after_visits=0, minutes=minutes)
        return made

    @rule()
    def all_is_well(self) -> None:
        """Once all is well again, every lead that is not a person's to decide is sent."""
        self.desk.set_mode(Mode.ACCEPT)
        self.desk.give_key()
        self.desk.settle()
        self.desk.clock.advance(seconds=ALL_WAITS_OVER.total_seconds())
        self.desk.settle()
        for entry in self.entries():
            assert entry.held or entry.status not in {
                Status.WAITING,
                Status.SENDING,
                Status.MAY_HAVE_ARRIVED,
            }

    # What is always so

    @invariant()
    def captured_is_the_sum(self) -> None:
        """Every lead that was captured is there once, and counted in one status."""
        counts = self.desk.ask(Outbox.counts, PRACTICE)
        captured = self.desk.ask(Outbox.captured_count, PRACTICE)
        assert sum(counts.values()) == captured == len(self.desk.payloads)
        assert {entry.id for entry in self.entries()} == self.desk.payloads.keys()

    @invariant()
    def what_goes_out_is_what_was_captured(self) -> None:
        """Each attempt sends the very bytes of the capture, never two of them at once."""
        for received in self.desk.gateway.received:
            assert received.external_reference is not None
            assert received.body == self.desk.payloads[received.external_reference]
        assert self.desk.way.most_of_one <= 1

    @invariant()
    def outbox_agrees_with_gateway(self) -> None:
        """What is sent was taken, what was taken shows, and twice shows as twice."""
        taken = Counter(
            received.external_reference
            for received in self.desk.gateway.received
            if received.took_lead
        )
        for entry in self.entries():
            times = taken[entry.id]
            if entry.status is Status.SENT:
                assert times or self.was_decided_by_person(entry)
            if times:
                assert entry.status not in NEVER_AFTER_UNKNOWN
            if times > 1:
                assert entry.possible_duplicate

    @invariant()
    def history_has_no_gap_and_no_way_back(self) -> None:
        """Each history is a chain, and what was once unknown is never plain again."""
        for entry, lines in self.lives():
            assert lines[0].before is None
            assert lines[-1].after is entry.status
            was_unknown = was_sent_after_unknown = False
            for line, following in pairwise(lines):
                assert following.before is line.after
                was_unknown |= line.after is Status.MAY_HAVE_ARRIVED
                if was_unknown:
                    assert following.after not in NEVER_AFTER_UNKNOWN
                    was_sent_after_unknown |= following.after is Status.SENDING
            assert entry.possible_duplicate is was_sent_after_unknown

    @invariant()
    def whatever_is_not_done_is_under_way_or_says_why_not(self) -> None:
        """A lead to be sent waits for a time, for an answer or for a person."""
        now, queue = self.desk.clock(), self.queue()
        in_flight = self.desk.way.in_flight
        for entry in self.entries():
            if entry.status is Status.SENDING:
                assert in_flight[self.desk.payloads[entry.id]]
            elif entry.status in {Status.WAITING, Status.MAY_HAVE_ARRIVED}:
                ends = [end for end in (entry.not_before, queue.not_before) if end]
                assert (
                    entry.held
                    or queue.paused
                    or any(end > now for end in ends)
                    or in_flight.total()
                )

    @invariant()
    def no_wait_is_longer_than_meant(self) -> None:
        """No wait is longer than what it follows calls for, wherever the clock went."""
        now, queue = self.desk.clock(), self.queue()
        if queue.not_before is not None:
            backoff = min(LONGEST_BACKOFF, timedelta(seconds=2**queue.failures))
            assert queue.not_before <= now + max(backoff, RETRY_AFTER * JITTER)
        for entry, lines in self.lives():
            if entry.not_before is not None:
                unknown = sum(line.after is Status.MAY_HAVE_ARRIVED for line in lines)
                assert unknown
                wait = RESEND_WAITS[min(unknown, len(RESEND_WAITS)) - 1]
                assert entry.not_before <= now + wait * JITTER

    # Inside

    def capture_and_try(self, mode: Mode, kind: OnUnknownOutcome) -> str:
        """Capture a lead and have the gateway answer so to whatever is due now."""
        self.desk.set_mode(mode)
        made = self.desk.capture(self.desk.new(good=True, on_unknown=kind))
        self.desk.give_key()
        self.desk.settle()
        return made

    def die(self, after_visits: int, minutes: int) -> None:
        """Have the program die and start again; what it left `sending` waits its time."""
        seen = {entry.id: len(lines) for entry, lines in self.lives()}
        self.desk.crash(
            after_visits, between=lambda: self.desk.clock.advance(minutes=minutes)
        )
        self.desk.settle()
        soonest = self.desk.clock() + RESEND_WAITS[0]
        for entry, lines in self.lives():
            codes = [line.code for line in lines[seen[entry.id] :]]
            if "unknown_crash" in codes:
                assert codes[-1] == "unknown_crash"
                assert entry.held or (entry.not_before and entry.not_before >= soonest)

    def wait_until(self, end: datetime) -> None:
        """Let the time come that a wait ends at."""
        self.desk.clock.now = end
        self.desk.settle()

    def decide(
        self,
        entry_id: str,
        *,
        allowed_from: set[Status],
        otherwise: type[Exception],
        decision: Callable[[], None],
    ) -> None:
        """Have a person decide on a lead, or see the outbox refuse it."""
        if self.entry(entry_id).status in allowed_from:
            decision()
            self.desk.settle()
        else:
            with pytest.raises(otherwise):
                decision()

    def was_decided_by_person(self, entry: Entry) -> bool:
        """Whether a person has said that a lead arrived."""
        last = self.desk.ask(Outbox.history, entry.id)[-1]
        return last.code == "person_says_arrived"

    def entry(self, entry_id: str) -> Entry:
        """Return an entry."""
        return self.desk.ask(Outbox.entry, entry_id)

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries."""
        return self.desk.ask(Outbox.entries)

    def lives(self) -> list[tuple[Entry, tuple[HistoryLine, ...]]]:
        """Return all entries with their histories."""

        # In one visit, for this is asked after every step.
        def read(outbox: Outbox) -> list[tuple[Entry, tuple[HistoryLine, ...]]]:
            return [(entry, outbox.history(entry.id)) for entry in outbox.entries()]

        return self.desk.ask(read)

    def queue(self) -> QueueState:
        """Return how the queue was left in the outbox."""
        return self.desk.ask(Outbox.queue, PRACTICE)


def test_no_life_of_a_desk_loses_a_lead_or_hides_that_one_went_twice() -> None:
    """Many lives, each step held against what the gateway has."""
    run_state_machine_as_test(
        WholeLife,
        settings=settings(
            max_examples=_NUMBER,
            stateful_step_count=30,
            deadline=None,
            database=None,
            # The same lives each time, unless somebody asks for more of them.
            derandomize=EXAMPLES is None,
            # Shrinking may take minutes, so CI reports a life that failed as it was
            # found; as it is lived again each time, it can be shrunk at a desk.
            phases=(Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,),
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )

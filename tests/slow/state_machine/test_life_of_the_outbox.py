"""Any life an outbox may lead: captures, attempts, decisions and crashes in any order.

The machine keeps its own books, as simple as can be, and compares after each step.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from capdesk.domain.entry import Status, TransitionError
from capdesk.domain.queue import QueueState
from capdesk.outbox import (
    CaptureError,
    EntryNotFoundError,
    GivenUpError,
    MovedOnError,
    NewEntry,
    Settlement,
    Wanted,
    exchange,
    rearm,
    recover,
)
from tests.outbox.desk import MINUTE, NOW, QA, SECOND, open_outbox
from tests.support.leads import a_new_entry

KNOWN_ENDS = (Status.SENT, Status.WAITING, Status.NEEDS_FIXING)
ENDS_ONCE_UNKNOWN = (Status.SENT, Status.MAY_HAVE_ARRIVED)


@dataclass
class _Book:
    """What must be true of one entry."""

    new: NewEntry
    status: Status = Status.WAITING
    claims: int = 0
    was_unknown: bool = False
    possible_duplicate: bool = False
    held: bool = False
    not_before: datetime | None = None
    resends: int = 0
    by_hand: bool = False
    before_discard: Status | None = None
    is_erased: bool = False

    def is_due(self, now: datetime, wanted: Wanted) -> bool:
        timely = wanted.ignore_times or not self.not_before or self.not_before <= now
        if self.status is Status.WAITING:
            return timely
        return (
            self.status is Status.MAY_HAVE_ARRIVED
            and not self.held
            and not wanted.waiting_only
            and timely
        )


class OutboxLife(RuleBasedStateMachine):
    """One outbox, opened and reopened, with a book of what it should hold."""

    ids = Bundle("ids")
    given_up = Bundle("given_up")

    def __init__(self) -> None:
        """Open an outbox in a folder of its own."""
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.now = NOW
        self.books: dict[str, _Book] = {}
        self.flying: set[str] = set()
        self.open()

    def open(self) -> None:
        """Open the outbox; a power cut is not what is tested here, so it need not sync."""
        self.outbox = open_outbox(Path(self.folder.name))
        self.outbox.connection.execute("PRAGMA synchronous = OFF")

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.outbox.close()
        self.folder.cleanup()

    @rule(seconds=st.integers(0, 400))
    def time_goes_by(self, seconds: int) -> None:
        """Waits run out."""
        self.now += seconds * SECOND

    @rule(target=ids, number=st.integers(1, 3))
    def capture(self, number: int) -> object:
        """Somebody types leads, or a file brings several."""
        news = [a_new_entry() for _ in range(number)]
        self.outbox.capture_all(news, now=self.now)
        self.books |= {new.lead.id: _Book(new) for new in news}
        return multiple(*(new.lead.id for new in news))

    @rule(entry_id=ids)
    def capture_again(self, entry_id: str) -> None:
        """The window was not sure whether it got through."""
        book = self.books[entry_id]
        if book.status in {Status.DISCARDED, Status.REPLACED}:
            with pytest.raises(GivenUpError):
                self.outbox.capture(book.new, now=self.now)
            return
        assert self.outbox.capture(book.new, now=self.now).already

    @rule(target=ids, entry_id=ids)
    def correct(self, entry_id: str) -> object:
        """Somebody edits a lead; most statuses forbid it."""
        book, new = self.books[entry_id], a_new_entry(replaces=entry_id)
        if book.status not in {Status.WAITING, Status.NEEDS_FIXING}:
            with pytest.raises(CaptureError):
                self.outbox.capture(new, now=self.now)
            return multiple()
        self.outbox.capture(new, now=self.now)
        book.status, book.not_before = Status.REPLACED, None
        self.books[new.lead.id] = _Book(new)
        return new.lead.id

    @rule(
        limit=st.integers(1, 4),
        ignore_times=st.booleans(),
        waiting_only=st.booleans(),
        queue=st.none()
        | st.builds(QueueState, st.just(QA), failures=st.integers(0, 9)),
    )
    def claim(
        self,
        limit: int,
        ignore_times: bool,
        waiting_only: bool,
        queue: QueueState | None,
    ) -> None:
        """The courier takes what is due."""
        wanted = Wanted(limit, ignore_times, waiting_only)
        due = {
            each for each, book in self.books.items() if book.is_due(self.now, wanted)
        }
        visit = exchange(self.outbox, QA, now=self.now, wanted=wanted, queue=queue)
        assert len(visit.claimed) == min(limit, len(due))
        assert {claimed.id for claimed in visit.claimed} <= due
        for claimed in visit.claimed:
            book = self.books[claimed.id]
            book.status = Status.SENDING
            book.claims += 1
            book.possible_duplicate |= book.was_unknown
            book.not_before = None
            assert claimed.payload == book.new.payload
            assert claimed.attempt == book.claims
            assert claimed.was_unknown == book.was_unknown
            assert (claimed.resends, claimed.by_hand) == (book.resends, book.by_hand)
            self.flying.add(claimed.id)
        if queue is not None:
            assert self.outbox.queue(QA) == queue

    def settlement(self, draw: st.DataObject, entry_id: str) -> Settlement:
        """Return an outcome that the rules allow for an entry in flight."""
        book = self.books[entry_id]
        ends = ENDS_ONCE_UNKNOWN if book.was_unknown else KNOWN_ENDS
        status = draw.draw(st.sampled_from((*ends, Status.MAY_HAVE_ARRIVED)))
        in_doubt = status is Status.MAY_HAVE_ARRIVED
        return Settlement(
            entry_id,
            status,
            "code",
            not_before=self.now + MINUTE if draw.draw(st.booleans()) else None,
            held=in_doubt and draw.draw(st.booleans()),
            # A courier that forgot is to make no difference.
            was_unknown=draw.draw(st.booleans()) if book.was_unknown else in_doubt,
            resends=book.resends + draw.draw(st.integers(0, 1)),
            messages=draw.draw(st.sampled_from(((), ("No.",)))),
        )

    @rule(draw=st.data(), number=st.integers(1, 4))
    def settle(self, draw: st.DataObject, number: int) -> None:
        """Attempts end, several at a time."""
        entry_ids = sorted(self.flying)[:number]
        settlements = [self.settlement(draw, entry_id) for entry_id in entry_ids]
        exchange(self.outbox, QA, now=self.now, settlements=settlements)
        for settlement in settlements:
            book = self.books[settlement.id]
            book.status = settlement.status
            book.held, book.not_before = settlement.held, settlement.not_before
            book.was_unknown |= settlement.status is Status.MAY_HAVE_ARRIVED
            book.resends, book.by_hand = settlement.resends, False
        self.flying -= set(entry_ids)

    @rule(entry_id=ids)
    def stray_outcome(self, entry_id: str) -> None:
        """An outcome of an entry that is not in flight changes nothing."""
        if entry_id not in self.flying:
            with pytest.raises(TransitionError):
                exchange(
                    self.outbox,
                    QA,
                    now=self.now,
                    settlements=[Settlement(entry_id, Status.SENT, "stray")],
                )

    @rule(entry_id=ids)
    def mark_arrived(self, entry_id: str) -> None:
        """A person says *It arrived*."""
        book = self.books[entry_id]
        if book.status is Status.MAY_HAVE_ARRIVED:
            self.outbox.mark_arrived(entry_id, now=self.now)
            book.status, book.held, book.not_before = Status.SENT, False, None
        else:
            with pytest.raises(TransitionError):
                self.outbox.mark_arrived(entry_id, now=self.now)

    @rule(entry_id=ids)
    def send_again(self, entry_id: str) -> None:
        """A person says *Send again*."""
        book = self.books[entry_id]
        if book.status is Status.MAY_HAVE_ARRIVED:
            self.outbox.send_again(entry_id)
            book.held, book.not_before, book.by_hand = False, None, True
        else:
            with pytest.raises(EntryNotFoundError):
                self.outbox.send_again(entry_id)

    @rule(target=given_up, entry_id=consumes(ids))
    def discard(self, entry_id: str) -> object:
        """A person gives a lead up."""
        book = self.books[entry_id]
        gone = {Status.SENDING, Status.SENT, Status.REPLACED, Status.DISCARDED}
        if book.status in gone:
            with pytest.raises(TransitionError):
                self.outbox.discard(entry_id, now=self.now, reason="test")
            return multiple()
        self.outbox.discard(entry_id, now=self.now, reason="test")
        book.before_discard, book.status = book.status, Status.DISCARDED
        return entry_id

    @rule(target=ids, entry_id=consumes(given_up))
    def undo_discard(self, entry_id: str) -> object:
        """And thinks better of it, in time or too late."""
        book = self.books[entry_id]
        if book.is_erased:
            with pytest.raises(MovedOnError):
                self.outbox.undo_discard(entry_id, now=self.now)
            return multiple()
        self.outbox.undo_discard(entry_id, now=self.now)
        assert book.before_discard is not None
        book.status = book.before_discard
        return entry_id

    @rule()
    def keep_house(self) -> None:
        """What is done with is purged, and what was given up is wiped."""
        self.outbox.purge(now=self.now, keep=timedelta(0))
        self.outbox.wipe_discarded(now=self.now)
        ended = {Status.SENT, Status.REPLACED, Status.DISCARDED}
        for book in self.books.values():
            book.is_erased |= book.status in ended

    @rule()
    def reopen(self) -> None:
        """The window is closed and opened again while another program sends."""
        self.outbox.close()
        self.open()

    @rule()
    def crash(self) -> None:
        """The program is gone in mid-air; the next one clears up."""
        self.outbox.connection.close()
        self.open()
        assert recover(self.outbox, now=self.now) == len(self.flying)
        for entry_id in self.flying:
            book = self.books[entry_id]
            book.resends += book.was_unknown and not book.by_hand
            book.status, book.was_unknown = Status.MAY_HAVE_ARRIVED, True
            book.held, book.by_hand = book.resends >= 5, False
        self.flying.clear()

    @rule()
    def look_at_the_clock(self) -> None:
        """With a clock that only goes on, no wait is ever moved."""
        assert rearm(self.outbox, now=self.now) == 0

    @invariant()
    def the_books_agree(self) -> None:
        """Every entry is in one status, and it is the right one."""
        entries = {entry.id: entry for entry in self.outbox.entries()}
        assert entries.keys() == self.books.keys()
        for entry_id, book in self.books.items():
            entry = entries[entry_id]
            assert entry.status is book.status
            assert entry.attempts == book.claims
            assert entry.was_unknown is book.was_unknown
            assert entry.possible_duplicate is book.possible_duplicate
            assert entry.held is book.held
            assert entry.not_before == book.not_before
            assert entry.readable
            assert entry.purged is book.is_erased
            assert entry.enquiry_type == book.new.lead.enquiry_type

    @invariant()
    def captured_is_the_sum(self) -> None:
        """Nothing gets lost between the statuses."""
        counts = self.outbox.counts(QA)
        assert sum(counts.values()) == self.outbox.captured_count(QA) == len(self.books)

    @invariant()
    def what_was_captured_never_changes(self) -> None:
        """Lead and payload read as they did on the first day, or are erased."""
        rows = self.outbox.connection.execute("SELECT id, payload FROM entry")
        for entry_id, sealed in rows.fetchall():
            assert (sealed is None) is self.books[entry_id].is_erased
            if sealed is None:
                continue
            payload = self.outbox.sealer.unseal(entry_id, "payload", sealed)
            assert payload == self.books[entry_id].new.payload

    @invariant()
    def history_tells_it_all(self) -> None:
        """Each entry's lines are a chain from its capture to where it stands."""
        for entry_id, book in self.books.items():
            lines = self.outbox.history(entry_id)
            assert lines[0].before is None
            for line, after in pairwise(lines):
                assert after.before is line.after
            assert lines[-1].after is book.status
            starts = [line.attempt for line in lines if line.after is Status.SENDING]
            assert starts == list(range(1, book.claims + 1))
            doubted = False
            for line in lines:
                doubted |= line.after is Status.MAY_HAVE_ARRIVED
                assert not doubted or line.after not in {
                    Status.WAITING,
                    Status.NEEDS_FIXING,
                    Status.REPLACED,
                }


@pytest.mark.slow
def test_no_life_of_an_outbox_loses_a_lead_or_shows_one_as_sent_that_was_not() -> None:
    """Many lives, each step compared with the books."""
    run_state_machine_as_test(
        OutboxLife,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )

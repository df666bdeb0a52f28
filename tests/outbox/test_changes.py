"""Which changes of status there are; the table here is the rules written once more."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.domain.entry import Status, TransitionError, check_transition
from capdesk.outbox import EntryNotFoundError, Outbox
from capdesk.outbox.changes import move
from capdesk.outbox.codec import to_ms
from capdesk.outbox.database import transaction
from tests.outbox.desk import NOW, SECOND, bring_to, capture, claim, open_outbox

RULES = """
waiting            sending replaced discarded handed_over
sending            sent waiting may_have_arrived needs_fixing
sent
may_have_arrived   sending sent discarded handed_over
needs_fixing       replaced discarded handed_over
replaced
discarded          waiting may_have_arrived needs_fixing
handed_over        waiting may_have_arrived needs_fixing
"""

RULES_ONCE_UNKNOWN = """
sending            sent may_have_arrived
sent
may_have_arrived   sending sent discarded handed_over
discarded          may_have_arrived
handed_over        may_have_arrived
"""
"""What was once unknown is never waiting again, nor refused for good, nor edited."""


def _pairs(rules: str) -> set[tuple[str, str]]:
    lines = [line.split() for line in rules.strip().splitlines()]
    return {(current, wanted) for current, *after in lines for wanted in after}


ALLOWED = {False: _pairs(RULES), True: _pairs(RULES_ONCE_UNKNOWN)}
STATES = {
    False: [Status(line.split()[0]) for line in RULES.strip().splitlines()],
    True: [Status(line.split()[0]) for line in RULES_ONCE_UNKNOWN.strip().splitlines()],
}
REACHABLE = [
    (status, was_unknown)
    for was_unknown, found in STATES.items()
    for status in found
    # May have arrived is the same as once unknown, so there is no other.
    if was_unknown or status is not Status.MAY_HAVE_ARRIVED
]


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbox]:
    """Open one outbox for all changes; each test takes its change back."""
    with closing(open_outbox(tmp_path_factory.mktemp("laboratory"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def subjects(laboratory: Outbox) -> dict[tuple[Status, bool], str]:
    """Bring one entry to every status there is, once known and once not."""
    # Bringing an entry somewhere claims all that is due, so those that stay due are last.
    last = (Status.MAY_HAVE_ARRIVED, Status.WAITING)
    order = sorted(REACHABLE, key=lambda state: (state[0] in last, state[0] is last[1]))
    return {
        (status, was_unknown): bring_to(laboratory, status, was_unknown=was_unknown)
        for status, was_unknown in order
    }


def _try(outbox: Outbox, entry_id: str, wanted: Status) -> None:
    """Make a change, look at it, and take it back."""
    connection = outbox.connection
    connection.execute("BEGIN IMMEDIATE")
    try:
        move(connection, entry_id, wanted, at_ms=to_ms(NOW), code="test")
        after = outbox.entry(entry_id)
        assert after.status is wanted
        assert after.was_unknown or wanted is not Status.MAY_HAVE_ARRIVED
    finally:
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("wanted", Status)
@pytest.mark.parametrize(("current", "was_unknown"), REACHABLE)
def test_an_entry_changes_as_the_rules_say_and_no_other_way(
    current: Status,
    was_unknown: bool,
    wanted: Status,
    laboratory: Outbox,
    subjects: dict[tuple[Status, bool], str],
) -> None:
    """Every status, to every other, in the real store: allowed, or refused untouched."""
    entry_id = subjects[current, was_unknown]
    before = (laboratory.entry(entry_id), laboratory.history(entry_id))
    assert before[0].status is current
    assert before[0].was_unknown is was_unknown
    if (current, wanted) in ALLOWED[was_unknown]:
        _try(laboratory, entry_id, wanted)
    else:
        with pytest.raises(TransitionError):
            _try(laboratory, entry_id, wanted)
    assert (laboratory.entry(entry_id), laboratory.history(entry_id)) == before


@pytest.mark.parametrize("was_unknown", [False, True])
def test_the_domain_knows_the_same_rules(was_unknown: bool) -> None:
    """The pure rule agrees with the table for all pairs a store can be in."""
    for current, wanted in itertools.product(STATES[was_unknown], Status):
        if (current, wanted) in ALLOWED[was_unknown]:
            check_transition(current, wanted, was_unknown=was_unknown)
        else:
            with pytest.raises(TransitionError):
                check_transition(current, wanted, was_unknown=was_unknown)


def test_a_refused_change_says_what_stands_in_its_way() -> None:
    """The sentence is for a person, who may have looked at an old list."""
    sentence = "A lead that is may have arrived can't become waiting. Nothing was"
    with pytest.raises(TransitionError, match=sentence) as caught:
        check_transition(Status.MAY_HAVE_ARRIVED, Status.WAITING, was_unknown=True)
    assert caught.value.current is Status.MAY_HAVE_ARRIVED
    assert caught.value.wanted is Status.WAITING


@pytest.mark.parametrize(
    ("status", "was_unknown"),
    [
        ("waiting", 1),
        ("needs_fixing", 1),
        ("replaced", 1),
        ("may_have_arrived", 0),
        ("lost", 0),
    ],
)
def test_the_file_itself_refuses_a_status_that_cannot_be(
    status: str, was_unknown: int, outbox: Outbox
) -> None:
    """Even a fault of ours that goes round the rules stops at the table's checks."""
    entry_id = capture(outbox)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        outbox.connection.execute(
            "UPDATE entry SET status = ?, was_unknown = ? WHERE id = ?",
            (status, was_unknown, entry_id),
        )


def test_once_unknown_is_never_unlearnt(outbox: Outbox) -> None:
    """A caller that forgets to say so can't make an entry known again."""
    entry_id = bring_to(outbox, Status.SENDING, was_unknown=True)
    with pytest.raises(TransitionError), transaction(outbox.connection):
        move(
            outbox.connection,
            entry_id,
            Status.WAITING,
            at_ms=to_ms(NOW),
            code="not_sent_dns",
            was_unknown=0,
        )
    with transaction(outbox.connection):
        move(
            outbox.connection,
            entry_id,
            Status.SENT,
            at_ms=to_ms(NOW),
            code="accepted",
            was_unknown=0,
        )
    assert outbox.entry(entry_id).was_unknown


def test_a_change_may_be_bound_to_one_status(outbox: Outbox) -> None:
    """A way that is meant for one status is closed to all others."""
    entry_id = bring_to(outbox, Status.SENDING)
    with pytest.raises(TransitionError), transaction(outbox.connection):
        move(
            outbox.connection,
            entry_id,
            Status.SENT,
            at_ms=to_ms(NOW),
            code="test",
            only_from=Status.MAY_HAVE_ARRIVED,
        )


def test_an_entry_that_is_not_there_is_missed(outbox: Outbox) -> None:
    """A change of nothing is an error, not a silent success."""
    with pytest.raises(EntryNotFoundError), transaction(outbox.connection):
        move(outbox.connection, "none", Status.SENT, at_ms=to_ms(NOW), code="test")


def test_every_change_has_its_line_of_history(outbox: Outbox) -> None:
    """When, from what to what, in which attempt, and why."""
    entry_id = bring_to(outbox, Status.MAY_HAVE_ARRIVED)
    claim(outbox, now=NOW + SECOND)
    lines = [
        (line.at, line.before, line.after, line.attempt, line.code)
        for line in outbox.history(entry_id)
    ]
    assert lines == [
        (NOW, None, Status.WAITING, 0, "captured"),
        (NOW, Status.WAITING, Status.SENDING, 1, "started"),
        (NOW, Status.SENDING, Status.MAY_HAVE_ARRIVED, 1, "unknown_timeout"),
        (NOW + SECOND, Status.MAY_HAVE_ARRIVED, Status.SENDING, 2, "started"),
    ]
    assert outbox.entry(entry_id).changed_at == NOW + SECOND


def test_two_changes_at_once_are_one_change_and_one_refusal(tmp_path: Path) -> None:
    """Two programs that decide about one entry never both get their way."""
    with (
        closing(open_outbox(tmp_path)) as ours,
        closing(open_outbox(tmp_path)) as theirs,
    ):
        entry_id = capture(ours)
        ours.discard(entry_id, now=NOW, reason="ours")
        with pytest.raises(TransitionError):
            theirs.discard(entry_id, now=NOW, reason="theirs")
        assert ours.history(entry_id)[-1].code == "discarded_ours"

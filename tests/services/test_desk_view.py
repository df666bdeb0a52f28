"""What the window shows of the outbox."""

from datetime import timedelta
from pathlib import Path

from capdesk.domain.entry import Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import OUTBOX_NAME, Outbox, Settlement, Wanted, exchange
from capdesk.services.desk_view import NEWEST, DeskView, look, look_at_newest
from tests.support.clock import NOW
from tests.support.leads import a_lead, a_new_entry


def an_outbox(folder: Path) -> Outbox:
    """Open the outbox of a folder."""
    return Outbox.open(folder / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=NOW)


def capture(outbox: Outbox, environment: str = "qa", minute: int = 0) -> str:
    """Capture a lead at a minute of the tests' day and return its id."""
    new = a_new_entry(lead=a_lead(environment=environment))
    return outbox.capture(new, now=NOW + timedelta(minutes=minute)).id


def test_an_empty_outbox(outbox: Outbox) -> None:
    """There is nothing to show, and nothing unsent."""
    view = look(outbox)
    assert (view.entries, view.counts, view.queues, view.unsent) == ((), {}, {}, 0)


def test_looks_at_all(outbox: Outbox) -> None:
    """All entries, oldest first, with counts and queues by environment."""
    late = capture(outbox, minute=9)
    early = capture(outbox, "production", minute=1)
    view = look(outbox)
    assert [entry.id for entry in view.entries] == [early, late]
    assert view.counts["qa"][Status.WAITING] == 1
    assert view.counts["production"][Status.WAITING] == 1
    assert view.queues == {
        "qa": QueueState("qa"),
        "production": QueueState("production"),
    }


def test_looks_at_some(outbox: Outbox) -> None:
    """Those asked for, oldest first; an id that isn't there is no error."""
    ids = [capture(outbox, minute=minute) for minute in (3, 2, 1)]
    view = look(outbox, [ids[0], "not there", ids[2]])
    assert [entry.id for entry in view.entries] == [ids[2], ids[0]]
    assert view.unsent == 3


def test_looks_at_the_newest_first(outbox: Outbox) -> None:
    """Those captured last, oldest first, while all are counted."""
    ids = [capture(outbox, minute=minute) for minute in range(NEWEST + 2)]
    view = look_at_newest(outbox)
    assert [entry.id for entry in view.entries] == ids[2:]
    assert view.unsent == NEWEST + 2


def test_the_second_look_has_what_came_after_the_first(outbox: Outbox) -> None:
    """A lead captured, or changed, between the two is not missed."""
    changed = capture(outbox, minute=1)
    first = look_at_newest(outbox)
    exchange(outbox, "qa", now=NOW + timedelta(minutes=2), wanted=Wanted(limit=1))
    new = capture(outbox, minute=3)
    second = look(outbox)
    assert [entry.id for entry in first.entries] == [changed]
    assert [(entry.id, entry.status) for entry in second.entries] == [
        (changed, Status.SENDING),
        (new, Status.WAITING),
    ]


def test_unsent_is_all_that_has_not_reached_a_gateway() -> None:
    """Waiting, sending, may have arrived and needs fixing count, in every environment."""
    each_once = dict.fromkeys(Status, 1)
    view = DeskView((), {"qa": each_once, "production": each_once}, {}, {}, 0)
    assert view.unsent == 2 * 4


def test_notices_another_program(outbox: Outbox, tmp_path: Path) -> None:
    """The version changes with what others write, not with what we write."""
    before = look(outbox).data_version
    capture(outbox)
    assert look(outbox).data_version == before
    other = an_outbox(tmp_path)
    capture(other)
    other.close()
    assert look(outbox).data_version != before


def test_leads_that_wait_for_a_person_are_counted(outbox: Outbox) -> None:
    """Those that are held, in every environment; not what is sent again by itself."""
    for held in (True, False):
        for environment in ("qa", "production"):
            entry_id = capture(outbox, environment)
            exchange(outbox, environment, now=NOW, wanted=Wanted(limit=1))
            unknown = Settlement(
                entry_id,
                Status.MAY_HAVE_ARRIVED,
                "unknown_timeout",
                not_before=NOW + timedelta(hours=1),
                held=held,
                was_unknown=True,
            )
            exchange(outbox, environment, now=NOW, settlements=[unknown])
    assert look(outbox).held == {"qa": 1, "production": 1}

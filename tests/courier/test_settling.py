"""An outcome that no longer fits its entry is logged and left; the others go on."""

import logging
from contextlib import closing

import pytest

from capdesk.domain.entry import Status, TransitionError
from capdesk.domain.outcome import Accepted
from capdesk.outbox import (
    OUTBOX_NAME,
    CourierLock,
    Outbox,
    recover,
)
from tests.courier.rig import DATA_KEY, Rig

pytestmark = pytest.mark.anyio

ACCEPTED = Accepted("ENQ-260912-AAAAAAAA")


def another_program(rig: Rig) -> Outbox:
    """Open the outbox as a second program would; the test closes it."""
    return Outbox.open(
        rig.folder / OUTBOX_NAME, data_key=lambda *_: DATA_KEY, now=rig.clock()
    )


async def test_what_is_being_sent_is_nobody_elses(rig: Rig) -> None:
    """As long as one courier sends, no person can take an entry from it."""
    entry_id = await rig.capture_one()
    rig.start()
    post = await rig.qa.next_post()
    with closing(another_program(rig)) as other, pytest.raises(TransitionError):
        other.discard(entry_id, now=rig.clock(), reason="test")
    post.answer(ACCEPTED)
    await rig.until_status(entry_id, Status.SENT)


async def test_discarded_after_a_second_program_took_over(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the lock file two programs send; a decision made there is kept here."""
    odd, *others = await rig.capture(3)
    rig.start()
    post = await rig.qa.next_post()
    (rig.folder / "courier.lock").unlink()
    with CourierLock(rig.folder), closing(another_program(rig)) as other:
        recover(other, now=rig.clock())
        other.discard(odd, now=rig.clock(), reason="test")
    rig.qa.always(ACCEPTED)
    with caplog.at_level(logging.ERROR):
        post.answer(ACCEPTED)
        for entry_id in others:
            await rig.until_status(entry_id, Status.SENT)
    assert (await rig.entry(odd)).status is Status.DISCARDED
    (line,) = caplog.messages
    assert line == (
        f"lead {odd} is no longer being sent; its outcome accepted was not written"
        " (TransitionError)"
    )


async def test_an_entry_that_is_gone_costs_the_others_nothing(rig: Rig) -> None:
    """Of four under way one is in the outbox no more; three are sent, with references."""
    first, odd, *others = await rig.capture(5)
    rig.start()
    (await rig.qa.next_post()).answer(ACCEPTED)
    four = [await rig.qa.next_post() for _ in range(4)]
    await rig.until_status(first, Status.SENT)
    await rig.ask(_lose, odd)
    with rig.storage_held():
        # So that the outcomes of all four are written by one visit.
        for post in four:
            post.answer(ACCEPTED)
        await rig.turns()
    for entry_id in others:
        entry = await rig.until_status(entry_id, Status.SENT)
        assert entry.enquiry_reference == ACCEPTED.enquiry_reference
    later = await rig.capture_one()
    rig.qa.always(ACCEPTED)
    rig.courier.nudge()
    await rig.until_status(later, Status.SENT)
    assert not any(news.outbox_trouble for news in rig.heard)


def _lose(outbox: Outbox, entry_id: str) -> None:
    """Have no such entry any more, as after a salvage of what could be read."""
    for trigger in ("history_is_never_deleted", "entries_are_never_deleted"):
        outbox.connection.execute(f"DROP TRIGGER {trigger}")
    outbox.connection.execute("DELETE FROM history WHERE entry_id = ?", (entry_id,))
    outbox.connection.execute("DELETE FROM entry WHERE id = ?", (entry_id,))

"""What a lane has to write, and that it is written once."""

import pytest

from capdesk.courier.ledger import Ledger
from capdesk.domain.entry import Status
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import Settlement, Wanted
from tests.courier.rig import QA, Rig
from tests.outbox.faults import refuse_commit

pytestmark = pytest.mark.anyio

FRESH = QueueState(QA)
PAUSED = QueueState(QA, paused=PauseReason.KEY_REFUSED)


@pytest.fixture
async def ledger(rig: Rig) -> Ledger:
    """Have the ledger of the usual environment."""
    return Ledger(QA, rig.storage, rig.rng)


async def test_is_behind_until_the_queue_is_written(rig: Rig, ledger: Ledger) -> None:
    """A queue that has changed is written by the next visit, and then no more."""
    assert not ledger.is_behind(FRESH)
    assert ledger.is_behind(PAUSED)
    await ledger.visit(PAUSED, Wanted(limit=0), rig.clock())
    assert not ledger.is_behind(PAUSED)
    assert await rig.queue() == PAUSED


async def test_is_behind_until_an_outcome_is_written(rig: Rig, ledger: Ledger) -> None:
    """An outcome stays to be written through a failure, until a visit succeeds."""
    entry_id = await rig.capture_one()
    await ledger.visit(FRESH, Wanted(limit=1), rig.clock())
    ledger.note(Settlement(entry_id, Status.SENT, "accepted"))
    await rig.ask(lambda outbox: refuse_commit(outbox.connection))
    assert await ledger.visit(FRESH, Wanted(limit=0), rig.clock()) is None
    assert ledger.is_behind(FRESH)
    await rig.ask(lambda outbox: outbox.connection.set_authorizer(None))
    assert await ledger.visit(FRESH, Wanted(limit=0), rig.clock()) is not None
    assert ledger.trouble is None
    assert not ledger.is_behind(FRESH)
    assert (await rig.entry(entry_id)).status is Status.SENT

"""A courier notices by itself that the clock has jumped; nobody has to tell it."""

from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.outcome import Accepted, Unknown, UnknownReason
from capdesk.outbox import Outbox
from tests.courier.rig import Rig
from tests.support.clock import NOW

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

RESEND_AFTER = timedelta(seconds=72)  # a minute and the longest jitter


@pytest.fixture
def anyio_backend() -> str:
    """Name the only event loop that CapDesk uses."""
    return "asyncio"


async def _wait_for_resend(rig: Rig) -> str:
    entry_id = await rig.capture_one()
    rig.start()
    (await rig.qa.next_post()).answer(Unknown(UnknownReason.TIMEOUT))
    await rig.until_status(entry_id, Status.MAY_HAVE_ARRIVED)
    await rig.quiet()
    return entry_id


async def test_after_a_night_asleep(tmp_path: Path) -> None:
    """What was due meanwhile goes at the next look at the clock, at most 15 s later."""
    async with Rig(tmp_path) as rig:
        entry_id = await _wait_for_resend(rig)
        rig.clock.advance(hours=9)
        (await rig.qa.next_post()).answer(Accepted())
        entry = await rig.until_status(entry_id, Status.SENT)
        assert entry.possible_duplicate


async def test_after_the_clock_was_set_back(tmp_path: Path) -> None:
    """A day earlier, the wait is what it was, and no day longer."""
    async with Rig(tmp_path) as rig:
        entry_id = await _wait_for_resend(rig)
        rig.clock.advance(days=-1)
        visits = rig.storage.visits
        await rig.until_visits(visits + 1)
        await rig.quiet()
        assert len(rig.qa.posts) == 1
        entry = await rig.ask(Outbox.entry, entry_id)
        assert entry.not_before == NOW - timedelta(days=1) + RESEND_AFTER

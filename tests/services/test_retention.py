"""What has been kept long enough goes when a window or a courier starts."""

import os
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from capdesk.domain.entry import Status
from capdesk.outbox import OUTBOX_NAME, Outbox, Settlement, Wanted, exchange
from capdesk.services.retention import RETENTION, Kept, keep_house
from tests.support.clock import NOW
from tests.support.leads import a_new_entry

SECOND = timedelta(seconds=1)


def test_a_house_is_kept(tmp_path: Path) -> None:
    """What a crashed session had discarded, what was sent long ago, and old copies go."""
    with closing(
        Outbox.open(tmp_path / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=NOW)
    ) as outbox:
        sent = outbox.capture(a_new_entry(), now=NOW).id
        exchange(outbox, "qa", now=NOW, wanted=Wanted(limit=1))
        accepted = Settlement(sent, Status.SENT, "accepted")
        exchange(outbox, "qa", now=NOW, settlements=[accepted])
        today = NOW + RETENTION
        given_up, just_now, waiting = (
            outbox.capture(a_new_entry(), now=today).id for _ in range(3)
        )
        outbox.discard(given_up, now=today - 10 * SECOND, reason="test")
        outbox.discard(just_now, now=today - 9 * SECOND, reason="test")
        copy = tmp_path / f"{OUTBOX_NAME}.damaged-1"
        shutil.copyfile(outbox.path, copy)
        os.utime(copy, (NOW.timestamp(), NOW.timestamp()))

        assert keep_house(outbox, tmp_path, now=today - SECOND) == Kept(0, 0, 0, ())
        assert keep_house(outbox, tmp_path, now=today) == Kept(1, 1, 1, ())
        assert keep_house(outbox, tmp_path, now=today) == Kept(0, 0, 0, ())
        gone = [outbox.entry(each).purged for each in (sent, given_up)]
        kept = [outbox.entry(each).purged for each in (just_now, waiting)]
        assert (gone, kept) == ([True, True], [False, False])
        assert not copy.exists()


def test_another_time_to_keep_can_be_chosen(tmp_path: Path) -> None:
    """A policy may want less."""
    with closing(
        Outbox.open(tmp_path / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=NOW)
    ) as outbox:
        old = outbox.capture(a_new_entry(), now=NOW).id
        outbox.capture(a_new_entry(replaces=old), now=NOW)
        kept = keep_house(outbox, tmp_path, now=NOW + 7 * SECOND, keep=8 * SECOND)
        assert kept.purged == 0
        kept = keep_house(outbox, tmp_path, now=NOW + 8 * SECOND, keep=8 * SECOND)
        assert kept.purged == 1

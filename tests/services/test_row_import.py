"""Rows are captured in batches, and a failing outbox is not asked again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.campaigns import CampaignLibrary, CampaignPack
from capdesk.domain.fields import Field
from capdesk.outbox import OUTBOX_NAME, CaptureError, Outbox
from capdesk.services.outward import outward_codes
from capdesk.services.row_files import Row
from capdesk.services.row_import import (
    ROWS_PER_TRANSACTION,
    RowJudge,
    RowVerdict,
    Verdict,
    import_rows,
)
from tests.support.clock import Clock
from tests.support.leads import a_campaign

BATCHES = 3


class Opener:
    """Gives an outbox, and counts how often it was asked."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.asked = 0

    def __call__(self) -> Outbox:
        """Give the outbox."""
        self.asked += 1
        return self.outbox


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    """Return an opener of a new outbox."""
    clock = Clock()
    with closing(
        Outbox.open(tmp_path / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=clock())
    ) as outbox:
        yield Opener(outbox)


def judge_for(folder: Path) -> RowJudge:
    """Return a judge who knows one campaign."""
    library = CampaignLibrary(folder)
    library.add(CampaignPack("qa", (a_campaign(),)))
    return RowJudge(library, None, outward_codes(), Clock())


def rows() -> Iterator[Row]:
    """Give good rows, a few batches of them, read as they are asked for."""
    campaign = a_campaign()
    for number in range(1, BATCHES * ROWS_PER_TRANSACTION + 1):
        yield Row(
            number,
            number + 1,
            {
                Field.CAMPAIGN: campaign.id,
                Field.ENQUIRY_TYPE: campaign.enquiry_types[0],
                Field.VEHICLE: campaign.vehicles[0],
                Field.ACQUISITION_CHANNEL: campaign.acquisition_channels[0],
                Field.FIRST_NAME: "Zoë",
                Field.LAST_NAME: "Ångström",
                Field.EMAIL: f"zoe.{number}@example.com",
            },
        )


def test_a_verdict_comes_out_once_it_is_durable(opener: Opener, tmp_path: Path) -> None:
    """When the first verdict is out its whole batch is on the disk, and no more."""
    verdicts = import_rows(rows(), judge_for(tmp_path), opener, clock=Clock())
    assert next(verdicts).verdict is Verdict.CAPTURED
    with closing(sqlite3.connect(tmp_path / OUTBOX_NAME)) as another:
        (kept,) = another.execute("SELECT count(*) FROM entry").fetchone()
    assert kept == ROWS_PER_TRANSACTION
    assert len(list(verdicts)) == BATCHES * ROWS_PER_TRANSACTION - 1


def test_an_outbox_that_failed_is_not_asked_again(
    opener: Opener, tmp_path: Path
) -> None:
    """Each row still gets its verdict; then the reason is raised."""
    opener.outbox.connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT raise(ABORT, 'x'); END"
    )
    verdicts: list[RowVerdict] = []
    importing = import_rows(rows(), judge_for(tmp_path), opener, clock=Clock())
    with pytest.raises(CaptureError, match="not saved"):
        verdicts.extend(importing)
    assert {each.verdict for each in verdicts} == {Verdict.REFUSED}
    assert len(verdicts) == BATCHES * ROWS_PER_TRANSACTION
    assert opener.asked == 1


def test_nothing_to_capture_opens_no_outbox(opener: Opener, tmp_path: Path) -> None:
    """A file whose rows are all refused needs no keyring."""
    bad = Row(1, 2, {Field.CAMPAIGN: "Another"})
    importing = import_rows([bad], judge_for(tmp_path), opener, clock=Clock())
    assert [each.verdict for each in importing] == [Verdict.REFUSED]
    assert opener.asked == 0

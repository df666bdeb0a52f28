"""Which wording was shown when."""

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capdesk.campaigns import (
    CampaignHistory,
    CampaignLibrary,
    CampaignLibraryError,
    CampaignPack,
    history,
    stored,
)
from capdesk.domain.campaign import Campaign
from tests.support.clock import Clock
from tests.support.leads import a_campaign

START = datetime(2026, 9, 1, 9, tzinfo=UTC)
FIRST = a_campaign()
SECOND = FIRST._replace(consent=FIRST.consent._replace(wording="And now?"))
KEY = (FIRST.environment, FIRST.id)
DAY = timedelta(days=1)


def test_without_a_file_there_is_no_history(tmp_path: Path) -> None:
    """Looking creates nothing."""
    assert CampaignHistory(tmp_path).all() == ()
    assert CampaignHistory(tmp_path).at(*KEY, START) is None
    assert list(tmp_path.iterdir()) == []


def test_each_version_is_told_for_its_time(tmp_path: Path) -> None:
    """A campaign that came back counts again from then on."""
    kept = CampaignHistory(tmp_path)
    for day, campaign in enumerate((FIRST, SECOND, FIRST)):
        kept.append([campaign], since=START + day * DAY)
    assert [each.campaign for each in kept.all()] == [FIRST, SECOND, FIRST]
    assert kept.at(*KEY, START - DAY) is None
    assert kept.at(*KEY, START) == FIRST
    assert kept.at(*KEY, START + 1.5 * DAY) == SECOND
    assert kept.at(*KEY, START + 2 * DAY) == FIRST
    assert kept.at("other", FIRST.id, START + DAY) is None


def test_the_same_again_is_no_version(tmp_path: Path) -> None:
    """A pack that is opened every morning fills nothing up."""
    kept = CampaignHistory(tmp_path)
    for day in range(3):
        kept.append([FIRST], since=START + day * DAY)
    (version,) = kept.all()
    assert version.since == START


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that grows too big keeps what is newest, in whole lines."""
    kept = CampaignHistory(tmp_path)
    monkeypatch.setattr(history, "MAX_HISTORY_BYTES", 5_000)
    versions = [FIRST._replace(name=f"Number {at}") for at in range(40)]
    for at, campaign in enumerate(versions):
        kept.append([campaign], since=START + at * DAY)
    left = [each.campaign for each in kept.all()]
    assert 1 < len(left) < 40
    assert left == versions[-len(left) :]
    assert (tmp_path / history.FILE_NAME).stat().st_size <= 5_000


def test_a_damaged_line_spoils_no_other(tmp_path: Path) -> None:
    """What can be read is told."""
    kept = CampaignHistory(tmp_path)
    kept.append([FIRST], since=START)
    path = tmp_path / history.FILE_NAME
    path.write_bytes(b'{"since": 5}\n[]\n\xff\n' + path.read_bytes() + b"{")
    assert [each.campaign for each in kept.all()] == [FIRST]


def test_a_library_keeps_what_it_replaces(tmp_path: Path) -> None:
    """Adding a pack again leaves the wording that was shown before."""
    clock = Clock()
    library = CampaignLibrary(tmp_path, clock=clock)
    library.add(CampaignPack(FIRST.environment, (FIRST,)))
    before = clock()
    clock.advance(days=1)
    library.add(CampaignPack(FIRST.environment, (SECOND,)))
    assert library.all() == (SECOND,)
    assert CampaignHistory(tmp_path).at(*KEY, before) == FIRST
    assert CampaignHistory(tmp_path).at(*KEY, clock()) == SECOND


@pytest.mark.parametrize("had", [(), (FIRST,)])
def test_a_pack_that_cannot_be_kept_is_in_no_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, had: tuple[Campaign, ...]
) -> None:
    """Nothing was changed means the history too, whether there was one or none."""
    kept = CampaignHistory(tmp_path)
    kept.append(had, since=START)

    def disk_full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(stored, "encode", disk_full)
    with pytest.raises(CampaignLibraryError, match="nothing was changed"):
        CampaignLibrary(tmp_path).add(CampaignPack(FIRST.environment, (SECOND,)))
    assert tuple(each.campaign for each in kept.all()) == had
    assert (tmp_path / history.FILE_NAME).exists() == bool(had)

"""How far the clock is off is learnt from replies, and written down rarely."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from capdesk.domain.environment import PRACTICE
from capdesk.domain.outcome import Accepted, NotSent, NotSentReason, NotTheGateway
from capdesk.gateway import Evidence
from capdesk.gateway.evidence import Reply
from capdesk.practice import PracticeGateway
from capdesk.services.clock_offset import (
    FILE_NAME,
    ClockKeeper,
    ClockOffset,
    load_offset,
)
from capdesk.services.profile import Profile
from capdesk.services.sending import Way
from capdesk.settings import Environments
from tests.services.desk import KEY, credentials_for
from tests.support.clock import NOW, Clock

MINUTE = timedelta(minutes=1)
DEALER = "dealer-group"


def a_reply(at: datetime = NOW, *, ahead: timedelta = timedelta(0)) -> Evidence:
    """Return the record of an attempt that was answered by a clock ahead of ours."""
    date = format_datetime(at + ahead, usegmt=True)
    return Evidence(reply=Reply(status=202, headers={"date": date}, at=at))


def test_what_a_reply_says_is_kept(tmp_path: Path) -> None:
    """The next program on this computer reads what this one has learnt."""
    ClockKeeper(tmp_path).note(a_reply(ahead=7 * MINUTE), Accepted())
    assert load_offset(tmp_path) == ClockOffset(NOW, 7 * MINUTE)


@pytest.mark.parametrize(
    ("later", "ahead", "is_kept"),
    [
        (59 * MINUTE, timedelta(0), False),
        (60 * MINUTE, timedelta(0), True),
        (-60 * MINUTE, timedelta(0), True),
        (MINUTE, MINUTE, False),
        (MINUTE, 2 * MINUTE, True),
        (MINUTE, -2 * MINUTE, True),
    ],
)
def test_kept_once_an_hour_or_when_the_clock_was_set(
    tmp_path: Path, later: timedelta, ahead: timedelta, is_kept: bool
) -> None:
    """What says nothing new costs no write, for this program nor for the next."""
    keeper = ClockKeeper(tmp_path)
    keeper.note(a_reply(), Accepted())
    content = (tmp_path / FILE_NAME).read_bytes()
    for each in (keeper, ClockKeeper(tmp_path)):
        each.note(a_reply(NOW + later, ahead=ahead), Accepted())
        assert ((tmp_path / FILE_NAME).read_bytes() != content) is is_kept


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        (Evidence(), NotSent(NotSentReason.DNS)),
        (a_reply(ahead=9 * MINUTE), NotTheGateway(200)),
        (Evidence(reply=Reply(202, {}, NOW)), Accepted()),
        (Evidence(reply=Reply(202, {"date": "yesterday"}, NOW)), Accepted()),
    ],
)
def test_only_the_gateway_tells_the_time(
    tmp_path: Path, evidence: Evidence, outcome: Accepted | NotSent | NotTheGateway
) -> None:
    """No reply, a sign-in page's, and one without a date: nothing is learnt."""
    ClockKeeper(tmp_path).note(evidence, outcome)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_done_without(tmp_path: Path) -> None:
    """That it can't be written down is no fault of the attempt."""
    (tmp_path / FILE_NAME).mkdir()
    ClockKeeper(tmp_path).note(a_reply(), Accepted())
    assert load_offset(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"at": 1, "offset_s": 1}',
        b'{"at": "2026-09-12T10:30:00+00:00", "offset_s": 1e400}',
        b'{"at": "2026-09-12T10:30:00+00:00", "offset_s": 99999999999999999}',
    ],
)
def test_a_damaged_file_says_nothing(tmp_path: Path, content: bytes) -> None:
    """It counts as none, and the next reply replaces it."""
    (tmp_path / FILE_NAME).write_bytes(content)
    assert load_offset(tmp_path) is None
    ClockKeeper(tmp_path).note(a_reply(), Accepted())
    assert load_offset(tmp_path) == ClockOffset(NOW, timedelta(0))


def test_a_clock_set_back_since_is_noticed() -> None:
    """It shows less than it did at the reply, so it is behind by that much at least."""
    known = ClockOffset(NOW, timedelta(0))
    assert known.as_of(NOW + 9 * MINUTE) == timedelta(0)
    assert known.as_of(NOW - 9 * MINUTE) == 9 * MINUTE


def test_a_lead_that_is_sent_tells_the_time(tmp_path: Path) -> None:
    """The way to a gateway notes the `Date` of what comes back, but not in practice."""
    ahead = NOW + 9 * MINUTE

    async def send(profile: Profile, environment: str) -> None:
        async with Way(profile, environment, Clock(NOW)) as way:
            assert way.find_key() == KEY
            await way.submit(b"{}", KEY, Evidence())

    with PracticeGateway(now=lambda: ahead) as gateway:
        url = gateway.url
        practice = Profile(tmp_path, credentials_for(url), practice_url=url)
        asyncio.run(send(practice, PRACTICE))
        assert load_offset(tmp_path) is None
        Environments(tmp_path).add(DEALER, url)
        asyncio.run(send(Profile(tmp_path, credentials_for(url, DEALER)), DEALER))
    assert load_offset(tmp_path) == ClockOffset(NOW, 9 * MINUTE)
    assert load_offset(tmp_path) == ClockOffset(NOW.astimezone(UTC), 9 * MINUTE)

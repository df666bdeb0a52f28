"""Remembers how far this computer's clock was from the gateway's, at its last reply.

Nobody is asked for the time: the `Date` of a reply to a lead says it anyway.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from capdesk import files
from capdesk.domain.outcome import NotTheGateway, Outcome
from capdesk.gateway import Evidence

FILE_NAME = "clock.json"
KEEP_EVERY = timedelta(hours=1)
NEWS = timedelta(minutes=1)
"""A change of the offset by more than this is kept at once: somebody set the clock."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """What the gateway's time was, against this computer's.

    Attributes:
        at: When the reply came, by this computer's clock; aware, UTC.
        offset: What has to be added to this computer's time to get the gateway's.
    """

    at: datetime
    offset: timedelta

    def as_of(self, now: datetime) -> timedelta:
        """Return the offset at a later moment.

        Time has gone on since the reply; a clock that shows less than it was then has
        been set back by at least the difference.
        """
        return max(self.offset, self.at + self.offset - now)


def load_offset(folder: Path) -> ClockOffset | None:
    """Return what is remembered; None where there is nothing that can be read."""
    try:
        tree = json.loads((folder / FILE_NAME).read_bytes())
        at = datetime.fromisoformat(tree["at"]).astimezone(UTC)
        return ClockOffset(at, timedelta(seconds=int(tree["offset_s"])))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


class ClockKeeper:
    """Keeps the offset in the data folder, rarely: each write waits for the disk.

    Args:
        folder: The data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: ClockOffset | None = None

    def note(self, evidence: Evidence, outcome: Outcome) -> None:
        """Take note of an attempt; one that the gateway did not answer says nothing.

        What can't be kept is done without: no lead depends on it.
        """
        reply, server_date = evidence.reply, evidence.server_date
        if reply is None or server_date is None or isinstance(outcome, NotTheGateway):
            return
        seen = ClockOffset(reply.at, server_date - reply.at)
        self._kept = self._kept or load_offset(self._folder)
        if not _is_worth_keeping(seen, self._kept):
            return
        self._kept = seen  # even if it fails: the next try is in an hour
        tree = {
            "at": seen.at.isoformat(),
            "offset_s": round(seen.offset.total_seconds()),
        }
        try:
            files.write_private(self._folder / FILE_NAME, json.dumps(tree).encode())
        except OSError as error:
            _log.warning("the clock's offset can't be kept", exc_info=error)


def _is_worth_keeping(seen: ClockOffset, kept: ClockOffset | None) -> bool:
    return (
        kept is None
        or abs(seen.at - kept.at) >= KEEP_EVERY
        or abs(seen.offset - kept.offset) > NEWS
    )

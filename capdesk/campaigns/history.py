"""Every version of a campaign that this computer has had, to say what was shown when.

One line per version, in the order in which they came; the oldest go once there are too
many.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capdesk import files
from capdesk.campaigns import stored
from capdesk.domain.campaign import Campaign

FILE_NAME = "campaigns-history.jsonl"
MAX_HISTORY_BYTES = 20_000_000
"""Thousands of versions, or four packs of the greatest size."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a campaign.

    Attributes:
        since: When it came to this computer, aware, UTC.
        campaign: What it said.
    """

    since: datetime
    campaign: Campaign


class CampaignHistory:
    """The versions that one data folder has had.

    Whoever writes holds the lock of the folder's campaigns.

    Args:
        folder: The data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def all(self) -> tuple[Version, ...]:
        """Read every version, oldest first; a line that is damaged is left out.

        Raises:
            OSError: The file cannot be read.
        """
        return tuple(_versions(self._content()))

    def at(self, environment: str, campaign_id: str, when: datetime) -> Campaign | None:
        """Return what a campaign said at a time; None where it was not here yet.

        Args:
            environment: Which environment's.
            campaign_id: Which campaign.
            when: Aware.

        Raises:
            OSError: The file cannot be read.
        """
        wanted = (environment, campaign_id)
        said = [
            each.campaign
            for each in self.all()
            if (each.campaign.environment, each.campaign.id) == wanted
            and each.since <= when
        ]
        return said[-1] if said else None

    def append(self, campaigns: Iterable[Campaign], *, since: datetime) -> bytes:
        """Add those that are not the latest version; return the file for `restore`.

        Raises:
            OSError: Nothing was changed.
        """
        before = self._content()
        latest = {
            (each.campaign.environment, each.campaign.id): each.campaign
            for each in _versions(before)
        }
        lines = [
            _line(Version(since, each))
            for each in campaigns
            if latest.get((each.environment, each.id)) != each
        ]
        if lines:
            files.write_private(self._path, _newest(before + b"".join(lines)))
        return before

    def restore(self, before: bytes) -> None:
        """Undo `append`.

        Raises:
            OSError: The file is as it was after `append`.
        """
        if before:
            files.write_private(self._path, before)
        else:
            self._path.unlink(missing_ok=True)

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""


def _versions(content: bytes) -> Iterator[Version]:
    for line in content.splitlines():
        try:
            yield _version(line)
        except (ValueError, TypeError, KeyError, RecursionError):
            _log.warning("a line of the campaigns' history cannot be read")


def _newest(content: bytes) -> bytes:
    if len(content) <= MAX_HISTORY_BYTES:
        return content
    return content[content.index(b"\n", len(content) - MAX_HISTORY_BYTES - 1) + 1 :]


def _line(version: Version) -> bytes:
    tree = {
        "since": version.since.astimezone(UTC).isoformat(),
        "campaign": stored.to_json(version.campaign),
    }
    return json.dumps(tree, ensure_ascii=False).encode() + b"\n"


def _version(line: bytes) -> Version:
    tree = json.loads(line)
    since = datetime.fromisoformat(tree["since"])
    if since.tzinfo is None:
        raise ValueError("a time without a zone")
    return Version(since, stored.from_json(tree["campaign"]))

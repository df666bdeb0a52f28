"""Campaign packs that IT put into the machine-wide folder.

The window needs them before it is painted, and checking a pack loads pydantic. So what
came of checking one is remembered in the data folder under the pack's own hash, and
checked again only once the pack, or CapDesk, is another.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capdesk import __version__, files
from capdesk.campaigns import stored
from capdesk.campaigns.history import CampaignHistory
from capdesk.campaigns.library import LOCK_NAME
from capdesk.campaigns.pack import (
    PackError,
    check_environment,
    check_pack,
    printable,
    read_pack_file,
)
from capdesk.domain.campaign import Campaign

FILE_NAME = "machine-packs.json"
FORMAT = "capdesk-machine-packs/1"
MAX_PACKS = 50
MAX_TOTAL_BYTES = 20_000_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ManagedCampaign:
    """A campaign from the machine-wide folder.

    Attributes:
        campaign: What it says.
        pack: The file that brought it.
    """

    campaign: Campaign
    pack: Path


@dataclass(frozen=True, slots=True)
class ManagedCampaigns:
    """What the packs of the machine-wide folder hold.

    Attributes:
        campaigns: No (environment, id) is there twice: the last file by name has it.
        troubles: What could not be used: sentences with file and place.
    """

    campaigns: tuple[ManagedCampaign, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Checked:
    """What came of checking one pack: its campaigns, or its fault."""

    campaigns: tuple[Campaign, ...] = ()
    fault: str | None = None

    def admit(self, name: str, environments: Collection[str]) -> None:
        """Raise PackError where the pack cannot be used on this computer."""
        if self.fault is not None:
            raise PackError(f"{name}: {self.fault}")
        check_environment(self.campaigns[0].environment, name, environments)


class MachinePacks:
    """The packs of one machine-wide folder, as one data folder sees them.

    Args:
        packs: The folder that holds them; it need not be there.
        data_folder: Where is remembered what was checked; never created for it.
        clock: Gives the time, aware.
        lock_wait_s: Longest wait for another program that changes campaigns, in seconds.
    """

    def __init__(
        self,
        packs: Path,
        data_folder: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        lock_wait_s: float = 1.0,
    ) -> None:
        self._packs = packs
        self._folder = data_folder
        self._clock = clock
        self._lock_wait_s = lock_wait_s

    def load(self, environments: Collection[str]) -> ManagedCampaigns:
        """Read all packs; a broken one is told, and the others count.

        Args:
            environments: Names of the environments that this computer knows.
        """
        troubles: list[str] = []
        contents = self._contents(troubles)
        if not contents and not troubles:
            return ManagedCampaigns()
        known = self._remembered()
        checked: dict[str, _Checked] = {}
        managed: dict[tuple[str, str], ManagedCampaign] = {}
        for path, content in contents.items():
            digest = hashlib.sha256(content).hexdigest()
            name = printable(str(path))
            each = checked[digest] = known.get(digest) or _check(content)
            try:
                each.admit(name, environments)
            except PackError as error:
                troubles.append(str(error))
                continue
            for campaign in each.campaigns:
                key = (campaign.environment, campaign.id)
                managed[key] = ManagedCampaign(campaign, path)
        if checked.keys() != known.keys():
            self._remember(checked)
        return ManagedCampaigns(tuple(managed.values()), tuple(troubles))

    def _contents(self, troubles: list[str]) -> Mapping[Path, bytes]:
        """Read the files, in the order of their names."""
        try:
            paths = sorted(
                each for each in self._packs.iterdir() if each.suffix == ".json"
            )
        except FileNotFoundError:
            return {}
        except OSError as error:
            troubles.append(
                f"{printable(str(self._packs))}: the campaign packs in it cannot be read "
                f"({error.strerror})."
            )
            return {}
        contents: dict[Path, bytes] = {}
        left_bytes = MAX_TOTAL_BYTES
        for path in paths:
            name = printable(str(path))
            try:
                content = read_pack_file(path, name)
            except PackError as error:
                troubles.append(str(error))
                continue
            left_bytes -= len(content)
            if len(contents) == MAX_PACKS or left_bytes < 0:
                troubles.append(
                    f"{name}: this pack and those after it are left out, as there are "
                    f"more than {MAX_PACKS} or they have more than "
                    f"{MAX_TOTAL_BYTES // 1_000_000} MB."
                )
                break
            contents[path] = content
        return contents

    def _remembered(self) -> Mapping[str, _Checked]:
        try:
            return _decode((self._folder / FILE_NAME).read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            _log.warning("what is known of managed packs cannot be read")
            return {}

    def _remember(self, checked: Mapping[str, _Checked]) -> None:
        """Keep what was checked, and the versions that are new, if it is possible."""
        if not self._folder.is_dir():
            return  # looking at campaigns makes no data folder
        campaigns = [each for one in checked.values() for each in one.campaigns]
        try:
            with files.exclusive(self._folder / LOCK_NAME, timeout_s=self._lock_wait_s):
                CampaignHistory(self._folder).append(campaigns, since=self._clock())
                files.write_private(self._folder / FILE_NAME, _encode(checked))
        except OSError as error:  # a lock that is held is one too
            # The packs are checked anew at the next start, which takes a little longer.
            _log.warning("managed packs could not be remembered: %s", error.strerror)


def _check(content: bytes) -> _Checked:
    try:
        return _Checked(check_pack(content, "").campaigns)
    except PackError as error:
        return _Checked(fault=str(error).removeprefix(": "))


def _encode(checked: Mapping[str, _Checked]) -> bytes:
    packs = {
        digest: {
            "fault": each.fault,
            "campaigns": [stored.to_json(campaign) for campaign in each.campaigns],
        }
        for digest, each in checked.items()
    }
    tree = {"format": FORMAT, "checked_by": __version__, "packs": packs}
    return json.dumps(tree, ensure_ascii=False).encode()


def _decode(content: bytes) -> Mapping[str, _Checked]:
    tree = json.loads(content)
    if (tree["format"], tree["checked_by"]) != (FORMAT, __version__):
        return {}  # another version may check by other rules
    return {digest: _checked(each) for digest, each in tree["packs"].items()}


def _checked(node: Mapping[str, object]) -> _Checked:
    match node:
        case {"fault": str(fault)}:
            return _Checked(fault=fault)
        case {"campaigns": [_, *_] as campaigns}:
            return _Checked(tuple(stored.from_json(each) for each in campaigns))
        case _:
            raise ValueError("neither a fault nor campaigns")

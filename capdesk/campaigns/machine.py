"""Campaign packs that IT put into the machine-wide folder.

The window needs them before it is painted, and checking a pack loads pydantic. So what
came of checking one is remembered in the data folder under the pack's own hash, and
checked again only once the pack, or CapDesk, is another.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from capdesk import files
from capdesk.campaigns.history import CampaignHistory
from capdesk.campaigns.library import LOCK_NAME
from capdesk.campaigns.machine_memory import Checked, Memory, decode, encode
from capdesk.campaigns.pack import (
    PackError,
    check_environment,
    check_pack,
    not_believed,
    printable,
    read_pack_file,
)
from capdesk.domain.campaign import Campaign

if TYPE_CHECKING:  # most computers need no signature
    from capdesk.domain.pack_signature import PackKey, Signed

FILE_NAME = "machine-packs.json"
MAX_PACKS = 50
MAX_TOTAL_BYTES = 20_000_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ManagedCampaign:
    """A campaign from the machine-wide folder.

    Attributes:
        campaign: What it says.
        pack: The file that brought it.
        signed: Who signed that file, and when; None where packs need no signature.
    """

    campaign: Campaign
    pack: Path
    signed: "Signed | None" = None


@dataclass(frozen=True, slots=True)
class ManagedCampaigns:
    """What the packs of the machine-wide folder hold.

    Attributes:
        campaigns: No (environment, id) is there twice: the last file by name has it.
        troubles: What could not be used: sentences with file and place.
    """

    campaigns: tuple[ManagedCampaign, ...] = ()
    troubles: tuple[str, ...] = ()


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

    def load(
        self,
        environments: Collection[str],
        keys: "Collection[PackKey] | None" = None,
    ) -> ManagedCampaigns:
        """Read all packs; a broken one is told, and the others count.

        Args:
            environments: Names of the environments that this computer knows.
            keys: Whose signatures are believed; None where packs need none.
        """
        troubles: list[str] = []
        contents = self._contents(troubles)
        if not contents and not troubles:
            return ManagedCampaigns()
        memory = self._remembered()
        checked: dict[str, Checked] = {}
        found: list[ManagedCampaign] = []
        for path, content in contents.items():
            name = printable(str(path))
            try:
                signed = None if keys is None else _signed(path, content, name, keys)
                digest = hashlib.sha256(content).hexdigest()
                each = memory.checked.get(digest) or _check(content)
                checked[digest] = each
                _admit(each, name, environments)
                campaigns = each.campaigns if signed is None else _read_anew(content)
            except PackError as error:
                troubles.append(str(error))
                continue
            found += [ManagedCampaign(one, path, signed) for one in campaigns]
        newest = dict(memory.newest)
        now_s = int(self._clock().timestamp())
        managed = _in_use(found, newest, troubles, now_s)
        if checked.keys() != memory.checked.keys() or newest != memory.newest:
            self._remember(Memory(checked, newest))
        return ManagedCampaigns(managed, tuple(troubles))

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
                f"({error.strerror}), so none of them is used; leads stay as they are; "
                "ask IT to give CapDesk access to that folder."
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
                    f"{name}: this pack and those after it are not used, as there are "
                    f"more than {MAX_PACKS} or they have more than "
                    f"{MAX_TOTAL_BYTES // 1_000_000} MB; leads stay as they are; ask IT "
                    "to take out what is over."
                )
                break
            contents[path] = content
        return contents

    def _remembered(self) -> Memory:
        try:
            return decode((self._folder / FILE_NAME).read_bytes())
        except FileNotFoundError:
            return Memory()
        except (
            OSError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
        ):
            _log.warning("what is known of managed packs cannot be read")
            return Memory()

    def _remember(self, memory: Memory) -> None:
        """Keep what was checked, and the versions that are new, if it is possible."""
        if not self._folder.is_dir():
            return  # looking at campaigns makes no data folder
        campaigns = [each for one in memory.checked.values() for each in one.campaigns]
        try:
            with files.exclusive(self._folder / LOCK_NAME, timeout_s=self._lock_wait_s):
                CampaignHistory(self._folder).append(campaigns, since=self._clock())
                files.write_private(self._folder / FILE_NAME, encode(memory))
        except OSError as error:  # a lock that is held is one too
            # The packs are checked anew at the next start, which takes a little longer.
            _log.warning("managed packs could not be remembered: %s", error.strerror)


def _admit(checked: Checked, name: str, environments: Collection[str]) -> None:
    """Raise PackError where a pack cannot be used on this computer."""
    if checked.fault is not None:
        raise PackError(f"{name}: {checked.fault}")
    check_environment(checked.campaigns[0].environment, name, environments)


def _check(content: bytes) -> Checked:
    try:
        return Checked(check_pack(content, "").campaigns)
    except PackError as error:
        return Checked(fault=str(error).removeprefix(": "))


def _signed(
    path: Path, content: bytes, name: str, keys: "Collection[PackKey]"
) -> "Signed":
    from capdesk.campaigns.minisign import SignatureFault
    from capdesk.campaigns.seal import read_seal

    try:
        seal = read_seal(path, content, keys)
    except SignatureFault as fault:
        raise not_believed(name, fault) from fault
    assert seal is not None  # noqa: S101 - with keys there is one, or a fault
    assert seal.signed is not None  # noqa: S101 - and it was checked
    return seal.signed


def _read_anew(content: bytes) -> tuple[Campaign, ...]:
    """Return the campaigns of a signed pack; see `read_checked`."""
    from capdesk.campaigns.signed_reading import read_checked

    try:
        return read_checked(content)
    except ValueError:
        # What is remembered is wrong; checking it tells what else is.
        return check_pack(content, "").campaigns


def _in_use(
    found: Iterable[ManagedCampaign],
    newest: dict[str, int],
    troubles: list[str],
    now_s: int,
) -> tuple[ManagedCampaign, ...]:
    """Choose one of each campaign: the last by name, or the one signed last.

    Args:
        found: In the order of their files.
        newest: By campaign, when the pack was signed that was used so far, in seconds
            since 1970; brought up to date.
        troubles: Is told of packs that are older than that.
        now_s: The time, likewise. A pack that was signed by a clock far ahead must not
            keep out every later one.
    """
    used = dict(newest)
    managed: dict[str, ManagedCampaign] = {}
    old: dict[Path, Signed] = {}
    for each in found:
        key = f"{each.campaign.environment} {each.campaign.id}"
        if each.signed is not None:
            at_s = int(each.signed.at.timestamp())
            if at_s < used.get(key, 0):
                old[each.pack] = each.signed
                continue
            used[key] = at_s
            newest[key] = max(newest.get(key, 0), min(at_s, now_s))
        managed[key] = each
    if old:
        from capdesk.domain.rules.times import shown_time

        troubles += [
            f"{printable(str(pack))}: it was signed on {shown_time(signed.at)}, and a "
            "newer one has been used on this computer, so what is older in it is not "
            "used; to go back to it, head office signs it again."
            for pack, signed in old.items()
        ]
    return tuple(managed.values())

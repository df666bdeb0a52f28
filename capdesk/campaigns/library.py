"""The campaigns this computer knows, kept in one file of the data folder."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capdesk import files
from capdesk.campaigns import stored
from capdesk.campaigns.finding import KnownCampaigns
from capdesk.campaigns.history import CampaignHistory
from capdesk.campaigns.pack import CampaignPack
from capdesk.domain.campaign import Campaign

FILE_NAME = "campaigns.json"
LOCK_NAME = "campaigns.lock"


class CampaignLibraryError(Exception):
    """The file of campaigns cannot be read or written; a sentence for the user."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """What a pack changed.

    Attributes:
        added: Campaigns this computer did not know.
        replaced: Campaigns, as they are now, that took the place of an older version.
    """

    added: tuple[Campaign, ...]
    replaced: tuple[Campaign, ...]


class CampaignLibrary:
    """Campaigns by (environment, id), in the order in which they first came.

    Args:
        folder: The data folder; created, private, when the first pack is added.
        clock: Gives the time, aware, to know later what was shown when.
        lock_wait_s: Longest wait for another program that is adding, in seconds.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        lock_wait_s: float = files.LOCK_WAIT_S,
    ) -> None:
        self._path = folder / FILE_NAME
        self._history = CampaignHistory(folder)
        self._folder = folder
        self._clock = clock
        self._lock_path = folder / LOCK_NAME
        self._lock_wait_s = lock_wait_s

    def all(self) -> tuple[Campaign, ...]:
        """Read every campaign, without pydantic.

        Raises:
            CampaignLibraryError: The file is damaged or cannot be read.
        """
        return self.read()[0]

    def read(self) -> tuple[tuple[Campaign, ...], Mapping[stored.Key, str]]:
        """Read every campaign, and the names of the signed packs they came from.

        Raises:
            CampaignLibraryError: The file is damaged or cannot be read.
        """
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return (), {}
        except OSError as error:
            raise CampaignLibraryError(
                f"The campaigns on this computer cannot be read "
                f"({self._path}: {error.strerror}); no lead was touched; give CapDesk "
                "access to this file."
            ) from error
        try:
            return stored.decode(content), stored.packs_in(content)
        except ValueError as error:
            raise CampaignLibraryError(
                f"The campaigns on this computer cannot be read, because {self._path} "
                "is damaged or was written by another version of CapDesk; no lead was "
                "touched; rename that file and add the campaign packs again."
            ) from error

    def add(self, pack: CampaignPack) -> AddResult:
        """Keep a pack's campaigns; those of the same environment and id are replaced.

        What they said before stays in the folder's history.
        Two programs may add at the same moment: one waits for the other.

        Raises:
            CampaignLibraryError: Nothing was changed.
        """
        from capdesk.campaigns.kept_packs import KeptPacks

        kept = KeptPacks(self._folder)
        try:
            with files.exclusive(self._lock_path, timeout_s=self._lock_wait_s):
                campaigns, packs = self.read()
                known = {(each.environment, each.id): each for each in campaigns}
                new = {(each.environment, each.id): each for each in pack.campaigns}
                others = {key: name for key, name in packs.items() if key not in new}
                # First the pack: no campaign may come from one that is not there.
                if pack.seal is not None:
                    others |= dict.fromkeys(new, kept.keep(pack.seal))
                self._replace(known, new, others)
                with contextlib.suppress(OSError):  # leftovers are in nobody's way
                    kept.forget_others(set(others.values()))
        except TimeoutError as error:
            raise CampaignLibraryError(
                "Another CapDesk is adding campaigns at this moment; nothing was "
                "changed; try again."
            ) from error
        except OSError as error:
            raise CampaignLibraryError(
                f"The campaigns cannot be kept in {self._path} ({error.strerror}); "
                "nothing was changed; make room or give CapDesk access to that folder."
            ) from error
        return AddResult(
            added=tuple(each for key, each in new.items() if key not in known),
            replaced=tuple(each for key, each in new.items() if key in known),
        )

    def _replace(
        self,
        known: Mapping[tuple[str, str], Campaign],
        new: Mapping[tuple[str, str], Campaign],
        packs: Mapping[tuple[str, str], str],
    ) -> None:
        before = self._history.append(new.values(), since=self._clock())
        try:
            content = stored.encode({**known, **new}.values(), packs)
            files.write_private(self._path, content)
        except BaseException:
            # It was never shown. If the disk is so full that this fails as well, the
            # history has a version too many, and every lead has its own wording.
            with contextlib.suppress(OSError):
                self._history.restore(before)
            raise

    def find(self, text: str, environment: str | None = None) -> Campaign:
        """Find the one campaign that somebody means.

        Args:
            text: Its id, or its name in any case and spacing.
            environment: Where to look; None for everywhere.

        Raises:
            CampaignNotFound: No campaign matches.
            CampaignAmbiguous: Several do.
            CampaignLibraryError: The file is damaged or cannot be read.
        """
        return KnownCampaigns(self.all()).find(text, environment)

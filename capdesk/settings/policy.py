"""What IT has set for everybody on a computer: `policy.toml` in its machine-wide folder.

Whether there is one is known before the window is shown, so a computer without a policy
pays for one look at the disk and no more.
"""

import stat
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from capdesk.domain.campaign import OnUnknownOutcome

if TYPE_CHECKING:
    from capdesk.domain.pack_signature import PackKey
    from capdesk.settings.environments import Environment

FILE_NAME = "policy.toml"
MAX_POLICY_BYTES = 64_000
ASK_IT = "ask IT to put it right"


class PolicyKey(StrEnum):
    """What a policy can set, by its key in the file."""

    ENVIRONMENT = "environment"
    ENVIRONMENTS = "environments"
    RETENTION_DAYS = "retention_days"
    ON_UNKNOWN_OUTCOME = "on_unknown_outcome"
    CURTAIN_MINUTES = "curtain_minutes"
    PROXY = "proxy"
    STAFF_NAMES = "staff_names"
    PRACTICE_ALLOWED = "practice_allowed"
    ONLY_MANAGED_CAMPAIGNS = "only_managed_campaigns"
    ONLY_MANAGED_ENVIRONMENTS = "only_managed_environments"
    PACK_PUBLIC_KEY = "pack_public_key"
    RECOVERY_PUBLIC_KEY = "recovery_public_key"


class Policy(NamedTuple):
    """What a policy says; None where it says nothing.

    Attributes:
        environment: The one environment that this computer takes leads for.
        environments: Environments that IT added.
        retention_days: How long contact data of leads that are done with is kept.
        on_unknown_outcome: What to do with a lead that may have arrived; a campaign
            that says `hold` is held all the same.
        curtain_minutes: When the privacy curtain falls; 0 for never.
        proxy: See `normalise_proxy`.
        staff_names: To choose from, instead of typing one.
        practice_allowed: Whether people may open practice mode.
        only_managed_campaigns: Whether packs come from the machine-wide folder alone.
        only_managed_environments: Whether nobody but IT adds environments.
        pack_public_key: Keys that campaign packs have to be signed with, one of them
            each; those of the list that could be used.
        recovery_public_key: Whom data keys are sealed to as well: an age recipient.
        unusable: Keys whose values could not be used; every key, where the file could
            not be read. Nothing that they might have forbidden is allowed for it.
        troubles: What is wrong with the policy: sentences with file and line.
    """

    environment: str | None = None
    environments: "tuple[Environment, ...]" = ()
    retention_days: int | None = None
    on_unknown_outcome: OnUnknownOutcome | None = None
    curtain_minutes: int | None = None
    proxy: str | None = None
    staff_names: tuple[str, ...] | None = None
    practice_allowed: bool | None = None
    only_managed_campaigns: bool | None = None
    only_managed_environments: bool | None = None
    pack_public_key: "tuple[PackKey, ...] | None" = None
    recovery_public_key: str | None = None
    unusable: frozenset[PolicyKey] = frozenset()
    troubles: tuple[str, ...] = ()

    @property
    def trouble(self) -> str | None:
        """What is wrong with the policy, for the window and the self-check."""
        return " ".join(self.troubles) or None

    @property
    def allows_own_environments(self) -> bool:
        """Whether environments that were added by hand can be used.

        Not while it is unknown which ones IT meant: one added by hand might have the
        name of one of those, and another address.
        """
        return not (
            self.only_managed_environments
            or self.unusable
            & {PolicyKey.ENVIRONMENTS, PolicyKey.ONLY_MANAGED_ENVIRONMENTS}
        )

    @property
    def allows_adding_campaigns(self) -> bool:
        """Whether packs can be added by hand."""
        return not (
            self.only_managed_campaigns
            or PolicyKey.ONLY_MANAGED_CAMPAIGNS in self.unusable
        )

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing of it could be read."""
        return self.unusable == frozenset(PolicyKey)

    @property
    def pack_keys(self) -> "tuple[PackKey, ...] | None":
        """Whose packs alone are used; None for anybody's, an empty one for nobody's.

        Where the whole policy can't be read, nobody knows that packs have to be signed:
        those that are here stay in use, and none can be added by hand.
        """
        if self.pack_public_key is not None:
            return self.pack_public_key
        if PolicyKey.PACK_PUBLIC_KEY in self.unusable and not self.is_unreadable:
            return ()
        return None


NO_POLICY = Policy()


class _UnreadableError(Exception):
    """The file cannot be read; why, as the end of a sentence."""


def load_policy(machine_folder: Path | None) -> Policy:
    """Read the policy of a computer.

    Args:
        machine_folder: Where it lies; None for no policy.

    Returns:
        What could be used of it, with a sentence for each thing that could not.
    """
    if machine_folder is None:
        return NO_POLICY
    path = machine_folder / FILE_NAME
    try:
        content = _read(path)
    except FileNotFoundError:
        return NO_POLICY
    except OSError as error:
        return unreadable(str(path), f"it cannot be read ({error.strerror})")
    except _UnreadableError as error:
        return unreadable(str(path), str(error))
    from capdesk.settings.policy_format import read_policy

    return read_policy(content, str(path))


def unreadable(place: str, fault: str) -> Policy:
    """Return the policy of a computer whose own cannot be read at all.

    Args:
        place: The file, with the line where one is known.
        fault: What is wrong, as the end of a sentence without its full stop.
    """
    sentence = (
        f"{place}: {fault}; until that is put right, CapDesk's own settings apply, leads "
        "for environments other than the built-in ones wait on this computer, and no "
        f"campaign pack can be added by hand; {ASK_IT}."
    )
    return Policy(unusable=frozenset(PolicyKey), troubles=(sentence,))


def _read(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise _UnreadableError("it is not a file")
    if status.st_size <= MAX_POLICY_BYTES:
        with path.open("rb") as file:
            content = file.read(MAX_POLICY_BYTES + 1)
        if len(content) <= MAX_POLICY_BYTES:
            return content
    raise _UnreadableError(f"it has more than {MAX_POLICY_BYTES // 1_000} kB")

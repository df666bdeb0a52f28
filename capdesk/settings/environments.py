"""Environments: where leads go, the two that are built in and an administrator's own."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from capdesk import files
from capdesk.domain.environment import PRACTICE
from capdesk.settings.errors import SettingsError
from capdesk.settings.policy import NO_POLICY, Policy
from capdesk.settings.urls import normalise_post_url

FILE_NAME = "environments.json"
LOCK_NAME = "environments.lock"
FORMAT = "capdesk-environments/1"

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Environment:
    """One place where leads go.

    Attributes:
        name: Lower-case letters, digits and hyphens.
        url: The whole address of the POST.
        builtin: Whether it comes with CapDesk and cannot be changed.
        managed: Whether the computer's policy has set it.
    """

    name: str
    url: str
    builtin: bool = False
    managed: bool = False


# From the gateway's documentation; both to be confirmed with CAP, see the README.
BUILT_IN = (
    Environment(
        "production",
        "https://api.cap-gateway.com/lead-submission/v1/external",
        builtin=True,
    ),
    Environment(
        "qa",
        "https://qa-api.cap-gateway.com/lead-submission/v1/external",
        builtin=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Added:
    """The environment is new; it has no key yet."""

    environment: Environment


@dataclass(frozen=True, slots=True)
class Changed:
    """The environment has another URL now, so its key has to be given again."""

    environment: Environment
    previous_url: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The environment was there with this very URL."""

    environment: Environment


AddOutcome = Added | Changed | Unchanged


class UnknownEnvironmentError(SettingsError):
    """No environment has this name; a sentence for the user."""


class Environments:
    """The environments of this computer, by name.

    Args:
        folder: The data folder; created, private, when the first one is added.
        policy: The computer's policy; its environments come before those of the folder.
        lock_wait_s: Longest wait for another program that is adding, in seconds.
    """

    def __init__(
        self,
        folder: Path,
        policy: Policy = NO_POLICY,
        *,
        lock_wait_s: float = files.LOCK_WAIT_S,
    ) -> None:
        self._policy = policy
        self._path = folder / FILE_NAME
        self._lock_path = folder / LOCK_NAME
        self._lock_wait_s = lock_wait_s

    def all(self) -> tuple[Environment, ...]:
        """Read all: those built in, those of the policy, then the others by name.

        Raises:
            SettingsError: The file is damaged or cannot be read.
        """
        managed = self._policy.environments
        if not self._policy.allows_own_environments:
            return BUILT_IN + managed
        taken = {each.name for each in managed}
        own = [each for each in self._own() if each.name not in taken]
        return BUILT_IN + managed + tuple(sorted(own, key=lambda each: each.name))

    def get(self, name: str) -> Environment:
        """Find one.

        Raises:
            UnknownEnvironmentError: None has this name.
            SettingsError: The file is damaged or cannot be read.
        """
        everything = self.all()
        for each in everything:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in everything)
        raise UnknownEnvironmentError(
            f"{_shown(name)} is not an environment of this computer ({known}); an "
            'administrator adds one with "capdesk environment add".'
        )

    def add(self, name: str, url: str) -> AddOutcome:
        """Add one, or give one another URL.

        Args:
            name: Not one of the names that are built in.
            url: The whole address of the POST: https, or http on this very computer.

        Raises:
            SettingsError: Nothing was changed.
        """
        self._check_policy(name)
        check_name(name)
        wanted = Environment(name, normalise_post_url(url))
        try:
            with files.exclusive(self._lock_path, timeout_s=self._lock_wait_s):
                own = {each.name: each for each in self._own()}
                previous = own.get(name)
                if previous == wanted:
                    return Unchanged(wanted)
                own[name] = wanted
                files.write_private(self._path, _encode(own.values()))
        except TimeoutError as error:
            raise SettingsError(
                "Another CapDesk is changing environments at this moment; nothing was "
                "changed; try again."
            ) from error
        except OSError as error:
            raise SettingsError(
                f"The environment cannot be kept in {self._path} ({error.strerror}); "
                "nothing was changed; make room or give CapDesk access to that folder."
            ) from error
        return Changed(wanted, previous.url) if previous else Added(wanted)

    def _check_policy(self, name: str) -> None:
        if name in {each.name for each in self._policy.environments}:
            raise SettingsError(
                f"The environment {name} is set by this computer's policy and cannot be "
                "changed here; ask IT."
            )
        if not self._policy.allows_own_environments:
            raise SettingsError(
                "This computer's policy lets nobody but IT add environments; nothing "
                "was changed; ask IT."
            )

    def _own(self) -> tuple[Environment, ...]:
        try:
            return _decode(self._path.read_bytes())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise SettingsError(
                f"The environments of this computer cannot be read ({self._path}: "
                f"{error.strerror}); leads stay where they are; give CapDesk access to "
                "this file."
            ) from error
        except (ValueError, TypeError, RecursionError, SettingsError) as error:
            raise SettingsError(
                f"The environments of this computer cannot be read, because "
                f"{self._path} is damaged; leads stay where they are; rename that file "
                "and add the environments again."
            ) from error


def check_name(name: str) -> None:
    """Check the name of an environment that does not come with CapDesk.

    Raises:
        SettingsError: It cannot have this name.
    """
    if name == PRACTICE or name in {each.name for each in BUILT_IN}:
        raise SettingsError(
            f"The environment {name} comes with CapDesk and cannot be changed; choose "
            "another name."
        )
    if not _NAME.fullmatch(name):
        raise SettingsError(
            "The name of an environment has lower-case letters, digits and hyphens, "
            "at most 32, such as dealer-group."
        )


def _encode(environments: Iterable[Environment]) -> bytes:
    tree = {
        "format": FORMAT,
        "environments": {each.name: each.url for each in environments},
    }
    return json.dumps(tree, indent=1).encode()


def _decode(content: bytes) -> tuple[Environment, ...]:
    # Checked again as if just typed: a file edited by hand must not send leads over
    # plain http either.
    match json.loads(content):
        case {"format": str(name), "environments": dict(urls)} if name == FORMAT:
            return tuple(_own_environment(name, url) for name, url in urls.items())
        case _:
            raise ValueError("this is not a file of environments")


def _own_environment(name: str, url: object) -> Environment:
    if not isinstance(url, str):
        raise TypeError(f"the address of {name} is not text")
    check_name(name)
    return Environment(name, normalise_post_url(url))


def _shown(name: str) -> str:
    return name if name.isprintable() and len(name) <= 60 else "This"

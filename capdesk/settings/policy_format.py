"""The format of `policy.toml`: what each key takes, and its faults in words.

Only a computer that has a policy loads this. Plain Python checks it, as pydantic would
more than double the time to the first painted window.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.pack_signature import PackKey
from capdesk.settings.environments import BUILT_IN, Environment, check_name
from capdesk.settings.errors import SettingsError
from capdesk.settings.personal import CURTAIN_MINUTES, RETENTION_DAYS
from capdesk.settings.policy import ASK_IT, Policy, PolicyKey, unreadable
from capdesk.settings.proxy import normalise_proxy
from capdesk.settings.urls import normalise_post_url

MAX_STAFF_NAMES = 200
MAX_STAFF_NAME_CHARACTERS = 100
MAX_ENVIRONMENTS = 50
MAX_PACK_KEYS = 10
MAX_TROUBLES = 10
MAX_LINE_CHARACTERS = 8_000
"""A longer line holds nothing that a person wrote; one of 63,000 characters with a dot at
every second one keeps `tomllib` busy for over a second."""

_LINE = re.compile(r" \(at line (\d+), column \d+\)$")

T = TypeVar("T")


class _UnusableError(ValueError):
    """A value cannot be used; what it is not, as the end of a sentence.

    Attributes:
        usable: What can be used of it all the same; None for nothing.
    """

    def __init__(self, what: str, usable: object = None) -> None:
        super().__init__(what)
        self.usable = usable


@dataclass(frozen=True, slots=True)
class _Key:
    """One key that is not a table.

    Attributes:
        read: Makes the value of what the file has.
        instead: What is done where that is not possible.
    """

    read: Callable[[object], object]
    instead: str


class _Faults:
    """What is wrong with one policy, gathered with the lines."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._lines: Mapping[tuple[str, ...], int] | None = None
        self._found: list[tuple[int, str]] = []
        self.keys: set[PolicyKey] = set()

    def add(
        self, path: tuple[str, ...], sentence: str, key: PolicyKey | None = None
    ) -> None:
        """Note one; its key counts as unusable, where one is given."""
        if key is not None:
            self.keys.add(key)
        if self._lines is None:
            from capdesk.settings.toml_places import lines_of_keys

            self._lines = lines_of_keys(self._text)
        line = self._lines.get(path) or self._lines.get(path[:1])
        place = self._name if line is None else f"{self._name}, line {line}"
        self._found.append((line or 0, f"{place}: {sentence}; {ASK_IT}."))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The first of them, in the file's order, and how many more there are."""
        sentences = [sentence for _, sentence in sorted(self._found)]
        more = len(sentences) - MAX_TROUBLES
        tail = (
            (f"{self._name} has {more:,} more faults; {ASK_IT}.",) if more > 0 else ()
        )
        return (*sentences[:MAX_TROUBLES], *tail)


def read_policy(content: bytes, name: str) -> Policy:
    """Read the text of a policy.

    Args:
        content: The file, UTF-8 with or without a byte order mark.
        name: What to call it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return unreadable(f"{name}, line {line}", "this is not UTF-8 text")
    for place, row in enumerate(text.split("\n"), 1):
        if len(row) > MAX_LINE_CHARACTERS:
            fault = f"this line has more than {MAX_LINE_CHARACTERS:,} characters"
            return unreadable(f"{name}, line {place}", fault)
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return _not_toml(error, text, name)
    faults = _Faults(name, text)
    environments = _read_environments(tree, faults)
    values: dict[str, Any] = {}
    for key, each in _keys(environments).items():
        if key in tree:
            try:
                values[key] = each.read(tree[key])
            except _UnusableError as error:
                faults.add((key,), f"{key} {error}; {each.instead}", key)
                if error.usable is not None:
                    values[key] = error.usable
    for unknown in tree.keys() - set(PolicyKey):
        faults.add(
            (unknown,), f"{_shown(unknown)} is not a key of a policy; it is left out"
        )
    return Policy(
        **values,
        environments=environments,
        unusable=frozenset(faults.keys),
        troubles=faults.sentences,
    )


def _keys(environments: tuple[Environment, ...]) -> Mapping[PolicyKey, _Key]:
    known = [each.name for each in (*BUILT_IN, *environments)]

    def environment(value: object) -> str:
        if value in known:
            return str(value)
        raise _UnusableError(f"is not one of {', '.join(known)}")

    return {
        PolicyKey.ENVIRONMENT: _Key(
            environment, "leads go to the environments of their campaigns"
        ),
        PolicyKey.RETENTION_DAYS: _Key(
            _whole_number(RETENTION_DAYS), "contact data is kept for 30 days at most"
        ),
        PolicyKey.ON_UNKNOWN_OUTCOME: _Key(_on_unknown, "each campaign decides"),
        PolicyKey.CURTAIN_MINUTES: _Key(
            _whole_number(CURTAIN_MINUTES), "the curtain falls after 5 minutes at most"
        ),
        PolicyKey.PROXY: _Key(_proxy, "the system's proxy is used"),
        PolicyKey.STAFF_NAMES: _Key(_staff_names, "staff names are typed"),
        PolicyKey.PRACTICE_ALLOWED: _Key(_flag, "practice mode is allowed"),
        PolicyKey.ONLY_MANAGED_CAMPAIGNS: _Key(
            _flag, "no campaign pack can be added by hand"
        ),
        PolicyKey.ONLY_MANAGED_ENVIRONMENTS: _Key(
            _flag, "environments that were added by hand are not used"
        ),
        PolicyKey.PACK_PUBLIC_KEY: _Key(
            _pack_keys,
            "campaign packs that none of the other keys has signed are not used",
        ),
        PolicyKey.RECOVERY_PUBLIC_KEY: _Key(
            _recovery_key, "keys to leads are sealed to nobody else"
        ),
    }


def _read_environments(
    tree: Mapping[str, object], faults: _Faults
) -> tuple[Environment, ...]:
    key = PolicyKey.ENVIRONMENTS
    urls = tree.get(key, {})
    if not isinstance(urls, dict) or len(urls) > MAX_ENVIRONMENTS:
        faults.add(
            (key,),
            f"{key} is not a table of at most {MAX_ENVIRONMENTS} names with their "
            "addresses; only the built-in environments are used, and leads for others "
            "wait on this computer",
            key,
        )
        return ()
    usable = []
    for name, url in urls.items():
        try:
            usable.append(_environment(name, url))
        except SettingsError as error:
            faults.add(
                (key, name),
                f"{key}.{_shown(name)}: {str(error).rstrip('.')}; its leads wait on this "
                "computer, and only the built-in environments and the policy's other "
                "ones are used",
                key,
            )
    return tuple(sorted(usable, key=lambda each: each.name))


def _environment(name: str, url: object) -> Environment:
    check_name(name)
    if not isinstance(url, str):
        raise SettingsError("An address is text in quotation marks.")
    return Environment(name, normalise_post_url(url), managed=True)


def _whole_number(allowed: range) -> Callable[[object], int]:
    def read(value: object) -> int:
        # To Python, true is a whole number.
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        raise _UnusableError(
            f"is not a whole number from {allowed.start} to {allowed.stop - 1}"
        )

    return read


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _UnusableError("is neither true nor false")


def _on_unknown(value: object) -> OnUnknownOutcome:
    if isinstance(value, str) and value in set(OnUnknownOutcome):
        return OnUnknownOutcome(value)
    raise _UnusableError(f"is neither {' nor '.join(OnUnknownOutcome)}")


def _proxy(value: object) -> str:
    if isinstance(value, str):
        try:
            return normalise_proxy(value)
        except SettingsError as error:
            raise _UnusableError(f"cannot be used: {str(error).rstrip('.')}") from error
    raise _UnusableError("is not text in quotation marks")


def _staff_names(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and 0 < len(value) <= MAX_STAFF_NAMES:
        names = [" ".join(each.split()) for each in value if isinstance(each, str)]
        good = [
            each
            for each in names
            if 0 < len(each) <= MAX_STAFF_NAME_CHARACTERS and each.isprintable()
        ]
        if len(good) == len(value):
            return tuple(dict.fromkeys(good))
    raise _UnusableError(
        f"is not a list of 1 to {MAX_STAFF_NAMES} names, each of at most "
        f"{MAX_STAFF_NAME_CHARACTERS} characters"
    )


def _pack_keys(value: object) -> tuple[PackKey, ...]:
    texts = value if isinstance(value, list) else [value]
    keys = tuple(dict.fromkeys(filter(None, map(_pack_key, texts[:MAX_PACK_KEYS]))))
    if 0 < len(texts) <= MAX_PACK_KEYS and all(map(_pack_key, texts)):
        return keys
    raise _UnusableError(
        f'is not a public key as "capdesk campaign keygen" prints it, or a list of 1 to '
        f"{MAX_PACK_KEYS} of them",
        keys or None,
    )


def _pack_key(value: object) -> PackKey | None:
    try:
        return PackKey.read(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _recovery_key(value: object) -> str:
    from pyrage import RecipientError, x25519

    if isinstance(value, str):
        try:
            return str(x25519.Recipient.from_str(value.strip()))
        except RecipientError:
            pass
    raise _UnusableError(
        'is not a public key as "capdesk recovery new" prints it (age1…)'
    )


def _not_toml(error: Exception, text: str, name: str) -> Policy:
    message = str(error)
    if (at := _LINE.search(message)) is not None:
        place = f"{name}, line {at[1]}"
    elif isinstance(error, tomllib.TOMLDecodeError):  # at the end of the document
        last = text.rstrip("\n").count("\n") + 1
        place = f"{name}, line {last}"
    else:
        return unreadable(name, "it has a number too long, or values nested too deeply")
    return unreadable(place, "this is not TOML")


def _shown(text: str, limit: int = 60) -> str:
    trimmed = text if len(text) <= limit else f"{text[: limit - 1]}…"
    safe = "".join(
        ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in trimmed
    )
    return f'"{safe}"'

"""What diagnostics tell of the files in the data folder, its log among them."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from stat import S_IMODE, S_ISREG
from urllib.parse import urlsplit

from capdesk.domain.fields import Field
from capdesk.logs import LOG_NAME, MAX_LOG_BYTES, OLD_LOGS, WITHHELD, is_harmless
from capdesk.services.diagnostics_words import Tree, code, without_home
from capdesk.services.listing import utc_text
from capdesk.services.profile import Profile
from capdesk.settings import Environments

_MAX_SETTINGS_BYTES = 1_000_000

# What CapDesk calls its files. Anything else is a person's, and may be called after one.
_OWN_FILE = re.compile(
    r"\.?(?:outbox|settings|environments|campaigns|capdesk|data-key|courier|window"
    r"|policy|crash)[a-z0-9.\-]*"
)
_LOG_LINE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,12}Z"
    r" (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+ \S.*"
)


def settings_of(folder: Path) -> Tree:
    """Return a person's settings without a name; they are read as they are.

    Raises:
        OSError: They can't be read.
        ValueError: They are damaged.
    """
    path = folder / "settings.json"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        tree = json.loads(file.read(_MAX_SETTINGS_BYTES))
    if not isinstance(tree, dict):
        raise ValueError("settings are an object")  # noqa: TRY004 - as a syntax error is
    return {str(code(name)): _setting(name, value) for name, value in tree.items()}


def _setting(name: str, value: object) -> object:
    match name, value:
        case _, None | bool() | int() | float():
            return value
        case "campaign", {"environment": environment, "campaign_id": campaign_id}:
            return {"environment": code(environment), "campaign_id": code(campaign_id)}
        case "pinned", list():
            return [each if each in set(Field) else WITHHELD for each in value]
        case _, "":
            return ""
        case _:
            return WITHHELD


def environments_of(folder: Path) -> Tree:
    """Return where leads go: name, scheme, host and port, as a path may hold a key.

    Raises:
        SettingsError: The file is damaged or can't be read.
    """
    found: Tree = {}
    for each in Environments(folder).all():
        parts = urlsplit(each.url)
        found[str(code(each.name))] = {
            "is_built_in": each.builtin,
            "host": f"{parts.scheme}://{parts.netloc}",
        }
    return found


def campaigns_of(profile: Profile) -> Tree:
    """Return ids and dates of the campaigns.

    Raises:
        CampaignLibraryError: The file is damaged or can't be read.
    """
    return {
        "campaigns": [
            {
                "environment": code(each.environment),
                "id": code(each.id),
                "starts": each.starts and each.starts.isoformat(),
                "ends": each.ends and each.ends.isoformat(),
                "required": sorted(each.required),
                "on_unknown_outcome": each.on_unknown_outcome.value,
                "vehicles": len(each.vehicles),
                "acquisition_channels": len(each.acquisition_channels),
            }
            for each in profile.campaigns()
        ]
    }


def files_of(folder: Path) -> Tree:
    """Return CapDesk's own files, and how many others there are.

    Raises:
        OSError: The folder can't be read.
    """
    own: Tree = {}
    others = 0
    for path in sorted(folder.iterdir()):
        if _OWN_FILE.fullmatch(path.name) is None or not is_harmless(
            path.name.removeprefix(".")
        ):
            others += 1
            continue
        facts = path.lstat()
        own[path.name] = {
            "is_file": S_ISREG(facts.st_mode),
            "bytes": facts.st_size,
            "mode": f"{S_IMODE(facts.st_mode):04o}",
            "changed_at": utc_text(datetime.fromtimestamp(facts.st_mtime, UTC)),
        }
    return {
        "mode_of_the_folder": f"{S_IMODE(folder.stat().st_mode):04o}",
        "files": own,
        "other_files": others,
    }


def log_files_of(folder: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """Give the name of each log that is there, newest first, and what reads it."""
    names = [LOG_NAME, *(f"{LOG_NAME}.{number}" for number in range(1, OLD_LOGS + 1))]
    for name in names:
        if (folder / name).is_file():
            yield name, partial(_log, folder / name)


def _log(path: Path) -> str:
    """Return the lines of a log that are CapDesk's; others are counted."""
    with path.open("rb") as file:
        text = file.read(2 * MAX_LOG_BYTES).decode("utf-8", "replace")
    lines = text.splitlines()
    own = [without_home(line) for line in lines if _LOG_LINE.fullmatch(line)]
    if others := len(lines) - len(own):
        own.append(f"({others:,} lines that this CapDesk did not write are left out)")
    return "".join(f"{line}\n" for line in own)

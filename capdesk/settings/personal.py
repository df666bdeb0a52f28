"""What a person has set at this desk; losing it is a nuisance, never a failure."""

import logging
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

from capdesk import files
from capdesk.settings.errors import SettingsError

FILE_NAME = "settings.json"

_log = logging.getLogger(__name__)


class CampaignKey(NamedTuple):
    """What tells one campaign from all others."""

    environment: str
    campaign_id: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the window starts with.

    Attributes:
        staff_name: Who is typing; a label on entries, not a login.
        campaign: The campaign that was chosen last; it may be gone by now.
    """

    staff_name: str = ""
    campaign: CampaignKey | None = None


def load_settings(folder: Path) -> Settings:
    """Read the settings; where there are none, or none that make sense, the defaults.

    A damaged file is moved aside as `settings.json.damaged-1` (2, 3, …).

    Args:
        folder: The data folder.
    """
    path = folder / FILE_NAME
    try:
        return _from_json(_read(path))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        _log.warning("settings cannot be read: %s", error.strerror)
        return Settings()
    except (ValueError, RecursionError):
        _move_aside(path)
        return Settings()


def save_settings(folder: Path, settings: Settings) -> None:
    """Keep the settings; keys that a newer CapDesk wrote stay as they are.

    Only the window saves, and there is one per data folder, so no lock is needed.

    Args:
        folder: The data folder; created, private, if need be.
        settings: What to keep.

    Raises:
        SettingsError: They could not be kept; nothing was changed.
    """
    path = folder / FILE_NAME
    try:
        tree = _read(path)
    except (OSError, ValueError, RecursionError):
        tree = {}
    tree["staff_name"] = settings.staff_name
    tree["campaign"] = settings.campaign and settings.campaign._asdict()
    try:
        import json

        files.write_private(path, json.dumps(tree, indent=1).encode())
    except OSError as error:
        raise SettingsError(
            f"The settings cannot be kept in {path} ({error.strerror}); leads are not "
            "touched; make room or give CapDesk access to that folder."
        ) from error


def _read(path: Path) -> dict[str, object]:
    import json  # late: a first start has nothing to read

    tree = json.loads(path.read_bytes())
    if not isinstance(tree, dict):
        raise ValueError("settings are an object")  # noqa: TRY004 - as a syntax error is
    return tree


def _from_json(tree: dict[str, object]) -> Settings:
    match tree:
        case {"staff_name": str(staff_name)}:
            pass
        case {"staff_name": _}:
            raise ValueError("staff_name is text")
        case _:
            staff_name = ""
    match tree.get("campaign"):
        case {"environment": str(environment), "campaign_id": str(campaign_id)}:
            return Settings(staff_name, CampaignKey(environment, campaign_id))
        case None:
            return Settings(staff_name)
        case _:
            raise ValueError("campaign has an environment and an id")


def _move_aside(path: Path) -> None:
    aside = next(
        each
        for number in count(1)
        if not (each := path.with_name(f"{path.name}.damaged-{number}")).exists()
    )
    try:
        path.rename(aside)
    except OSError as error:
        _log.warning("damaged settings cannot be moved aside: %s", error.strerror)
    else:
        _log.warning("damaged settings were moved aside to %s", aside.name)

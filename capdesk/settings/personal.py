"""What a person has set at this desk; losing it is a nuisance, never a failure."""

import logging
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

from capdesk import files
from capdesk.settings.errors import SettingsError

FILE_NAME = "settings.json"
TEXT_PERCENTS = (100, 125, 150, 175, 200)

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
        pinned: Names of the fields that keep their value for the next lead; None
            for those that are pinned from the start.
        text_percent: Size of text, in percent of the system's; one of `TEXT_PERCENTS`.
    """

    staff_name: str = ""
    campaign: CampaignKey | None = None
    pinned: tuple[str, ...] | None = None
    text_percent: int = 100


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
    tree["pinned"] = settings.pinned if settings.pinned is None else [*settings.pinned]
    tree["text_percent"] = settings.text_percent
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
    return Settings(
        staff_name=_staff_name(tree.get("staff_name", "")),
        campaign=_campaign(tree.get("campaign")),
        pinned=_pinned(tree.get("pinned")),
        text_percent=_text_percent(tree.get("text_percent", 100)),
    )


def _staff_name(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("staff_name is text")  # noqa: TRY004 - as a syntax error is
    return value


def _campaign(value: object) -> CampaignKey | None:
    match value:
        case None:
            return None
        case {"environment": str(environment), "campaign_id": str(campaign_id)}:
            return CampaignKey(environment, campaign_id)
        case _:
            raise ValueError("campaign has an environment and an id")


def _pinned(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise ValueError("pinned is a list of names")  # noqa: TRY004 - as above
    names = tuple(name for name in value if isinstance(name, str))
    if len(names) < len(value):
        raise ValueError("pinned is a list of names")
    return names


def _text_percent(value: object) -> int:
    if not isinstance(value, int) or value not in TEXT_PERCENTS:
        raise ValueError(f"text_percent is one of {TEXT_PERCENTS}")
    return value


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

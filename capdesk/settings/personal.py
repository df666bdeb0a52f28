"""What a person has set at this desk; losing it is a nuisance, never a failure."""

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from capdesk import files
from capdesk.settings.errors import SettingsError

if TYPE_CHECKING:
    from logging import Logger

FILE_NAME = "settings.json"
TEXT_PERCENTS = (100, 125, 150, 175, 200)
LOOKS = ("system", "light", "dark")
RETENTION_DAYS = range(1, 366)
CURTAIN_MINUTES = range(121)
"""0 is never."""


class CampaignKey(NamedTuple):
    """What tells one campaign from all others."""

    environment: str
    campaign_id: str


class Settings(NamedTuple):
    """What the window starts with.

    Attributes:
        staff_name: Who is typing; a label on entries, not a login.
        campaign: The campaign that was chosen last; it may be gone by now.
        pinned: Names of the fields that keep their value for the next lead; None
            for those that are pinned from the start.
        text_percent: Size of text, in percent of the system's; one of `TEXT_PERCENTS`.
        look: Light, dark, or as the system is; one of `LOOKS`.
        retention_days: How long contact data of leads that are done with is kept; None
            for the usual time.
        curtain_minutes: When the privacy curtain falls, 0 for never; None for the usual.
        proxy: See `normalise_proxy`; None for the usual way.
        staff_names: To choose from; none to type one.
        laptop: What this one is called in a team's balance; empty for its own name.
        team: What the laptops of the team are called, this one too.
    """

    staff_name: str = ""
    campaign: CampaignKey | None = None
    pinned: tuple[str, ...] | None = None
    text_percent: int = 100
    look: str = LOOKS[0]
    retention_days: int | None = None
    curtain_minutes: int | None = None
    proxy: str | None = None
    staff_names: tuple[str, ...] = ()
    laptop: str = ""
    team: tuple[str, ...] = ()


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
        _log().warning("settings cannot be read: %s", error.strerror)
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
    tree["look"] = settings.look
    tree["retention_days"] = settings.retention_days
    tree["curtain_minutes"] = settings.curtain_minutes
    tree["proxy"] = settings.proxy
    tree["staff_names"] = [*settings.staff_names]
    tree["laptop"] = settings.laptop
    tree["team"] = [*settings.team]
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
        staff_name=_name(tree.get("staff_name", "")),
        campaign=_campaign(tree.get("campaign")),
        pinned=_pinned(tree.get("pinned")),
        text_percent=_text_percent(tree.get("text_percent", 100)),
        look=_look(tree.get("look")),
        retention_days=_number(tree.get("retention_days"), RETENTION_DAYS),
        curtain_minutes=_number(tree.get("curtain_minutes"), CURTAIN_MINUTES),
        proxy=_proxy(tree.get("proxy")),
        staff_names=_names(tree.get("staff_names", [])),
        laptop=_name(tree.get("laptop", "")),
        team=_names(tree.get("team", [])),
    )


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a name is text")  # noqa: TRY004 - as a syntax error is
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
    return None if value is None else _names(value)


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("names are a list")  # noqa: TRY004 - as a syntax error is
    names = tuple(name for name in value if isinstance(name, str))
    if len(names) < len(value):
        raise ValueError("names are texts")
    return names


def _number(value: object, allowed: range) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        raise ValueError(f"a number from {allowed.start} to {allowed.stop - 1}")
    return value


def _proxy(value: object) -> str | None:
    if value is None:
        return None
    from capdesk.settings.proxy import normalise_proxy

    try:
        return normalise_proxy(str(value))
    except SettingsError as error:
        raise ValueError("proxy is no proxy") from error


def _text_percent(value: object) -> int:
    if not isinstance(value, int) or value not in TEXT_PERCENTS:
        raise ValueError(f"text_percent is one of {TEXT_PERCENTS}")
    return value


def _look(value: object) -> str:
    # A newer CapDesk may know more of them: no reason to give up names and retention.
    return value if isinstance(value, str) and value in LOOKS else LOOKS[0]


def _move_aside(path: Path) -> None:
    aside = next(
        each
        for number in count(1)
        if not (each := path.with_name(f"{path.name}.damaged-{number}")).exists()
    )
    try:
        path.rename(aside)
    except OSError as error:
        _log().warning("damaged settings cannot be moved aside: %s", error.strerror)
    else:
        _log().warning("damaged settings were moved aside to %s", aside.name)


def _log() -> "Logger":
    import logging  # late: there is hardly ever anything to tell before the first paint

    return logging.getLogger(__name__)

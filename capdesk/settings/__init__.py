"""What is set on this computer: the data folder, environments, a person's settings."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capdesk.settings.environments import (
        BUILT_IN,
        Added,
        Changed,
        Environment,
        Environments,
        Unchanged,
        UnknownEnvironmentError,
    )
    from capdesk.settings.errors import SettingsError
    from capdesk.settings.folder import data_folder, ensure_private_folder
    from capdesk.settings.personal import (
        TEXT_PERCENTS,
        CampaignKey,
        Settings,
        load_settings,
        save_settings,
    )

__all__ = [
    "BUILT_IN",
    "TEXT_PERCENTS",
    "Added",
    "CampaignKey",
    "Changed",
    "Environment",
    "Environments",
    "Settings",
    "SettingsError",
    "Unchanged",
    "UnknownEnvironmentError",
    "data_folder",
    "ensure_private_folder",
    "load_settings",
    "save_settings",
]

# The painted window waits for every import on its way, so each name brings its
# module along only when it is asked for.
_HOMES = {
    "BUILT_IN": "capdesk.settings.environments",
    "Added": "capdesk.settings.environments",
    "Changed": "capdesk.settings.environments",
    "Environment": "capdesk.settings.environments",
    "Environments": "capdesk.settings.environments",
    "Unchanged": "capdesk.settings.environments",
    "UnknownEnvironmentError": "capdesk.settings.environments",
    "SettingsError": "capdesk.settings.errors",
    "data_folder": "capdesk.settings.folder",
    "ensure_private_folder": "capdesk.settings.folder",
    "TEXT_PERCENTS": "capdesk.settings.personal",
    "CampaignKey": "capdesk.settings.personal",
    "Settings": "capdesk.settings.personal",
    "load_settings": "capdesk.settings.personal",
    "save_settings": "capdesk.settings.personal",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

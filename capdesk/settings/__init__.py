"""What is set on this computer: the data folder, environments, a person's settings."""

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
    CampaignKey,
    Settings,
    load_settings,
    save_settings,
)

__all__ = [
    "BUILT_IN",
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

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
    from capdesk.settings.machine import machine_folder
    from capdesk.settings.personal import (
        CURTAIN_MINUTES,
        LOOKS,
        RETENTION_DAYS,
        TEXT_PERCENTS,
        CampaignKey,
        Settings,
        load_settings,
        save_settings,
    )
    from capdesk.settings.policy import NO_POLICY, Policy, PolicyKey, load_policy
    from capdesk.settings.proxy import normalise_proxy

__all__ = [
    "BUILT_IN",
    "CURTAIN_MINUTES",
    "LOOKS",
    "NO_POLICY",
    "RETENTION_DAYS",
    "TEXT_PERCENTS",
    "Added",
    "CampaignKey",
    "Changed",
    "Environment",
    "Environments",
    "Policy",
    "PolicyKey",
    "Settings",
    "SettingsError",
    "Unchanged",
    "UnknownEnvironmentError",
    "data_folder",
    "ensure_private_folder",
    "load_policy",
    "load_settings",
    "machine_folder",
    "normalise_proxy",
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
    "machine_folder": "capdesk.settings.machine",
    "CURTAIN_MINUTES": "capdesk.settings.personal",
    "LOOKS": "capdesk.settings.personal",
    "RETENTION_DAYS": "capdesk.settings.personal",
    "TEXT_PERCENTS": "capdesk.settings.personal",
    "CampaignKey": "capdesk.settings.personal",
    "Settings": "capdesk.settings.personal",
    "load_settings": "capdesk.settings.personal",
    "save_settings": "capdesk.settings.personal",
    "NO_POLICY": "capdesk.settings.policy",
    "Policy": "capdesk.settings.policy",
    "PolicyKey": "capdesk.settings.policy",
    "load_policy": "capdesk.settings.policy",
    "normalise_proxy": "capdesk.settings.proxy",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

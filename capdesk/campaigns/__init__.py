"""Campaign packs: read, check, keep."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capdesk.campaigns.finding import (
        CampaignAmbiguous,
        CampaignFinder,
        CampaignNotFound,
        KnownCampaigns,
    )
    from capdesk.campaigns.history import CampaignHistory, Version
    from capdesk.campaigns.library import (
        AddResult,
        CampaignLibrary,
        CampaignLibraryError,
    )
    from capdesk.campaigns.machine import (
        MachinePacks,
        ManagedCampaign,
        ManagedCampaigns,
    )
    from capdesk.campaigns.pack import (
        CampaignPack,
        OlderPackError,
        PackError,
        pack_schema,
        read_pack,
    )
    from capdesk.campaigns.practice import practice_campaign

__all__ = [
    "AddResult",
    "CampaignAmbiguous",
    "CampaignFinder",
    "CampaignHistory",
    "CampaignLibrary",
    "CampaignLibraryError",
    "CampaignNotFound",
    "CampaignPack",
    "KnownCampaigns",
    "MachinePacks",
    "ManagedCampaign",
    "ManagedCampaigns",
    "OlderPackError",
    "PackError",
    "Version",
    "pack_schema",
    "practice_campaign",
    "read_pack",
]

# The painted window waits for every import on its way, so each name brings its
# module along only when it is asked for.
_HOMES = {
    "AddResult": "capdesk.campaigns.library",
    "CampaignAmbiguous": "capdesk.campaigns.finding",
    "CampaignFinder": "capdesk.campaigns.finding",
    "CampaignHistory": "capdesk.campaigns.history",
    "CampaignLibrary": "capdesk.campaigns.library",
    "CampaignLibraryError": "capdesk.campaigns.library",
    "CampaignNotFound": "capdesk.campaigns.finding",
    "CampaignPack": "capdesk.campaigns.pack",
    "MachinePacks": "capdesk.campaigns.machine",
    "ManagedCampaign": "capdesk.campaigns.machine",
    "ManagedCampaigns": "capdesk.campaigns.machine",
    "Version": "capdesk.campaigns.history",
    "KnownCampaigns": "capdesk.campaigns.finding",
    "OlderPackError": "capdesk.campaigns.pack",
    "PackError": "capdesk.campaigns.pack",
    "pack_schema": "capdesk.campaigns.pack",
    "read_pack": "capdesk.campaigns.pack",
    "practice_campaign": "capdesk.campaigns.practice",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

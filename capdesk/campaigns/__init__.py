"""Campaign packs: read, check, keep."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capdesk.campaigns.library import (
        AddResult,
        CampaignAmbiguous,
        CampaignLibrary,
        CampaignLibraryError,
        CampaignNotFound,
    )
    from capdesk.campaigns.pack import CampaignPack, PackError, pack_schema, read_pack
    from capdesk.campaigns.practice import practice_campaign

__all__ = [
    "AddResult",
    "CampaignAmbiguous",
    "CampaignLibrary",
    "CampaignLibraryError",
    "CampaignNotFound",
    "CampaignPack",
    "PackError",
    "pack_schema",
    "practice_campaign",
    "read_pack",
]

# The painted window waits for every import on its way, so each name brings its
# module along only when it is asked for.
_HOMES = {
    "AddResult": "capdesk.campaigns.library",
    "CampaignAmbiguous": "capdesk.campaigns.library",
    "CampaignLibrary": "capdesk.campaigns.library",
    "CampaignLibraryError": "capdesk.campaigns.library",
    "CampaignNotFound": "capdesk.campaigns.library",
    "CampaignPack": "capdesk.campaigns.pack",
    "PackError": "capdesk.campaigns.pack",
    "pack_schema": "capdesk.campaigns.pack",
    "read_pack": "capdesk.campaigns.pack",
    "practice_campaign": "capdesk.campaigns.practice",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

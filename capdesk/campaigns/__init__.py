"""Campaign packs: read, check, keep."""

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

"""`capdesk campaign add`, `list` and `schema`."""

import json
from argparse import Namespace
from pathlib import Path

from capdesk.campaigns import CampaignLibrary, pack_schema, read_pack
from capdesk.cli.console import Console
from capdesk.domain.campaign import Campaign
from capdesk.settings import Environments


def add(options: Namespace, console: Console) -> int:
    """Add the campaigns of a pack, all of them or none."""
    folder = console.profile(options.data_dir).folder
    known = [each.name for each in Environments(folder).all()]
    pack = read_pack(Path(options.file), known)
    result = CampaignLibrary(folder).add(pack)
    for word, campaigns in (("Added", result.added), ("Replaced", result.replaced)):
        for each in campaigns:
            console.say(f"{word}: {_line(each)}")
    return 0


def show(options: Namespace, console: Console) -> int:
    """List the campaigns."""
    for each in CampaignLibrary(console.profile(options.data_dir).folder).all():
        if options.json:
            console.say_json(_tree(each))
        else:
            console.say(_line(each))
    return 0


def show_schema(_options: Namespace, console: Console) -> int:
    """Print what a campaign pack looks like, as JSON Schema."""
    console.say(json.dumps(pack_schema(), indent=2, ensure_ascii=False))
    return 0


def _line(campaign: Campaign) -> str:
    dates = ""
    if campaign.starts or campaign.ends:
        dates = f"  {campaign.starts or ''}..{campaign.ends or ''}"
    return f"{campaign.environment}  {campaign.id}  {campaign.name}{dates}"


def _tree(campaign: Campaign) -> dict[str, object]:
    return {
        "environment": campaign.environment,
        "id": campaign.id,
        "name": campaign.name,
        "starts": campaign.starts and campaign.starts.isoformat(),
        "ends": campaign.ends and campaign.ends.isoformat(),
        "enquiry_types": list(campaign.enquiry_types),
        "acquisition_channels": list(campaign.acquisition_channels),
        "vehicles": list(campaign.vehicles),
        "required": sorted(campaign.required),
        "consent_version": campaign.consent.version,
        "on_unknown_outcome": campaign.on_unknown_outcome,
    }


COMMANDS = {"add": add, "list": show, "schema": show_schema}

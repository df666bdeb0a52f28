"""`capdesk campaign add`, `list` and `schema`."""

import json
from argparse import Namespace
from pathlib import Path

from capdesk.campaigns import OlderPackError, pack_schema
from capdesk.campaigns.pack import printable
from capdesk.cli.console import CommandError, Console
from capdesk.domain.campaign import Campaign
from capdesk.domain.rules.times import shown_time
from capdesk.services.listing import utc_text
from capdesk.services.profile import Offered


def add(options: Namespace, console: Console) -> int:
    """Add the campaigns of a pack, all of them or none."""
    profile = console.profile(options.data_dir)
    try:
        result = profile.add_pack(Path(options.file), allow_older=options.allow_older)
    except OlderPackError as error:
        raise CommandError(
            f'{error} To add it all the same: "--allow-older".'
        ) from error
    for word, campaigns in (("Added", result.added), ("Replaced", result.replaced)):
        for each in campaigns:
            console.say(f"{word}: {_line(each)}")
    return 0


def show(options: Namespace, console: Console) -> int:
    """List the campaigns."""
    profile = console.profile(options.data_dir)
    offer = profile.offer()
    console.tell_troubles((*profile.policy.troubles, *offer.troubles))
    for each in offer.campaigns:
        if options.json:
            console.say_json(_tree(each.campaign) | _origin(each))
        else:
            by = f"  (set by IT: {_file(each)})" if each.pack else ""
            console.say(f"{_line(each.campaign)}{by}{_signed(each)}")
    return 0


def show_schema(_options: Namespace, console: Console) -> int:
    """Print what a campaign pack looks like, as JSON Schema."""
    console.say(json.dumps(pack_schema(), indent=2, ensure_ascii=False))
    return 0


def _file(offered: Offered) -> str | None:
    return None if offered.pack is None else printable(str(offered.pack))


def _origin(offered: Offered) -> dict[str, object]:
    signed = offered.signed
    return {
        "managed_by": _file(offered),
        "signed_by": signed and signed.signer,
        "signed_at": signed and utc_text(signed.at),
        "signed_with_key": signed and signed.key_name,
    }


def _signed(offered: Offered) -> str:
    if offered.signed is None:
        return ""
    return f"  (signed by {offered.signed.by} on {shown_time(offered.signed.at)})"


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

"""What the settings dialog shows of a data folder: environments, campaigns, start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from capdesk.campaigns import CampaignHistory, CampaignLibraryError
from capdesk.domain.campaign import Campaign
from capdesk.services.profile import Offer, Offered, Profile
from capdesk.services.recovery_state import recovery_state
from capdesk.services.sign_in_start import SignInStart
from capdesk.settings import Environment, SettingsError


@dataclass(frozen=True, slots=True)
class Dated:
    """A campaign on offer, and how it came to be as it is.

    Attributes:
        offered: The campaign.
        since: When it came to this computer as it is, aware; None if that is unknown.
        earlier: How many versions there were before it.
    """

    offered: Offered
    since: datetime | None = None
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found.

    Attributes:
        environments: All that this computer knows.
        campaigns: All on offer.
        starts_at_sign_in: None where the system does not say.
        troubles: What could not be read or used, as sentences.
        recovery: Whether leads could be read elsewhere, as a sentence.
    """

    environments: tuple[Environment, ...]
    campaigns: tuple[Dated, ...]
    starts_at_sign_in: bool | None
    troubles: tuple[str, ...]
    recovery: str = ""


@dataclass(frozen=True, slots=True)
class PackChanges:
    """What a pack would change, by names.

    Attributes:
        added: Campaigns that are new here.
        replaced: Campaigns that are here in another version, or in the same.
    """

    added: tuple[str, ...]
    replaced: tuple[str, ...]


def survey(profile: Profile, start: SignInStart) -> Survey:
    """Look at a data folder; what can't be read is a trouble, never an error."""
    troubles = [*profile.policy.troubles]
    environments: tuple[Environment, ...] = ()
    offer = Offer()
    starts: bool | None = None
    try:
        environments = profile.environments.all()
        offer = profile.offer()
    except (SettingsError, CampaignLibraryError) as error:
        troubles.append(str(error))
    try:
        starts = start.is_on()
    except SettingsError as error:
        troubles.append(str(error))
    versions = _versions(profile)
    dated = tuple(_dated(each, versions) for each in offer.campaigns)
    return Survey(
        environments,
        dated,
        starts,
        (*troubles, *offer.troubles),
        recovery_state(profile).sentence,
    )


def changes_by(profile: Profile, campaigns: tuple[Campaign, ...]) -> PackChanges:
    """Return what a pack's campaigns would change among those added by hand.

    Raises:
        CampaignLibraryError: The file that keeps them is damaged.
    """
    from capdesk.campaigns import CampaignLibrary

    known = {_key(each) for each in CampaignLibrary(profile.folder).all()}
    return PackChanges(
        added=tuple(each.name for each in campaigns if _key(each) not in known),
        replaced=tuple(each.name for each in campaigns if _key(each) in known),
    )


_Key = tuple[str, str]


def _key(campaign: Campaign) -> _Key:
    return campaign.environment, campaign.id


def _versions(profile: Profile) -> Mapping[_Key, list[datetime]]:
    found: dict[_Key, list[datetime]] = {}
    try:
        history = CampaignHistory(profile.folder).all()
    except OSError:
        return found  # nothing depends on it but a line in the dialog
    for version in history:
        found.setdefault(_key(version.campaign), []).append(version.since)
    return found


def _dated(offered: Offered, versions: Mapping[_Key, list[datetime]]) -> Dated:
    if not (times := versions.get(_key(offered.campaign))):
        return Dated(offered)
    return Dated(offered, times[-1], len(times) - 1)

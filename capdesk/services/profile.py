"""A profile: one data folder, the keyring that goes with it, and what IT has set."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from capdesk.credentials import CredentialStore
from capdesk.domain.campaign import Campaign, OnUnknownOutcome
from capdesk.domain.environment import PRACTICE
from capdesk.settings import NO_POLICY, Policy

if TYPE_CHECKING:  # on the way to the window nothing heavy is loaded for a name
    from capdesk.campaigns import AddResult, CampaignPack, ManagedCampaigns
    from capdesk.domain.pack_signature import Signed
    from capdesk.services.managed import Managed
    from capdesk.settings import Environments


@dataclass(frozen=True, slots=True)
class Offered:
    """A campaign to choose from.

    Attributes:
        campaign: What it says.
        pack: The file of IT's that brought it; None where it was added by hand.
        signed: Who signed its pack, and when; None where packs need no signature.
    """

    campaign: Campaign
    pack: Path | None = None
    signed: "Signed | None" = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The campaigns to choose from, and what is wrong with others.

    Attributes:
        campaigns: No (environment, id) is there twice: IT's comes first.
        troubles: Sentences with file and place.
    """

    campaigns: tuple[Offered, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What one person's CapDesk works with.

    Attributes:
        folder: The data folder.
        credentials: Where the keys are.
        practice_url: Address of the practice gateway; set in practice mode only, and
            then no other address is ever used.
        machine_folder: Where IT's campaign packs lie; None for none.
        policy: What IT has set, see `load_policy`.
    """

    folder: Path
    credentials: CredentialStore
    practice_url: str | None = None
    machine_folder: Path | None = None
    policy: Policy = NO_POLICY

    @property
    def is_practice(self) -> bool:
        """Whether this is practice mode."""
        return self.practice_url is not None

    @property
    def environments(self) -> "Environments":
        """The environments that leads can be for, those of the policy among them."""
        from capdesk.settings import Environments

        return Environments(self.folder, self.policy)

    def url_of(self, environment: str) -> str | None:
        """Return where leads of an environment go; None where it is not known.

        A practice lead knows no address but the practice gateway's, and that gateway
        gets no other lead.
        """
        if self.is_practice or environment == PRACTICE:
            return self.practice_url if environment == PRACTICE else None
        from capdesk.settings import UnknownEnvironmentError

        try:
            return self.environments.get(environment).url
        except UnknownEnvironmentError:
            return None

    def managed(self) -> "Managed":
        """Return the values in force at this moment."""
        from capdesk.services.managed import Managed
        from capdesk.settings import load_settings

        return Managed(self.policy, load_settings(self.folder))

    def find_proxy(self, url: str) -> str | None:
        """Return the proxy that leads to an address; None for none. May block."""
        from capdesk.gateway.route import proxy_for

        return proxy_for(self.managed().proxy, url)

    def campaigns(self) -> tuple[Campaign, ...]:
        """Return the campaigns to choose from.

        Raises:
            CampaignLibraryError: The file that keeps them is damaged.
            SettingsError: The environments of this computer cannot be read.
        """
        return tuple(each.campaign for each in self.offer().campaigns)

    def offer(self) -> Offer:
        """Return the campaigns to choose from, and what is wrong with others.

        Raises:
            CampaignLibraryError: The file that keeps them is damaged, and no pack of
                IT's brings others.
            SettingsError: The environments of this computer cannot be read.
        """
        from capdesk.campaigns import CampaignLibraryError, practice_campaign

        if self.is_practice:
            return Offer((Offered(practice_campaign()),))
        own = Offer()
        managed = self._managed_campaigns()
        troubles = [] if managed is None else [*managed.troubles]
        if not self.policy.only_managed_campaigns:
            try:
                own = self._own_campaigns()
            except CampaignLibraryError as error:
                if managed is None or not managed.campaigns:
                    raise
                troubles.append(str(error))
        offered = [*own.campaigns]
        troubles += own.troubles
        if managed is not None:
            offered += [
                Offered(each.campaign, each.pack, each.signed)
                for each in managed.campaigns
            ]
        return Offer(tuple(self._in_force(offered)), tuple(troubles))

    def add_pack(self, path: Path, *, allow_older: bool = False) -> "AddResult":
        """Read a campaign pack and keep its campaigns, all of them or none.

        Args:
            path: The file.
            allow_older: Whether a pack may take the place of one signed after it.

        Raises:
            SettingsError: The policy forbids it, or the environments cannot be read.
            PackError: It can't be used; `OlderPackError` where it may be after all.
            CampaignLibraryError: It can't be kept.
        """
        return self.keep_pack(self.read_pack(path), allow_older=allow_older)

    def read_pack(self, path: Path) -> "CampaignPack":
        """Read a campaign pack and check that it may be added; nothing is changed.

        Raises:
            SettingsError: The policy forbids it, or the environments cannot be read.
            PackError: It can't be used.
        """
        from capdesk.campaigns import read_pack
        from capdesk.settings import SettingsError

        if not self.policy.allows_adding_campaigns:
            raise SettingsError(
                "This computer's policy takes campaigns from IT alone, so the pack was "
                "not added; ask IT for it."
            )
        names = [each.name for each in self.environments.all()]
        pack = read_pack(path, names, self.policy.pack_keys)
        only = self.policy.environment
        if only is not None and pack.environment != only:
            raise SettingsError(
                f"This computer's policy has leads go to {only} alone, and this pack is "
                f"for {pack.environment}; it was not added."
            )
        return pack

    def keep_pack(
        self, pack: "CampaignPack", *, allow_older: bool = False
    ) -> "AddResult":
        """Keep the campaigns of a pack that was read here, all of them or none.

        Args:
            pack: The pack.
            allow_older: Whether it may take the place of one signed after it.

        Raises:
            OlderPackError: It would, and it may not.
            CampaignLibraryError: It can't be kept.
        """
        from capdesk.campaigns import CampaignLibrary, OlderPackError

        if not allow_older and (newer := self.signed_after(pack)) is not None:
            raise OlderPackError(newer)
        return CampaignLibrary(self.folder).add(pack)

    def signed_after(self, pack: "CampaignPack") -> str | None:
        """Return why a pack is older than what it would replace; None where it isn't.

        Returns:
            A sentence that says what was signed when.

        Raises:
            CampaignLibraryError: The file that keeps campaigns is damaged.
            SettingsError: The environments of this computer cannot be read.
        """
        if pack.seal is None or pack.seal.signed is None:
            return None
        from capdesk.domain.rules.times import shown_time

        when = pack.seal.signed.at
        brought = {(each.environment, each.id) for each in pack.campaigns}
        for each in self.offer().campaigns:
            key = (each.campaign.environment, each.campaign.id)
            if key in brought and each.signed is not None and each.signed.at > when:
                return (
                    f"This pack was signed on {shown_time(when)}, before the one in use"
                    f" for {each.campaign.name} ({shown_time(each.signed.at)})."
                )
        return None

    def _own_campaigns(self) -> Offer:
        """Return the campaigns that were added by hand and may be used."""
        from capdesk.campaigns import CampaignLibrary

        keys = self.policy.pack_keys
        if keys is None:
            campaigns = CampaignLibrary(self.folder).all()
            return Offer(tuple(Offered(each) for each in campaigns))
        from capdesk.campaigns.signed_library import load_signed

        own = load_signed(self.folder, keys)
        offered = [Offered(each.campaign, signed=each.signed) for each in own.campaigns]
        return Offer(tuple(offered), own.troubles)

    def _managed_campaigns(self) -> "ManagedCampaigns | None":
        if self.machine_folder is None:
            return None
        from capdesk.settings.machine import PACKS

        packs = self.machine_folder / PACKS
        if not packs.exists():
            return None
        from capdesk.campaigns import MachinePacks

        names = [each.name for each in self.environments.all()]
        return MachinePacks(packs, self.folder).load(names, self.policy.pack_keys)

    def _in_force(self, offered: Iterable[Offered]) -> Iterable[Offered]:
        """Apply the policy; of two with one id the later one counts."""
        by_key = {
            (each.campaign.environment, each.campaign.id): each for each in offered
        }
        only = self.policy.environment
        is_held = self.policy.on_unknown_outcome is OnUnknownOutcome.HOLD
        for each in by_key.values():
            if only is not None and each.campaign.environment != only:
                continue
            if is_held:
                held = each.campaign._replace(on_unknown_outcome=OnUnknownOutcome.HOLD)
                yield replace(each, campaign=held)
            else:
                yield each

"""A profile: one data folder and the keyring that goes with it."""

from dataclasses import dataclass
from pathlib import Path

from capdesk.credentials import CredentialStore
from capdesk.domain.campaign import Campaign
from capdesk.domain.environment import PRACTICE


@dataclass(frozen=True, slots=True)
class Profile:
    """What one person's CapDesk works with.

    Attributes:
        folder: The data folder.
        credentials: Where the keys are.
        practice_url: Address of the practice gateway; set in practice mode only, and
            then no other address is ever used.
    """

    folder: Path
    credentials: CredentialStore
    practice_url: str | None = None

    @property
    def is_practice(self) -> bool:
        """Whether this is practice mode."""
        return self.practice_url is not None

    def url_of(self, environment: str) -> str | None:
        """Return where leads of an environment go; None where it is not known.

        A practice lead knows no address but the practice gateway's, and that gateway
        gets no other lead.
        """
        if self.is_practice or environment == PRACTICE:
            return self.practice_url if environment == PRACTICE else None
        from capdesk.settings import Environments, UnknownEnvironmentError

        try:
            return Environments(self.folder).get(environment).url
        except UnknownEnvironmentError:
            return None

    def campaigns(self) -> tuple[Campaign, ...]:
        """Return the campaigns to choose from.

        Raises:
            CampaignLibraryError: The file that keeps them is damaged.
        """
        from capdesk.campaigns import CampaignLibrary, practice_campaign

        if self.is_practice:
            return (practice_campaign(),)
        return CampaignLibrary(self.folder).all()

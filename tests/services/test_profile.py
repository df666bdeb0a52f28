"""Where the leads of a profile go, and which campaigns it offers."""

from dataclasses import replace
from pathlib import Path

import pytest

from capdesk.campaigns import (
    CampaignLibrary,
    CampaignLibraryError,
    CampaignPack,
    practice_campaign,
)
from capdesk.credentials import MemoryCredentials
from capdesk.domain.environment import PRACTICE
from capdesk.services.profile import Profile
from capdesk.settings import BUILT_IN, Environments, SettingsError
from tests.support.leads import a_campaign

PRACTICE_URL = "http://127.0.0.1:1234/leads"


@pytest.fixture
def real(tmp_path: Path) -> Profile:
    """Have a profile that is not for practice."""
    return Profile(tmp_path, MemoryCredentials())


@pytest.fixture
def practice(real: Profile) -> Profile:
    """Have a practice profile on a folder that knows real environments too."""
    Environments(real.folder).add("dealer-group", "https://leads.example.com/post")
    return replace(real, practice_url=PRACTICE_URL)


def test_a_real_profile_knows_real_addresses(real: Profile) -> None:
    """Those that are built in, and what an administrator added, even just now."""
    for environment in BUILT_IN:
        assert real.url_of(environment.name) == environment.url
    assert real.url_of("dealer-group") is None
    Environments(real.folder).add("dealer-group", "https://leads.example.com/post")
    assert real.url_of("dealer-group") == "https://leads.example.com/post"


def test_practice_leads_have_no_address_in_a_real_profile(real: Profile) -> None:
    """A practice lead can never reach a real gateway."""
    assert not real.is_practice
    assert real.url_of(PRACTICE) is None


@pytest.mark.parametrize("environment", ["qa", "production", "dealer-group", "other"])
def test_a_practice_profile_knows_no_other_address(
    practice: Profile, environment: str
) -> None:
    """In practice mode no lead but a practice lead goes anywhere."""
    assert practice.is_practice
    assert practice.url_of(environment) is None
    assert practice.url_of(PRACTICE) == PRACTICE_URL


def test_damaged_environments_are_told(real: Profile) -> None:
    """Not to know where leads go is an error, not an address that is not known."""
    (real.folder / "environments.json").write_text("{", encoding="utf-8")
    with pytest.raises(SettingsError, match="damaged"):
        real.url_of("qa")


def test_campaigns(real: Profile, practice: Profile) -> None:
    """A real profile offers what its packs brought, practice its own campaign alone."""
    assert real.campaigns() == ()
    CampaignLibrary(real.folder).add(CampaignPack("qa", (a_campaign(),)))
    assert real.campaigns() == (a_campaign(),)
    assert practice.campaigns() == (practice_campaign(),)


def test_damaged_campaigns_are_told(real: Profile) -> None:
    """The library's own error comes out."""
    (real.folder / "campaigns.json").write_text("{", encoding="utf-8")
    with pytest.raises(CampaignLibraryError):
        real.campaigns()

"""Where the leads of a profile go, and which campaigns it offers."""

import shutil
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
from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.environment import PRACTICE
from capdesk.resources import locate
from capdesk.services.profile import Offered, Profile
from capdesk.settings import (
    BUILT_IN,
    Environment,
    Environments,
    Policy,
    PolicyKey,
    Settings,
    SettingsError,
    save_settings,
)
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


@pytest.fixture
def managed(real: Profile, tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """Have a profile on a computer where IT has put the sample pack."""
    machine = tmp_path_factory.mktemp("machine")
    (machine / "packs").mkdir()
    shutil.copy(locate("sample-pack.json"), machine / "packs" / "launch.json")
    return replace(real, machine_folder=machine)


def under(profile: Profile, policy: Policy) -> Profile:
    """Return the same profile under a policy."""
    return replace(profile, policy=policy)


def test_a_machine_folder_without_packs_changes_nothing(
    real: Profile, tmp_path: Path
) -> None:
    """Neither a folder that is empty nor one that is not there."""
    CampaignLibrary(real.folder).add(CampaignPack("qa", (a_campaign(),)))
    for machine in (tmp_path / "none", tmp_path):
        profile = replace(real, machine_folder=machine)
        assert profile.offer().campaigns == (Offered(a_campaign()),)
        assert profile.offer().troubles == ()


def test_its_campaigns_come_before_those_added_by_hand(managed: Profile) -> None:
    """Of two with the same environment and id IT's counts; the others are both there."""
    its = {each.campaign.id: each.campaign for each in managed.offer().campaigns}
    first = next(iter(its.values()))
    own = a_campaign(environment="qa", name="Added by hand")
    mine = first._replace(name="My own version")
    CampaignLibrary(managed.folder).add(CampaignPack("qa", (mine, own)))
    expected = {**its, own.id: own} if own.id not in its else its
    assert {each.id: each for each in managed.campaigns()} == expected
    (offered,) = [
        each for each in managed.offer().campaigns if each.campaign.id == first.id
    ]
    assert managed.machine_folder is not None
    assert offered.pack == managed.machine_folder / "packs" / "launch.json"


def test_only_its_campaigns(managed: Profile) -> None:
    """Packs that were added by hand are hidden, kept, and none can be added."""
    own = a_campaign(environment="production")
    CampaignLibrary(managed.folder).add(CampaignPack("production", (own,)))
    profile = under(managed, Policy(only_managed_campaigns=True))
    assert own not in profile.campaigns()
    assert len(profile.campaigns()) == 2
    with pytest.raises(SettingsError, match="from IT alone"):
        profile.add_pack(locate("sample-pack.json"))
    assert CampaignLibrary(managed.folder).all() == (own,)


def test_a_broken_policy_hides_no_campaign(real: Profile) -> None:
    """Leads go on being taken for what is there; no pack can be added."""
    own = a_campaign(environment="qa")
    CampaignLibrary(real.folder).add(CampaignPack("qa", (own,)))
    profile = under(real, Policy(unusable=frozenset(PolicyKey)))
    assert profile.campaigns() == (own,)
    with pytest.raises(SettingsError, match="from IT alone"):
        profile.add_pack(locate("sample-pack.json"))


def test_one_environment_alone(managed: Profile) -> None:
    """Campaigns of others are not offered, and a pack for another is refused."""
    own = a_campaign(environment="production")
    CampaignLibrary(managed.folder).add(CampaignPack("production", (own,)))
    profile = under(managed, Policy(environment="production"))
    assert profile.campaigns() == (own,)
    with pytest.raises(SettingsError, match="go to production alone"):
        profile.add_pack(locate("sample-pack.json"))


def test_hold_anywhere_wins(managed: Profile) -> None:
    """The policy makes every campaign hold, and never makes one resend."""
    own = a_campaign(environment="qa", on_unknown_outcome=OnUnknownOutcome.HOLD)
    CampaignLibrary(managed.folder).add(CampaignPack("qa", (own,)))
    hold = under(managed, Policy(on_unknown_outcome=OnUnknownOutcome.HOLD))
    resend = under(managed, Policy(on_unknown_outcome=OnUnknownOutcome.RESEND))
    assert {each.on_unknown_outcome for each in hold.campaigns()} == {
        OnUnknownOutcome.HOLD
    }
    assert resend.campaigns() == managed.campaigns()


def test_damage_by_hand_does_not_hide_its_campaigns(managed: Profile) -> None:
    """Where IT's packs bring campaigns, a damaged file of one's own is told beside."""
    (managed.folder / "campaigns.json").write_text("{", encoding="utf-8")
    offer = managed.offer()
    assert len(offer.campaigns) == 2
    assert "campaigns.json is damaged" in offer.troubles[0]


def test_leads_go_where_the_policy_says(real: Profile) -> None:
    """An environment of IT's comes before one of that name added by hand."""
    real.environments.add("dealer-group", "https://own.example.com/post")
    its = Environment("dealer-group", "https://it.example.com/post", managed=True)
    assert under(real, Policy(environments=(its,))).url_of(its.name) == its.url
    broken = under(real, Policy(unusable=frozenset(PolicyKey)))
    assert broken.url_of("dealer-group") is None
    assert broken.url_of("qa") == BUILT_IN[1].url


def test_the_proxy_of_the_moment(real: Profile) -> None:
    """A person's choice counts without a restart, and IT's comes before it."""
    url = BUILT_IN[0].url
    save_settings(real.folder, Settings(proxy="http://mine:8080"))
    assert real.find_proxy(url) == "http://mine:8080"
    save_settings(real.folder, Settings(proxy="none"))
    assert real.find_proxy(url) is None
    its = under(real, Policy(proxy="http://its:8080"))
    assert its.find_proxy(url) == "http://its:8080"
    assert its.find_proxy("http://127.0.0.1:1/") is None


def test_packs_are_added(real: Profile) -> None:
    """Without a policy a pack is added as ever."""
    assert len(real.add_pack(locate("sample-pack.json")).added) == 2
    assert len(real.campaigns()) == 2

"""Where packs have to be signed: what is used, and every way round it that is closed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capdesk.campaigns import OlderPackError, PackError
from capdesk.campaigns.minisign import SecretKey
from capdesk.campaigns.seal import signature_path
from capdesk.credentials import MemoryCredentials
from capdesk.services.profile import Profile
from capdesk.settings import NO_POLICY, Policy, PolicyKey
from tests.cli.command_desk import a_pack
from tests.support.signing import HEAD_OFFICE, NOON, STRANGER, key_of, sign_file

POLICY = Policy(pack_public_key=(HEAD_OFFICE.public,))
DAY = timedelta(days=1)
MakePack = Callable[..., Path]


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Have a desk whose policy takes packs of head office alone."""
    packs = tmp_path / "machine" / "packs"
    packs.mkdir(parents=True)
    return Profile(
        tmp_path / "data",
        MemoryCredentials(),
        machine_folder=packs.parent,
        policy=POLICY,
    )


@pytest.fixture
def make(tmp_path: Path) -> MakePack:
    """Give a function that writes a pack for `qa`, signed on a day unless told not to."""

    def make(
        name: str = "launch.json",
        *,
        title: str = "Launch",
        day: int | None = 0,
        key: SecretKey = HEAD_OFFICE,
        folder: Path = tmp_path,
    ) -> Path:
        tree: dict[str, Any] = a_pack("qa")
        tree["campaigns"][0]["name"] = title
        path = folder / name
        path.write_text(json.dumps(tree), encoding="utf-8")
        signature_path(path).unlink(missing_ok=True)
        if day is not None:
            sign_file(path, at=NOON + day * DAY, key=key)
        return path

    return make


def names(profile: Profile) -> list[str]:
    """Return the names of the campaigns on offer."""
    return [each.name for each in profile.campaigns()]


def packs_of(profile: Profile) -> Path:
    """Return the machine-wide folder of packs."""
    assert profile.machine_folder is not None
    return profile.machine_folder / "packs"


def without_policy(profile: Profile) -> Profile:
    """Return the same desk before its policy asked for signatures."""
    return Profile(profile.folder, profile.credentials)


def test_a_signed_pack_is_used_and_says_who_and_when(
    profile: Profile, make: MakePack
) -> None:
    """Added by hand, and from the machine-wide folder."""
    profile.add_pack(make())
    (own,) = profile.offer().campaigns
    assert own.signed is not None
    assert (own.signed.signer, own.signed.at) == ("Head office", NOON)
    make(folder=packs_of(profile), title="From IT")
    (managed,) = profile.offer().campaigns
    assert managed.signed is not None
    assert managed.campaign.name == "From IT"


@pytest.mark.parametrize(
    ("day", "key", "words"),
    [(None, HEAD_OFFICE, "no signature"), (0, STRANGER, "another key")],
)
def test_another_pack_is_not_added(
    profile: Profile, make: MakePack, day: int | None, key: SecretKey, words: str
) -> None:
    """Unsigned or a stranger's: one sentence, and nothing is changed."""
    with pytest.raises(PackError, match=words) as refused:
        profile.add_pack(make(day=day, key=key))
    assert str(refused.value).startswith("launch.json: ")
    assert not profile.folder.exists()


def test_a_signature_is_checked_before_a_pack_is_read(
    profile: Profile, tmp_path: Path
) -> None:
    """What nobody signed is not even parsed: the sentence is about the signature."""
    path = tmp_path / "launch.json"
    path.write_bytes(b"{")
    with pytest.raises(PackError, match="no signature"):
        profile.add_pack(path)
    sign_file(path)
    with pytest.raises(PackError, match="line 1, column 2"):
        profile.add_pack(path)


@pytest.mark.parametrize(
    ("day", "key"), [(None, HEAD_OFFICE), (0, STRANGER)], ids=["unsigned", "strange"]
)
def test_packs_in_the_machine_wide_folder_have_to_be_signed_too(
    profile: Profile, make: MakePack, day: int | None, key: SecretKey
) -> None:
    """The others count, and each that doesn't is told, at every start."""
    make("good.json", folder=packs_of(profile))
    make("bad.json", folder=packs_of(profile), title="Bad", day=day, key=key)
    for _ in range(2):
        offer = profile.offer()
        assert [each.campaign.name for each in offer.campaigns] == ["Launch"]
        (trouble,) = offer.troubles
        assert trouble.startswith(f"{packs_of(profile) / 'bad.json'}: ")


def test_a_pack_replaced_or_stripped_in_place_is_not_used(
    profile: Profile, make: MakePack
) -> None:
    """Neither other bytes under the old signature, nor the pack without it."""
    pack = make(folder=packs_of(profile))
    profile.folder.mkdir()
    assert names(profile) == ["Launch"]
    signed = pack.read_bytes()
    pack.write_bytes(signed.replace(b"Launch", b"Lunch!"))
    assert "does not fit" in profile.offer().troubles[0]
    assert names(profile) == []
    pack.write_bytes(signed)
    signature_path(pack).unlink()
    assert "no signature" in profile.offer().troubles[0]
    assert names(profile) == []


def test_editing_the_data_folder_changes_no_campaign(
    profile: Profile, make: MakePack
) -> None:
    """Not in the list of campaigns, not in what is remembered of IT's packs."""
    profile.add_pack(make())
    assert names(profile) == ["Launch"]
    make(folder=packs_of(profile), title="From IT")
    assert names(profile) == ["From IT"]
    for file in ("campaigns.json", "machine-packs.json"):
        path = profile.folder / file
        content = path.read_text(encoding="utf-8")
        changed = content.replace('"May we contact you?"', '"Anything at all"')
        changed = changed.replace("From IT", "Evil").replace("Launch", "Evil")
        assert changed != content
        path.write_text(changed, encoding="utf-8")
    (campaign,) = profile.campaigns()
    assert (campaign.name, campaign.consent.wording) == (
        "From IT",
        "May we contact you?",
    )
    shutil.rmtree(packs_of(profile))
    (campaign,) = profile.campaigns()
    assert (campaign.name, campaign.consent.wording) == (
        "Launch",
        "May we contact you?",
    )


def test_editing_a_kept_pack_costs_its_campaigns(
    profile: Profile, make: MakePack
) -> None:
    """A changed, stripped or foreign one: told, not used, and its leads stay safe."""
    profile.add_pack(make())
    (pack,) = (profile.folder / "packs").glob("*.json")
    good = pack.read_bytes()
    for change in (
        lambda: pack.write_bytes(good.replace(b"Launch", b"Lunch!")),
        lambda: sign_file(pack, key=STRANGER),
        signature_path(pack).unlink,
        pack.unlink,
    ):
        change()
        offer = profile.offer()
        assert offer.campaigns == ()
        (trouble,) = offer.troubles
        assert trouble.startswith("Launch is not used: ")


def test_a_campaign_smuggled_into_the_list_is_not_used(
    profile: Profile, make: MakePack
) -> None:
    """It has no pack, or names a pack that does not have it, or is no name at all."""
    profile.add_pack(make())
    path = profile.folder / "campaigns.json"
    tree = json.loads(path.read_text())
    good = tree["campaigns"][0]
    other = good | {"id": "00000000-0000-4000-8000-000000000000", "name": "Evil"}
    for pack in (good["pack"], None, "../../evil", "0" * 64, 5):
        path.write_text(
            json.dumps(tree | {"campaigns": [good, other | {"pack": pack}]})
        )
        offer = profile.offer()
        assert [each.campaign.name for each in offer.campaigns] == ["Launch"]
        assert offer.troubles[0].startswith("Evil is not used")


def test_what_was_added_before_the_policy_is_used_if_it_was_signed(
    profile: Profile, make: MakePack
) -> None:
    """Nobody has to add signed packs anew; the others are told."""
    without_policy(profile).add_pack(make())
    assert names(profile) == ["Launch"]
    without_policy(profile).add_pack(make(day=None))
    assert not list((profile.folder / "packs").iterdir())
    offer = profile.offer()
    assert offer.campaigns == ()
    assert "Launch is not used: it came without a signature" in offer.troubles[0]
    assert names(without_policy(profile)) == ["Launch"]


def test_a_key_that_the_policy_gives_up_takes_its_packs_along(
    profile: Profile, make: MakePack
) -> None:
    """Whatever was signed with it, by whomever, is not used any more."""
    profile.add_pack(make())
    make("its.json", folder=packs_of(profile))
    new = Policy(pack_public_key=(key_of("new key").public,))
    renewed = Profile(
        profile.folder, profile.credentials, None, profile.machine_folder, new
    )
    offer = renewed.offer()
    assert offer.campaigns == ()
    assert len(offer.troubles) == 2


def test_an_older_pack_is_refused_unless_asked(
    profile: Profile, make: MakePack
) -> None:
    """The sentence says what was signed when; asked for, it is used."""
    profile.add_pack(make(title="New", day=2))
    old = make(title="Old", day=1)
    with pytest.raises(OlderPackError, match=r"13 September.*14 September.*not added"):
        profile.add_pack(old)
    assert names(profile) == ["New"]
    profile.add_pack(old, allow_older=True)
    assert names(profile) == ["Old"]
    profile.add_pack(make(title="Same day", day=1))
    assert names(profile) == ["Same day"]


def test_of_two_signed_packs_of_its_the_newer_counts(
    profile: Profile, make: MakePack
) -> None:
    """Whatever the files are called: an old copy left behind does no harm."""
    make("a.json", title="New", day=2, folder=packs_of(profile))
    make("b.json", title="Old", day=1, folder=packs_of(profile))
    offer = profile.offer()
    assert [each.campaign.name for each in offer.campaigns] == ["New"]
    assert "b.json: it was signed on 13 September" in offer.troubles[0]


def test_an_old_pack_put_back_is_not_used(profile: Profile, make: MakePack) -> None:
    """What this desk has used once sets the time; signed again, the old one counts."""
    profile.folder.mkdir()
    make(title="New", day=2, folder=packs_of(profile))
    assert names(profile) == ["New"]
    pack = make(title="Old", day=1, folder=packs_of(profile))
    for _ in range(2):
        assert names(profile) == []
        assert "a newer one has been used" in profile.offer().troubles[0]
    sign_file(pack, at=NOON + 3 * DAY)
    assert names(profile) == ["Old"]


def test_a_pack_from_the_future_keeps_no_later_one_out(
    profile: Profile, make: MakePack
) -> None:
    """Signed by a clock that was years ahead, it is used until head office signs anew."""
    profile.folder.mkdir()
    make(title="Ahead", day=5_000, folder=packs_of(profile))
    assert names(profile) == ["Ahead"]
    # The desk's own clock stands somewhere between the two.
    days = (datetime.now(UTC) - NOON).days
    make(title="Mended", day=days + 1, folder=packs_of(profile))
    assert names(profile) == ["Mended"]


def test_a_signature_that_is_no_file_is_not_waited_for(
    profile: Profile, make: MakePack
) -> None:
    """A folder or a pipe in its place: one sentence at once."""
    pack = make(day=None)
    signature_path(pack).mkdir()
    with pytest.raises(PackError, match="cannot be read"):
        profile.add_pack(pack)
    assert without_policy(profile).add_pack(pack).added


def test_a_start_reads_signed_packs_without_pydantic(
    profile: Profile, make: MakePack
) -> None:
    """The window waits for them; the first look alone checks them wholly."""
    profile.add_pack(make())
    make(folder=packs_of(profile))
    names(profile)
    code = (
        "import sys; from pathlib import Path\n"
        "from capdesk.app.machine import Machine\n"
        "from capdesk.app.set_up import profile_without_keys\n"
        "from capdesk.settings import load_policy\n"
        "data, machine = map(Path, sys.argv[1:])\n"
        "offer = profile_without_keys(data, Machine(machine, load_policy(machine))).offer()\n"
        "print(len(offer.campaigns), sorted({'pydantic', 'keyring', 'httpx'} & set(sys.modules)))"
    )
    machine = packs_of(profile).parent
    (machine / "policy.toml").write_text(
        f"pack_public_key = '{HEAD_OFFICE.public.text}'"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, profile.folder, machine],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "1 []\n"


def test_a_policy_whose_key_is_no_key_believes_nobody(
    profile: Profile, make: MakePack
) -> None:
    """Nothing is added and nothing used; that is told."""
    profile.add_pack(make())
    make(folder=packs_of(profile))
    broken = Policy(unusable=frozenset({PolicyKey.PACK_PUBLIC_KEY}))
    closed = Profile(
        profile.folder, profile.credentials, None, profile.machine_folder, broken
    )
    assert closed.offer().campaigns == ()
    assert all("names no key" in each for each in closed.offer().troubles)
    with pytest.raises(PackError, match="names no key"):
        closed.add_pack(make())


def test_a_policy_that_cannot_be_read_leaves_what_is_here(
    profile: Profile, make: MakePack
) -> None:
    """Nobody knows that packs have to be signed: leads go on being taken."""
    profile.add_pack(make())
    unreadable = Policy(unusable=frozenset(PolicyKey))
    assert unreadable.pack_keys is None
    assert NO_POLICY.pack_keys is None
    kept = Profile(profile.folder, profile.credentials, policy=unreadable)
    assert names(kept) == ["Launch"]

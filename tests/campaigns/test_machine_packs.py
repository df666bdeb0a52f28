"""Campaign packs from the machine-wide folder: checked once, told when broken."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from capdesk import files
from capdesk.campaigns import (
    CampaignHistory,
    MachinePacks,
    machine,
    machine_memory,
    read_pack,
)
from capdesk.resources import locate
from tests.support.clock import Clock

ENVIRONMENTS = ("production", "qa")
SAMPLE = read_pack(locate("sample-pack.json"), ENVIRONMENTS).campaigns
Put = Callable[..., Path]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Give the folder of IT's packs, with the sample in it."""
    folder = tmp_path / "machine" / "packs"
    folder.mkdir(parents=True)
    shutil.copy(locate("sample-pack.json"), folder / "launch.json")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a data folder."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


def campaigns_of(packs: Path, data: Path) -> list[str]:
    """Load the packs, which are all right, and give the campaigns' names."""
    loaded = MachinePacks(packs, data, clock=Clock()).load(ENVIRONMENTS)
    assert loaded.troubles == ()
    return [each.campaign.name for each in loaded.campaigns]


def test_no_folder_is_no_campaign(tmp_path: Path, data: Path) -> None:
    """A computer that nobody manages keeps nothing about it either."""
    assert campaigns_of(tmp_path / "none", data) == []
    assert list(data.iterdir()) == []


def test_its_campaigns_say_where_they_come_from(packs: Path, data: Path) -> None:
    """Each has the file that brought it, the second time from what is remembered."""
    for _ in range(2):
        loaded = MachinePacks(packs, data).load(ENVIRONMENTS)
        assert tuple(each.campaign for each in loaded.campaigns) == SAMPLE
        assert {each.pack for each in loaded.campaigns} == {packs / "launch.json"}
    assert (data / "machine-packs.json").stat().st_mode & 0o077 == 0


def test_looking_makes_no_data_folder(packs: Path, tmp_path: Path) -> None:
    """Whoever only looks leaves nothing behind."""
    assert len(campaigns_of(packs, tmp_path / "new")) == 2
    assert not (tmp_path / "new").exists()


def test_the_last_file_by_name_counts(
    packs: Path, data: Path, tree: dict[str, Any]
) -> None:
    """Two packs with the same campaign are no riddle."""
    tree["campaigns"] = [tree["campaigns"][0] | {"name": "From the later file"}]
    (packs / "update.json").write_text(json.dumps(tree))
    (packs / "notes.txt").write_text("not a pack")
    assert campaigns_of(packs, data) == ["From the later file", "Keep me informed"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "line 1, column 2: this is not JSON"),
        ("[]", "it must be an object"),
        ({"environment": "uat"}, '"uat" is not an environment of this computer'),
        ({"environment": "practice"}, "practice mode brings its own"),
        ({"url": "https://evil.example"}, 'the key "url" is refused'),
        ({"campaigns": []}, "campaigns: it is empty"),
    ],
)
def test_a_broken_pack_is_told_and_the_others_count(
    packs: Path,
    data: Path,
    tree: dict[str, Any],
    content: str | dict[str, Any],
    words: str,
) -> None:
    """The sentence has the whole path, at the first start and from memory."""
    text = content if isinstance(content, str) else json.dumps(tree | content)
    (packs / "broken.json").write_text(text)
    for _ in range(2):
        loaded = MachinePacks(packs, data).load(ENVIRONMENTS)
        assert tuple(each.campaign for each in loaded.campaigns) == SAMPLE
        (trouble,) = loaded.troubles
        assert trouble.startswith(f"{packs / 'broken.json'}: ")
        assert words in trouble
        assert trouble.endswith(".")


def test_an_environment_that_comes_later_needs_no_new_pack(
    packs: Path, data: Path, tree: dict[str, Any]
) -> None:
    """What is remembered of a pack does not say which environments there are."""
    (packs / "launch.json").write_text(json.dumps(tree | {"environment": "uat"}))
    assert MachinePacks(packs, data).load(ENVIRONMENTS).campaigns == ()
    assert len(MachinePacks(packs, data).load((*ENVIRONMENTS, "uat")).campaigns) == 2


def test_a_changed_pack_is_read_anew_and_kept_with_its_history(
    packs: Path, data: Path, tree: dict[str, Any]
) -> None:
    """The new wording counts at once; the one before can still be told."""
    campaigns_of(packs, data)
    tree["campaigns"][0]["consent"]["wording"] = "And now?"
    (packs / "launch.json").write_text(json.dumps(tree))
    campaigns_of(packs, data)
    wordings = [
        each.campaign.consent.wording
        for each in CampaignHistory(data).all()
        if each.campaign.id == SAMPLE[0].id
    ]
    assert wordings == [SAMPLE[0].consent.wording, "And now?"]
    (packs / "launch.json").unlink()
    assert campaigns_of(packs, data) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": 1, "checked_by": 2}'],
)
def test_a_damaged_memory_is_no_loss(packs: Path, data: Path, content: bytes) -> None:
    """The packs are checked again."""
    (data / "machine-packs.json").write_bytes(content)
    assert len(campaigns_of(packs, data)) == 2
    assert len(json.loads((data / "machine-packs.json").read_bytes())["packs"]) == 1


def test_what_another_version_checked_is_checked_again(
    packs: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer CapDesk may have stricter rules."""
    campaigns_of(packs, data)
    memory = data / "machine-packs.json"
    before = json.loads(memory.read_bytes())
    monkeypatch.setattr(machine_memory, "__version__", "99")
    campaigns_of(packs, data)
    assert json.loads(memory.read_bytes()) == before | {"checked_by": "99"}
    assert len(CampaignHistory(data).all()) == 2


def test_memory_that_cannot_be_kept_is_no_failure(packs: Path, data: Path) -> None:
    """Another program has the lock, or the disk is full: the campaigns count."""
    with files.exclusive(data / "campaigns.lock"):
        loaded = MachinePacks(packs, data, lock_wait_s=0).load(ENVIRONMENTS)
    assert len(loaded.campaigns) == 2
    assert not (data / "machine-packs.json").exists()


def test_what_is_no_folder_is_told(tmp_path: Path, data: Path) -> None:
    """A file where the folder should be is a sentence."""
    (tmp_path / "packs").touch()
    (trouble,) = MachinePacks(tmp_path / "packs", data).load(ENVIRONMENTS).troubles
    assert "cannot be read" in trouble


def test_there_are_never_too_many(
    packs: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limits packs are left out, and the first that is gets named."""
    for name in ("m1.json", "m2.json"):
        shutil.copy(packs / "launch.json", packs / name)
    monkeypatch.setattr(machine, "MAX_PACKS", 2)
    loaded = MachinePacks(packs, data).load(ENVIRONMENTS)
    assert len(loaded.campaigns) == 2
    assert loaded.troubles[0].startswith(f"{packs / 'm2.json'}: this pack and those")
    monkeypatch.setattr(machine, "MAX_TOTAL_BYTES", 10)
    loaded = MachinePacks(packs, data).load(ENVIRONMENTS)
    assert loaded.campaigns == ()
    assert "launch.json: this pack and those" in loaded.troubles[0]


def test_packs_that_did_not_change_load_nothing_heavy(packs: Path, data: Path) -> None:
    """The window waits for them: pydantic is loaded for a new pack alone."""
    code = (
        "import sys; from pathlib import Path\n"
        "from capdesk.campaigns import MachinePacks\n"
        "loaded = MachinePacks(*map(Path, sys.argv[1:])).load(['qa'])\n"
        "print(len(loaded.campaigns), len(loaded.troubles),\n"
        "      sorted({'pydantic', 'filelock', 'keyring'} & set(sys.modules)))"
    )
    (packs / "broken.json").write_text("{}")
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, packs, data],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert outputs == ["2 1 ['filelock', 'pydantic']\n", "2 1 []\n"]

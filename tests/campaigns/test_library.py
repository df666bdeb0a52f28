"""The campaigns of this computer: kept, replaced, found."""

import stat
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from capdesk import files
from capdesk.campaigns import (
    CampaignAmbiguous,
    CampaignLibrary,
    CampaignLibraryError,
    CampaignNotFound,
    CampaignPack,
    read_pack,
)
from capdesk.domain.campaign import Campaign
from capdesk.resources import locate

PACK = read_pack(locate("sample-pack.json"), {"qa"})
LAUNCH, INFORMED = PACK.campaigns


def pack_of(*campaigns: Campaign) -> CampaignPack:
    """Make a pack of campaigns of one environment."""
    return CampaignPack(campaigns[0].environment, campaigns)


def test_a_new_computer_has_no_campaigns(tmp_path: Path) -> None:
    """No file is no campaign, and looking creates nothing."""
    assert CampaignLibrary(tmp_path / "new").all() == ()
    assert list(tmp_path.iterdir()) == []


def test_added_campaigns_are_kept(tmp_path: Path) -> None:
    """The next start knows them, and nobody else can read the file."""
    result = CampaignLibrary(tmp_path / "new").add(PACK)
    assert (result.added, result.replaced) == (PACK.campaigns, ())
    assert CampaignLibrary(tmp_path / "new").all() == PACK.campaigns
    for path in (tmp_path / "new", *(tmp_path / "new").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_campaign_added_again_is_replaced_in_its_place(tmp_path: Path) -> None:
    """The key is environment and id; the others stay as they are."""
    library = CampaignLibrary(tmp_path)
    library.add(PACK)
    newer = LAUNCH._replace(name="Launch, second edition")
    other = LAUNCH._replace(environment="production")
    assert library.add(pack_of(newer)).replaced == (newer,)
    assert library.add(pack_of(other)).added == (other,)
    assert library.all() == (newer, INFORMED, other)


@pytest.mark.parametrize(
    "text",
    [
        LAUNCH.id,
        f" {LAUNCH.id.upper()} ",
        "Audi Q6 e-tron launch",
        " audi  q6 E-TRON\u00a0LAUNCH",
    ],
)
def test_a_campaign_is_found_by_id_or_name(tmp_path: Path, text: str) -> None:
    """Case and spacing do not matter."""
    library = CampaignLibrary(tmp_path)
    library.add(PACK)
    assert library.find(text) == LAUNCH
    assert library.find(text, "qa") == LAUNCH
    with pytest.raises(CampaignNotFound, match="of environment production"):
        library.find(text, "production")


def test_a_campaign_of_two_environments_needs_its_environment(tmp_path: Path) -> None:
    """The same id or name in two places is not guessed."""
    library = CampaignLibrary(tmp_path)
    library.add(PACK)
    library.add(pack_of(LAUNCH._replace(environment="production")))
    for text in (LAUNCH.id, LAUNCH.name):
        with pytest.raises(CampaignAmbiguous, match="in production and in qa"):
            library.find(text)
        assert library.find(text, "production").environment == "production"


def test_two_campaigns_of_one_name_need_their_id(tmp_path: Path) -> None:
    """The same name twice in one environment is told with both ids."""
    library = CampaignLibrary(tmp_path)
    library.add(pack_of(LAUNCH, INFORMED._replace(name=LAUNCH.name)))
    with pytest.raises(CampaignAmbiguous, match=INFORMED.id) as caught:
        library.find(LAUNCH.name, "qa")
    assert LAUNCH.id in str(caught.value)


def test_what_is_not_found_is_safe_to_print(tmp_path: Path) -> None:
    """A name comes from a file that anybody may have written."""
    with pytest.raises(CampaignNotFound) as caught:
        CampaignLibrary(tmp_path).find("\x1b[31mred\n")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "x"}'])
def test_a_damaged_file_is_named_and_kept(tmp_path: Path, content: bytes) -> None:
    """Neither reading nor adding takes it for an empty one."""
    path = tmp_path / "campaigns.json"
    path.write_bytes(content)
    with pytest.raises(CampaignLibraryError, match=r"campaigns\.json is damaged"):
        CampaignLibrary(tmp_path).all()
    with pytest.raises(CampaignLibraryError, match=r"campaigns\.json is damaged"):
        CampaignLibrary(tmp_path).add(PACK)
    assert path.read_bytes() == content


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    """A folder that cannot be had, or a file that cannot be read, changes nothing."""
    (tmp_path / "file").touch()
    with pytest.raises(CampaignLibraryError, match="nothing was changed"):
        CampaignLibrary(tmp_path / "file").add(PACK)
    (tmp_path / "campaigns.json").mkdir()
    with pytest.raises(CampaignLibraryError, match="cannot be read"):
        CampaignLibrary(tmp_path).all()


def test_whoever_is_adding_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    """A program that hangs with the lock ends in a sentence."""
    with (
        files.exclusive(tmp_path / "campaigns.lock"),
        pytest.raises(CampaignLibraryError, match="try again"),
    ):
        CampaignLibrary(tmp_path, lock_wait_s=0).add(PACK)


_ADDER = """
import sys, uuid
from pathlib import Path
from capdesk.campaigns import CampaignLibrary, CampaignPack, read_pack
from capdesk.resources import locate

campaign = read_pack(locate("sample-pack.json"), {"qa"}).campaigns[0]
library = CampaignLibrary(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(10):
    library.add(CampaignPack("qa", (campaign._replace(id=str(uuid.uuid4())),)))
"""


def test_two_programs_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    """Ten packs from each of two programs are twenty campaigns."""
    with ExitStack() as stack:
        adders = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _ADDER, tmp_path],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        for adder in adders:
            assert adder.stdout is not None
            assert adder.stdout.readline() == "ready\n"
        for adder in adders:
            assert adder.stdin is not None
            adder.stdin.write("go\n")
            adder.stdin.flush()
        for adder in adders:
            adder.communicate(timeout=30)
    assert [adder.returncode for adder in adders] == [0, 0]
    assert len(CampaignLibrary(tmp_path).all()) == 20


def test_reading_campaigns_stays_light(tmp_path: Path) -> None:
    """The window reads them before it is painted: no pydantic, no lock library."""
    CampaignLibrary(tmp_path).add(PACK)
    code = (
        "import sys; from pathlib import Path\n"
        "from capdesk.campaigns import CampaignLibrary\n"
        "from capdesk.settings import Environments, load_settings\n"
        "import capdesk.credentials\n"
        "folder = Path(sys.argv[1])\n"
        "assert CampaignLibrary(folder).all()\n"
        "Environments(folder).all(); load_settings(folder)\n"
        "print({'pydantic', 'keyring', 'filelock', 'httpx'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"

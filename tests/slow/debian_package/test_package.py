"""The Debian package: what it holds, and that it installs, upgrades and goes again."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from capdesk import __version__
from tests.support.throw_away_root import ThrowAwayRoot

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[3]
BUNDLE = ROOT / "dist" / "capdesk"
OLDER = "0.0.1"
LEADS = 40
DATE_S = "1790000000"

_BUILD = partial(
    runpy.run_path(str(ROOT / "packaging/linux/build.py"))["build"],
    level=1,  # what is tried here is not how small it can be
)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the packages of an older version and of this one."""
    assert BUNDLE.exists(), "there is no frozen program; `nox -s freeze` makes it"
    folder = tmp_path_factory.mktemp("packages")
    return {each: _BUILD(BUNDLE, each, folder) for each in (OLDER, __version__)}


@pytest.fixture
def system() -> Iterator[ThrowAwayRoot]:
    """Return a system to install on."""
    with ThrowAwayRoot.running() as root:
        yield root


def _tool(*command: str) -> str:
    if shutil.which(command[0]) is None:
        assert not os.environ.get("CAPDESK_REQUIRE_ROOT"), f"no {command[0]}"
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def _field(package: Path, name: str) -> str:
    return _tool("dpkg-deb", "--field", str(package), name).strip()


def test_two_builds_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever builds it, whenever and where: the package is the same to the last bit."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DATE_S)
    copy = shutil.copytree(BUNDLE, tmp_path / "elsewhere", symlinks=True)
    (copy / "capdesk").touch()
    first = _BUILD(BUNDLE, OLDER, tmp_path / "first")
    second = _BUILD(copy, OLDER, tmp_path / "second")
    assert first.read_bytes() == second.read_bytes()


def test_everything_belongs_to_root(packages: dict[str, Path]) -> None:
    """No file of the package can be changed by anybody else."""
    listing = _tool("dpkg-deb", "--contents", str(packages[__version__]))
    for line in listing.splitlines():
        mode, owner, *_ = line.split()
        assert owner == "root/root", line
        assert mode.startswith("l") or mode[5] + mode[8] == "--", line


def test_it_depends_on_what_it_does_not_hold(packages: dict[str, Path]) -> None:
    """Qt's libraries are in the package; the system's graphics and C library are not."""
    needed = _field(packages[__version__], "Depends")
    names = {each.split()[0] for each in needed.split(", ")}
    assert {"libc6", "libegl1", "libgl1"} <= names
    listed = (ROOT / "packaging/debian-packages.txt").read_text("utf-8").splitlines()
    # What a desktop has anyway: printing, Wayland, X11.
    of_desktops = {
        "libc6",
        "libcups2",
        "libwayland-client0",
        "libwayland-cursor0",
        "libxcb1",
    }
    assert names - of_desktops <= set(listed)


def test_its_files_are_as_debian_wants_them(packages: dict[str, Path]) -> None:
    """Lintian finds nothing that has no reason beside it."""
    package = packages[__version__]
    found = _tool("lintian", "--fail-on", "error,warning", "--info", str(package))
    assert not re.search("^[EW]:", found, re.MULTILINE), found


def test_menus_and_software_centres_know_it(
    packages: dict[str, Path], tmp_path: Path
) -> None:
    """Desktop entry and AppStream metadata are valid, and name each other."""
    _tool("dpkg-deb", "--extract", str(packages[__version__]), str(tmp_path))
    share = tmp_path / "usr/share"
    _tool("desktop-file-validate", str(share / "applications/capdesk.desktop"))
    metainfo = share / "metainfo/capdesk.metainfo.xml"
    _tool("appstreamcli", "validate", "--no-net", str(metainfo))
    text = metainfo.read_text("utf-8")
    assert "capdesk.desktop</launchable>" in text
    assert f'version="{__version__}"' in text
    assert (share / "icons/hicolor/48x48/apps/capdesk.png").exists()


def test_installed_it_does_what_it_is_for(
    system: ThrowAwayRoot, packages: dict[str, Path]
) -> None:
    """The smoke tests, window and keyring included, find nothing amiss with it."""
    system.run("dpkg", "--install", str(packages[__version__]))
    version = system.run("capdesk", "--version").stdout.split()[-1]
    assert version == __version__
    runner = str(Path(sys.executable).with_name("pytest"))
    done = system.run(
        *(runner, "tests/smoke", "-m", "slow", "-p", "no:xdist"),
        CAPDESK_SMOKE_PROGRAM="/usr/bin/capdesk",
        # Nothing may be left out for want of a screen or a keyring.
        CAPDESK_REQUIRE_DISPLAY="1",
        CAPDESK_REQUIRE_SECRET_SERVICE="1",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:]
    assert re.search(r"[1-9]\d* passed", done.stdout)


def test_an_upgrade_loses_no_lead(
    system: ThrowAwayRoot, packages: dict[str, Path], tmp_path: Path
) -> None:
    """A full outbox of the older version is read by the newer one, lead by lead."""
    desk = _Desk(system, tmp_path)
    system.run("dpkg", "--install", str(packages[OLDER]))
    desk.prepare()
    before = desk.listed()
    assert len(before) == LEADS
    system.run("dpkg", "--install", str(packages[__version__]))
    assert desk.listed() == before
    assert _installed(system) == f"install ok installed {__version__}-1"


def test_what_goes_leaves_what_is_not_its_own(
    system: ThrowAwayRoot, packages: dict[str, Path], tmp_path: Path
) -> None:
    """Removed or purged, leads and what IT has set stay; nothing else does."""
    desk = _Desk(system, tmp_path)
    system.run("dpkg", "--install", str(packages[__version__]))
    desk.prepare()
    policy = "/etc/capdesk/policy.toml"
    system.run("cp", "/usr/share/doc/capdesk/examples/policy.toml", policy)
    for how in ("--remove", "--purge"):
        system.run("dpkg", how, "capdesk")
        for gone in ("/usr/bin/capdesk", "/usr/lib/capdesk", "/etc/capdesk/packs"):
            assert not system.exists(gone), gone
        for stays in (policy, f"{desk.folder}/outbox.sqlite3"):
            assert system.exists(stays), stays
    system.run("dpkg", "--install", str(packages[__version__]))
    assert len(desk.listed()) == LEADS


def test_a_machine_without_a_policy_is_left_clean(
    system: ThrowAwayRoot, packages: dict[str, Path]
) -> None:
    """Where IT has put nothing, the folder for it goes with the package."""
    system.run("dpkg", "--install", str(packages[__version__]))
    assert system.exists("/etc/capdesk/packs")
    system.run("dpkg", "--purge", "capdesk")
    assert not system.exists("/etc/capdesk")


def _installed(system: ThrowAwayRoot) -> str:
    query = ("dpkg-query", "--show", "--showformat=${Status} ${Version}", "capdesk")
    return system.run(*query).stdout


class _Desk:
    """Somebody with leads in a data folder, opened by a passphrase: no keyring is there."""

    def __init__(self, system: ThrowAwayRoot, folder: Path) -> None:
        self._system = system
        self._given = folder
        self.folder = "/var/lib/somebody/capdesk"

    def prepare(self) -> None:
        """Choose a passphrase, add a campaign, take leads."""
        passphrase = self._write("passphrase", "correct horse battery\n" * 2)
        self._do("environment", "add", "local", "http://127.0.0.1:9/leads")
        pack = json.loads((ROOT / "resources/sample-pack.json").read_text("utf-8"))
        pack["environment"] = "local"
        for campaign in pack["campaigns"]:
            campaign.pop("starts", None)
            campaign.pop("ends", None)
        self._do("campaign", "add", self._write("pack.json", json.dumps(pack)))
        self._do("passphrase", "set", passphrase=passphrase)
        first = pack["campaigns"][0]
        rows = [
            {
                "campaign": first["name"],
                "enquiry_type": first["enquiry_types"][0],
                "vehicle": first["vehicles"][0],
                "acquisition_channel": first["acquisition_channels"][0],
                "first_name": "Zoë",
                "last_name": "Ångström",
                "email": f"zoe.{number}@example.com",
                "phone": "020 7946 0018",
                "postcode": "SW1A 1AA",
                "consent_post": "no",
            }
            for number in range(LEADS)
        ]
        leads = "".join(f"{json.dumps(each)}\n" for each in rows)
        self._do("outbox", "add", self._write("leads.jsonl", leads))

    def listed(self) -> list[str]:
        """Return what `outbox list` says, a line for each lead; all can be read."""
        export = self._given / "export.csv"
        self._do("outbox", "export", str(export))
        text = self._system.run("cat", str(export)).stdout
        assert text.count("zoe.") == LEADS
        self._system.run("rm", str(export))
        return self._do("outbox", "list", "--json").splitlines()

    def _write(self, name: str, text: str) -> str:
        path = self._given / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def _do(self, *arguments: str, passphrase: str = "") -> str:
        given = passphrase or str(self._given / "passphrase")
        words = ["capdesk", "--data-dir", self.folder, *arguments]
        # The shell gives the descriptor; nothing of it stands in the command.
        shell = f'exec "$@" 3<"{given}"'
        return self._system.run(
            *("sh", "-c", shell, "sh", *words),
            CAPDESK_PASSPHRASE_FD="3",
            DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere",
        ).stdout

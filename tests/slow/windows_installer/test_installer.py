"""The Windows installer, used as IT uses it: silently, also while CapDesk runs."""

import shutil
from pathlib import Path

import pytest

from tests.slow.windows_installer.wine_desk import Windows, an_installer, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FAILED, RUNNING, WRONG_USAGE = 2, 32, 87
# Wine hands on the lower eight bits.
SETUP_RUNS_ALREADY, HERE_FOR_EVERYONE = 1618 % 256, 1638 % 256

RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"

Installers = dict[str, str]


def in_data_folder(windows: Windows) -> Path:
    """Put something where the outbox would be."""
    outbox = windows.local / "CapDesk" / "outbox.sqlite3"
    outbox.parent.mkdir(exist_ok=True)
    outbox.write_text("leads")
    return outbox


def start_at_sign_in(windows: Windows, line: str) -> int:
    """Have a command start at sign-in, as CapDesk's settings do."""
    return windows.run("reg", "add", RUN, "/v", "CapDesk", "/d", line, "/f")[0]


def starts_at_sign_in(windows: Windows) -> bool:
    """Whether a CapDesk starts at sign-in."""
    return windows.run("reg", "query", RUN, "/v", "CapDesk")[0] == 0


def what_is_left(home: Path) -> set[str]:
    """Name what an uninstaller left; itself, as it was told to run from where it lies."""
    return {each.name for each in home.iterdir()}


def versions(home: Path) -> set[str]:
    """Name the versions whose folders are there."""
    return {each.name for each in (home / "versions").iterdir()}


def test_installs_for_one_person(windows: Windows, installers: Installers) -> None:
    """Without a switch it is this person's: files, Start menu, list of programs."""
    path_before = windows.run("reg", "query", r"HKCU\Environment")
    assert windows.run(installers["1.0.0"], "/S")[0] == 0

    home = windows.home
    assert versions(home) == {"1.0.0"}
    assert (home / "current").read_text() == "1.0.0"
    assert {each.name for each in home.iterdir()} == {
        *("capdesk.exe", "capdeskw.exe", "current", "uninstall.exe", "versions"),
    }
    # The shortcut holds the path in two bytes a character.
    target = windows.path(home / "capdeskw.exe").encode("utf-16-le")
    link = windows.shortcut.read_bytes()
    assert target in link
    assert "versions".encode("utf-16-le") not in link
    entry = windows.entry()
    assert entry.pop("EstimatedSize").startswith("0x")
    assert entry == {
        "DisplayIcon": windows.path(home / "capdeskw.exe") + ",0",
        "DisplayName": "CapDesk",
        "DisplayVersion": "1.0.0",
        "InstallLocation": windows.path(home),
        "NoModify": "0x1",
        "NoRepair": "0x1",
        "Publisher": "The CapDesk contributors",
        "QuietUninstallString": f'"{windows.path(home / "uninstall.exe")}" /S',
        "UninstallString": f'"{windows.path(home / "uninstall.exe")}"',
    }
    assert windows.entry("HKLM") == {}
    assert windows.run("reg", "query", r"HKCU\Environment") == path_before
    assert not (windows.local / "CapDesk").exists()


def test_launcher_hands_on(windows: Windows, installers: Installers) -> None:
    """`capdesk.exe` hands on words as they were typed and the exit code."""
    windows.run(installers["1.0.0"], "/S")
    words = ("outbox", "list", "two words", 'a "quote"', "")
    code, out = windows.run(windows.home / "capdesk.exe", *words)
    assert (code, out) == (7, "1.0.0|" + "|".join(words))


@pytest.mark.parametrize("name", ["", "..", "2.0.0", "1.0.0\\..\\x", "a" * 70])
def test_launcher_refuses(windows: Windows, installers: Installers, name: str) -> None:
    """A `current` that names no version in `versions` starts nothing."""
    windows.run(installers["1.0.0"], "/S")
    (windows.home / "current").write_text(name)
    assert windows.run(windows.home / "capdesk.exe", "x") == (1, "")


def test_upgrade(windows: Windows, installers: Installers) -> None:
    """An upgrade replaces the version and leaves the data folder as it is."""
    windows.run(installers["1.0.0"], "/S")
    outbox = in_data_folder(windows)
    assert windows.run(installers["1.1.0"], "/S")[0] == 0
    assert versions(windows.home) == {"1.1.0"}
    assert windows.run(windows.home / "capdesk.exe")[1] == "1.1.0"
    assert windows.entry()["DisplayVersion"] == "1.1.0"
    assert outbox.read_text() == "leads"


@pytest.mark.parametrize("program", ["capdesk", "capdeskw"])
def test_upgrade_while_running(
    windows: Windows, installers: Installers, tmp_path: Path, program: str
) -> None:
    """What runs during an upgrade goes on with its own files; the next start is new."""
    windows.run(installers["1.0.0"], "/S")
    signs = windows.drive / f"signs-{program}"
    held = windows.start(windows.home / f"{program}.exe", "hold", windows.path(signs))
    until(signs.with_suffix(".ready").exists, "the old version runs")

    assert windows.run(installers["1.1.0"], "/S")[0] == 0
    assert versions(windows.home) == {"1.0.0", "1.1.0"}
    assert windows.run(windows.home / "capdesk.exe")[1] == "1.1.0"

    signs.with_suffix(".go").touch()
    until(signs.with_suffix(".part").exists, "the old version is done")
    held.communicate()
    assert signs.with_suffix(".part").read_text() == "part of 1.0.0"

    # Once nobody runs it, the next installer takes it away.
    assert windows.run(installers["1.1.0"], "/S")[0] == 0
    assert versions(windows.home) == {"1.1.0-2"}
    assert {each.name for each in windows.home.glob("*.old")} == set()


def test_upgrade_that_cannot_copy(windows: Windows, installers: Installers) -> None:
    """Where the new version can't be written, the old one is still there and starts: 2."""
    windows.run(installers["1.0.0"], "/S")
    in_the_way = windows.home / "versions" / "1.1.0"
    in_the_way.write_text("no folder")
    assert windows.run(installers["1.1.0"], "/S")[0] == FAILED
    assert windows.run(windows.home / "capdesk.exe")[1] == "1.0.0"
    assert windows.entry()["DisplayVersion"] == "1.0.0"
    in_the_way.unlink()


def test_repair(windows: Windows, installers: Installers) -> None:
    """The same version once more puts back what went missing."""
    windows.run(installers["1.0.0"], "/S")
    (windows.home / "versions" / "1.0.0" / "capdesk.exe").unlink()
    (windows.home / "capdeskw.exe").unlink()
    assert windows.run(installers["1.0.0"], "/S")[0] == 0
    assert windows.run(windows.home / "capdesk.exe")[1] == "1.0.0"
    assert versions(windows.home) == {"1.0.0-2"}
    assert (windows.home / "capdeskw.exe").exists()


def test_folder_is_remembered(windows: Windows, installers: Installers) -> None:
    """`/D=` chooses a folder; an upgrade goes to the same."""
    home = windows.drive / "Our Programs" / "CapDesk"
    setup = windows.drive / "setup.exe"
    shutil.copy(installers["1.0.0"], setup)
    assert windows.type(f"{windows.path(setup)} /S /D={windows.path(home)}") == 0
    assert windows.run(installers["1.1.0"], "/S")[0] == 0
    assert versions(home) == {"1.1.0"}
    assert not (windows.home / "versions").exists()
    (home / "notes.txt").write_text("not CapDesk's")
    assert windows.uninstall(home) == 0
    assert what_is_left(home) == {"notes.txt", "uninstall.exe"}


@pytest.mark.parametrize("switch", ["", "/PURGE=0"])
def test_uninstall_keeps_the_leads(
    windows: Windows, installers: Installers, switch: str
) -> None:
    """Removed is the program; leads stay unless told otherwise."""
    windows.run(installers["1.0.0"], "/S")
    outbox = in_data_folder(windows)
    assert windows.uninstall(windows.home, switch) == 0
    assert what_is_left(windows.home) == {"uninstall.exe"}
    assert not windows.shortcut.exists()
    assert windows.entry() == {}
    assert outbox.read_text() == "leads"


def test_uninstall_purges(windows: Windows, installers: Installers) -> None:
    """`/PURGE=1` deletes the data folder, and nothing beside it."""
    windows.run(installers["1.0.0"], "/S")
    outbox = in_data_folder(windows)
    beside = windows.local / "CapDesk notes.txt"
    beside.write_text("mine")
    assert windows.uninstall(windows.home, "/PURGE=1") == 0
    assert not outbox.parent.exists()
    assert beside.exists()


@pytest.mark.parametrize("quote", ["", '"'])
def test_uninstall_ends_the_start_at_sign_in(
    windows: Windows, installers: Installers, quote: str
) -> None:
    """A program that is gone is not started at sign-in; an upgrade leaves that alone."""
    windows.run(installers["1.0.0"], "/S")
    program = windows.path(windows.home / "capdeskw.exe")
    assert start_at_sign_in(windows, f"{quote}{program}{quote} --data-dir C:\\x") == 0
    windows.run(installers["1.1.0"], "/S")
    assert starts_at_sign_in(windows)
    assert windows.uninstall(windows.home) == 0
    assert not starts_at_sign_in(windows)


def test_uninstall_leaves_another_start_at_sign_in(
    windows: Windows, installers: Installers
) -> None:
    """What a CapDesk elsewhere has set is not this one's to end."""
    windows.run(installers["1.0.0"], "/S")
    start_at_sign_in(windows, "C:\\Tools\\CapDesk\\capdeskw.exe")
    assert windows.uninstall(windows.home) == 0
    assert starts_at_sign_in(windows)
    assert windows.run("reg", "delete", RUN, "/v", "CapDesk", "/f")[0] == 0


def test_uninstall_as_windows_does(windows: Windows, installers: Installers) -> None:
    """The command in the list of programs removes it without a question."""
    windows.run(installers["1.0.0"], "/S")
    windows.run(windows.home / "uninstall.exe", "/S")
    until(lambda: not windows.home.exists(), "CapDesk is removed")


def test_uninstall_while_running(windows: Windows, installers: Installers) -> None:
    """CapDesk is not removed under the hands of who uses it: 32, and all stays."""
    windows.run(installers["1.0.0"], "/S")
    outbox = in_data_folder(windows)
    signs = windows.drive / "signs-uninstall"
    held = windows.start(windows.home / "capdeskw.exe", "hold", windows.path(signs))
    until(signs.with_suffix(".ready").exists, "CapDesk runs")
    assert windows.uninstall(windows.home, "/PURGE=1") == RUNNING
    assert versions(windows.home) == {"1.0.0"}
    assert outbox.exists()
    assert windows.entry()["DisplayVersion"] == "1.0.0"
    signs.with_suffix(".go").touch()
    until(signs.with_suffix(".part").exists, "CapDesk is done")
    held.communicate()


def test_one_setup_at_a_time(windows: Windows, installers: Installers) -> None:
    """While CapDesk is being installed or removed, neither starts a second time."""
    windows.run(installers["1.0.0"], "/S")
    signs = windows.drive / "signs-setup"
    held = windows.start(windows.home / "capdesk.exe", "setup", windows.path(signs))
    until(signs.with_suffix(".ready").exists, "another setup runs")
    assert windows.run(installers["1.1.0"], "/S")[0] == SETUP_RUNS_ALREADY
    assert windows.uninstall(windows.home) == SETUP_RUNS_ALREADY
    assert versions(windows.home) == {"1.0.0"}
    signs.with_suffix(".go").touch()
    until(signs.with_suffix(".part").exists, "the other setup is done")
    held.communicate()


def test_for_everyone(windows: Windows, installers: Installers) -> None:
    """`/ALLUSERS` installs for everybody, and then not again for one person."""
    home = windows.drive / "Program Files" / "CapDesk"
    assert windows.run(installers["1.0.0"], "/S", "/ALLUSERS")[0] == 0
    assert versions(home) == {"1.0.0"}
    assert windows.entry("HKLM")["InstallLocation"] == windows.path(home)
    assert windows.entry() == {}
    menu = windows.drive / "ProgramData/Microsoft/Windows/Start Menu/Programs"
    assert (menu / "CapDesk.lnk").exists()
    assert windows.run(installers["1.1.0"], "/S")[0] == HERE_FOR_EVERYONE
    assert windows.run(installers["1.1.0"], "/S", "/ALLUSERS")[0] == 0
    assert versions(home) == {"1.1.0"}

    outbox = in_data_folder(windows)
    policy = windows.drive / "ProgramData" / "CapDesk" / "policy.toml"
    policy.parent.mkdir()
    policy.touch()
    assert windows.uninstall(home, "/PURGE=1") == WRONG_USAGE
    assert versions(home) == {"1.1.0"}
    assert windows.uninstall(home) == 0
    assert what_is_left(home) == {"uninstall.exe"}
    assert not (menu / "CapDesk.lnk").exists()
    assert windows.entry("HKLM") == {}
    assert outbox.exists()
    assert policy.exists()


@pytest.mark.usefixtures("_tools")
def test_same_sources_same_installer(tmp_path: Path) -> None:
    """Two builds of the same payload are the same to the last bit."""
    first = an_installer(tmp_path, "1.0.0").read_bytes()
    assert an_installer(tmp_path, "1.0.0").read_bytes() == first

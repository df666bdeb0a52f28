"""Folders that are not on this computer alone."""

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from capdesk.domain.finding import Light
from capdesk.services.check.elsewhere import (
    check_network_drive,
    check_synced_folder,
    file_system,
    is_network_path,
    syncing_service,
)
from tests.services.check.surveys import a_survey

HOME = PurePosixPath("/home/sam")
MAC = PurePosixPath("/Users/sam/Library")
WINDOWS = PureWindowsPath("C:/Users/sam")


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        (WINDOWS / "OneDrive" / "CapDesk", "OneDrive"),
        (WINDOWS / "OneDrive - Dealer Group" / "Documents", "OneDrive"),
        (MAC / "CloudStorage" / "OneDrive-Personal", "OneDrive"),
        (HOME / "Dropbox", "Dropbox"),
        (HOME / "Dropbox (Dealer Group)" / "a", "Dropbox"),
        (WINDOWS / "Google Drive" / "a", "Google Drive"),
        (
            MAC / "CloudStorage" / "GoogleDrive-sam@example.com" / "My Drive",
            "Google Drive",
        ),
        (MAC / "Mobile Documents" / "com~apple~CloudDocs", "iCloud"),
        (WINDOWS / "iCloudDrive" / "a", "iCloud"),
        (HOME / "Nextcloud2" / "a", "Nextcloud"),
        (HOME / "ownCloud", "ownCloud"),
        (HOME / ".local" / "share" / "CapDesk", None),
        (MAC / "Application Support" / "CapDesk", None),
        (WINDOWS / "AppData" / "Local" / "CapDesk", None),
        (HOME / "dropboxes", None),
        (HOME / "my-onedrive-notes", None),
    ],
)
def test_by_the_name_of_a_folder(folder: PurePath, service: str | None) -> None:
    """Services name their folders, with or without an account's name."""
    assert syncing_service(folder, set()) == service


@pytest.mark.parametrize(
    ("marker", "service"),
    [
        (".dropbox", "Dropbox"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".sync_1a2b3c.db", "Nextcloud"),
        ("._sync_1a2b3c.db", "Nextcloud"),
        (".tmp.drivedownload", "Google Drive"),
        (".stfolder", "Syncthing"),
        ("outbox.sqlite3", None),
    ],
)
def test_by_what_a_service_leaves(marker: str, service: str | None) -> None:
    """A folder of any name is known by the files the service keeps in it."""
    assert syncing_service(HOME / "work", {"a", marker}) == service


def test_marks_are_looked_for_in_every_folder_above(tmp_path: Path) -> None:
    """Services keep their files at the top of what they sync."""
    folder = tmp_path / "a" / "b" / "data"
    assert [each.light for each in check_synced_folder(a_survey(folder))] == [
        Light.GREEN
    ]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".dropbox").touch()
    (finding,) = check_synced_folder(a_survey(folder))
    assert (finding.light, "Dropbox" in finding.sentence) == (Light.RED, True)


def test_the_personal_folder_is_no_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropbox keeps its settings there, as `.dropbox`, and does not sync it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".dropbox").mkdir()
    (finding,) = check_synced_folder(a_survey(tmp_path / "data"))
    assert finding.light is Light.GREEN


@pytest.mark.parametrize(
    ("path", "is_away"),
    [
        (r"\\server\share\CapDesk", True),
        (r"\\?\UNC\server\share", True),
        (r"\\?\C:\Users\sam", False),
        (r"\\.\pipe", False),
        (r"C:\Users\sam", False),
    ],
)
def test_network_paths_of_windows(path: str, is_away: bool) -> None:
    """Two backslashes name another computer, unless they are Windows' own prefix."""
    assert is_network_path(path) is is_away


MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / /home rw,relatime - nfs4 server:/home rw
41 40 8:2 / /home/local\040disk rw,relatime - xfs /dev/sdb1 rw
42 22 0:42 / /media rw - ext4 /dev/sdc1 rw
43 42 0:43 / /media rw master:2 - cifs //server/share rw
what this is nobody knows
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/capdesk", "ext4"),
        ("/home", "nfs4"),
        ("/home/sam/.local/share/CapDesk", "nfs4"),
        ("/home/local disk/CapDesk", "xfs"),
        ("/homes/sam", "ext4"),
        ("/media/stick", "cifs"),
    ],
)
def test_the_file_system_of_a_folder(folder: str, kind: str) -> None:
    """The nearest mount above counts, and of two on one point the later."""
    assert file_system(PurePosixPath(folder), MOUNTS) == kind


def test_no_mounts_tell_nothing() -> None:
    """Where the system tells no mounts, the file system is not known."""
    assert file_system(PurePosixPath("/"), "") is None


def test_a_disk_of_this_computer(tmp_path: Path) -> None:
    """The tests' own folder is on none of the network's drives."""
    (finding,) = check_network_drive(a_survey(tmp_path))
    assert finding.light is Light.GREEN

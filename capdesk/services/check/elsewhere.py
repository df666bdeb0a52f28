"""Checks that the data folder is on this computer alone: not synced, not on a network.

A program that syncs copies the outbox while it is being written, and puts older copies
back in its place; a network drive does not keep the locks that the outbox relies on.
"""

import fnmatch
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath, PurePosixPath

from capdesk.domain.finding import Finding, Light
from capdesk.services.check.survey import Survey

# By the name of a folder above, in lower case. The services append an account's name,
# as in "OneDrive - Dealer Group" or "Dropbox (Personal)".
_FOLDER_NAMES = (
    (re.compile(r"onedrive( - .+|-.+)?"), "OneDrive"),
    (re.compile(r"dropbox( \(.+\)|-.+)?"), "Dropbox"),
    (re.compile(r"google ?drive( \(.+\)|-.+)?"), "Google Drive"),
    (
        re.compile(r"icloud ?drive( \(.+\))?|com~apple~clouddocs|mobile documents"),
        "iCloud",
    ),
    (re.compile(r"nextcloud\d*"), "Nextcloud"),
    (re.compile(r"owncloud\d*"), "ownCloud"),
)

# By what the services keep in the folder they sync, whatever its name.
_MARKERS = (
    (".849c9593-d756-4e56-8d6e-42412f2a707b", "OneDrive"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".shortcut-targets-by-id", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".sync_*.db", "Nextcloud"),
    ("._sync_*.db", "Nextcloud"),
    (".stfolder", "Syncthing"),
)

_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "davfs"}
    | {"fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.smbnetfs"}
)
_OCTAL = re.compile(r"\\([0-7]{3})")


def check_synced_folder(survey: Survey) -> Iterator[Finding]:
    """See whether a program carries the data folder to other computers."""
    folder = _resolved(survey.profile.folder)
    # Dropbox keeps its own settings in the personal folder, under its marker's name.
    folders = {folder, *folder.parents} - {Path.home()}
    markers = {name for each in folders for name in _names_in(each)}
    service = syncing_service(folder, markers)
    if service is None:
        yield Finding("synced_folder", Light.GREEN, "No program syncs the data folder.")
    else:
        yield Finding(
            "synced_folder",
            Light.RED,
            f"The data folder {folder} seems to be synced by {service}, which may put an"
            " older outbox in place of the one with your leads; move it out of there and"
            " name the new place with --data-dir.",
        )


def check_network_drive(survey: Survey) -> Iterator[Finding]:
    """See whether the data folder is on another computer, where that can be told."""
    folder = _resolved(survey.profile.folder)
    if is_on_network(folder):
        yield Finding(
            "network_drive",
            Light.AMBER,
            f"The data folder {folder} is on a network drive, which may lose leads when"
            " the network does; name a folder on this computer with --data-dir.",
        )
    else:
        yield Finding(
            "network_drive", Light.GREEN, "The data folder is on this computer's disk."
        )


def syncing_service(folder: PurePath, markers: set[str]) -> str | None:
    """Name the service that syncs a folder, as far as names tell.

    Args:
        folder: Absolute, links resolved.
        markers: Names of the files in it and in the folders above it.
    """
    for part in folder.parts:
        for pattern, service in _FOLDER_NAMES:
            if pattern.fullmatch(part.lower()):
                return service
    for marker, service in _MARKERS:
        if any(fnmatch.fnmatchcase(each.lower(), marker) for each in markers):
            return service
    return None


def is_on_network(folder: Path) -> bool:
    """Whether a folder is on another computer; false where that can't be told."""
    if sys.platform == "win32":
        return is_network_path(str(folder)) or _is_remote_drive(folder)
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return file_system(PurePosixPath(folder), mounts) in _NETWORK_FILE_SYSTEMS


def is_network_path(path: str) -> bool:
    r"""Whether a path of Windows names another computer, as in `\\server\share`."""
    if path.startswith("\\\\?\\"):
        return path[4:].upper().startswith("UNC\\")
    return path.startswith("\\\\") and not path.startswith("\\\\.\\")


def file_system(folder: PurePosixPath, mounts: str) -> str | None:
    """Return the kind of file system that a folder is on.

    Args:
        folder: Absolute, links resolved.
        mounts: As `/proc/self/mountinfo` has them (proc_pid_mountinfo(5)).
    """
    found: tuple[int, str] | None = None
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = PurePosixPath(_OCTAL.sub(lambda m: chr(int(m[1], 8)), fields[4]))
        # Of two mounts on one point the later one is on top.
        if folder.is_relative_to(point) and (
            found is None or len(point.parts) >= found[0]
        ):
            found = len(point.parts), after.split(" ")[0]
    return None if found is None else found[1]


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder


def _names_in(folder: Path) -> set[str]:
    try:
        return {each.name for each in folder.iterdir()}
    except OSError:
        return set()


if sys.platform == "win32":

    def _is_remote_drive(folder: Path) -> bool:
        import ctypes

        drive_remote = 4  # DRIVE_REMOTE
        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == drive_remote)

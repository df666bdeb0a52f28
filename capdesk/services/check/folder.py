"""Checks the data folder: may CapDesk write there, may others, is there room."""

import os
import stat
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from capdesk.domain.finding import Finding, Light
from capdesk.services.check.survey import Survey

GIGABYTE = 1_000_000_000
LITTLE_SPACE_BYTES = 500_000_000
NO_SPACE_BYTES = 50_000_000
"""Some thousand leads, and the copy that a new version makes of them before it begins."""

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_data_folder(survey: Survey) -> Iterator[Finding]:
    """Try to write in the data folder, and see who else may look into it."""
    folder = survey.profile.folder
    if not _exists(folder):
        yield _absent(folder)
        return
    try:
        _try_to_write(folder)
        open_to_others = None if os.name == "nt" else _open_to_others(folder)
    except OSError as error:
        yield _red(
            f"CapDesk can't write in the data folder {folder} ({error.strerror}), so no"
            " lead can be taken; give yourself access to it or name another one with"
            " --data-dir."
        )
    else:
        yield open_to_others or _green(
            f"CapDesk can write in the data folder {folder}"
            + ("." if os.name == "nt" else ", and nobody else can look into it.")
        )


def check_disk_space(survey: Survey) -> Iterator[Finding]:
    """See how much room there is for leads."""
    free = survey.free_bytes(_nearest(survey.profile.folder))
    yield judge_space(free)


def judge_space(free_bytes: int) -> Finding:
    """Judge how much room a disk has."""
    room = _size(free_bytes)
    if free_bytes < NO_SPACE_BYTES:
        return Finding(
            "disk_space",
            Light.RED,
            f"The disk has {room} left, so taking leads may fail at any moment; free"
            " some space.",
        )
    if free_bytes < LITTLE_SPACE_BYTES:
        return Finding(
            "disk_space",
            Light.AMBER,
            f"The disk has only {room} left; leads are taken, but free some space before"
            " an event.",
        )
    return Finding("disk_space", Light.GREEN, f"The disk has {room} left.")


def _size(free_bytes: int) -> str:
    if free_bytes < GIGABYTE:
        return f"{free_bytes / 1_000_000:,.0f} MB"
    return f"{free_bytes / GIGABYTE:,.0f} GB"


def _absent(folder: Path) -> Finding:
    above = _nearest(folder)
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return _green(
            f"There is no data folder yet; CapDesk makes {folder} with the first lead or"
            " setting."
        )
    return _red(
        f"The data folder {folder} can't be made in {above}, so no lead can be taken;"
        " give yourself access or name another folder with --data-dir."
    )


def _nearest(folder: Path) -> Path:
    """Return the folder itself, or the nearest one above it that exists."""
    return next(each for each in (folder, *folder.parents) if _exists(each))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # below a folder that we may not look into


def _try_to_write(folder: Path) -> None:
    # Whether it may is not to be told from its permissions alone, least of all on
    # Windows and on network drives. Nothing is left behind.
    with tempfile.TemporaryFile(dir=folder, prefix=".check.") as file:
        file.write(b"?")


def _open_to_others(folder: Path) -> Finding | None:
    modes = {each: _mode(each) for each in chain((folder,), folder.iterdir())}
    if writable := [each for each, mode in modes.items() if mode & _OTHERS_WRITE]:
        return _red(
            f"Other people on this computer can change {_names(writable)}, and so where"
            f" leads go; {_remedy(folder)}."
        )
    if readable := [each for each, mode in modes.items() if mode & _OTHERS]:
        return Finding(
            "data_folder",
            Light.AMBER,
            f"Other people on this computer can look into {_names(readable)}; contact"
            f" data in it is encrypted, but {_remedy(folder)}.",
        )
    return None


def _mode(path: Path) -> int:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return 0  # another CapDesk has just been done with it
    return 0 if stat.S_ISLNK(status.st_mode) else status.st_mode


def _names(paths: list[Path]) -> str:
    first, *others = paths
    return f"{first} and {len(others):,} more" if others else str(first)


def _remedy(folder: Path) -> str:
    return f'run: chmod -R go= "{folder}"'


def _green(sentence: str) -> Finding:
    return Finding("data_folder", Light.GREEN, sentence)


def _red(sentence: str) -> Finding:
    return Finding("data_folder", Light.RED, sentence)

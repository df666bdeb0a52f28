"""What goes into a bundle, from what PyInstaller's analysis of a program has found."""

import re
import subprocess
import sys
from collections.abc import Set as AbstractSet
from pathlib import Path, PurePath
from typing import Protocol

from PyInstaller.utils.hooks import (  # type: ignore[import-untyped] # ships no types
    copy_metadata,
)

from freezing import leave_out, licences, system_licences
from freezing.reached import Toc, reached
from freezing.stripping import stripped

LOOSE = dict.fromkeys(
    ("cryptography", "httpcore", "httpx", "phonenumbers", "pydantic"), "pyc"
)
"""How PyInstaller is to keep packages of many modules: as files, not in the program.

At every start the names of all that is in it are read, at 5 µs each: of 1,400 modules,
half are in these five, and the window is there before one of them is needed.
"""

_RUNTIME_HOOK = "pyi_rth_"
_NEEDED = re.compile(r"^ +NEEDED +(\S+)$", re.MULTILINE)


class Found(Protocol):
    """What PyInstaller's `Analysis` has found, as far as it is looked at here."""

    scripts: Toc
    pure: Toc
    datas: Toc
    binaries: Toc


def metadata(version: str, work: Path) -> licences.Datas:
    """Return names, versions and licences of CapDesk and all it needs.

    Args:
        version: CapDesk's, as its code has it.
        work: Where there is room to write.

    Raises:
        ValueError: Another version of CapDesk is installed here.
    """
    folders = copy_metadata("capdesk", recursive=True)
    if f"capdesk-{version}.dist-info" not in {name for _, name in folders}:
        raise ValueError(f"install CapDesk {version} here first; another one is")
    wanted = (
        folder
        for folder, name in folders
        if name.partition("-")[0] not in leave_out.DISTRIBUTIONS
    )
    return [*licences.of_libraries(wanted, work / "metadata"), *licences.of_python()]


def prune(analysis: Found, work: Path) -> None:
    """Take out of an analysis what the program has no use for.

    Args:
        analysis: What PyInstaller has found.
        work: Where there is room to write.
    """
    analysis.scripts = _without_runtime_hooks(analysis.scripts)
    analysis.pure = [
        entry for entry in analysis.pure if leave_out.is_module_of_use(entry[0])
    ]
    analysis.datas = _of_use(analysis.datas)
    analysis.binaries = _of_use(analysis.binaries)
    if sys.platform == "linux":
        binaries = reached(analysis.binaries, _asked_for)
        files = (source for _, source, kind in binaries if kind == "BINARY")
        analysis.datas += [
            (f"{folder}/{Path(file).name}", file, "DATA")
            for file, folder in system_licences.of_files(
                system_licences.from_system(files), work / "system-licences"
            )
        ]
        analysis.binaries = stripped(binaries, work / "stripped")
        analysis.datas = _without_loose_links(analysis.datas, analysis.binaries)


def link(folder: Path, name: str, program: str) -> None:
    """Give a program in a finished bundle a second name."""
    (folder / name).symlink_to(program)


def _without_runtime_hooks(scripts: Toc) -> Toc:
    """Return the scripts without those that PyInstaller runs before the program.

    They import `inspect` and `zipfile` before the window, for tools that read source;
    and they set variables for Qt which whatever the program starts would inherit, so
    that somebody's browser would load our plugins. PySide finds its own without them.
    """
    return [each for each in scripts if not each[0].startswith(_RUNTIME_HOOK)]


def _of_use(toc: Toc) -> Toc:
    return [entry for entry in toc if leave_out.is_of_use(entry[0])]


def _without_loose_links(datas: Toc, binaries: Toc) -> Toc:
    places = {place for place, *_ in binaries}
    return [
        entry for entry in datas if entry[2] != "SYMLINK" or _target(entry) in places
    ]


def _target(link: tuple[str, str, str]) -> str:
    place, target, _ = link
    return (PurePath(place).parent / target).as_posix()


def _asked_for(file: str) -> AbstractSet[str]:
    # What it asks for itself, which `ldd` would mix with what those ask for in turn.
    done = subprocess.run(
        ["objdump", "-p", file],  # noqa: S607 - binutils', which PyInstaller needs too
        capture_output=True,
        check=True,
        text=True,
    )
    return set(_NEEDED.findall(done.stdout))

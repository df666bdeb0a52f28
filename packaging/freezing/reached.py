"""Finds the shared libraries that something in the bundle still asks for.

A plugin that is left out leaves its libraries behind: GTK alone brings thirty.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import PurePath

Toc = list[tuple[str, str, str]]
"""PyInstaller's table of contents: place in the bundle, file it comes from, kind."""


def reached(toc: Toc, asked_for: Callable[[str], AbstractSet[str]]) -> Toc:
    """Return what of a bundle's binaries is a module, a plugin, or asked for by one.

    Args:
        toc: The bundle's binaries.
        asked_for: Gives the names of the libraries that a file asks the loader for.
    """
    libraries = {PurePath(place).name for place, *_ in toc if _is_library(place)}
    waiting = [source for place, source, _ in toc if not _is_library(place)]
    sources = {
        PurePath(place).name: source for place, source, kind in toc if kind == "BINARY"
    }
    found: set[str] = set()
    while waiting:
        new = (asked_for(waiting.pop()) & libraries) - found
        found |= new
        waiting += [sources[name] for name in new]
    return [
        entry
        for entry in toc
        if not _is_library(entry[0]) or PurePath(entry[0]).name in found
    ]


def _is_library(place: str) -> bool:
    # Modules and plugins are loaded by path and have no version in their names, and
    # Python's own library is loaded by the program itself.
    name = PurePath(place).name
    return (
        name.startswith("lib") and ".so." in name and not name.startswith("libpython")
    )

"""Which libraries ship with CapDesk, and under which licences: from their own metadata.

Read from what is installed beside this very program, so that the list can't fall behind.
"""

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CLASSIFIER = "License :: OSI Approved :: "
_IS_EXTRA = re.compile(r"\bextra\s*==")
_LICENCE_FILE = re.compile(r"(?i)(licen[cs]e|copying|notice)")
_IS_TITLE = re.compile(r"(?i)\blicen[cs]e\b")
_SYSTEM_LICENCES = Path(__file__).parents[3] / "system-licences"
_LONGEST_LICENCE_NAME = 80
"""Some packages put the whole text of the licence where its name belongs."""


@dataclass(frozen=True, slots=True)
class Library:
    """One library that ships with CapDesk.

    Attributes:
        licence: Its name, as an SPDX expression where the library gives one; empty
            where it gives none.
        texts: The licence texts it ships with.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def shipped_libraries(root: str = "capdesk") -> tuple[Library, ...]:
    """Return every library the program needs to run, directly or not, by name.

    What a platform does without is not installed there and is left out.

    Args:
        root: Name of the distribution to begin at; it is not in the list itself.
    """
    found: dict[str, Distribution] = {}
    waiting = [root]
    while waiting:
        key = _normalised(waiting.pop())
        if key in found:
            continue
        try:
            found[key] = distribution(key)
        except PackageNotFoundError:
            continue
        waiting += _needed_by(found[key])
    found.pop(_normalised(root), None)
    return tuple(_library(found[key]) for key in sorted(found))


def system_libraries(folder: Path = _SYSTEM_LICENCES) -> tuple[Library, ...]:
    """Return the libraries that a frozen program took from the system it was made on.

    Args:
        folder: A text for each, `NAME_VERSION.txt`; not there unless frozen on Linux.
    """
    return tuple(map(_system_library, sorted(folder.glob("*_*.txt"))))


def _system_library(file: Path) -> Library:
    name, _, version = file.stem.partition("_")
    return Library(name, version, "", (file.read_text("utf-8").strip(),))


def _needed_by(library: Distribution) -> list[str]:
    lines = (line for line in library.requires or () if not _IS_EXTRA.search(line))
    return [match[0] for line in lines if (match := _NAME.match(line))]


def _library(found: Distribution) -> Library:
    about = found.metadata
    classified = (
        line.removeprefix(_CLASSIFIER)
        for line in about.get_all("Classifier") or ()
        if line.startswith(_CLASSIFIER)
    )
    declared = (
        *(about.get_all("License-Expression") or ()),
        *(about.get_all("License") or ()),
        *classified,
    )
    texts = _texts(found)
    # Some name it nowhere but at the head of its text.
    titles = (text.partition("\n")[0].strip() for text in texts)
    named = (*declared, *(title for title in titles if _IS_TITLE.search(title)))
    licence = next((each for each in named if _is_name(each)), "")
    return Library(about["Name"], found.version, licence, texts)


def _is_name(text: str) -> bool:
    return "\n" not in text and 0 < len(text) <= _LONGEST_LICENCE_NAME


def _texts(found: Distribution) -> tuple[str, ...]:
    # By the name of the file: not every build tool lists them as `License-File`.
    own = (
        file
        for file in found.files or ()
        if file.parts[0].endswith(".dist-info") and _LICENCE_FILE.match(file.name)
    )
    return tuple(file.read_text(encoding="utf-8").strip() for file in own)


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

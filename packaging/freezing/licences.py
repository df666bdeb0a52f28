"""Puts each library's name, version and licence into the bundle, for *About*.

What an installer wrote down about one machine, such as paths and times, stays out.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_WANTED = re.compile(r"(?i)(METADATA$|licen[cs]e|copying|notice|authors)")
_PYTHON_LICENCE = "LICENSE.txt"

Datas = list[tuple[str, str]]
"""What PyInstaller takes for files: where it lies, folder in the bundle."""


def of_libraries(folders: Iterable[str], to: Path) -> Datas:
    """Write what is worth keeping of libraries' metadata.

    Args:
        folders: Their `.dist-info` folders.
        to: An empty folder to write into; made if need be.
    """
    return [(str(each), each.name) for each in _written(folders, to)]


def of_python() -> Datas:
    """Return Python's own licence.

    Raises:
        FileNotFoundError: This Python came without one.
    """
    for folder in (Path(os.__file__).parent, Path(sys.base_prefix)):
        if (folder / _PYTHON_LICENCE).is_file():
            return [(str(folder / _PYTHON_LICENCE), "python-licence")]
    raise FileNotFoundError(f"this Python has no {_PYTHON_LICENCE}")


def _written(folders: Iterable[str], to: Path) -> Iterator[Path]:
    for folder in map(Path, folders):
        here = to / folder.name
        files = sorted(
            file.relative_to(folder)
            for file in folder.rglob("*")
            if file.is_file() and _WANTED.match(file.name)
        )
        for file in files:
            (here / file).parent.mkdir(parents=True, exist_ok=True)
            (here / file).write_bytes((folder / file).read_bytes())
        # By which `importlib.metadata` finds the texts of the licences.
        record = "".join(f"{folder.name}/{file.as_posix()},,\n" for file in files)
        (here / "RECORD").write_text(record, encoding="utf-8", newline="\n")
        yield here

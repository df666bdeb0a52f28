"""Puts the licences of libraries that come from Debian itself into the bundle.

A bundle for Linux takes some forty small libraries, such as those for X, from the system
it is built on. Most of their licences ask for their text to go with every copy.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from freezing.licences import Datas

FOLDER = "system-licences"
"""Where they lie in the bundle: a file for each package, `NAME_VERSION.txt`."""

_DOCS = Path("/usr/share/doc")
_COMMON = Path("/usr/share/common-licenses")
_REFERENCE = re.compile(rf"{_COMMON}/([A-Za-z0-9.+-]*[A-Za-z0-9])")


def from_system(files: Iterable[str]) -> list[str]:
    """Return the files that came neither with Python nor with a package of it."""
    python = tuple(str(Path(each).resolve()) for each in (sys.prefix, sys.base_prefix))
    return [each for each in files if not str(Path(each).resolve()).startswith(python)]


def of_files(files: Iterable[str], to: Path) -> Datas:
    """Write what the packages that own files say of their licences.

    What they refer to, Debian's copies of the usual licences, comes along: the bundle may
    be used where there are none.

    Args:
        files: Libraries of the system.
        to: Where to write; made if need be.

    Raises:
        LookupError: A file is no package's, or its package tells no licence.
    """
    to.mkdir(parents=True, exist_ok=True)
    common: set[str] = set()
    datas: Datas = []
    for package in sorted({_owner(each) for each in files}):
        text = _copyright(package)
        common |= set(_REFERENCE.findall(text))
        written = to / f"{package}_{_version(package)}.txt"
        written.write_text(text, encoding="utf-8", newline="\n")
        datas.append((str(written), FOLDER))
    there = (_COMMON / name for name in sorted(common))
    return datas + [
        (str(each.resolve()), f"{FOLDER}/common") for each in there if each.is_file()
    ]


def _owner(file: str) -> str:
    for path in _names(file):
        if found := _asked("--search", path):
            return found.partition(":")[0]
    raise LookupError(f"no package has {file}: its licence is not known")


def _names(file: str) -> Iterator[str]:
    """Give the names under which a package may list a file: /lib is /usr/lib today."""
    for path in (file, str(Path(file).resolve())):
        yield path
        yield path.removeprefix("/usr")
        yield f"/usr{path}"


def _copyright(package: str) -> str:
    try:
        return (_DOCS / package / "copyright").read_text(encoding="utf-8")
    except OSError as error:
        raise LookupError(f"{package} is here without its licence: {error}") from error


def _version(package: str) -> str:
    # More than one line where it is installed for more than one architecture.
    version = _asked("--show", "--showformat", "${Version}\n", package).split("\n")[0]
    return version.rpartition(":")[2]  # without its epoch, as in the names of packages


def _asked(*question: str) -> str:
    done = subprocess.run(
        ["dpkg-query", *question],  # noqa: S607 - Debian's, where a bundle is made
        capture_output=True,
        check=False,  # that nothing is known is an answer
        text=True,
    )
    return done.stdout

"""Takes the debugger's symbols out of Python's own libraries, on Linux.

A Python that was built from source carries them: 17 MB in libpython alone. Libraries of
wheels have none, and are not touched: `strip` breaks those that `patchelf` has moved.
"""

import subprocess
import sys
from pathlib import Path

from freezing.reached import Toc


def stripped(toc: Toc, to: Path) -> Toc:
    """Return binaries with copies of Python's own that have no symbols.

    Args:
        toc: The bundle's binaries.
        to: Where to write the copies; made if need be.
    """
    if sys.platform != "linux":
        return toc
    return [
        (place, _copy(source, to / place) if _is_pythons(source) else source, kind)
        for place, source, kind in toc
    ]


def _is_pythons(source: str) -> bool:
    path = Path(source)
    return path.name.startswith("libpython") or path.parent.name == "lib-dynload"


def _copy(source: str, to: Path) -> str:
    to.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["strip", "--strip-unneeded", "-o", str(to), source],  # noqa: S607 - binutils', as PyInstaller's objdump
        check=True,
    )
    return str(to)

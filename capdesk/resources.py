"""Where the files that ship with CapDesk are: icons, style, sample pack, codes."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def locate(name: str) -> Path:
    """Find a file that ships with the program.

    A wheel and a frozen bundle carry the files inside the package; an editable
    install and a checkout have them beside it.

    Args:
        name: Path below the resources folder, with forward slashes.

    Returns:
        Path of an existing file.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"CapDesk's own file {name} is missing; install CapDesk again."
    )

"""Writes SHA256SUMS for the files of a release, as `sha256sum --check` reads it."""

import argparse
import hashlib
from pathlib import Path

NAME = "SHA256SUMS"


def write(folder: Path) -> Path:
    """Write the sums of all files in a folder beside them; folders in it are refused.

    Raises:
        ValueError: There is a folder in it, or nothing.
    """
    files = sorted(each for each in folder.iterdir() if each.name != NAME)
    if not files or not all(each.is_file() for each in files):
        raise ValueError(f"{folder} is to hold the files of a release, and no folders")
    lines = []
    for file in files:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {file.name}\n")
    sums = folder / NAME
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return sums


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    write(parser.parse_args().folder)

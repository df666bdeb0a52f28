"""Whoever freezes the same sources gets the same program, wherever and whenever.

It freezes twice, which takes two minutes: `nox -s reproducible`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = (
    "capdesk",
    "packaging",
    "resources",
    "LICENSE",
    "README.md",
    "pyproject.toml",
)
DATE_S = 1_700_000_000

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200)]


def frozen(folder: Path, *, seed: str) -> Path:
    """Freeze a copy of the sources in a folder, and return what came of it.

    Args:
        folder: An empty folder.
        seed: What this shell has for PYTHONHASHSEED, which must not matter.
    """
    for name in SOURCES:
        source, copy = ROOT / name, folder / name
        if source.is_dir():
            bytecode = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, copy, ignore=bytecode)
        else:
            shutil.copy(source, copy)
    script = folder / "packaging" / "freezing" / "build.py"
    subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(DATE_S), "PYTHONHASHSEED": seed},
        cwd=folder,
        check=True,
    )
    return folder / "dist" / "capdesk"


def described(bundle: Path) -> dict[str, tuple[str, int, int]]:
    """Return what each file of a bundle is, its mode, and its date."""
    return {
        path.relative_to(bundle).as_posix(): (
            _content(path),
            path.lstat().st_mode,
            int(path.lstat().st_mtime),
        )
        for path in (bundle, *bundle.rglob("*"))
    }


def _content(path: Path) -> str:
    if path.is_symlink():
        return f"to {path.readlink()}"
    if path.is_dir():
        return "folder"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_two_builds_are_the_same_to_the_last_bit(tmp_path: Path) -> None:
    """Neither the folder, nor the time, nor chance is in what is given to people."""
    one, other = tmp_path / "one", tmp_path / "another, with a longer name"
    for folder in (one, other):
        folder.mkdir()
    first = described(frozen(one, seed="1"))
    second = described(frozen(other, seed="random"))
    apart = {
        name: (first.get(name), second.get(name))
        for name in first.keys() | second.keys()
        if first.get(name) != second.get(name)
    }
    assert apart == {}
    assert {date for _, _, date in first.values()} == {DATE_S}

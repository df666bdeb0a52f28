"""CapDesk's version stands in one place."""

import re
import tomllib
from pathlib import Path

from capdesk import __version__

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "capdesk" / "__init__.py"
LOOKED_AT = ("capdesk", "docs", "packaging", "resources", ".github")
TEXT = {
    ".c",
    ".cfg",
    ".desktop",
    ".h",
    ".json",
    ".manifest",
    ".md",
    ".nsi",
    ".plist",
} | {*(".py", ".rc", ".sh", ".spec", ".svg", ".toml", ".txt", ".xml", ".yml", ".yaml")}


def places(version: str) -> set[Path]:
    """Find the files that name a version."""
    named = re.compile(rf"(?<![\d.]){re.escape(version)}(?![\d.]*\d)")
    inside = (file for folder in LOOKED_AT for file in (ROOT / folder).rglob("*"))
    files = [*ROOT.glob("*.toml"), *ROOT.glob("*.py"), *inside]
    return {
        file
        for file in files
        if file.is_file()
        and file.suffix in TEXT
        and named.search(file.read_text(encoding="utf-8"))
    }


def test_version_stands_once() -> None:
    """A release changes capdesk/__init__.py, and nothing else has the number."""
    assert places(__version__) == {PLACE}


def test_pyproject_asks_the_code() -> None:
    """The wheel's version is the code's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "capdesk/__init__.py"

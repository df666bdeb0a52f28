"""The bill of materials names what is in the released programs."""

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """The script's names."""
    file = ROOT / "packaging" / "release" / "bill_of_materials.py"
    return runpy.run_path(str(file))


def locked(name: str) -> set[tuple[str, str]]:
    """Return names and versions of a lock."""
    return set(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text("utf-8")))


def test_what_is_frozen_is_what_is_named() -> None:
    """What programs are frozen from has everything the bill is made of, as it is."""
    assert locked("run") <= locked("freeze")


def test_starter_is_named(script: dict[str, Any]) -> None:
    """PyInstaller's starter is in each program, so it is in the bill, with its hashes."""
    added = set(PIN.findall(script["contents"]())) - locked("run")
    assert {name for name, _ in added} == {"pyinstaller"}
    after = script["contents"]().partition("pyinstaller==")[2]
    assert "--hash=sha256:" in after


def test_bill_is_completed(script: dict[str, Any]) -> None:
    """The version, Python, and what CapDesk itself asks for are added."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {*(name for name, _ in locked("run")), "pyinstaller"}
    bill: dict[str, Any] = {
        "metadata": {"component": {"bom-ref": "root", "name": "capdesk"}},
        "components": [{"name": name, "bom-ref": f"a {name}"} for name in names],
        "dependencies": [{"ref": "root"}, *({"ref": f"a {name}"} for name in names)],
    }
    script["completed"](bill, "1.2.3", project)
    assert bill["metadata"]["component"]["version"] == "1.2.3"
    assert "python" in {each["name"] for each in bill["components"]}
    (of_root,) = (each for each in bill["dependencies"] if each["ref"] == "root")
    assert {"a httpx", "a pyside6-essentials", "python"} <= {*of_root["dependsOn"]}
    assert "a httpcore" not in of_root["dependsOn"]
    assert len(bill["dependencies"]) == len(names) + 2

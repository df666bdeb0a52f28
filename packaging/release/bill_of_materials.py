"""Writes the bill of materials (CycloneDX) of what the released programs contain.

It is made of the lock of what runs, whose versions are those of the lock that programs are
frozen from (a test looks). So it names every platform's libraries, with the hashes that
were installed, and what freezing itself puts in: Python and PyInstaller's starter.
"""

import argparse
import json
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "requirements"
_SPEC_VERSION = "1.6"
_STARTER = re.compile(r"^pyinstaller==.*\n(?: +--hash=.*\n)+", re.MULTILINE)
_NAME = re.compile(r"[\w.-]+")


def contents() -> str:
    """Return the locked lines of all that is in a frozen program.

    Raises:
        ValueError: The lock for freezing has no PyInstaller.
    """
    starter = _STARTER.search((LOCKS / "freeze.txt").read_text("utf-8"))
    if starter is None:
        raise ValueError("requirements/freeze.txt has no PyInstaller")
    return (LOCKS / "run.txt").read_text("utf-8") + starter[0]


def completed(bill: dict[str, Any], version: str, project: dict[str, Any]) -> None:
    """Add to a bill what no lock says: the version, Python, what needs what directly.

    Args:
        bill: As `cyclonedx-py` wrote it; changed in place.
        version: CapDesk's.
        project: The table `project` of pyproject.toml.
    """
    program = bill["metadata"]["component"]
    program["version"] = version
    python = {
        "type": "platform",
        "bom-ref": "python",
        "name": "python",
        # Which patch release is a matter of the machine that froze it.
        "version": ".".join(map(str, sys.version_info[:2])),
        "licenses": [{"license": {"id": "Python-2.0"}}],
    }
    bill["components"].append(python)
    references = {each["name"]: each["bom-ref"] for each in bill["components"]}
    named = (_NAME.match(each) for each in project["dependencies"])
    direct = [found[0].lower() for found in named if found]
    needs = sorted(references[name] for name in (*direct, "python", "pyinstaller"))
    bill["dependencies"] = [
        *(each for each in bill["dependencies"] if each["ref"] != program["bom-ref"]),
        {"ref": program["bom-ref"], "dependsOn": needs},
        {"ref": python["bom-ref"]},
    ]


def write(folder: Path) -> Path:
    """Write it into a folder.

    Raises:
        subprocess.CalledProcessError: `cyclonedx-py` failed; it has said why.
        ValueError: What was written is no CycloneDX.
    """
    tag = runpy.run_path(str(Path(__file__).with_name("check_tag.py")))
    version = tag["the_version"]()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"CapDesk-{version}.cdx.json"
    project = ROOT / "pyproject.toml"
    subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "requirements"),
            *("--pyproject", str(project), "--mc-type", "application"),
            *("--spec-version", _SPEC_VERSION, "--output-format", "JSON"),
            *("--output-reproducible", "--output-file", str(file), "-"),
        ],
        input=contents(),
        encoding="utf-8",
        check=True,
    )
    bill = json.loads(file.read_text("utf-8"))
    completed(bill, version, tomllib.loads(project.read_text("utf-8"))["project"])
    text = json.dumps(bill, indent=2) + "\n"
    _validate(text)
    file.write_text(text, encoding="utf-8")
    return file


def _validate(text: str) -> None:
    # In the release's environment alone, so not where types are checked.
    from cyclonedx.schema import (  # type: ignore[import-not-found]
        SchemaVersion,
    )
    from cyclonedx.validation.json import (  # type: ignore[import-not-found]
        JsonStrictValidator,
    )

    version = SchemaVersion.from_version(_SPEC_VERSION)
    if fault := JsonStrictValidator(version).validate_str(text):
        raise ValueError(str(fault))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    print(write(parser.parse_args().folder))

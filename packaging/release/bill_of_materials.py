"""Writes the bill of materials (CycloneDX) of what the released programs contain.

It is made of the lock that they are frozen from, so it names every platform's libraries,
with the hashes that were installed. Python and Qt's own parts are in the libraries named.
"""

import argparse
import json
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def write(folder: Path) -> Path:
    """Write it into a folder.

    Raises:
        subprocess.CalledProcessError: `cyclonedx-py` failed; it has said why.
    """
    version = runpy.run_path(str(Path(__file__).with_name("check_tag.py")))
    number = version["the_version"]()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"CapDesk-{number}.cdx.json"
    subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "requirements"),
            *("--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"),
            *("--spec-version", "1.6", "--output-format", "JSON"),
            *("--output-reproducible", "--validate", "--output-file", str(file)),
            str(ROOT / "requirements" / "run.txt"),
        ],
        check=True,
    )
    bill = json.loads(file.read_text("utf-8"))
    # The one thing pyproject.toml does not say, as it stands in the code.
    bill["metadata"]["component"]["version"] = number
    file.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    print(write(parser.parse_args().folder))

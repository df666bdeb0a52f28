"""Holds a release's tag to the version in capdesk/__init__.py, and writes its notes.

`check_tag.py v1.2.3` fails if the tag is not the version, or CHANGELOG.md says nothing
about it; otherwise it prints the release's notes: what CHANGELOG.md says, and how IT
upgrades.
"""

import argparse
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

UPGRADING = """\
### Upgrading

CapDesk does not update itself. Install the file over the older version; leads, settings and
keys stay, and an outbox of any released version opens.

| | |
| --- | --- |
| Windows | `CapDesk-{version}-x64.exe /S`, with `/ALLUSERS` where it is installed for everyone; CapDesk may be open |
| macOS | quit CapDesk, drag the new one to *Applications* |
| Linux | `sudo apt install ./capdesk_{version}_amd64.deb` |

`SHA256SUMS` and `gh attestation verify` tell whether a file is the real one;
docs/administrators.md has the rest.
"""


class TagError(Exception):
    """The tag does not fit; the words say why."""


def the_version() -> str:
    """Return CapDesk's version, without importing it."""
    text = (ROOT / "capdesk" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise TagError("capdesk/__init__.py names no version")
    return found[1]


def notes(tag: str, version: str, changelog: str) -> str:
    """Return what the changelog says about a version, and how to upgrade to it.

    Args:
        tag: The tag, such as `v1.2.3`.
        version: What the code calls itself.
        changelog: The text of CHANGELOG.md.

    Raises:
        TagError: The tag is for another version, or nothing is said about it.
    """
    if tag != f"v{version}":
        raise TagError(f"the tag is {tag}, but capdesk/__init__.py says {version}")
    heading = rf"^## \[?{re.escape(version)}(?:\]| |$).*\n"
    found = re.search(rf"{heading}((?:(?!^## ).*\n?)*)", changelog, re.MULTILINE)
    if found is None or not found[1].strip():
        raise TagError(f"CHANGELOG.md says nothing about {version}")
    return f"{found[1].strip()}\n\n{UPGRADING.format(version=version)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag")
    tag = parser.parse_args().tag
    try:
        print(notes(tag, the_version(), (ROOT / "CHANGELOG.md").read_text("utf-8")))
    except TagError as error:
        parser.exit(1, f"{error}\n")

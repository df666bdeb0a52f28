"""Looks every locked package up among the known vulnerabilities, whatever it is for.

By itself pip-audit passes over what another platform or Python needs, and is content with
a file that names nothing. So it is given all locks' packages without their conditions, and
has to name each of them in its answer. Anything it could not look up is a failure.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCKS = Path(__file__).parents[2] / "requirements"
_PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)[^\\\n]*\\\n"
    r"(?P<hashes>(?:    --hash=\S+(?: \\)?\n)+)",
    re.MULTILINE,
)
_NAMES_SOMETHING = re.compile(r"^[^\s#].*$", re.MULTILINE)
_OPTIONS = ("--strict", "--require-hashes", "--disable-pip", "--progress-spinner=off")


class AuditError(Exception):
    """Something was not looked up; the words say what."""


@dataclass(frozen=True, order=True)
class Pin:
    """A package at the one version that is installed.

    Attributes:
        hashes: As they stand in the lock, each on a line of its own.
    """

    name: str
    version: str
    hashes: str

    def __str__(self) -> str:
        return f"{self.name}=={self.version} \\\n{self.hashes}"


def pins(lock: str) -> set[Pin]:
    """Return what a lock installs, on any platform.

    Args:
        lock: Its text.

    Raises:
        AuditError: It has lines that are not understood, or no packages.
    """
    found = {Pin(**match.groupdict()) for match in _PIN.finditer(lock)}
    if len(found) != len(_NAMES_SOMETHING.findall(lock)) or not found:
        raise AuditError("the lock has lines that are no name, version and hashes")
    return found


def rounds(wanted: Iterable[Pin]) -> list[list[Pin]]:
    """Share packages out so that none stands twice in a round: pip-audit takes no two."""
    shared: list[dict[str, Pin]] = []
    for pin in sorted(wanted):
        for one in shared:
            if pin.name not in one:
                one[pin.name] = pin
                break
        else:
            shared.append({pin.name: pin})
    return [list(one.values()) for one in shared]


def not_looked_up(report: Mapping[str, Any], wanted: Iterable[Pin]) -> AbstractSet[str]:
    """Return the packages that pip-audit's report does not answer for.

    Args:
        report: What it wrote as JSON.
        wanted: What it was asked about.
    """
    answered = {
        (each["name"], each["version"])
        for each in report["dependencies"]
        if "skip_reason" not in each and "vulns" in each
    }
    return {
        f"{pin.name} {pin.version}"
        for pin in wanted
        if (pin.name, pin.version) not in answered
    }


def _look_up(wanted: list[Pin]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder, "requirements.txt"), Path(folder, "report.json")
        asked.write_text("".join(map(str, wanted)), encoding="utf-8")
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "pip_audit", *_OPTIONS),
                *("--requirement", str(asked)),
                *("--format", "json", "--output", str(answer)),
            ],
            check=False,
        )
        if not answer.exists():
            raise AuditError("pip-audit gave no answer; what it says stands above")
        report = json.loads(answer.read_text("utf-8"))
    if vulnerable := [each for each in report["dependencies"] if each.get("vulns")]:
        raise AuditError(json.dumps(vulnerable, indent=2))
    if ended.returncode != 0:
        raise AuditError(f"pip-audit ended with {ended.returncode}")
    if missing := not_looked_up(report, wanted):
        raise AuditError(f"not looked up: {', '.join(sorted(missing))}")


def main() -> None:
    """Look up what all locks install.

    Raises:
        AuditError: One has a known vulnerability, or was not looked up.
    """
    locks = [file.read_text("utf-8") for file in sorted(LOCKS.glob("*.txt"))]
    wanted = {pin for lock in locks for pin in pins(lock)}
    if not wanted:
        raise AuditError("there is no lock")
    for one in rounds(wanted):
        _look_up(one)
    print(f"{len(wanted)} packages in {len(locks)} locks: none is known as vulnerable")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    try:
        main()
    except AuditError as error:
        parser.exit(1, f"{error}\n")

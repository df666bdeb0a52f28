"""What is looked up among the known vulnerabilities is everything that is locked."""

import os
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit() -> dict[str, Any]:
    """The script's names."""
    return runpy.run_path(str(ROOT / "packaging" / "release" / "audit.py"))


def hashes(character: str) -> str:
    """Return the line of a hash."""
    return f"    --hash=sha256:{character * 64}\n"


LOCK = f"""\
# This file was written by a machine:
#    nox -s lock
anyio==4.4.0 \\
    --hash=sha256:{"a" * 64} \\
{hashes("b")}    # via capdesk (pyproject.toml)
pefile==2024.8.26 ; sys_platform == 'win32' \\
{hashes("c")}    # via pyinstaller
"""


def test_other_platforms_packages_are_looked_up(audit: dict[str, Any]) -> None:
    """A package that only Windows needs is asked about on Linux too."""
    found = sorted(audit["pins"](LOCK))
    assert [(pin.name, pin.version) for pin in found] == [
        ("anyio", "4.4.0"),
        ("pefile", "2024.8.26"),
    ]
    assert str(found[1]) == f"pefile==2024.8.26 \\\n{hashes('c')}"


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")))
def test_every_lock_is_read(audit: dict[str, Any], lock: Path) -> None:
    """Each line that names a package is one that is looked up."""
    text = lock.read_text("utf-8")
    named = re.findall(r"^[\w.-]+(?===)", text, re.MULTILINE)
    assert sorted(pin.name for pin in audit["pins"](text)) == sorted(named)


@pytest.mark.parametrize(
    "lock", ["", "# nothing\n", "anyio>=4\n", f"{LOCK}-e .\n", f"{LOCK}httpx==0.28.1\n"]
)
def test_what_is_not_understood_is_not_passed_over(
    audit: dict[str, Any], lock: str
) -> None:
    """An empty lock, or a line without version and hashes, ends the audit."""
    with pytest.raises(audit["AuditError"]):
        audit["pins"](lock)


def test_two_versions_are_asked_about_in_two_rounds(audit: dict[str, Any]) -> None:
    """Locks may differ in a version: both are looked up, one after the other."""
    newer = audit["Pin"]("anyio", "4.5.0", hashes("d"))
    both = audit["pins"](LOCK) | {newer}
    assert [
        [(pin.name, pin.version) for pin in one] for one in audit["rounds"](both)
    ] == [[("anyio", "4.4.0"), ("pefile", "2024.8.26")], [("anyio", "4.5.0")]]


def test_answer_that_leaves_one_out(audit: dict[str, Any]) -> None:
    """Who was asked about two packages and answers for one has not looked both up."""
    report = {
        "dependencies": [
            {"name": "anyio", "version": "4.4.0", "vulns": []},
            {"name": "pefile", "skip_reason": "not found"},
        ]
    }
    wanted = audit["pins"](LOCK)
    assert audit["not_looked_up"](report | {"dependencies": []}, wanted) == {
        *("anyio 4.4.0", "pefile 2024.8.26"),
    }
    report["dependencies"][1] = {"name": "pefile", "version": "1", "vulns": []}
    assert audit["not_looked_up"](report, wanted) == {"pefile 2024.8.26"}


@pytest.mark.skipif(os.name == "nt", reason="the silent pip-audit is a shell script")
def test_no_answer_is_a_failure(
    audit: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A pip-audit that ends well without a report has audited nothing."""
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexit 0\n")
    silent.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(silent))
    with pytest.raises(audit["AuditError"], match="gave no answer"):
        audit["main"]()

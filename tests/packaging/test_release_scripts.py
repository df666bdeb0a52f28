"""A release's tag fits, its notes are the changelog's, its sums are right."""

import hashlib
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from capdesk import __version__

RELEASE = Path(__file__).parents[2] / "packaging" / "release"
TAG = runpy.run_path(str(RELEASE / "check_tag.py"))
CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.2.0] - 2026-12-01

### Added

- A thing.

## [1.1.0] - 2026-11-01

- An older thing.
"""


def test_version_is_read_without_running_the_code() -> None:
    """The release's scripts know the version that the program says."""
    assert TAG["the_version"]() == __version__


def test_notes_are_the_versions_own() -> None:
    """The notes are what stands under the version's heading, up to the next."""
    notes = TAG["notes"]("v1.2.0", "1.2.0", CHANGELOG)
    assert notes.startswith("### Added\n\n- A thing.\n\n### Upgrading\n")
    notes = TAG["notes"]("v1.1.0", "1.1.0", CHANGELOG)
    assert notes.startswith("- An older thing.\n\n### Upgrading\n")


def test_notes_tell_how_to_upgrade() -> None:
    """Whoever reads a release's notes knows which file of it to install, and how."""
    notes = TAG["notes"]("v1.2.0", "1.2.0", CHANGELOG)
    assert "`CapDesk-1.2.0-x64.exe /S`" in notes
    assert "CapDesk does not update itself." in notes


@pytest.mark.parametrize(
    ("tag", "version", "why"),
    [
        ("v1.2.0", "1.2.1", "the tag is v1.2.0, but capdesk/__init__.py says 1.2.1"),
        ("1.2.0", "1.2.0", "the tag is 1.2.0, but capdesk/__init__.py says 1.2.0"),
        ("v1.2", "1.2", "CHANGELOG.md says nothing about 1.2"),
        ("v1.2.0rc1", "1.2.0rc1", "CHANGELOG.md says nothing about 1.2.0rc1"),
    ],
)
def test_tag_that_does_not_fit(tag: str, version: str, why: str) -> None:
    """Another tag than the version, or one without notes, ends the release."""
    with pytest.raises(TAG["TagError"], match=re.escape(why)):
        TAG["notes"](tag, version, CHANGELOG)


def test_tag_command_fails_with_a_sentence() -> None:
    """The workflow's step fails and says why."""
    command = [sys.executable, str(RELEASE / "check_tag.py"), "v0.0.0"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("the tag is v0.0.0, but ")


def test_checksums(tmp_path: Path) -> None:
    """SHA256SUMS is what `sha256sum --check` reads, and names every file but itself."""
    (tmp_path / "b.exe").write_bytes(b"b")
    (tmp_path / "a.deb").write_bytes(b"a")
    write = runpy.run_path(str(RELEASE / "checksums.py"))["write"]
    expected = "".join(
        f"{hashlib.sha256(name[:1].encode()).hexdigest()}  {name}\n"
        for name in ("a.deb", "b.exe")
    )
    for _ in range(2):
        assert write(tmp_path).read_text() == expected


def test_checksums_of_no_release(tmp_path: Path) -> None:
    """No files, or folders that would go unnamed, are a mistake."""
    write = runpy.run_path(str(RELEASE / "checksums.py"))["write"]
    with pytest.raises(ValueError, match="files of a release"):
        write(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match="files of a release"):
        write(tmp_path)

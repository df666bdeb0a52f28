"""What macOS is given: Info.plist, entitlements and the script that makes the image."""

import plistlib
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

MACOS = Path(__file__).parents[2] / "packaging" / "macos"
BUNDLE = runpy.run_path(str(MACOS / "bundle.py"))


def test_info_plist_is_one() -> None:
    """The values can be written as a property list and come back the same."""
    values = BUNDLE["info_plist"]("1.2.3")
    assert plistlib.loads(plistlib.dumps(values)) == values
    assert values["CFBundleShortVersionString"] == "1.2.3"
    assert values["NSHighResolutionCapable"] is True


def test_version_is_one_that_macos_reads() -> None:
    """CFBundleVersion is up to three whole numbers, also before a release."""
    assert BUNDLE["info_plist"]("1.2.3rc1")["CFBundleVersion"] == "1.2.3"


def test_entitlements_are_few() -> None:
    """The hardened runtime is opened for what CapDesk needs, and for nothing else."""
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert entitlements == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True
    }


def test_image_script_has_no_known_mistakes() -> None:
    """The script that cannot run here is at least read by a linter."""
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip("shellcheck is not installed")
    command = [shellcheck, str(MACOS / "image.sh")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")

"""What macOS is given: Info.plist, entitlements and the script that makes the image."""

import plistlib
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

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


def run_spec(work: Path) -> dict[str, list[Any]]:
    """Run the PyInstaller spec; return what it asked for, by the kind of thing."""
    asked: dict[str, list[Any]] = {}

    def builder(kind: str) -> Any:  # noqa: ANN401 - PyInstaller's own have no types
        def build(*parts: object, **options: Any) -> SimpleNamespace:  # noqa: ANN401
            found: dict[str, list[Any]] = {
                name: [] for name in ("scripts", "pure", "datas", "binaries")
            }
            made = SimpleNamespace(kind=kind, parts=parts, **(options | found))
            asked.setdefault(kind, []).append(made)
            return made

        return build

    kinds = ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")
    names = {"SPECPATH": str(MACOS.parent), "workpath": str(work)}
    spec = (MACOS.parent / "capdesk.spec").read_text("utf-8")
    exec(spec, {**names, **{kind: builder(kind) for kind in kinds}})  # noqa: S102
    return asked


def test_spec_makes_an_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On macOS both programs are in CapDesk.app, and opening it starts the windowed one."""
    pytest.importorskip("PyInstaller.utils.hooks")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "platform", "darwin")
    asked = run_spec(tmp_path)
    programs = {each.name: each.console for each in asked["EXE"]}
    assert programs == {"capdesk": True, "capdeskw": False}
    (app,) = asked["BUNDLE"]
    assert app.name == "CapDesk.app"
    assert app.parts == tuple(asked["COLLECT"])
    assert Path(app.icon).read_bytes().startswith(b"icns")
    assert app.info_plist["CFBundleExecutable"] == "capdeskw"
    assert app.info_plist["LSBackgroundOnly"] is False


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

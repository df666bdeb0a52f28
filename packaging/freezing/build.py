"""Runs PyInstaller so that the same sources make the same bundle, to the last bit.

`python packaging/freezing/build.py` in an environment that has the `freeze` lock and
CapDesk; `nox -s freeze` makes that environment and calls it.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "packaging" / "capdesk.spec"

_EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
_NO_DATE_S = 315_532_800  # 1 January 1980: the first that a zip file can have
_FOLDER_MODE, _PROGRAM_MODE, _FILE_MODE = 0o755, 0o755, 0o644


def build(spec: Path, dist: Path, work: Path) -> None:
    """Freeze a program.

    Args:
        spec: What to freeze.
        dist: Where its folder is to be; one that is there is replaced.
        work: For what is only needed on the way; it is emptied first.

    Raises:
        subprocess.CalledProcessError: PyInstaller failed; it has said why.
    """
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    date_s = _source_date_s()
    environ = {
        **os.environ,
        # The order of sets would be another one each time.
        "PYTHONHASHSEED": "0",
        # As it is in this code that Python's own bytecode is compiled.
        "PYTHONOPTIMIZE": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        _EPOCH_VARIABLE: str(date_s),
        # No cache of an earlier build, whatever it was of.
        "PYINSTALLER_CONFIG_DIR": str(work / "config"),
    }
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean"),
            *("--log-level", "WARN", "--distpath", str(dist)),
            *("--workpath", str(work), str(spec)),
        ],
        env=environ,
        check=True,
    )
    for folder in (dist / spec.stem, *dist.glob("*.app")):
        _settle(folder, date_s)


def _source_date_s() -> int:
    """Return the moment the sources are of, in seconds since 1970."""
    if given := os.environ.get(_EPOCH_VARIABLE):
        return int(given)
    try:
        done = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],  # noqa: S607 - as installed
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return _NO_DATE_S  # sources without their history
    return int(done.stdout or _NO_DATE_S)


def _settle(folder: Path, date_s: int) -> None:
    """Give all files the modes and times that do not tell who built them, and when."""
    for path in (*folder.rglob("*"), folder):
        if not path.is_symlink():
            path.chmod(_mode(path, folder))
        if os.utime in os.supports_follow_symlinks or not path.is_symlink():
            os.utime(path, (date_s, date_s), follow_symlinks=False)


def _mode(path: Path, bundle: Path) -> int:
    if path.is_dir():
        return _FOLDER_MODE
    # In an app, macOS has programs in a folder of their own.
    is_program = path.parent in {bundle, bundle / "Contents" / "MacOS"}
    return _PROGRAM_MODE if is_program else _FILE_MODE


def main() -> None:
    """Read the command line and freeze."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spec", type=Path, default=SPEC)
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "freeze")
    options = parser.parse_args()
    build(options.spec.resolve(), options.dist.resolve(), options.work.resolve())


if __name__ == "__main__":
    main()

"""Builds the Windows installer around a frozen CapDesk, on Linux.

The frozen program comes from a Windows machine, the installer from Debian's `makensis`:
NSIS's own makers ship no 64-bit installer stubs. So the tests try the very same
installer, with `wine`. See docs/releasing.md.
"""

import argparse
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCRIPT = HERE / "installer.nsi"
SIGN = HERE / "sign.py"
PROGRAMS = ("capdesk.exe", "capdeskw.exe")

_COMPILER = "x86_64-w64-mingw32-gcc"
_RESOURCE_COMPILER = "x86_64-w64-mingw32-windres"
_EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
_NO_DATE_S = 315_532_800  # 1 January 1980


def numbers(version: str) -> tuple[int, int, int, int]:
    """Return the four numbers that Windows wants for a version such as `1.2.3rc1`.

    Raises:
        ValueError: It does not begin with three numbers, or has anything in it that
            cannot be a folder's name on Windows.
    """
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)[0-9a-z.]*", version)
    if found is None:
        raise ValueError(f"{version} is not a version such as 1.2.3 or 1.2.3rc1")
    major, minor, patch = map(int, found.groups())
    return major, minor, patch, 0


def build(payload: Path, version: str, output: Path, *, signed: bool) -> Path:
    """Build the installer; `payload` stays as it is.

    Args:
        payload: The folder of the frozen program.
        version: What it is called; see `numbers`.
        output: The folder to write to; made if need be.
        signed: Whether to sign the programs, the uninstaller and the installer, with
            what sign.py finds in the environment.

    Returns:
        The installer.

    Raises:
        subprocess.CalledProcessError: A tool failed; it has said why.
        FileNotFoundError: The payload is no frozen CapDesk.
    """
    _check_is_frozen(payload)
    output.mkdir(parents=True, exist_ok=True)
    installer = output.absolute() / f"CapDesk-{version}-x64.exe"
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        staged = Path(shutil.copytree(payload, work / "payload"))
        launchers = work / "launchers"
        launchers.mkdir()
        for program in PROGRAMS:
            _compile_launcher(launchers / program, version)
        if signed:
            for folder in (staged, launchers):
                _run(*_sign_command(), *(str(folder / program) for program in PROGRAMS))
        _date(work)
        _make_installer(staged, launchers, version, installer, signed=signed)
    if signed:
        _run(*_sign_command(), str(installer))
    return installer


def _check_is_frozen(payload: Path) -> None:
    for program in PROGRAMS:
        if not (payload / program).is_file():
            raise FileNotFoundError(f"the payload has no {program}")


def _compile_launcher(to: Path, version: str) -> None:
    resources = to.with_suffix(".res.o")
    _run(
        *(_RESOURCE_COMPILER, "-I", str(HERE), "-O", "coff"),
        f"-DNUMBERS={','.join(map(str, numbers(version)))}",
        f'-DVERSION=\\"{version}\\"',
        *(str(HERE / "launcher.rc"), str(resources)),
    )
    windowed = ["-DWINDOWED", "-mwindows"] if to.stem.endswith("w") else ["-mconsole"]
    _run(
        *(_COMPILER, "-std=c17", "-Wall", "-Wextra", "-Werror", "-Os", "-s"),
        *("-municode", *windowed, "-Wl,--no-insert-timestamp"),
        *(str(HERE / "launcher.c"), str(resources), "-o", str(to)),
    )


def _make_installer(
    payload: Path, launchers: Path, version: str, to: Path, *, signed: bool
) -> None:
    words = {
        "VERSION": version,
        "NUMBERS": ".".join(map(str, numbers(version))),
        "PAYLOAD": str(payload),
        "LAUNCHERS": str(launchers),
        "OUTPUT": str(to),
    }
    if signed:
        words["SIGN"] = " ".join(f'"{part}"' for part in _sign_command())
    _run(
        *("makensis", "-V2", "-WX"),
        *(f"-D{name}={value}" for name, value in words.items()),
        str(SCRIPT),
    )


def _date(folder: Path) -> None:
    """Give every file one date: the installer keeps dates, and clocks go on."""
    date_s = int(os.environ.get(_EPOCH_VARIABLE, _NO_DATE_S))
    for path in folder.rglob("*"):
        os.utime(path, (date_s, date_s))


def _sign_command() -> tuple[str, ...]:
    return sys.executable, str(SIGN), "sign"


def _run(*command: str) -> None:
    environ = {_EPOCH_VARIABLE: str(_NO_DATE_S), **os.environ}
    subprocess.run(command, env=environ, check=True)


def _the_version() -> str:
    tag = runpy.run_path(str(ROOT / "packaging" / "release" / "check_tag.py"))
    return str(tag["the_version"]())


def main() -> None:
    """Build it as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("payload", type=Path, help="the frozen program's folder")
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    parser.add_argument("--version", default=_the_version(), help="for tests alone")
    parser.add_argument("--sign", action="store_true", help="see sign.py")
    chosen = parser.parse_args()
    print(build(chosen.payload, chosen.version, chosen.output, signed=chosen.sign))


if __name__ == "__main__":
    main()

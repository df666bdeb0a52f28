"""A Windows computer for a test: wine with a profile of its own, without a screen."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE.parents[2] / "packaging" / "windows" / "build.py"
SIGN = BUILD.with_name("sign.py")
ENTRY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\CapDesk"
PATIENCE_S = 60.0

_WINE = Path("/usr/lib/wine/wine64")
_COMPILER = "x86_64-w64-mingw32-gcc"
_TOOLS = ("makensis", "osslsigncode", _COMPILER, str(_WINE))
_LOOK_EVERY_S = 0.05


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for another process to do something."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, f"still not so: {what}"
        time.sleep(_LOOK_EVERY_S)


@dataclass(frozen=True, slots=True)
class Windows:
    """One computer, with one person's profile."""

    prefix: Path

    @property
    def drive(self) -> Path:
        """What is `C:` there."""
        return self.prefix / "drive_c"

    @property
    def local(self) -> Path:
        """The person's local application data."""
        (person,) = (each for each in self.users if each.name != "Public")
        return person / "AppData" / "Local"

    @property
    def users(self) -> list[Path]:
        """Everybody's profile."""
        return list((self.drive / "users").iterdir())

    @property
    def home(self) -> Path:
        """Where CapDesk is installed for one person."""
        return self.local / "Programs" / "CapDesk"

    @property
    def shortcut(self) -> Path:
        """What the Start menu has for one person."""
        programs = "Roaming/Microsoft/Windows/Start Menu/Programs"
        return self.local.parent / programs / "CapDesk.lnk"

    def start(self, program: Path | str, *arguments: str) -> "subprocess.Popen[str]":
        """Start a program without waiting for it."""
        return subprocess.Popen(
            [str(_WINE), str(program), *arguments],
            env=self._environ(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip

    def run(self, program: Path | str, *arguments: str) -> tuple[int, str]:
        """Run a program; return its exit code (of 8 bits) and what it printed."""
        with self.start(program, *arguments) as process:
            out, _ = process.communicate(timeout=PATIENCE_S)
        return process.returncode, out.strip()

    def type(self, line: str) -> int:
        """Run a line of a command prompt as it stands; return its exit code."""
        batch = self.drive / "line.bat"
        batch.write_text(f"@{line}\r\n")
        return self.run("cmd", "/c", self.path(batch))[0]

    def uninstall(self, home: Path, switches: str = "") -> int:
        """Run the uninstaller and wait for its end, as the docs tell IT to."""
        folder = self.path(home)
        return self.type(f'"{folder}\\uninstall.exe" /S {switches} _?={folder}')

    def entry(self, hive: str = "HKCU") -> dict[str, str]:
        """Return what Windows' list of programs has of CapDesk; empty where nothing."""
        _, text = self.run("reg", "query", rf"{hive}\{ENTRY}")
        lines = (line.split(maxsplit=2) for line in text.splitlines())
        return {
            line[0]: line[2] for line in lines if len(line) == 3 and "REG_" in line[1]
        }

    def path(self, path: Path) -> str:
        """Say a path as Windows says it."""
        return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")

    def _environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            # Wine links a person's folders to those of whoever runs it.
            "HOME": str(self.prefix.parent),
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # No browser engine and no .NET: wine would offer to fetch them.
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=",
        }


@contextmanager
def a_computer(folder: Path) -> Iterator[Windows]:
    """Set up a computer in an empty folder; whatever runs on it is ended with it."""
    windows = Windows(folder / "prefix")
    windows.run("wineboot", "-i")
    try:
        yield windows
    finally:
        server = _WINE.with_name("wineserver64")
        subprocess.run([str(server), "-k"], env=windows._environ(), check=False)
        subprocess.run([str(server), "-w"], env=windows._environ(), check=False)


def a_payload(folder: Path, version: str) -> Path:
    """Compile a stand-in for a frozen CapDesk of that version."""
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "part").write_text(f"part of {version}")
    for name, kind in (("capdesk", "-mconsole"), ("capdeskw", "-mwindows")):
        subprocess.run(
            [_COMPILER, "-Os", "-s", "-municode", kind, f'-DVERSION="{version}"',
             str(HERE / "stub.c"), "-o", str(folder / f"{name}.exe")],
            check=True,
        )  # fmt: skip
    return folder


def an_installer(folder: Path, version: str, *options: str, **environ: str) -> Path:
    """Build the installer of a version around its stand-in."""
    payload = folder / f"payload-{version}"
    if not payload.exists():
        a_payload(payload, version)
    subprocess.run(
        [sys.executable, str(BUILD), str(payload), "--version", version,
         "--output", str(folder), *options],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environ},
    )  # fmt: skip
    return folder / f"CapDesk-{version}-x64.exe"


def missing_tools() -> list[str]:
    """Name the programs that these tests need and this computer lacks."""
    return [tool for tool in _TOOLS if shutil.which(tool) is None]

"""Has CapDesk start when its person signs in, by each platform's own way.

What is set lies with the system, where its own settings show and change it too; CapDesk
keeps no copy, so both always say the same.
"""

import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol
from xml.parsers.expat import ExpatError

from capdesk import files
from capdesk.services.user_registry import UserRegistry, this_persons
from capdesk.settings import SettingsError

DESKTOP_FILE = "capdesk.desktop"
AGENT_LABEL = "capdesk.start-at-sign-in"
VALUE_NAME = "CapDesk"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where Task Manager and Settings note what a person has switched off."""

MAX_RUN_CHARACTERS = 260
"""Windows starts no longer command; see its page on "Run and RunOnce Registry Keys"."""

_VERSIONS = "versions"
_CHANGED_NOTHING = "nothing was changed, and leads are not touched"


class SignInStart(Protocol):
    """A platform's way to start a program at sign-in."""

    def is_on(self) -> bool:
        """Whether signing in starts this very CapDesk, with this data folder.

        Raises:
            SettingsError: The system does not say.
        """
        ...

    def turn(self, *, on: bool) -> None:
        """Have it start at the next sign-in, or no more.

        Raises:
            SettingsError: Nothing was changed.
        """
        ...


def start_command(
    folder: Path,
    *,
    usual_folder: Path,
    executable: Path,
    frozen: bool,
    platform: str,
) -> tuple[str, ...]:
    """Return what starts the window that is open now.

    Args:
        folder: Its data folder.
        usual_folder: The one that CapDesk takes where none is named.
        executable: The program that is running, `sys.executable`.
        frozen: Whether that is CapDesk itself rather than Python.
        platform: As `sys.platform` has it.
    """
    if frozen:
        command = [str(_lasting(executable.with_name(f"capdeskw{executable.suffix}")))]
    else:
        # Python would open a console of its own there.
        silent = executable.with_name("pythonw.exe")
        is_silent = platform == "win32" and silent.exists()
        command = [str(silent if is_silent else executable), "-m", "capdesk"]
    if folder != usual_folder:
        command += ["--data-dir", str(folder)]
    return tuple(command)


def _lasting(program: Path) -> Path:
    """Return where a program can be started in the next version, too.

    On Windows each version lies in a folder of its own, which goes after an upgrade; a
    launcher above them stays (packaging/windows/installer.nsi).
    """
    versions = program.parent.parent
    launcher = versions.parent / program.name
    is_one_of_many = versions.name == _VERSIONS and launcher.is_file()
    return launcher if is_one_of_many else program


def sign_in_start(
    command: Sequence[str],
    *,
    platform: str,
    home: Path,
    environ: Mapping[str, str],
    registry: UserRegistry | None = None,
) -> SignInStart:
    """Return the way of a platform.

    Args:
        command: What is started, see `start_command`.
        platform: As `sys.platform` has it.
        home: The person's home folder.
        environ: Environment variables.
        registry: The person's part of the registry; needed on Windows, and only there.
    """
    if platform == "win32":
        if registry is None:
            raise ValueError("Windows keeps this in its registry")
        return RunKey(registry, command)
    if platform == "darwin":
        return LaunchAgent(home, command)
    named = Path(environ.get("XDG_CONFIG_HOME", ""))
    # The specification has a path that is not absolute ignored.
    return DesktopAutostart(named if named.is_absolute() else home / ".config", command)


class DesktopAutostart:
    """An entry in the autostart folder of a Linux desktop (XDG autostart, 0.5)."""

    def __init__(self, config_home: Path, command: Sequence[str]) -> None:
        self._path = config_home / "autostart" / DESKTOP_FILE
        self._command = command

    def is_on(self) -> bool:
        """See `SignInStart`."""
        entry = _entry_of(_read(self._path).decode("utf-8", "replace"))
        return (
            entry.get("Exec") == _exec_line(self._command)
            # Desktops switch an entry off in one of these two ways.
            and entry.get("Hidden") != "true"
            and entry.get("X-GNOME-Autostart-enabled") != "false"
        )

    def turn(self, *, on: bool) -> None:
        """See `SignInStart`."""
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=CapDesk",
            "Comment=Take leads and send them to CAP",
            f"Exec={_exec_line(self._command)}",
            # A desktop passes an entry over whose program is gone.
            f"TryExec={_as_string(self._command[0])}",
            "Icon=capdesk",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        _put(
            self._path, "".join(f"{line}\n" for line in lines).encode() if on else None
        )


class LaunchAgent:
    """A launch agent of a Mac; launchd reads it at the next sign-in."""

    def __init__(self, home: Path, command: Sequence[str]) -> None:
        self._path = home / "Library" / "LaunchAgents" / f"{AGENT_LABEL}.plist"
        self._command = list(command)

    def is_on(self) -> bool:
        """See `SignInStart`."""
        try:
            agent = plistlib.loads(_read(self._path))
        except (ValueError, ExpatError):
            return False  # launchd can't read it either
        return (
            isinstance(agent, dict)
            and agent.get("ProgramArguments") == self._command
            and agent.get("RunAtLoad") is True
            and agent.get("Disabled") is not True
        )

    def turn(self, *, on: bool) -> None:
        """See `SignInStart`."""
        agent = {
            "Label": AGENT_LABEL,
            "ProgramArguments": self._command,
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        _put(self._path, plistlib.dumps(agent) if on else None)


class RunKey:
    """A value under the person's Run key in the registry of Windows."""

    def __init__(self, registry: UserRegistry, command: Sequence[str]) -> None:
        self._registry = registry
        self._line = subprocess.list2cmdline(command)

    def is_on(self) -> bool:
        """See `SignInStart`."""
        try:
            line = self._registry.read(RUN_KEY, VALUE_NAME)
            approved = self._registry.read(APPROVED_KEY, VALUE_NAME)
        except OSError as error:
            raise _unreadable("the registry", error) from error
        # An odd first byte is a person's No in Task Manager.
        is_off = isinstance(approved, bytes) and bool(approved[:1]) and approved[0] & 1
        return line == self._line and not is_off

    def turn(self, *, on: bool) -> None:
        """See `SignInStart`."""
        if on and len(self._line) > MAX_RUN_CHARACTERS:
            raise SettingsError(
                "Windows can’t start CapDesk at sign-in from here: program and data"
                f" folder together have more than {MAX_RUN_CHARACTERS} characters;"
                f" {_CHANGED_NOTHING}; use a data folder with a shorter path."
            )
        try:
            if on:
                self._registry.write(RUN_KEY, VALUE_NAME, self._line)
                self._registry.delete(APPROVED_KEY, VALUE_NAME)
            else:
                self._registry.delete(RUN_KEY, VALUE_NAME)
        except OSError as error:
            raise _unchangeable("the registry", error) from error


def this_computers(folder: Path, usual_folder: Path) -> SignInStart:
    """Return the way of the computer that this program runs on, for a data folder."""
    command = start_command(
        folder,
        usual_folder=usual_folder,
        executable=Path(sys.executable),
        frozen=bool(getattr(sys, "frozen", False)),
        platform=sys.platform,
    )
    return sign_in_start(
        command,
        platform=sys.platform,
        home=Path.home(),
        environ=os.environ,
        registry=this_persons(),
    )


# Files


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unreadable(str(path), error) from error


def _put(path: Path, content: bytes | None) -> None:
    """Write a file, or delete it for None."""
    try:
        if content is None:
            path.unlink(missing_ok=True)
        else:
            files.write_private(path, content)
    except OSError as error:
        raise _unchangeable(str(path), error) from error


def _unreadable(place: str, error: OSError) -> SettingsError:
    return SettingsError(
        f"Whether CapDesk starts at sign-in is not known: {place} can’t be read"
        f" ({error.strerror or error})."
    )


def _unchangeable(place: str, error: OSError) -> SettingsError:
    return SettingsError(
        f"The start at sign-in can’t be changed: {place} can’t be written"
        f" ({error.strerror or error}); {_CHANGED_NOTHING}; ask for access to it."
    )


# Desktop entries: the Desktop Entry Specification 1.5, "Value types" and "The Exec key"

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@+,-]+")


def _exec_line(command: Sequence[str]) -> str:
    return _as_string(" ".join(_quoted(each) for each in command))


def _quoted(argument: str) -> str:
    # A percent sign would begin a field code, quoted or not.
    argument = argument.replace("%", "%%")
    if _PLAIN.fullmatch(argument):
        return argument
    return '"' + re.sub(r'(["`$\\])', r"\\\1", argument) + '"'


def _as_string(text: str) -> str:
    for sign, escaped in (("\\", r"\\"), ("\n", r"\n"), ("\t", r"\t"), ("\r", r"\r")):
        text = text.replace(sign, escaped)
    return text


def _entry_of(text: str) -> dict[str, str]:
    entry: dict[str, str] = {}
    is_ours = False
    for line in text.splitlines():
        if line.startswith("["):
            is_ours = line.strip() == "[Desktop Entry]"
        elif is_ours and "=" in line:
            name, value = line.split("=", 1)
            entry[name.strip()] = value.strip()
    return entry

"""CapDesk starts at sign-in by each platform's own way, or says why it can't."""

import plistlib
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from capdesk.services.sign_in_start import (
    AGENT_LABEL,
    APPROVED_KEY,
    MAX_RUN_CHARACTERS,
    RUN_KEY,
    VALUE_NAME,
    SignInStart,
    sign_in_start,
    start_command,
)
from capdesk.settings import SettingsError
from tests.support.registry import MemoryRegistry

COMMAND = ("/opt/capdesk/capdeskw", "--data-dir", "/home/sam/leads of today")
HARD = (
    "/opt/a b/it's",
    'say "no"',
    "back\\slash",
    "$HOME `x`",
    "100 %f",
    "~&|;<>*?#()",
)

_VALIDATOR = shutil.which("desktop-file-validate")

Make = Callable[[Sequence[str]], SignInStart]


@pytest.fixture
def registry() -> MemoryRegistry:
    """Return an empty registry."""
    return MemoryRegistry()


@pytest.fixture(params=["linux", "darwin", "win32"])
def make(
    request: pytest.FixtureRequest, tmp_path: Path, registry: MemoryRegistry
) -> Make:
    """Return how to make a platform's way, on a computer that has nothing set."""
    return lambda command: sign_in_start(
        command, platform=request.param, home=tmp_path, environ={}, registry=registry
    )


def on_linux(home: Path, command: Sequence[str] = COMMAND) -> tuple[SignInStart, Path]:
    """Return the way of Linux, and the file it writes."""
    way = sign_in_start(command, platform="linux", home=home, environ={})
    return way, home / ".config" / "autostart" / "capdesk.desktop"


def value_of(entry: Path, key: str) -> str:
    """Read a value of a desktop entry as the specification says."""
    (line,) = (
        each for each in entry.read_text().splitlines() if each.startswith(f"{key}=")
    )
    text = line.partition("=")[2]
    for escaped, sign in (("\\\\", "\0"), ("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r")):
        text = text.replace(escaped, sign)
    return text.replace("\0", "\\")


def arguments_of(value: str) -> list[str]:
    """Take an Exec value apart as the specification says."""
    arguments, now, is_quoted, signs = [], "", False, iter(value)
    for sign in signs:
        if sign == '"':
            is_quoted = not is_quoted
        elif sign == "\\" and is_quoted:
            now += next(signs)
        elif sign == "%":
            assert next(signs) == "%", "a field code"
            now += "%"
        elif sign == " " and not is_quoted:
            arguments.append(now)
            now = ""
        else:
            assert is_quoted or sign not in "\t\n'\\><~|&;$*?#()`", "reserved"
            now += sign
    return [*arguments, now]


# Wherever it is


@pytest.mark.parametrize("command", [COMMAND, HARD])
def test_it_is_off_on_and_off_again(make: Make, command: Sequence[str]) -> None:
    """What was turned on is on, and turned off it is off; twice does no harm."""
    way = make(command)
    assert not way.is_on()
    for on in (True, True, False, False):
        way.turn(on=on)
        assert way.is_on() is on


def test_another_data_folder_is_not_this_one(make: Make) -> None:
    """A start with other leads is none of these, until it is turned on in its place."""
    make(COMMAND).turn(on=True)
    other = make(("/opt/capdesk/capdeskw",))
    assert not other.is_on()
    other.turn(on=True)
    assert other.is_on()
    assert not make(COMMAND).is_on()


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, platform: str) -> None:
    """The sentence names the file; nothing is changed."""
    for name in (".config", "Library"):
        (tmp_path / name).write_text("in the way")
    way = sign_in_start(COMMAND, platform=platform, home=tmp_path, environ={})
    with pytest.raises(SettingsError, match=r"capdesk.*can’t be written .*leads"):
        way.turn(on=True)
    assert (tmp_path / "Library").read_text() == "in the way"


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, platform: str) -> None:
    """Whether it is on is then not known, rather than off."""
    (tmp_path / ".config" / "autostart" / "capdesk.desktop").mkdir(parents=True)
    agents = tmp_path / "Library" / "LaunchAgents"
    (agents / f"{AGENT_LABEL}.plist").mkdir(parents=True)
    way = sign_in_start(COMMAND, platform=platform, home=tmp_path, environ={})
    with pytest.raises(SettingsError, match="not known"):
        way.is_on()


# Linux


@pytest.mark.parametrize("command", [COMMAND, HARD, ("/a\nb\tc", "--data-dir", "é ü")])
def test_the_entry_starts_what_was_meant(
    tmp_path: Path, command: Sequence[str]
) -> None:
    """Spaces, quotes and percent signs of a path survive both ways of escaping."""
    way, entry = on_linux(tmp_path, command)
    way.turn(on=True)
    assert arguments_of(value_of(entry, "Exec")) == list(command)
    assert value_of(entry, "TryExec") == command[0]
    assert way.is_on()


@pytest.mark.skipif(_VALIDATOR is None, reason="not installed")
@pytest.mark.parametrize("command", [COMMAND, HARD])
def test_the_entry_is_one(tmp_path: Path, command: Sequence[str]) -> None:
    """freedesktop.org's own validator finds nothing wrong with it."""
    way, entry = on_linux(tmp_path, command)
    way.turn(on=True)
    judged = subprocess.run(
        [_VALIDATOR or "", str(entry)], capture_output=True, text=True, check=False
    )
    assert (judged.returncode, judged.stdout) == (0, "")


def test_the_person_may_have_another_folder(tmp_path: Path) -> None:
    """XDG_CONFIG_HOME counts where it is a path that can be meant."""
    for home, there in (
        (str(tmp_path / "own"), tmp_path / "own"),
        ("relative", tmp_path / ".config"),
        ("", tmp_path / ".config"),
    ):
        environ = {"XDG_CONFIG_HOME": home}
        way = sign_in_start(COMMAND, platform="linux", home=tmp_path, environ=environ)
        way.turn(on=True)
        assert (there / "autostart" / "capdesk.desktop").exists()
        way.turn(on=False)


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_switched_off_is_off(tmp_path: Path, line: str) -> None:
    """Desktops leave the entry and write a line into it; CapDesk can turn it on again."""
    way, entry = on_linux(tmp_path)
    way.turn(on=True)
    text = entry.read_text().replace("X-GNOME-Autostart-enabled=true\n", "")
    entry.write_text(f"{text}{line}\n")
    assert not way.is_on()
    way.turn(on=True)
    assert way.is_on()


def test_only_the_entrys_own_group_counts(tmp_path: Path) -> None:
    """An action's Exec is not the program's."""
    way, entry = on_linux(tmp_path)
    way.turn(on=True)
    text = entry.read_text()
    entry.write_text(f"{text}[Desktop Action x]\nExec=other\nHidden=true\n")
    assert way.is_on()


# macOS


def test_the_agent_is_what_launchd_reads(tmp_path: Path) -> None:
    """A property list with the command, run once at sign-in and not kept alive."""
    way = sign_in_start(COMMAND, platform="darwin", home=tmp_path, environ={})
    way.turn(on=True)
    path = tmp_path / "Library" / "LaunchAgents" / f"{AGENT_LABEL}.plist"
    agent = plistlib.loads(path.read_bytes())
    assert agent["Label"] == AGENT_LABEL
    assert agent["ProgramArguments"] == list(COMMAND)
    assert agent["RunAtLoad"] is True
    assert "KeepAlive" not in agent


@pytest.mark.parametrize("content", [b"", b"<plist>", b"[1]", b"\xff\xfe", b"bplist00"])
def test_a_damaged_agent_is_off(tmp_path: Path, content: bytes) -> None:
    """Not even launchd can read it; it can be turned on again."""
    way = sign_in_start(COMMAND, platform="darwin", home=tmp_path, environ={})
    way.turn(on=True)
    path = tmp_path / "Library" / "LaunchAgents" / f"{AGENT_LABEL}.plist"
    path.write_bytes(content)
    assert not way.is_on()
    way.turn(on=True)
    assert way.is_on()


def test_a_disabled_agent_is_off(tmp_path: Path) -> None:
    """Who disabled it meant it."""
    way = sign_in_start(COMMAND, platform="darwin", home=tmp_path, environ={})
    way.turn(on=True)
    path = tmp_path / "Library" / "LaunchAgents" / f"{AGENT_LABEL}.plist"
    agent = plistlib.loads(path.read_bytes())
    path.write_bytes(plistlib.dumps({**agent, "Disabled": True}))
    assert not way.is_on()


# Windows


def on_windows(registry: MemoryRegistry, command: Sequence[str]) -> SignInStart:
    """Return the way of Windows."""
    return sign_in_start(
        command, platform="win32", home=Path("/"), environ={}, registry=registry
    )


def test_the_run_key_has_one_command_line(registry: MemoryRegistry) -> None:
    """Arguments with spaces are quoted as programs of Windows read them."""
    program = r"C:\Program Files\CapDesk\capdeskw.exe"
    on_windows(registry, (program, "--data-dir", r"D:\My leads")).turn(on=True)
    line = registry.read(RUN_KEY, VALUE_NAME)
    assert line == f'"{program}" --data-dir "D:\\My leads"'


def test_what_task_manager_switched_off_is_off(registry: MemoryRegistry) -> None:
    """It leaves the command and notes a No beside it; turning it on takes that back."""
    way = on_windows(registry, COMMAND)
    way.turn(on=True)
    registry.write_bytes(APPROVED_KEY, VALUE_NAME, b"\x03" + bytes(11))
    assert not way.is_on()
    way.turn(on=True)
    assert way.is_on()
    registry.write_bytes(APPROVED_KEY, VALUE_NAME, b"\x02" + bytes(11))
    assert way.is_on()


def test_a_registry_that_refuses_is_said(registry: MemoryRegistry) -> None:
    """Some companies lock it; that is a sentence, not an error of CapDesk's."""
    registry.fault = PermissionError(13, "Access is denied")
    way = on_windows(registry, COMMAND)
    with pytest.raises(SettingsError, match=r"registry can’t be written .*denied"):
        way.turn(on=True)
    with pytest.raises(SettingsError, match="registry can’t be read"):
        way.is_on()


def test_a_command_that_windows_would_cut_is_refused(registry: MemoryRegistry) -> None:
    """A longer one would not be started, so it is not written; turning off works."""
    long = "C:\\" + "x" * (MAX_RUN_CHARACTERS - 3)
    on_windows(registry, (long,)).turn(on=True)
    with pytest.raises(SettingsError, match="260 characters"):
        on_windows(registry, (f"{long}x",)).turn(on=True)
    assert registry.read(RUN_KEY, VALUE_NAME) == long
    on_windows(registry, (f"{long}x",)).turn(on=False)
    assert registry.read(RUN_KEY, VALUE_NAME) is None


def test_windows_needs_its_registry() -> None:
    """Without it the mistake is ours."""
    with pytest.raises(ValueError, match="registry"):
        sign_in_start(COMMAND, platform="win32", home=Path("/"), environ={})


# What is started


@pytest.mark.parametrize(
    ("executable", "frozen", "platform", "expected"),
    [
        ("/opt/capdesk/capdesk", True, "linux", ("/opt/capdesk/capdeskw",)),
        ("/opt/c/capdesk.exe", True, "win32", ("/opt/c/capdeskw.exe",)),
        ("/opt/c/capdeskw.exe", True, "win32", ("/opt/c/capdeskw.exe",)),
        ("/usr/bin/python3", False, "linux", ("/usr/bin/python3", "-m", "capdesk")),
    ],
)
def test_the_program_without_a_console_is_started(
    executable: str, frozen: bool, platform: str, expected: tuple[str, ...]
) -> None:
    """A package's window program, or Python's module; no folder where it is the usual."""
    usual = Path("/home/sam/.local/share/CapDesk")
    command = start_command(
        usual,
        usual_folder=usual,
        executable=Path(executable),
        frozen=frozen,
        platform=platform,
    )
    assert command == expected


def test_an_upgrade_leaves_what_is_started(tmp_path: Path) -> None:
    """Of Windows' versions each in its folder, none is named, but what starts the current."""
    program = tmp_path / "CapDesk" / "versions" / "1.2.3" / "capdeskw.exe"

    def started() -> str:
        return start_command(
            tmp_path,
            usual_folder=tmp_path,
            executable=program,
            frozen=True,
            platform="win32",
        )[0]

    assert started() == str(program)  # unpacked by hand, without a launcher
    launcher = tmp_path / "CapDesk" / "capdeskw.exe"
    launcher.parent.mkdir()
    launcher.touch()
    assert started() == str(launcher)


def test_a_folder_that_was_named_is_named_again(tmp_path: Path) -> None:
    """No variable of this session is there at the next sign-in."""
    command = start_command(
        tmp_path,
        usual_folder=Path("/usual"),
        executable=Path("/opt/capdesk/capdesk"),
        frozen=True,
        platform="linux",
    )
    assert command[1:] == ("--data-dir", str(tmp_path))


def test_python_on_windows_opens_no_console(tmp_path: Path) -> None:
    """Python's own program without one is taken where it is there."""
    (tmp_path / "pythonw.exe").touch()
    command = start_command(
        tmp_path,
        usual_folder=tmp_path,
        executable=tmp_path / "python.exe",
        frozen=False,
        platform="win32",
    )
    assert command[0] == str(tmp_path / "pythonw.exe")

"""What a command has to work with: streams, environment, clock and keyring."""

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self, TextIO

from capdesk.settings.machine import machine_folder

if TYPE_CHECKING:  # on the way to the window nothing heavy is loaded for a name
    from datetime import datetime

    from capdesk.credentials import Cost, CredentialStore
    from capdesk.outbox import Outbox, SalvageReport
    from capdesk.services.hand_over import Cipher
    from capdesk.services.profile import Profile

MAX_SECRET_BYTES = 10_000


class CommandError(Exception):
    """A command could not do its work; the text is a sentence."""


class Console(NamedTuple):
    """The outside world of one run of the command line.

    Attributes:
        stdin: Standard input, in bytes.
        stdout: Where results go.
        stderr: Where the reason of a failure goes.
        environ: The environment variables.
        clock: Gives the time, aware, UTC.
        open_credentials: Gives the keyring.
        is_windowless: There is no console to read standard error on.
        machine_folder: Where IT's policy and campaign packs lie; None for nowhere.
        cipher: Encrypts hand-over files; None for that of CapDesk.
        passphrase_cost: Of a guess at a new passphrase; None for the usual one.
    """

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str]
    clock: "Callable[[], datetime]"
    open_credentials: "Callable[[], CredentialStore]"
    is_windowless: bool = False
    machine_folder: Path | None = None
    cipher: "Cipher | None" = None
    passphrase_cost: "Cost | None" = None

    @classmethod
    def of_process(cls) -> Self:
        """Return this process's own, made fit for whatever is written to it."""
        is_windowless = sys.stderr is None
        _fill_missing_streams()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(
                    encoding="utf-8", errors="backslashreplace", newline="\n"
                )
        return cls(
            sys.stdin.buffer,
            sys.stdout,
            sys.stderr,
            os.environ,
            _utc_now,
            _system_keyring,
            is_windowless,
            machine_folder(),
        )

    def say(self, line: str) -> None:
        """Write one line of the result, at once."""
        self.stdout.write(f"{line}\n")
        self.stdout.flush()

    def say_json(self, tree: Mapping[str, object]) -> None:
        """Write one JSON object as one line of the result."""
        import json

        self.say(json.dumps(tree, ensure_ascii=False))

    def complain(self, sentence: str) -> None:
        """Say why something failed; where nobody could hear it, do nothing."""
        with contextlib.suppress(OSError, ValueError):
            self.stderr.write(f"{sentence}\n")
            self.stderr.flush()
        if self.is_windowless:
            _show_box(sentence)

    def tell_salvage(self, report: "SalvageReport | None") -> None:
        """Say what was saved of a damaged outbox; the command goes on."""
        if report is not None:
            self.complain(report.sentence)

    def tell_unreadable(self, outbox: "Outbox | None") -> None:
        """Say which leads can't be read for want of their key; the command goes on."""
        report = None if outbox is None else outbox.unreadable_leads()
        if report is not None:
            self.complain(report.sentence)

    def tell_troubles(self, sentences: Iterable[str]) -> None:
        """Say what is wrong with what IT has set; the command goes on."""
        for each in sentences:
            self.complain(each)

    def read_secret(self, prompt: str) -> str:
        """Read a secret: unseen from a terminal, else all that is piped in."""
        if not self.stdin.isatty():
            return self.stdin.read(MAX_SECRET_BYTES).decode("utf-8", "replace")
        from getpass import getpass

        try:
            return getpass(prompt)
        except EOFError:
            return ""

    def profile(self, data_dir: str | None) -> "Profile":
        """Return the profile of the data folder that is meant.

        Raises:
            SettingsError: What was given can't be a folder.
        """
        from capdesk.cli.passphrase import credentials_of
        from capdesk.services.profile import Profile
        from capdesk.settings import data_folder, load_policy

        folder = data_folder(data_dir, self.environ)
        return Profile(
            folder,
            credentials_of(folder, self, self.open_credentials()),
            machine_folder=self.machine_folder,
            policy=load_policy(self.machine_folder),
        )


def _fill_missing_streams() -> None:
    """Give a program without a console streams that take everything."""
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BytesIO())
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()


def _nowhere() -> TextIO:
    # Open as long as the process is, as the stream it stands for would be.
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - os.devnull is no path of ours


def _show_box(sentence: str) -> None:
    """Show a sentence in a window of the system's own, where that takes one call."""
    if sys.platform == "win32":
        import ctypes

        error_icon = 0x10  # MB_ICONERROR
        ctypes.windll.user32.MessageBoxW(None, sentence, "CapDesk", error_icon)


def _utc_now() -> "datetime":
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _system_keyring() -> "CredentialStore":
    from capdesk.credentials import SystemKeyring

    return SystemKeyring()

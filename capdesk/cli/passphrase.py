"""`capdesk passphrase set` and `change`, and where every other command gets it from.

A passphrase comes from the terminal or, for scripts, from a file descriptor that
`CAPDESK_PASSPHRASE_FD` names. Never from a variable or an option: these are passed on
to every program that is started, and stand in process lists and crash reports. Nor from
standard input, which `outbox add -` and `key set` have another use for.
"""

import os
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from capdesk.cli.console import MAX_SECRET_BYTES, CommandError, Console
from capdesk.credentials import (
    CredentialError,
    CredentialStore,
    KeyringAbsent,
    PassphraseCredentials,
    check_passphrase,
)
from capdesk.outbox import OUTBOX_NAME, KeyKind, settled_key_kind
from capdesk.services.profile import Profile

FD_VARIABLE = "CAPDESK_PASSPHRASE_FD"

_PROBE = "is there a keyring?"


def credentials_of(
    folder: Path, console: Console, keyring: CredentialStore
) -> CredentialStore:
    """Return where the keys of a data folder are: nothing is asked before it is needed.

    Args:
        folder: The data folder.
        console: Asks for the passphrase.
        keyring: Where they are unless a passphrase holds them.
    """
    if settled_key_kind(folder / OUTBOX_NAME) is not KeyKind.PASSPHRASE:
        return keyring

    def ask() -> str:
        try:
            return _passphrase(console, "Passphrase: ")
        except CommandError as error:
            # To whoever wants a key, one that can't be had: the self-check goes on.
            raise CredentialError(str(error)) from error

    return PassphraseCredentials(folder, ask, cost=console.passphrase_cost)


def set_passphrase(options: Namespace, console: Console) -> int:
    """Have leads opened by a passphrase, on a computer that has no keyring."""
    from capdesk.services.outbox_access import open_outbox

    profile = console.profile(options.data_dir)
    if isinstance(profile.credentials, PassphraseCredentials):
        raise CommandError(
            "The leads on this computer are opened by a passphrase already; to change"
            ' it, use "capdesk passphrase change".'
        )
    _check_no_keyring(profile)
    text = check_passphrase(_passphrase(console, "New passphrase: "))
    _check_repeated(console, text)
    chosen = PassphraseCredentials(profile.folder, text, cost=console.passphrase_cost)
    open_outbox(replace(profile, credentials=chosen), now=console.clock()).close()
    console.say(
        "From now on the leads on this computer are opened by this passphrase. Nobody"
        " can open them without it, so keep it where you will find it."
    )
    return 0


def change(options: Namespace, console: Console) -> int:
    """Have leads opened by another passphrase."""
    from capdesk.services.outbox_access import change_passphrase, open_outbox

    profile = console.profile(options.data_dir)
    if not isinstance(profile.credentials, PassphraseCredentials):
        raise CommandError("No passphrase is set for the leads on this computer.")
    old = PassphraseCredentials(
        profile.folder,
        _passphrase(console, "Passphrase so far: "),
        cost=console.passphrase_cost,
    )
    open_outbox(replace(profile, credentials=old), now=console.clock()).close()
    text = check_passphrase(_passphrase(console, "New passphrase: "))
    _check_repeated(console, text)
    change_passphrase(profile.folder, old, text)
    console.say(
        "The passphrase is changed. Backups from before are still opened by the old one."
    )
    return 0


def _check_no_keyring(profile: Profile) -> None:
    """Refuse to do without a keyring that is there, if perhaps locked."""
    try:
        profile.credentials.data_key(_PROBE)
    except KeyringAbsent:
        return
    raise CommandError(
        "This computer has a keyring, which keeps the key to the leads better than a"
        " passphrase; nothing was changed."
    )


def _check_repeated(console: Console, text: str) -> None:
    if console.stdin.isatty() and _passphrase(console, "Once more: ") != text:
        raise CommandError("The two passphrases differ; nothing was changed.")


def _passphrase(console: Console, prompt: str) -> str:
    return ask_passphrase(
        console, prompt, FD_VARIABLE, "The leads on this computer are opened"
    )


def ask_passphrase(console: Console, prompt: str, variable: str, what: str) -> str:
    """Return a passphrase from where a variable says, else from the terminal.

    Args:
        console: Where it is asked for.
        prompt: Asks for it.
        variable: Names the environment variable that names a file descriptor.
        what: What is opened by it, the beginning of a sentence.

    Raises:
        CommandError: There is neither.
    """
    descriptor = console.environ.get(variable)
    if descriptor is not None:
        return _read_line(descriptor, variable)
    if console.stdin.isatty():
        return console.read_secret(prompt)
    raise CommandError(
        f"{what} by a passphrase, and there is no terminal to ask for it; name a file"
        f" descriptor to read it from in {variable}."
    )


def _read_line(descriptor: str, variable: str) -> str:
    """Read one line, and nothing beyond it: the next one may be a new passphrase."""
    line = bytearray()
    try:
        number = int(descriptor)
        while len(line) < MAX_SECRET_BYTES:
            byte = os.read(number, 1)
            if byte in {b"", b"\n"}:
                break
            line += byte
    except (ValueError, OSError, OverflowError) as error:
        raise CommandError(
            f"The passphrase can't be read: {variable} does not name an open file"
            " descriptor."
        ) from error
    return line.removesuffix(b"\r").decode("utf-8", "replace")


COMMANDS = {"set": set_passphrase, "change": change}

"""`capdesk outbox hand-over` and `take-over`: unsent leads go to another computer."""

from argparse import Namespace
from contextlib import closing
from pathlib import Path

from capdesk.cli.console import CommandError, Console
from capdesk.cli.passphrase import ask_passphrase
from capdesk.credentials import check_passphrase
from capdesk.outbox import CourierBusyError, CourierLock, recover
from capdesk.services.balancing import laptop_name
from capdesk.services.existing_outbox import existing_outbox, has_outbox
from capdesk.services.hand_over import asking, hand_over_leads, take_over_file
from capdesk.services.outbox_access import open_outbox

FD_VARIABLE = "CAPDESK_HAND_OVER_PASSPHRASE_FD"
"""Not the one that opens this computer's leads: both may be wanted in one command."""

_IS_OPEN = (
    'CapDesk is sending on this computer, so nothing was handed over. Use "Hand over'
    ' unsent leads" in its Outbox menu, or close it and try again.'
)


def hand_over(options: Namespace, console: Console) -> int:
    """Put every unsent lead into a new file, and give it up here; print the slip."""
    profile = console.profile(options.data_dir)
    path = Path(options.file)
    if not has_outbox(profile):
        raise CommandError("There is no lead on this computer; no file was made.")
    if path.exists():
        raise CommandError(f"{path} is there already; choose another name.")
    passphrase = new_passphrase(console)
    try:
        with (
            CourierLock(profile.folder),
            existing_outbox(profile, now=console.clock()) as outbox,
        ):
            if outbox is None:
                raise CommandError("There is no lead on this computer.")
            console.tell_salvage(outbox.salvage_report)
            recover(outbox, now=console.clock())
            slip = hand_over_leads(
                asking(outbox),
                path,
                passphrase,
                computer=laptop_name(),
                clock=console.clock,
                cipher=console.cipher,
            )
    except CourierBusyError as error:
        raise CommandError(_IS_OPEN) from error
    console.say(slip.text)
    return 0


def take_over(options: Namespace, console: Console) -> int:
    """Make the leads of a file this computer's; print the slip."""
    profile = console.profile(options.data_dir)
    passphrase = _passphrase(console, "Passphrase of the file: ")
    with closing(open_outbox(profile, now=console.clock())) as outbox:
        console.tell_salvage(outbox.salvage_report)
        slip = take_over_file(
            asking(outbox),
            Path(options.file),
            passphrase,
            profile=profile,
            computer=laptop_name(),
            clock=console.clock,
            cipher=console.cipher,
        )
    console.say(slip.text)
    return 0


def new_passphrase(console: Console) -> str:
    """Ask for the passphrase of a hand-over file that is to be made.

    Raises:
        CommandError: There is none to be had, or what was typed twice differs.
        PassphraseTooShortError: It could be found by trying.
    """
    passphrase = check_passphrase(_passphrase(console, "Passphrase for the file: "))
    if console.stdin.isatty() and _passphrase(console, "Once more: ") != passphrase:
        raise CommandError("The two passphrases differ; nothing was handed over.")
    return passphrase


def _passphrase(console: Console, prompt: str) -> str:
    return ask_passphrase(console, prompt, FD_VARIABLE, "A hand-over file is opened")


COMMANDS = {"hand-over": hand_over, "take-over": take_over}

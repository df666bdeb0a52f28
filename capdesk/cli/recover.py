"""`capdesk recover`: reads the leads of a found or broken laptop with the recovery key."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from capdesk.cli.console import CommandError, Console
from capdesk.cli.outbox import say_entry, write_result
from capdesk.outbox import RecoveryError, read_recovery_key
from capdesk.services.export import export_outbox
from capdesk.services.found_laptop import FoundOutbox, doubt_all, found_outbox
from capdesk.services.listing import list_entries

if TYPE_CHECKING:
    from pyrage import x25519


def recover(options: Namespace, console: Console) -> int:
    """List, export or hand over the leads of another computer's data folder."""
    folder = Path(options.folder)
    for target in filter(None, (options.export, options.hand_over)):
        _check_target(Path(target), folder)
    passphrase = None
    if options.hand_over:
        from capdesk.cli.outbox_hand_over import new_passphrase

        passphrase = new_passphrase(console)
    try:
        with found_outbox(
            folder, _key(Path(options.key)), now=console.clock()
        ) as found:
            for each in found.troubles:
                console.complain(each)
            if options.export:
                _export(found, Path(options.export), console)
            if passphrase is not None:
                _hand_over(found, Path(options.hand_over), passphrase, console, folder)
            if not (options.export or options.hand_over):
                for listed in list_entries(found.outbox):
                    say_entry(listed, console, as_json=options.json)
    except RecoveryError as error:
        raise CommandError(str(error)) from error
    return 0


def _key(path: Path) -> "x25519.Identity":
    try:
        with path.open("rb") as file:
            content = file.read(100_000)
    except OSError as error:
        raise CommandError(
            f"The recovery key {path} can't be read ({error.strerror or error})."
        ) from error
    try:
        return read_recovery_key(content)
    except RecoveryError as error:
        raise CommandError(f"{path}: {error}") from error


def _check_target(target: Path, folder: Path) -> None:
    """Refuse to write where nothing may be changed."""
    if not target.parent.is_dir():
        raise CommandError(
            f"There is no folder {target.parent} to write to; nothing was written."
        )
    if folder.resolve() in target.resolve().parents:
        raise CommandError(
            f"{target} is in the folder that was found, which is left as it is; choose"
            " another place. Nothing was written."
        )


def _export(found: FoundOutbox, target: Path, console: Console) -> None:
    exported = export_outbox(found.outbox)
    write_result(target, exported.content)
    if exported.unreadable:
        console.complain(
            f"The contact data of {exported.unreadable:,} of the leads can't be read;"
            f" {target} has the rest."
        )


def _hand_over(
    found: FoundOutbox, target: Path, passphrase: str, console: Console, folder: Path
) -> None:
    from capdesk.services.hand_over import asking, hand_over_leads

    doubt_all(found, now=console.clock())
    slip = hand_over_leads(
        asking(found.outbox),
        target,
        passphrase,
        computer=f"{folder.resolve().name} (recovered)",
        clock=console.clock,
        cipher=console.cipher,
    )
    console.say(slip.text)
    console.say(
        "The laptop these leads were found on may still send them, so each is marked as"
        " a possible duplicate. Do not use it any more."
    )

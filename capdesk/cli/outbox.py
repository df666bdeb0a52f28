"""`capdesk outbox list` and `export`."""

from argparse import Namespace
from pathlib import Path

from capdesk import files
from capdesk.cli.console import CommandError, Console
from capdesk.services.existing_outbox import existing_outbox
from capdesk.services.export import export_outbox
from capdesk.services.listing import Listed, list_entries


def show(options: Namespace, console: Console) -> int:
    """List entries, oldest first."""
    profile = console.profile(options.data_dir)
    with existing_outbox(profile, now=console.clock()) as outbox:
        console.tell_salvage(None if outbox is None else outbox.salvage_report)
        listed = () if outbox is None else list_entries(outbox, options.status)
        console.tell_unreadable(outbox)
    for each in listed:
        say_entry(each, console, as_json=options.json)
    return 0


def say_entry(listed: Listed, console: Console, *, as_json: bool) -> None:
    """Write one entry as a line of the result."""
    if as_json:
        console.say_json(listed.values())
        return
    entry = listed.entry
    parts = [
        entry.id,
        f"{entry.captured_at.astimezone():%Y-%m-%d %H:%M}",
        entry.status,
        entry.environment,
        *([entry.enquiry_reference] if entry.enquiry_reference else []),
        *(["can't be read"] if not entry.readable else []),
        *(["possible duplicate"] if entry.possible_duplicate else []),
        *([" / ".join(entry.messages)] if entry.messages else []),
    ]
    console.say("  ".join(parts))


def export(options: Namespace, console: Console) -> int:
    """Write every entry, with its contact data, to a file that its owner alone reads."""
    profile = console.profile(options.data_dir)
    target = Path(options.file)
    if not target.parent.is_dir():
        raise CommandError(
            f"There is no folder {target.parent} to export to; nothing was written."
        )
    with existing_outbox(profile, now=console.clock()) as outbox:
        console.tell_salvage(None if outbox is None else outbox.salvage_report)
        exported = export_outbox(outbox)
        console.tell_unreadable(outbox)
    write_result(target, exported.content)
    if exported.unreadable:
        raise CommandError(
            f"The contact data of {exported.unreadable:,} of the leads can't be read,"
            f" as its key is not in this computer's keyring; {target} has the rest."
        )
    return 0


def write_result(target: Path, content: bytes) -> None:
    """Write what somebody asked for to a file that its owner alone reads.

    Raises:
        CommandError: It can't be written.
    """
    try:
        files.write_private(target, content)
    except OSError as error:
        raise CommandError(
            f"{target} can't be written ({error.strerror or error}); what was there is"
            " as it was."
        ) from error


COMMANDS = {"list": show, "export": export}

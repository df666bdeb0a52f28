"""`capdesk`: opens the window, or says in one line why it can't."""

from typing import TYPE_CHECKING

from capdesk.cli import display
from capdesk.cli.console import CommandError, Console
from capdesk.settings import data_folder, load_policy

if TYPE_CHECKING:
    from argparse import Namespace


def show(options: "Namespace", console: Console) -> int:
    """Open the window and return its exit code once it is closed."""
    folder = (
        None if options.practice else data_folder(options.data_dir, console.environ)
    )
    if (
        options.practice
        and load_policy(console.machine_folder).practice_allowed is False
    ):
        raise CommandError(
            "Practice mode is switched off on this computer by its policy. Ask your IT."
        )
    # Without a screen Qt ends the whole program, so it is not asked.
    screen = display.find_screen(console.environ)
    try:
        from capdesk.app import open_window
    except ImportError as error:
        raise CommandError(display.missing_for(error)) from error
    display.check_plugin(screen, console.environ)
    return open_window(folder, console.machine_folder)

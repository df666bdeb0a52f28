"""Reads a command line; the words of the commands come with the first of them."""

import argparse
from collections.abc import Sequence
from functools import cache
from typing import NoReturn

from capdesk import __version__

DATA_DIR_HELP = "the data folder; default: CAPDESK_DATA_DIR, else the platform's own"
_PRACTICE = "--practice"
_HELP_COLUMNS = 80


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read a command line.

    Returns:
        The options; `command` names the command, such as `outbox add`.

    Raises:
        SystemExit: With 2 where it is used wrongly, with 0 for help and version; what
            there is to say has been printed.
    """
    # Commands take some milliseconds, which the way to the window can do without.
    parser = _whole_parser() if set(arguments) - {_PRACTICE} else _parser()
    options = parser.parse_args(arguments)
    if options.practice and options.data_dir is not None:
        parser.error(
            "practice mode brings a data folder of its own, so --practice and"
            " --data-dir do not go together"
        )
    if options.practice and options.command != "window":
        parser.error("--practice opens a window and takes no command")
    return options


class _Formatter(argparse.HelpFormatter):
    """Formats for one width: argparse makes one per option and asks for a terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_HELP_COLUMNS)


class Parser(argparse.ArgumentParser):
    """A parser that takes options in full only, so that a new one changes nothing."""

    def __init__(self, **settings: object) -> None:
        super().__init__(
            **settings,  # type: ignore[arg-type] # argparse names no type for them
            allow_abbrev=False,
            formatter_class=_Formatter,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with 2; the usage is a long story, `-h` tells it."""
        self.exit(2, f'{self.prog}: {message}; "{self.prog} --help" shows more\n')


def _parser() -> Parser:
    parser = Parser(
        prog="capdesk",
        description="Enter leads and send them to the CAP Gateway. Without a command,"
        " the window opens.",
    )
    parser.set_defaults(command="window")
    parser.add_argument("--version", action="version", version=f"capdesk {__version__}")
    parser.add_argument("--data-dir", metavar="DIR", help=DATA_DIR_HELP)
    parser.add_argument(
        _PRACTICE,
        action="store_true",
        help="open the window in practice mode: no key, no network, nothing kept",
    )
    return parser


@cache
def _whole_parser() -> Parser:
    """Return one that knows every command: for a process that runs many, made once."""
    from capdesk.cli.command_words import add_commands

    parser = _parser()
    add_commands(parser)
    return parser

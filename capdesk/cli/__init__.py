"""The command line: the entry point of `capdesk`, `capdeskw` and `python -m capdesk`.

It is on the way to the first painted window, so a command's own modules are imported
when that command is chosen.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from capdesk.cli.commands import find
from capdesk.cli.console import Console
from capdesk.cli.core_dumps import forbid_core_dumps
from capdesk.cli.plain_start import plain_start, window_options

if TYPE_CHECKING:
    from argparse import Namespace

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_INTERRUPTED = 130  # as a shell reports Ctrl+C: 128 + SIGINT


def main(arguments: Sequence[str] | None = None, console: Console | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Without the program's name; None for those of this process.
        console: What to work with; None for this process's own.

    Returns:
        The exit code: 0 done, 1 failed with a sentence on standard error, 2 wrong
        usage, 130 interrupted.
    """
    if console is None:
        forbid_core_dumps()
        console = Console.of_process()
    options = window_options(is_practice=False)  # until it is known what is asked
    try:
        try:
            options = _options(sys.argv[1:] if arguments is None else arguments)
        except SystemExit as ending:  # help, version and usage have been printed
            code = ending.code if isinstance(ending.code, int) else EXIT_FAILED
        else:
            code = _run(options, console)
        console.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; `| head` is no failure to tell of.
        _drop_output()
        return EXIT_FAILED
    except Exception as error:
        from capdesk.cli.faults import explain

        console.complain(explain(error, options.data_dir, console.environ))
        try:
            console.stdout.flush()
        except (OSError, ValueError):
            _drop_output()
        return EXIT_FAILED
    return code


def _options(arguments: Sequence[str]) -> "Namespace":
    if (options := plain_start(arguments)) is not None:
        return options
    from capdesk.cli.parser import parse

    return parse(arguments)


def _run(options: "Namespace", console: Console) -> int:
    command = find(options.command)
    if options.command == "window":  # it begins its log once it is painted
        return command(options, console)
    from capdesk.cli.faults import logging_in

    with logging_in(options.data_dir, console.environ):
        return command(options, console)


def _drop_output() -> None:
    """Send what standard output still holds to nowhere.

    Python writes it out when it ends; where that fails again it prints a traceback of
    its own and changes the exit code to 120.
    """
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.__stdout__.fileno() if sys.__stdout__ else 1)
        os.close(nowhere)

"""Runs the command line again and again, each time to be killed one call later.

Started as `python -m tests.slow.recover.victim IDENTITY ARG…`. It runs the command once
whole, so that all modules are loaded; then, for each number that it is given on standard
input, in a process of its own, which ends itself by SIGKILL in place of the call of that
number among those that copy the outbox, make a file whole or put it in place. It says how
each run ended. As in the kill loop of the hand-over, the cipher takes no second: it is not
what is killed here.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from itertools import count

from capdesk.cli import main
from capdesk.cli.outbox_hand_over import FD_VARIABLE
from capdesk.services.hand_over import giving
from tests.cli.command_desk import with_line
from tests.support.quick_cipher import QuickCipher

PASSPHRASE = "four words that fit"
CALLS = ("sendfile", "fsync", "link", "replace")


def _call_or_die(
    call: Callable[..., object], numbers: "count[int]", fatal: int, *args: object,
    **kwargs: object,
) -> object:  # fmt: skip
    if next(numbers) == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return call(*args, **kwargs)


def _run(arguments: list[str]) -> int:
    with with_line(FD_VARIABLE, PASSPHRASE) as passphrase:
        os.environ.update(passphrase)
        return main(arguments)


def _run_apart(arguments: list[str], fatal: int) -> int:
    child = os.fork()
    if child == 0:
        numbers = count(1)
        for name in CALLS:
            call = partial(_call_or_die, getattr(os, name), numbers, fatal)
            setattr(os, name, call)
        os._exit(_run(arguments))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _serve(identity: str, *arguments: str) -> None:
    # No command takes another cipher.
    vars(giving)["Age"] = partial(QuickCipher, identity)
    command, said = list(arguments), sys.stdout
    sys.stdout = sys.stderr  # results of the command tell nothing here
    print(_run(command), file=said, flush=True)
    for line in sys.stdin:
        print(_run_apart(command, int(line)), file=said, flush=True)


if __name__ == "__main__":
    _serve(*sys.argv[1:])

"""Runs commands of `capdesk` one after the other in a process of its own.

Started as `python -m tests.slow.two_programs.shell_program FOLDER KEYRING`. Each line it
reads is a command as a JSON list; each line it writes is the exit code, what came on
standard output and what came on standard error. The first line, `ready`, is written
once everything is loaded.
"""

import io
import json
import sys
from pathlib import Path

from capdesk.cli import main
from capdesk.cli.commands import find
from capdesk.cli.console import Console
from capdesk.services.sending import utc_now
from tests.support.file_credentials import FileCredentials


def _run(arguments: list[str], keyring: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    console = Console(
        stdin=io.BytesIO(),
        stdout=out,
        stderr=err,
        environ={},
        clock=utc_now,
        open_credentials=lambda: FileCredentials(keyring),
    )
    return main(arguments, console), out.getvalue(), err.getvalue()


def _serve(folder: str, keyring: Path) -> None:
    for name in ("outbox add", "outbox list", "outbox send"):
        find(name)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        ended = _run(["--data-dir", folder, *json.loads(line)], keyring)
        sys.stdout.write(f"{json.dumps(ended)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[1], Path(sys.argv[2]))

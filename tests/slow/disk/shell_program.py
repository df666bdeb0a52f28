"""Runs the command line with a keyring in files: `shell_program.py KEYRING ARGUMENT…`."""

import resource
import sys
from pathlib import Path

from capdesk.cli import main
from capdesk.cli.console import Console
from tests.support.file_credentials import FileCredentials

if __name__ == "__main__":
    _, keyring, most_bytes, *arguments = sys.argv
    if most_bytes != "-":
        # No file may grow beyond this, as on a disk that is full.
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most_bytes), int(most_bytes)))
    credentials = FileCredentials(Path(keyring))
    console = Console.of_process()._replace(open_credentials=lambda: credentials)
    sys.exit(main(arguments, console))

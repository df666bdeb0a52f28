"""`capdesk practice-gateway`."""

from argparse import Namespace

from capdesk.cli.console import Console
from capdesk.practice import Mode, alone


def run(options: Namespace, console: Console) -> int:
    """Run the practice gateway until Ctrl+C."""
    return alone.run(options.port, Mode(options.mode), console.stdout)

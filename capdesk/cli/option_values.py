"""What options take: a port, a day, a status, a mode; else a sentence for argparse."""

from argparse import ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command loads what it needs
    from capdesk.domain.entry import Status
    from capdesk.practice import Mode

_MAX_PORT = 65_535


def port(text: str) -> int:
    """Read a port; 0 for any free one."""
    if text.isascii() and text.isdigit() and int(text) <= _MAX_PORT:
        return int(text)
    raise ArgumentTypeError(f"a port is a number from 0 to {_MAX_PORT}")


def day(text: str) -> date:
    """Read a day, ISO 8601."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2026-09-12") from None


def status(text: str) -> "Status":
    """Read the status of an entry, with - or _."""
    from capdesk.domain.entry import Status

    try:
        return Status(_underscored(text))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not one of {', '.join(Status)}") from None


def mode(text: str) -> "Mode":
    """Read a mode of the practice gateway, with - or _."""
    from capdesk.practice import Mode

    try:
        return Mode(_underscored(text))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not one of {', '.join(Mode)}") from None


def _underscored(text: str) -> str:
    return text.lower().replace("-", "_")

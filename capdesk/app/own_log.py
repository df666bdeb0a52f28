"""The log of the window's parts, whose machinery loads with its first line.

That is 3 ms which the first paint need not wait for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging import Logger


def log() -> "Logger":
    """Return the logger that the window's parts share."""
    import logging

    return logging.getLogger("capdesk.app")

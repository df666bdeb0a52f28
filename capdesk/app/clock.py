"""The time, as the window's parts ask for it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def utc_now() -> "datetime":
    """Return the time: aware, UTC."""
    # Late: the first paint tells no time.
    from datetime import UTC, datetime

    return datetime.now(UTC)

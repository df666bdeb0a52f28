"""The time, as the window's parts ask for it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time: aware, UTC."""
    return datetime.now(UTC)

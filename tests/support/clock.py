"""Time and chance as a test wants them."""

import random
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 9, 12, 10, 30, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test moves it.

    Attributes:
        now: What it shows, aware, UTC.
    """

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def advance(self, **by: float) -> None:
        """Move it, by what `timedelta` takes; a negative number sets it back."""
        self.now += timedelta(**by)


class Longest(random.Random):
    """Chance that always draws the longest wait."""

    def uniform(self, a: float, b: float) -> float:
        """Return the upper bound."""
        return max(a, b)


class Shortest(random.Random):
    """Chance that always draws the shortest wait."""

    def uniform(self, a: float, b: float) -> float:
        """Return the lower bound."""
        return min(a, b)

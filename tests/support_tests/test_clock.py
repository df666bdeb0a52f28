"""The clock stands still until it is moved, and chance draws what it says."""

from datetime import timedelta

from tests.support.clock import NOW, Clock, Longest, Shortest


def test_stands_still() -> None:
    """It shows the same time however often it is asked."""
    clock = Clock()
    assert (clock(), clock()) == (NOW, NOW)


def test_moves_both_ways() -> None:
    """It is moved forward, and set back."""
    clock = Clock()
    clock.advance(minutes=5)
    assert clock() == NOW + timedelta(minutes=5)
    clock.advance(days=-1)
    assert clock() == NOW + timedelta(minutes=5, days=-1)


def test_draws_the_bounds() -> None:
    """The longest wait is the upper bound, the shortest the lower."""
    assert (Longest().uniform(0, 7), Shortest().uniform(0, 7)) == (7, 0)

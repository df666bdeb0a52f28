"""The values in force: policy before person before default."""

from datetime import timedelta

import pytest

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.services.managed import Managed
from capdesk.settings import Environment, Policy, PolicyKey, Settings

NOTHING = Policy()
BROKEN = Policy(unusable=frozenset(PolicyKey))


@pytest.mark.parametrize(
    ("policy", "own", "days"),
    [
        (NOTHING, None, 30),
        (NOTHING, 60, 60),
        (Policy(retention_days=90), 7, 90),
        (Policy(retention_days=7), None, 7),
        (BROKEN, None, 30),
        (BROKEN, 60, 30),
        (BROKEN, 7, 7),
    ],
)
def test_retention(policy: Policy, own: int | None, days: int) -> None:
    """A broken policy keeps nothing longer than the default."""
    managed = Managed(policy, Settings(retention_days=own))
    assert managed.retention == timedelta(days=days)


@pytest.mark.parametrize(
    ("policy", "own", "minutes"),
    [
        (NOTHING, None, 5),
        (NOTHING, 0, 0),
        (NOTHING, 20, 20),
        (Policy(curtain_minutes=0), 20, 0),
        (Policy(curtain_minutes=10), 0, 10),
        (BROKEN, 0, 5),
        (BROKEN, 20, 5),
        (BROKEN, 2, 2),
        (BROKEN, None, 5),
    ],
)
def test_curtain(policy: Policy, own: int | None, minutes: int) -> None:
    """0 is never, which a broken policy does not allow."""
    managed = Managed(policy, Settings(curtain_minutes=own))
    assert managed.curtain_minutes == minutes


@pytest.mark.parametrize(
    ("policy", "own", "proxy"),
    [
        (NOTHING, None, "system"),
        (NOTHING, "none", "none"),
        (Policy(proxy="http://its:1"), "none", "http://its:1"),
        (BROKEN, "http://mine:1", "system"),
    ],
)
def test_proxy(policy: Policy, own: str | None, proxy: str) -> None:
    """A broken policy does not have leads take a way of one's own."""
    assert Managed(policy, Settings(proxy=own)).proxy == proxy


@pytest.mark.parametrize(
    ("policy", "names"),
    [
        (NOTHING, ("Ana",)),
        (Policy(staff_names=("Ben",)), ("Ben",)),
        (BROKEN, ("Ana",)),
    ],
)
def test_staff_names(policy: Policy, names: tuple[str, ...]) -> None:
    """IT's list takes the place of one's own."""
    assert Managed(policy, Settings(staff_names=("Ana",))).staff_names == names


def test_practice_and_environment() -> None:
    """Practice is allowed unless IT says no."""
    assert Managed(NOTHING, Settings()).practice_allowed
    assert Managed(BROKEN, Settings()).practice_allowed
    assert not Managed(Policy(practice_allowed=False), Settings()).practice_allowed
    assert Managed(Policy(environment="qa"), Settings()).environment == "qa"
    assert Managed(NOTHING, Settings()).environment is None


@pytest.mark.parametrize(
    ("policy", "campaign", "expected"),
    [
        (None, "resend", "resend"),
        (None, "hold", "hold"),
        ("resend", "hold", "hold"),
        ("hold", "resend", "hold"),
    ],
)
def test_hold_anywhere_wins(policy: str | None, campaign: str, expected: str) -> None:
    """Neither the policy nor a campaign can undo the other's hold."""
    its = Policy(on_unknown_outcome=OnUnknownOutcome(policy) if policy else None)
    managed = Managed(its, Settings())
    assert managed.on_unknown_outcome(OnUnknownOutcome(campaign)) == expected


def test_what_is_set_is_locked() -> None:
    """0 and false are values; what could not be used stays locked all the same."""
    assert Managed(NOTHING, Settings(proxy="none")).locked == frozenset()
    policy = Policy(
        environments=(Environment("uat", "https://x.example/"),),
        curtain_minutes=0,
        practice_allowed=False,
        unusable=frozenset({PolicyKey.PROXY, PolicyKey.STAFF_NAMES}),
    )
    assert Managed(policy, Settings()).locked == {
        "environments",
        "curtain_minutes",
        "practice_allowed",
        "proxy",
    }

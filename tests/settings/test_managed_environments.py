"""Environments that IT set, beside those that are built in and those added by hand."""

from pathlib import Path

import pytest

from capdesk.settings import (
    BUILT_IN,
    Environment,
    Environments,
    Policy,
    PolicyKey,
    SettingsError,
)

ITS_URL = "https://it.example.com/post"
OWN_URL = "https://own.example.com/post"
SET = Environment("dealer-group", ITS_URL, managed=True)


def with_own(folder: Path, *names: str) -> None:
    """Add environments by hand, as before there was a policy."""
    for name in names:
        Environments(folder).add(name, OWN_URL)


def test_its_environment_takes_the_place_of_one_added_by_hand(tmp_path: Path) -> None:
    """Leads of that name go where IT says; others stay."""
    with_own(tmp_path, "dealer-group", "uat")
    known = Environments(tmp_path, Policy(environments=(SET,)))
    assert known.all() == (*BUILT_IN, SET, Environment("uat", OWN_URL))
    assert known.get("dealer-group").url == ITS_URL


@pytest.mark.parametrize(
    "policy",
    [
        Policy(environments=(SET,), only_managed_environments=True),
        Policy(
            environments=(SET,),
            unusable=frozenset({PolicyKey.ONLY_MANAGED_ENVIRONMENTS}),
        ),
        Policy(environments=(SET,), unusable=frozenset({PolicyKey.ENVIRONMENTS})),
        Policy(environments=(SET,), unusable=frozenset(PolicyKey)),
    ],
)
def test_where_it_alone_decides_those_added_by_hand_are_not_used(
    tmp_path: Path, policy: Policy
) -> None:
    """They are kept for when it is allowed again, and none can be added."""
    with_own(tmp_path, "uat")
    before = (tmp_path / "environments.json").read_bytes()
    known = Environments(tmp_path, policy)
    assert known.all() == (*BUILT_IN, SET)
    with pytest.raises(SettingsError, match="nobody but IT"):
        known.add("other", OWN_URL)
    assert (tmp_path / "environments.json").read_bytes() == before


def test_its_environment_cannot_be_changed_by_hand(tmp_path: Path) -> None:
    """Not even to what it is; others can be added."""
    known = Environments(tmp_path, Policy(environments=(SET,)))
    with pytest.raises(SettingsError, match="set by this computer's policy"):
        known.add("dealer-group", OWN_URL)
    assert list(tmp_path.iterdir()) == []
    known.add("uat", OWN_URL)
    assert known.get("uat").url == OWN_URL

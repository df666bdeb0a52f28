"""Campaigns as a file: there and back, and nothing believed that is not right."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from capdesk.campaigns import practice_campaign, read_pack, stored
from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.fields import Field
from capdesk.resources import locate

FULL = practice_campaign()._replace(
    environment="qa",
    required=frozenset({Field.POSTCODE, Field.PHONE}),
    starts=date(2026, 9, 1),
    ends=date(2027, 1, 31),
    on_unknown_outcome=OnUnknownOutcome.HOLD,
)


def test_campaigns_come_back_as_they_went() -> None:
    """Nothing is lost on the way through the file."""
    campaigns = (
        FULL,
        *read_pack(locate("sample-pack.json"), {"qa"}).campaigns[1:],
        practice_campaign(),
    )
    assert stored.decode(stored.encode(campaigns)) == campaigns
    assert stored.decode(stored.encode(())) == ()


def _campaign(change: Callable[[dict[str, Any]], object]) -> Callable[[Any], object]:
    return lambda tree: change(tree["campaigns"][0])


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.update(format="capdesk-campaigns/2"),
        lambda tree: tree.pop("format"),
        lambda tree: tree.update(campaigns={}),
        lambda tree: tree["campaigns"].append(tree["campaigns"][0]),
        lambda tree: tree["campaigns"].append(None),
        _campaign(lambda each: each.pop("consent")),
        _campaign(lambda each: each.update(name=None)),
        _campaign(lambda each: each.update(vehicles="Audi")),
        _campaign(lambda each: each.update(vehicles=[1])),
        _campaign(lambda each: each.update(enquiry_types=["Testdrive"])),
        _campaign(lambda each: each.update(required=["fax"])),
        _campaign(lambda each: each.update(starts="tomorrow")),
        _campaign(lambda each: each.update(starts=1)),
        _campaign(lambda each: each.update(on_unknown_outcome="retry")),
        _campaign(lambda each: each["consent"].pop("wording")),
    ],
)
def test_what_another_program_wrote_is_refused(
    change: Callable[[dict[str, Any]], object],
) -> None:
    """A campaign is right in every part, or the file counts as damaged."""
    tree = json.loads(stored.encode([FULL]))
    change(tree)
    with pytest.raises(ValueError, match=r"."):
        stored.decode(json.dumps(tree).encode())


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(content: bytes) -> None:
    """An empty, cut or foreign file counts as damaged."""
    with pytest.raises(ValueError, match=r"."):
        stored.decode(content)

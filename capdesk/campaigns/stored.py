"""Campaigns as this computer keeps them: JSON to and from domain values, by hand.

The window needs its campaigns before it is painted, and pydantic would more than double
the time to get there.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from capdesk.domain.campaign import Campaign, EnquiryType, OnUnknownOutcome
from capdesk.domain.consent import ConsentWording
from capdesk.domain.fields import Field

FORMAT = "capdesk-campaigns/1"

T = TypeVar("T")


Key = tuple[str, str]
"""Environment and id of a campaign."""


def encode(campaigns: Iterable[Campaign], packs: Mapping[Key, str] = {}) -> bytes:
    """Write campaigns as a file holds them.

    Args:
        campaigns: In their order.
        packs: By campaign, the name of the signed pack it came from, if it did.
    """
    nodes = []
    for each in campaigns:
        pack = packs.get((each.environment, each.id))
        nodes.append(to_json(each) | ({"pack": pack} if pack else {}))
    tree = {"format": FORMAT, "campaigns": nodes}
    return json.dumps(tree, ensure_ascii=False, indent=1).encode()


def packs_in(content: bytes) -> Mapping[Key, str]:
    """Return the names of signed packs in what `encode` wrote and `decode` reads."""
    nodes = json.loads(content)["campaigns"]
    return {
        (each["environment"], each["id"]): each["pack"]
        for each in nodes
        if isinstance(each.get("pack"), str) and each["pack"].isalnum()
    }


def decode(content: bytes) -> tuple[Campaign, ...]:
    """Read what `encode` wrote.

    Raises:
        ValueError: Something else wrote it, or it is damaged.
    """
    try:
        tree = _object(json.loads(content))
        if _text(tree, "format") != FORMAT:
            raise ValueError("another format")
        campaigns = tuple(from_json(each) for each in _list(tree, "campaigns"))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(repr(error)) from error
    if len({(each.environment, each.id) for each in campaigns}) < len(campaigns):
        raise ValueError("a campaign is there twice")
    return campaigns


def to_json(campaign: Campaign) -> dict[str, object]:
    """Write one campaign as a tree."""
    consent = campaign.consent
    return {
        "environment": campaign.environment,
        "id": campaign.id,
        "name": campaign.name,
        "enquiry_types": list(campaign.enquiry_types),
        "acquisition_channels": list(campaign.acquisition_channels),
        "vehicles": list(campaign.vehicles),
        "consent": {
            "version": consent.version,
            "wording": consent.wording,
            "controllers": list(consent.controllers),
        },
        "required": sorted(campaign.required),
        "starts": campaign.starts and campaign.starts.isoformat(),
        "ends": campaign.ends and campaign.ends.isoformat(),
        "on_unknown_outcome": campaign.on_unknown_outcome,
    }


def from_json(node: object) -> Campaign:
    """Read a campaign that `to_json` wrote.

    Raises:
        ValueError, TypeError, KeyError: Something else wrote it.
    """
    tree = _object(node)
    consent = _object(tree["consent"])
    return Campaign(
        environment=_text(tree, "environment"),
        id=_text(tree, "id"),
        name=_text(tree, "name"),
        enquiry_types=_values(tree, "enquiry_types", EnquiryType),
        acquisition_channels=_values(tree, "acquisition_channels", str),
        vehicles=_values(tree, "vehicles", str),
        consent=ConsentWording(
            version=_text(consent, "version"),
            wording=_text(consent, "wording"),
            controllers=_values(consent, "controllers", str),
        ),
        required=frozenset(_values(tree, "required", Field)),
        starts=_date(tree, "starts"),
        ends=_date(tree, "ends"),
        on_unknown_outcome=OnUnknownOutcome(_text(tree, "on_unknown_outcome")),
    )


def _object(node: object) -> Mapping[str, object]:
    if not isinstance(node, dict):
        raise TypeError("an object belongs here")
    return node


def _list(tree: Mapping[str, object], key: str) -> list[object]:
    node = tree[key]
    if not isinstance(node, list):
        raise TypeError(f"{key}: a list belongs here")
    return node


def _text(tree: Mapping[str, object], key: str) -> str:
    node = tree[key]
    if not isinstance(node, str):
        raise TypeError(f"{key}: text belongs here")
    return node


def _values(
    tree: Mapping[str, object], key: str, make: Callable[[str], T]
) -> tuple[T, ...]:
    items = _list(tree, key)
    if not all(isinstance(item, str) for item in items):
        raise TypeError(f"{key}: texts belong here")
    return tuple(make(str(item)) for item in items)


def _date(tree: Mapping[str, object], key: str) -> date | None:
    return None if tree[key] is None else date.fromisoformat(_text(tree, key))

"""Reads the campaigns of a pack that was checked before, without pydantic.

Where packs have to be signed, what was remembered of a pack can't be believed: whoever
may write to the data folder could have changed it. So the values are read anew from
the very bytes that the signature is over, and what is remembered says no more than that
they were found to be in order.
"""

import json
import uuid
from collections.abc import Mapping

from capdesk.campaigns import stored
from capdesk.domain.campaign import Campaign, OnUnknownOutcome


def read_checked(content: bytes) -> tuple[Campaign, ...]:
    """Return what `check_pack` returns of a pack in which it finds no fault.

    Args:
        content: The pack.

    Raises:
        ValueError: It is not such a pack.
    """
    try:
        tree = json.loads(content.decode("utf-8-sig"))
        environment = tree["environment"].strip()
        return tuple(_campaign(each, environment) for each in tree["campaigns"])
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error


def _campaign(node: Mapping[str, object], environment: str) -> Campaign:
    consent = node["consent"]
    if not isinstance(consent, dict):
        raise TypeError("an object belongs here")
    return stored.from_json(
        {
            "environment": environment,
            "id": str(uuid.UUID(_text(node["id"]))),
            "name": _text(node["name"]),
            "enquiry_types": node["enquiry_types"],
            "acquisition_channels": _texts(node["acquisition_channels"]),
            "vehicles": _texts(node["vehicles"]),
            "consent": {
                "version": _text(consent["version"]),
                "wording": consent["wording"].replace("\r\n", "\n"),
                "controllers": _texts(consent.get("controllers", [])),
            },
            "required": node.get("required", []),
            "starts": node.get("starts"),
            "ends": node.get("ends"),
            "on_unknown_outcome": node.get(
                "on_unknown_outcome", OnUnknownOutcome.RESEND
            ),
        }
    )


def _text(node: object) -> str:
    if not isinstance(node, str):
        raise TypeError("text belongs here")
    return node.strip()


def _texts(node: object) -> list[str]:
    if not isinstance(node, list):
        raise TypeError("a list belongs here")
    return [_text(each) for each in node]

"""What a data folder remembers of the machine-wide packs, so that it checks each once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from capdesk import __version__
from capdesk.campaigns import stored
from capdesk.domain.campaign import Campaign

FORMAT = "capdesk-machine-packs/1"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking one pack: its campaigns, or its fault."""

    campaigns: tuple[Campaign, ...] = ()
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of packs.

    Attributes:
        checked: By the hash of a pack, what came of checking it.
        newest: By environment and id of a campaign, when the newest signed pack was
            signed that it was used from, in seconds since 1970.
    """

    checked: Mapping[str, Checked] = field(default_factory=dict)
    newest: Mapping[str, int] = field(default_factory=dict)


def encode(memory: Memory) -> bytes:
    """Write what is remembered as a file holds it."""
    packs = {
        digest: {
            "fault": each.fault,
            "campaigns": [stored.to_json(campaign) for campaign in each.campaigns],
        }
        for digest, each in memory.checked.items()
    }
    tree = {
        "format": FORMAT,
        "checked_by": __version__,
        "packs": packs,
        "newest_signed_s": memory.newest,
    }
    return json.dumps(tree, ensure_ascii=False).encode()


def decode(content: bytes) -> Memory:
    """Read what `encode` wrote.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: Something else wrote it.
    """
    tree = json.loads(content)
    if tree["format"] != FORMAT:
        return Memory()
    signed_s = tree.get("newest_signed_s", {}).items()
    newest = {str(key): int(at_s) for key, at_s in signed_s}
    if tree["checked_by"] != __version__:
        return Memory(newest=newest)  # another version may check by other rules
    packs = {digest: _checked(each) for digest, each in tree["packs"].items()}
    return Memory(packs, newest)


def _checked(node: Mapping[str, object]) -> Checked:
    match node:
        case {"fault": str(fault)}:
            return Checked(fault=fault)
        case {"campaigns": [_, *_] as campaigns}:
            return Checked(tuple(stored.from_json(each) for each in campaigns))
        case _:
            raise ValueError("neither a fault nor campaigns")

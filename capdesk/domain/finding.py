"""What a look at this computer has found: a traffic light and a sentence."""

from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    """How things stand."""

    GREEN = "green"  # nothing to do
    AMBER = "amber"  # leads go on; somebody should look
    RED = "red"  # leads can't be taken or sent, or may be lost


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check has found.

    Attributes:
        name: What was checked, a stable word such as `disk_space`.
        light: How it stands.
        sentence: What it is, what it means for leads, what to do.
        environment: Where leads go that it is about; None for all of them.
    """

    name: str
    light: Light
    sentence: str
    environment: str | None = None

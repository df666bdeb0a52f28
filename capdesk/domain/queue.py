"""How the queue of one environment stands: open, suspect, waiting or paused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PauseReason(StrEnum):
    """Why nothing is sent until a person acts."""

    KEY_MISSING = "key_missing"
    KEY_REFUSED = "key_refused"
    MISCONFIGURED = "misconfigured"


@dataclass(frozen=True, slots=True)
class QueueState:
    """What the courier knows about one environment, kept across restarts.

    Attributes:
        environment: Whose leads these are.
        suspect: The last word from the network was bad, or there was none yet: one
            entry goes first, alone.
        failures: Failures in a row; sets how long the next wait may be.
        not_before: Nothing goes earlier than this; None for at once.
        paused: Why nothing goes until a person acts; None while it runs.
        trouble: Code of the outcome that made the queue wait or pause.
        may_hint: A sign that the network is back may cut the wait short; false where
            the gateway itself asked for it.
    """

    environment: str
    suspect: bool = True
    failures: int = 0
    not_before: datetime | None = None
    paused: PauseReason | None = None
    trouble: str | None = None
    may_hint: bool = True

"""What the courier needs from outside: time, keys, a way to send, somebody to tell."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from capdesk.domain.outcome import Outcome
from capdesk.domain.queue import QueueState
from capdesk.gateway import Evidence

Clock = Callable[[], datetime]
"""Gives the time: aware, UTC."""

KeySource = Callable[[str], str | None]
"""Gives the API key of an environment, or None; may block, may raise CredentialError."""

KeyCheck = Callable[[str, str], bool]
"""Says whether a key that was found still is the one to send with to an environment.

It is asked before each claim, so it has to be quick.
"""


class Submitter(Protocol):
    """One way to a gateway, as `GatewayClient` offers it."""

    async def submit(self, body: bytes, key: str, evidence: Evidence) -> Outcome:
        """POST a lead; fill in the evidence on the way; return what is known after."""
        ...


Connector = Callable[[str], AbstractAsyncContextManager[Submitter] | None]
"""Opens a way to an environment's gateway; None where the environment is unknown."""


@dataclass(frozen=True, slots=True)
class News:
    """What the courier tells after each change.

    Attributes:
        queue: How the queue of one environment stands; None if none is concerned.
        in_flight: Attempts under way in it.
        changed: Ids of the entries that changed.
        outbox_trouble: Why the outbox can't be written, as a sentence; None if it can.
    """

    queue: QueueState | None = None
    in_flight: int = 0
    changed: tuple[str, ...] = ()
    outbox_trouble: str | None = None


Listener = Callable[[News], None]
"""Is told the news, in the courier's thread."""

"""A way to a gateway whose every answer a test gives by hand."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from capdesk.domain.outcome import Outcome
from capdesk.gateway import Evidence

PATIENCE_S = 20.0
"""Far longer than anything here takes; only a fault gets there."""


@dataclass(slots=True, eq=False)
class Post:
    """One attempt as the far side sees it.

    Attributes:
        body: The payload.
        key: The API key that came with it.
        evidence: What the attempt's owner will ask.
        stopped: Whether it was cancelled before it was answered.
        way_was_closed: Whether the way was closed before the attempt had ended.
    """

    body: bytes
    key: str
    evidence: Evidence
    stopped: bool = False
    way_was_closed: bool = False
    _answer: "asyncio.Future[Outcome]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def is_open(self) -> bool:
        """Whether it was neither answered nor stopped."""
        return not self._answer.done()

    def write_body(self) -> None:
        """Let the body have left this computer, so that it may have arrived."""
        self.evidence.body_written = True

    def answer(self, outcome: Outcome) -> None:
        """End the attempt with an outcome."""
        self._answer.set_result(outcome)

    def blow_up(self, error: Exception) -> None:
        """End the attempt as a fault of our own would."""
        self._answer.set_exception(error)

    async def outcome(self) -> Outcome:
        """Wait for the answer."""
        try:
            return await self._answer
        except asyncio.CancelledError:
            self.stopped = True
            raise


class FakeSubmitter:
    """A `Submitter`, and the async context manager that a `Connector` gives.

    Attributes:
        posts: Every attempt so far, oldest first.
        most_in_flight: How many were open at the same time at most.
        is_open: Whether it is between entering and leaving.
    """

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.most_in_flight = 0
        self.is_open = False
        self._always: Outcome | None = None
        self._open_posts: set[Post] = set()
        self._new: asyncio.Queue[Post] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        self.is_open = True
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.is_open = False
        for post in self._open_posts:
            post.way_was_closed = True

    def always(self, outcome: Outcome | None) -> None:
        """Answer every later attempt at once in one way; None for by hand again."""
        self._always = outcome

    async def submit(self, body: bytes, key: str, evidence: Evidence) -> Outcome:
        """See `Submitter`."""
        post = Post(body, key, evidence)
        self.posts.append(post)
        self._open_posts.add(post)
        self.most_in_flight = max(self.most_in_flight, len(self._open_posts))
        try:
            if self._always is not None:
                return self._always
            self._new.put_nowait(post)
            return await post.outcome()
        finally:
            self._open_posts.discard(post)

    async def next_post(self) -> Post:
        """Wait for the next attempt that is to be answered by hand."""
        async with asyncio.timeout(PATIENCE_S):
            return await self._new.get()

"""At least once, duplicates visible, never silently lost: whatever happens on the way."""

import random
from dataclasses import dataclass

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.outcome import (
    Accepted,
    KeyRefused,
    Misconfigured,
    NotProcessed,
    NotSent,
    NotSentReason,
    NotTheGateway,
    Outcome,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.outbox import Outbox
from tests.courier.rig import QA, Rig
from tests.support.submitter import Post

pytestmark = pytest.mark.anyio

LEADS = 5
STEPS = 60

OUTCOMES: tuple[Outcome, ...] = (
    Accepted("ENQ-260912-AAAAAAAA"),
    Accepted(),
    NotSent(NotSentReason.CONNECT),
    NotSent(NotSentReason.CUT),
    NotProcessed(429, 30.0),
    NotTheGateway(200),
    Unknown(UnknownReason.TIMEOUT),
    Unknown(UnknownReason.CUT),
    Unknown(UnknownReason.STATUS, 500),
    Unknown(UnknownReason.STATUS, 409),
    Rejected(400, ("No.",)),
    KeyRefused(401),
    Misconfigured(404),
)


@dataclass
class Truth:
    """What really happened to one lead, as nobody at the desk can know it.

    Attributes:
        posts: POSTs that were started.
        accepted: The gateway has said that it has it.
        maybe: A POST ended so that it may have arrived.
        again: A POST was started after one that may have arrived.
    """

    posts: int = 0
    accepted: bool = False
    maybe: bool = False
    again: bool = False


class World:
    """The gateway's side of a story, played by chance."""

    def __init__(self, rig: Rig, ids: list[str], seed: int) -> None:
        self.rig = rig
        self.chance = random.Random(seed)
        self.truth = {entry_id: Truth() for entry_id in ids}
        self._seen = 0

    async def step(self) -> None:
        """Let one thing happen, and the courier do what it does then."""
        rig, chance = self.rig, self.chance
        self._note_posts()
        what = chance.choice(
            ["answer", "answer", "answer", "wait", "person", "restart"]
        )
        open_posts = [post for post in rig.qa.posts if post.is_open]
        if what == "answer" and open_posts:
            self._answer(chance.choice(open_posts), chance.choice(OUTCOMES))
        elif what == "person":
            await rig.ask(Outbox.send_now, QA)
            rig.courier.release(QA)
        elif what == "restart":
            for post in open_posts:
                if chance.random() < 0.5:
                    post.write_body()
                    self._of(post).maybe = True
            await rig.restart()
        else:
            rig.clock.advance(seconds=chance.uniform(0, 900))
            rig.courier.nudge()
        await rig.quiet()
        self._note_posts()

    async def end_well(self) -> None:
        """Have the gateway take everything, and a person send again what is held."""
        self._note_posts()
        self.rig.qa.always(OUTCOMES[0])
        for post in self.rig.qa.posts:
            if post.is_open:
                self._answer(post, OUTCOMES[0])
        for entry_id in self.truth:
            if (await self.rig.entry(entry_id)).held:
                await self.rig.ask(Outbox.send_again, entry_id)
        await self.rig.ask(Outbox.send_now, QA)
        self.rig.courier.release(QA)
        final = (Status.SENT, Status.NEEDS_FIXING)
        await self.rig.until(
            lambda outbox: all(entry.status in final for entry in outbox.entries())
        )
        self._note_posts()

    def _note_posts(self) -> None:
        for post in self.rig.qa.posts[self._seen :]:
            truth = self._of(post)
            truth.posts += 1
            truth.again = truth.again or truth.maybe
            # What is accepted never goes out again.
            assert not truth.accepted
        self._seen = len(self.rig.qa.posts)

    def _answer(self, post: Post, outcome: Outcome) -> None:
        truth = self._of(post)
        truth.accepted = truth.accepted or isinstance(outcome, Accepted)
        truth.maybe = truth.maybe or isinstance(outcome, Unknown)
        post.answer(outcome)

    def _of(self, post: Post) -> Truth:
        return next(
            truth
            for entry_id, truth in self.truth.items()
            if entry_id.encode() in post.body
        )


@pytest.mark.parametrize("seed", range(4))
async def test_the_promise(rig: Rig, seed: int) -> None:
    """No lead is lost, none sent is not taken, and every second try shows."""
    world = World(rig, await rig.capture(LEADS), seed)
    rig.start()
    await rig.quiet()
    for _ in range(STEPS):
        await world.step()
        for entry_id, truth in world.truth.items():
            entry = await rig.entry(entry_id)
            assert (entry.status is Status.SENT) <= truth.accepted
            assert entry.attempts >= truth.posts
            assert entry.possible_duplicate >= truth.again
    await world.end_well()
    for entry_id, truth in world.truth.items():
        entry = await rig.entry(entry_id)
        assert entry.possible_duplicate is truth.again
        assert (entry.status is Status.SENT) or not truth.maybe
    assert rig.qa.most_in_flight <= 4

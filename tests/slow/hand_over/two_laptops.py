"""Two laptops that a test lives step by step, with one practice gateway for both."""

import asyncio
import random
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from capdesk.courier.retry import decide
from capdesk.credentials import MemoryCredentials
from capdesk.domain.lead import Lead
from capdesk.gateway import Evidence, GatewayClient, encode
from capdesk.outbox import (
    Claimed,
    NewEntry,
    Outbox,
    Settlement,
    Wanted,
    exchange,
    recover,
)
from capdesk.services.hand_over import (
    Ask,
    asking,
    hand_over_leads,
    read_hand_over,
    take_over_leads,
)
from capdesk.services.hand_over.age_file import Cipher
from capdesk.services.profile import Profile
from tests.outbox.desk import NOW, QA, open_outbox

PASSPHRASE = "four words that fit"

P = ParamSpec("P")
T = TypeVar("T")


class KilledError(BaseException):
    """The program is gone: what it was about to do is not done."""


class Fate:
    """Ends a program at the visit to the outbox, or to the file, that was drawn.

    Once it has struck, nothing is done any more, as after a crash.
    """

    def __init__(self, visits_left: int | None) -> None:
        self._left = visits_left

    def meet(self) -> None:
        """Go on, or be killed."""
        if self._left is None:
            return
        if self._left <= 0:
            raise KilledError
        self._left -= 1


class MortalCipher:
    """A cipher that may be killed before and after its work."""

    def __init__(self, inner: Cipher, fate: Fate) -> None:
        self._inner, self._fate = inner, fate

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        """See `Cipher`."""
        self._fate.meet()
        content = self._inner.encrypt(plain, passphrase)
        self._fate.meet()
        return content

    def decrypt(self, content: bytes, passphrase: str) -> bytes:
        """See `Cipher`."""
        self._fate.meet()
        return self._inner.decrypt(content, passphrase)


class Laptop:
    """One laptop: its outbox stays open until it crashes."""

    def __init__(self, folder: Path, key: bytes, cipher: Cipher) -> None:
        folder.mkdir()
        self._folder, self._key, self._cipher = folder, key, cipher
        self._profile = Profile(folder, MemoryCredentials())
        self.outbox = self._open()

    def _open(self) -> Outbox:
        return open_outbox(self._folder, lambda *_: self._key)

    def crash(self) -> None:
        """Lose all that is in memory, and start again; the courier begins with that."""
        self.outbox.close()
        self.outbox = self._open()
        recover(self.outbox, now=NOW)

    def capture(self, lead: Lead, replaces: str | None = None) -> None:
        """Keep a lead, or a corrected copy of one."""
        new = NewEntry(lead, encode(lead), replaces=replaces)
        self.outbox.capture(new, now=NOW)

    def hand_over(self, path: Path, visits_left: int | None = None) -> None:
        """Hand all unsent leads over, or be killed on the way."""
        fate = Fate(visits_left)
        hand_over_leads(
            self._mortal(fate),
            path,
            PASSPHRASE,
            computer=self._folder.name,
            clock=lambda: NOW,
            cipher=MortalCipher(self._cipher, fate),
        )

    def take_over(self, path: Path, visits_left: int | None = None) -> None:
        """Take the leads of a file over, or be killed on the way."""
        made = read_hand_over(path, PASSPHRASE, cipher=self._cipher)
        take_over_leads(
            self._mortal(Fate(visits_left)),
            made,
            profile=self._profile,
            computer=self._folder.name,
            clock=lambda: NOW,
        )

    def send(self, url: str, ssl_context: ssl.SSLContext) -> None:
        """Make one attempt for every lead that may go, whatever its wait."""
        wanted = Wanted(limit=1_000, ignore_times=True)
        claimed = exchange(self.outbox, QA, now=NOW, wanted=wanted).claimed
        settled = asyncio.run(_submit(claimed, url, ssl_context))
        exchange(self.outbox, QA, now=NOW, settlements=settled)

    def _mortal(self, fate: Fate) -> Ask:
        inner = asking(self.outbox)

        def ask(
            job: Callable[Concatenate[Outbox, P], T],
            /,
            *args: P.args,
            **kwargs: P.kwargs,
        ) -> T:
            fate.meet()
            done = inner(job, *args, **kwargs)
            fate.meet()
            return done

        return ask


async def _submit(
    claimed: tuple[Claimed, ...], url: str, ssl_context: ssl.SSLContext
) -> list[Settlement]:
    chance, settled = random.Random(0), []
    for each in claimed:
        async with GatewayClient(
            url, now=lambda: NOW, ssl_context=ssl_context
        ) as client:
            outcome = await client.submit(each.payload, "key", Evidence())
        settled.append(decide(each, outcome, now=NOW, rng=chance))
    return settled

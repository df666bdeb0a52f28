"""Kills a program at moments drawn by chance, and keeps what it had said until then."""

import asyncio
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from capdesk.practice import Mode, PracticeGateway, Received

ROOT = Path(__file__).parents[3]
LONGEST_LIFE_S = 1.2
LONGEST_DELAY_S = 0.03
FAR_AWAY_S = 0.05

MODES = {
    Mode.ACCEPT: 8,
    Mode.LOSE_REPLY: 3,
    Mode.CUT_BODY: 2,
    Mode.FAIL: 2,
    Mode.SLOW: 2,
    Mode.SLOW_DOWN: 1,
    Mode.OFFLINE: 1,
    Mode.CAPTIVE_PORTAL: 1,
    Mode.REJECT: 1,
    Mode.REFUSE_KEY: 1,
    Mode.REDIRECT: 1,
}
"""What the gateway does, and how often in comparison."""


class Moment(Enum):
    """What a kill comes after."""

    START = "start"
    OPEN = "open"
    TRY = "try"
    KEPT = "kept"
    POST = "post"


@dataclass(slots=True)
class Toll:
    """What all victims together have said.

    Attributes:
        tried: Ids of captures that were begun.
        kept: Ids of captures that were acknowledged.
        crashes: How many victims there were.
    """

    tried: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    crashes: int = 0


class Killer:
    """Starts victims on one data folder, one after the other, and ends each by SIGKILL.

    Attributes:
        toll: What they had said.
        gateway: Where they send to; it outlives them all.
    """

    def __init__(self, folder: Path, keyring: Path, chance: random.Random) -> None:
        self.toll = Toll()
        self.gateway = PracticeGateway(listener=self._got, slowly=_from_afar)
        self._folder = folder
        self._keyring = keyring
        self._chance = chance
        self._awaited = Moment.START
        self._left = threading.Semaphore(0)

    def kill_one(self) -> None:
        """Let one victim live until a moment drawn by chance."""
        chance = self._chance
        self._awaited = chance.choice([*Moment])
        self._left = threading.Semaphore(0)
        count = chance.randint(1, 4) if self._awaited in _REPEATED else 1
        after_s = chance.uniform(0, LONGEST_DELAY_S)
        if self._awaited is Moment.START:
            after_s = chance.uniform(0, LONGEST_LIFE_S / 2)
        self._draw_mode()
        with subprocess.Popen(
            [sys.executable, "-m", "tests.slow.crash.victim",
             str(self._folder), str(self._keyring), str(chance.getrandbits(32))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=ROOT, text=True,
        ) as victim:  # fmt: skip
            listening = threading.Thread(target=self._listen, args=[victim])
            listening.start()
            self._await(count)
            self._kill(victim, after_s)
            listening.join()

    def _await(self, count: int) -> None:
        if self._awaited is Moment.START:
            return
        give_up_at = time.monotonic() + LONGEST_LIFE_S
        for _ in range(count):
            # What does not come, as no POST does offline, is not waited for.
            self._left.acquire(timeout=max(0.0, give_up_at - time.monotonic()))
            if self._chance.random() < 0.25:
                self._draw_mode()

    def _kill(self, victim: "subprocess.Popen[str]", after_s: float) -> None:
        try:
            victim.wait(after_s)
        except subprocess.TimeoutExpired:
            victim.kill()
            victim.wait()
            self.toll.crashes += 1
        else:
            said = victim.stderr.read() if victim.stderr else ""
            raise AssertionError(f"the victim ended by itself: {said}")

    def _listen(self, victim: "subprocess.Popen[str]") -> None:
        assert victim.stdout is not None
        for line in victim.stdout:
            word, _, entry_id = line.strip().partition(" ")
            if word == "try":
                self.toll.tried.add(entry_id)
            elif word == "kept":
                self.toll.kept.add(entry_id)
            self._happened(Moment(word))

    def _got(self, _received: Received) -> None:
        self._happened(Moment.POST)

    def _happened(self, what: Moment) -> None:
        if what is self._awaited:
            self._left.release()

    def _draw_mode(self) -> None:
        (mode,) = self._chance.choices([*MODES], [*MODES.values()])
        self.gateway.set_mode(mode)


_REPEATED = {Moment.TRY, Moment.KEPT, Moment.POST}


async def _from_afar() -> None:
    await asyncio.sleep(FAR_AWAY_S)

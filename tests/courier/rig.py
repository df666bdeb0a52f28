"""A courier on a real outbox and storage thread, with ways that a test answers by hand."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

from capdesk.courier import Courier, News
from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.entry import Entry, HistoryLine, Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import OUTBOX_NAME, CourierLock, Outbox, Storage
from tests.support.clock import Clock, Longest
from tests.support.leads import a_lead, a_new_entry
from tests.support.submitter import PATIENCE_S, FakeSubmitter

QA = "qa"
KEY = "0123456789abcdef"
DATA_KEY = bytes(range(32))

_TURNS_TO_GO_ON = 20

P = ParamSpec("P")
T = TypeVar("T")


class AtOnce(ThreadPoolExecutor):
    """Does what a loop would hand to another thread at once, so in a known order."""

    def submit(
        self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Run `call(*args, **kwargs)` before returning."""
        future: Future[T] = Future()
        try:
            future.set_result(call(*args, **kwargs))
        except Exception as error:  # result() raises it again
            future.set_exception(error)
        return future


class CountingStorage(Storage):
    """A storage thread that counts how often it is asked, in the loop of a test."""

    def __init__(self, open_outbox: Callable[[], Outbox]) -> None:
        super().__init__(open_outbox)
        self.visits = 0
        self.asked = asyncio.Event()

    def submit(
        self,
        call: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        """See `Storage`."""
        self.visits += 1
        self.asked.set()
        return super().submit(call, *args, **kwargs)


class Rig:
    """The parts of a courier, and what a test wants to do with them.

    Attributes:
        clock: The time; it stands still.
        rng: Chance; it draws the longest wait.
        keys: API key of each environment; an exception is raised instead.
        asked_for_keys: Environments whose key was asked for, in order.
        moved: Environments whose key in hand has become the wrong one.
        keyring_lags: Called after a key was read and before it is given.
        ways: The way to each environment that is known.
        heard: All news so far.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.rng = Longest()
        self.keys: dict[str, str | Exception] = {QA: KEY}
        self.asked_for_keys: list[str] = []
        self.moved: set[str] = set()
        self.keyring_lags: Callable[[], object] = _nothing
        self.ways: dict[str, FakeSubmitter] = {QA: FakeSubmitter()}
        self.heard: list[News] = []
        self._news: asyncio.Queue[News] = asyncio.Queue()
        self._running: asyncio.Task[None] | None = None
        self.storage = CountingStorage(self._open)
        self.courier = self.new_courier()

    async def __aenter__(self) -> Self:
        self.have_keyring_in(AtOnce())
        await asyncio.wrap_future(self.storage.opened)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()
        self.storage.close(PATIENCE_S)

    @property
    def qa(self) -> FakeSubmitter:
        """The way to the environment that most tests use."""
        return self.ways[QA]

    def new_courier(self) -> Courier:
        """Return a courier on these parts, with a lock of its own."""
        return Courier(
            self.storage,
            CourierLock(self.folder),
            self.ways.get,
            self._find_key,
            clock=self.clock,
            rng=self.rng,
            listener=self._hear,
            key_check=lambda environment, _key: environment not in self.moved,
        )

    # Life

    def start(self) -> None:
        """Start the courier."""
        self._running = asyncio.create_task(self.courier.run())

    async def stop(self) -> None:
        """Stop the courier and wait until it has ended; raise what it ended by."""
        if self._running is not None:
            running, self._running = self._running, None
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def restart(self) -> None:
        """Stop this courier and start another one, as the program would."""
        await self.stop()
        self.courier = self.new_courier()
        self.start()

    # What happened

    async def until(self, is_so: Callable[[Outbox], bool]) -> None:
        """Wait until something is so in the outbox; look again at each piece of news."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self.ask(is_so):
                await self.next_news()
        await self.turns()

    async def until_status(self, entry_id: str, status: Status) -> Entry:
        """Wait until an entry has a status, and return it."""
        await self.until(lambda outbox: outbox.entry(entry_id).status is status)
        return await self.entry(entry_id)

    async def next_news(self) -> News:
        """Wait for the next piece of news; raise what the courier ended by, if it did."""
        hearing = asyncio.create_task(self._news.get())
        waited_for: set[asyncio.Task[News] | asyncio.Task[None]] = {hearing}
        if self._running is not None:
            waited_for.add(self._running)
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
        if not hearing.done() and self._running is not None:
            hearing.cancel()
            await self._running
        return await hearing

    async def until_told(self, is_so: Callable[[QueueState], bool]) -> None:
        """Wait until the usual environment's queue is said to stand so."""
        while not any(map(is_so, self._states()[-1:])):
            await self.next_news()

    async def quiet(self) -> None:
        """Wait until the courier has nothing more to do at once."""
        seen = -1
        async with asyncio.timeout(PATIENCE_S):
            while seen != self.storage.visits:
                seen = self.storage.visits
                await asyncio.wrap_future(Storage.submit(self.storage, _do_nothing))
                await self.turns()

    async def turns(self) -> None:
        """Let the courier do what the last answer of the storage thread let it do."""
        for _ in range(_TURNS_TO_GO_ON):
            await asyncio.sleep(0)

    async def until_visits(self, count: int) -> None:
        """Wait until the storage thread was asked so often in all."""
        async with asyncio.timeout(PATIENCE_S):
            while self.storage.visits < count:
                self.storage.asked.clear()
                await self.storage.asked.wait()

    def have_keyring_in(self, executor: ThreadPoolExecutor) -> None:
        """Choose where the keyring is asked; at once, unless a test wants a thread."""
        asyncio.get_running_loop().set_default_executor(executor)

    @property
    def told(self) -> QueueState:
        """How the queue of the usual environment stands by the latest news."""
        return self._states()[-1]

    def _states(self) -> list[QueueState]:
        return [
            news.queue
            for news in self.heard
            if news.queue is not None and news.queue.environment == QA
        ]

    # The outbox

    async def ask(
        self,
        call: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Ask the storage thread."""
        return await asyncio.wrap_future(self.storage.submit(call, *args, **kwargs))

    async def capture(
        self,
        count: int = 1,
        *,
        environment: str = QA,
        on_unknown: OnUnknownOutcome = OnUnknownOutcome.RESEND,
    ) -> list[str]:
        """Capture leads and return their ids, oldest first."""
        made = [
            a_new_entry(lead=a_lead(environment=environment), on_unknown=on_unknown)
            for _ in range(count)
        ]
        await self.ask(Outbox.capture_all, made, now=self.clock())
        return [new.lead.id for new in made]

    async def capture_one(self) -> str:
        """Capture a lead and return its id."""
        (entry_id,) = await self.capture()
        return entry_id

    async def entry(self, entry_id: str) -> Entry:
        """Return an entry."""
        return await self.ask(Outbox.entry, entry_id)

    async def history(self, entry_id: str) -> tuple[HistoryLine, ...]:
        """Return the history of an entry."""
        return await self.ask(Outbox.history, entry_id)

    async def queue(self) -> QueueState:
        """Return how the usual queue is kept in the outbox."""
        return await self.ask(Outbox.queue, QA)

    async def wait_at_most_ms(self, busy_timeout_ms: int) -> None:
        """Have SQLite wait less long for other programs than it does at a desk."""
        await self.ask(_set_busy_timeout, busy_timeout_ms)

    @contextlib.contextmanager
    def storage_held(self) -> Iterator[None]:
        """Keep the storage thread from doing what it is asked until the block ends."""
        may_go_on = threading.Event()
        self.storage.submit(lambda _: may_go_on.wait(PATIENCE_S))
        try:
            yield
        finally:
            may_go_on.set()

    def _open(self) -> Outbox:
        return Outbox.open(
            self.folder / OUTBOX_NAME,
            data_key=lambda _key_id, _may_create: DATA_KEY,
            now=self.clock(),
        )

    def _find_key(self, environment: str) -> str | None:
        self.asked_for_keys.append(environment)
        key = self.keys.get(environment)
        self.keyring_lags()
        if isinstance(key, Exception):
            raise key
        return key

    def _hear(self, news: News) -> None:
        self.heard.append(news)
        self._news.put_nowait(news)


def _nothing() -> None:
    """Hold nothing up."""


def _do_nothing(_outbox: Outbox) -> None:
    """Be the last thing that was asked for."""


def _set_busy_timeout(outbox: Outbox, busy_timeout_ms: int) -> None:
    outbox.connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}").fetchall()

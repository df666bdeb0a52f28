"""A courier for a profile, with the real gateway client and the real keyring."""

import logging
import random
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from capdesk.courier import Courier, News
from capdesk.courier.ports import Clock, Listener
from capdesk.credentials import CredentialError
from capdesk.domain.outcome import Outcome
from capdesk.gateway import Evidence, GatewayClient
from capdesk.outbox import CourierLock, Storage
from capdesk.services.clock_offset import ClockKeeper
from capdesk.services.profile import Profile
from capdesk.settings import SettingsError

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the time: aware, UTC."""
    return datetime.now(UTC)


def ignore_news(news: News) -> None:
    """Listen to nothing."""


class Way:
    """The way to an environment's gateway: each key leads to the address it is for.

    An administrator may give the environment another address while the program runs.
    The address is looked up together with the key, so no key goes to an address that
    it was not kept for, and a new key leads to the new address. Before each claim it is
    looked whether the key in hand still leads to the address of the moment.
    """

    def __init__(self, profile: Profile, environment: str, clock: Clock) -> None:
        self._profile = profile
        self._environment = environment
        self._clock = clock
        self._url_of_key: dict[str, str] = {}
        self._clients: dict[str, GatewayClient] = {}
        self._clock_keeper = ClockKeeper(profile.folder)
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._closing.aclose()

    def find_key(self) -> str | None:
        """Look the key up, or find none; may block.

        Raises:
            CredentialError: The keyring does not answer, or the address can't be read.
        """
        try:
            url = self._profile.url_of(self._environment)
        except SettingsError as error:
            raise CredentialError(str(error)) from error
        if url is None:
            return None
        key = self._profile.credentials.api_key(self._environment, url)
        if key is not None:
            self._url_of_key[key] = url
        return key

    def is_right(self, key: str) -> bool:
        """Whether a key that was found here is for the address of the moment."""
        try:
            url = self._profile.url_of(self._environment)
        except SettingsError:
            return False  # looking for the key anew tells the trouble
        return self._url_of_key.get(key) == url

    async def submit(self, body: bytes, key: str, evidence: Evidence) -> Outcome:
        """See `Submitter`; the key is one that was found here."""
        url = self._url_of_key[key]
        client = self._clients.get(url)
        if client is None:
            client = self._clients[url] = GatewayClient(
                url, now=self._clock, find_proxy=self._profile.find_proxy
            )
            await self._closing.enter_async_context(client)
        outcome = await client.submit(body, key, evidence)
        if not self._profile.is_practice:
            self._clock_keeper.note(evidence, outcome)
        return outcome


def make_courier(
    profile: Profile,
    storage: Storage,
    *,
    listener: Listener = ignore_news,
    clock: Clock = utc_now,
    rng: random.Random | None = None,
) -> Courier:
    """Return a courier for every environment of a profile; call it in its loop."""
    ways: dict[str, Way] = {}

    def connect(environment: str) -> Way | None:
        try:
            if profile.url_of(environment) is None:
                return None
        except SettingsError:
            _log.warning("the environments of this computer can't be read")
            return None
        ways[environment] = Way(profile, environment, clock)
        return ways[environment]

    def key_of(environment: str) -> str | None:
        return ways[environment].find_key()

    def is_right(environment: str, key: str) -> bool:
        return ways[environment].is_right(key)

    return Courier(
        storage,
        CourierLock(profile.folder),
        connect,
        key_of,
        clock=clock,
        rng=rng or random.SystemRandom(),
        listener=listener,
        key_check=is_right,
    )

"""A courier for a profile, with the real gateway client and the real keyring."""

import random
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from capdesk.courier import Courier, News, Submitter
from capdesk.courier.ports import Clock, Listener
from capdesk.gateway import GatewayClient
from capdesk.outbox import CourierLock, Storage
from capdesk.services.profile import Profile


def utc_now() -> datetime:
    """Return the time: aware, UTC."""
    return datetime.now(UTC)


def ignore_news(news: News) -> None:
    """Listen to nothing."""


def make_courier(
    profile: Profile,
    storage: Storage,
    *,
    listener: Listener = ignore_news,
    clock: Clock = utc_now,
    rng: random.Random | None = None,
) -> Courier:
    """Return a courier for every environment of a profile; call it in its loop."""

    def connect(environment: str) -> AbstractAsyncContextManager[Submitter] | None:
        url = profile.url_of(environment)
        return None if url is None else GatewayClient(url, now=clock)

    def key_of(environment: str) -> str | None:
        url = profile.url_of(environment)
        return None if url is None else profile.credentials.api_key(environment, url)

    return Courier(
        storage,
        CourierLock(profile.folder),
        connect,
        key_of,
        clock=clock,
        rng=rng or random.SystemRandom(),
        listener=listener,
    )

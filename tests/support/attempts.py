"""One attempt with a client of its own, for tests of the gateway client."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime

from capdesk.domain.outcome import Outcome
from capdesk.gateway import Evidence, GatewayClient

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
BODY = b'{"lead": 1}'
KEY = "0123456789abcdef"


def no_proxy(url: str) -> None:
    """Find no proxy, whatever the address."""


async def attempt(
    url: str,
    *,
    body: bytes = BODY,
    key: str = KEY,
    overall_timeout_s: float = 5.0,
    connect_timeout_s: float = 5.0,
    ssl_context: ssl.SSLContext | None = None,
    find_proxy: Callable[[str], str | None] = no_proxy,
    evidence: Evidence | None = None,
) -> Outcome:
    """Submit one payload at `NOW` and return what became of it."""
    async with GatewayClient(
        url,
        now=lambda: NOW,
        connect_timeout_s=connect_timeout_s,
        overall_timeout_s=overall_timeout_s,
        ssl_context=ssl_context,
        find_proxy=find_proxy,
    ) as client:
        return await client.submit(body, key, evidence or Evidence())

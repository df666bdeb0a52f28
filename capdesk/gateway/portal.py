"""Looks for a sign-in page (captive portal) in the gateway's place.

A GET of `/` over plain http to the gateway's own host, as a browser sends before it
knows better: it carries no key and no lead, and nobody but a box on the way has a reason
to answer it with a page of its own. A gateway that answers at all sends browsers on to
https on the same host.
"""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from capdesk.gateway.reply import is_html
from capdesk.gateway.transport import open_client, system_trust

LOOK_WITHIN_S = 3.0
_MAX_PAGE_BYTES = 4096

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Something sends browsers to a page of its own.

    Attributes:
        host: Where to, as far as it can be told.
    """

    host: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A web page came back; whose it is can't be told."""


@dataclass(frozen=True, slots=True)
class NoPage:
    """Nothing came back that a sign-in page would send."""


Sighting = SignInPage | Page | NoPage


def plain_address(url: str) -> str | None:
    """Return where to look on the way to a gateway; None for this computer itself."""
    host = httpx.URL(url).host
    if urlsplit(url).scheme != "https":
        return None  # http is for this computer alone, where nothing is on the way
    return f"http://{f'[{host}]' if ':' in host else host}/"


async def look_for_portal(
    address: str, *, deadline_s: float = LOOK_WITHIN_S
) -> Sighting:
    """Ask for a page and judge what comes back; redirects are read, not followed.

    No proxy is asked: it would answer with a page of its own, and a sign-in page shows
    itself to those alone who go straight.

    Args:
        address: Over plain http, as `plain_address` gives it.
        deadline_s: Seconds for everything.

    Returns:
        What was seen. Nothing the network does is raised.
    """
    try:
        async with (
            asyncio.timeout(deadline_s),
            open_client(None, ssl_context=system_trust()) as client,
            client.stream("GET", address) as response,
        ):
            return await _judge(response)
    except Exception:
        # Not httpx's errors alone, as for the gateway itself.
        return NoPage()


async def _judge(response: httpx.Response) -> Sighting:
    if response.status_code == httpx.codes.NETWORK_AUTHENTICATION_REQUIRED:
        return SignInPage()
    if response.is_redirect:
        target = urlsplit(response.headers.get("location", "")).hostname
        if target in {None, response.url.host}:
            return NoPage()
        return SignInPage(target if _HOST.fullmatch(target or "") else None)
    if not response.is_success:
        return NoPage()
    body = b""
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) >= _MAX_PAGE_BYTES:
            break
    return Page() if is_html(response.headers, body) else NoPage()

"""Tells how far the way to the gateway is open, without a word of HTTP to it.

It takes the very route of a lead, with the same client, and turns back at the moment
the request would be written: so that what is open here is open to leads, and nothing
reaches the gateway that it could take for one.
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

from capdesk.domain.outcome import NotSent, NotSentReason
from capdesk.gateway.evidence import Evidence, Step
from capdesk.gateway.failure import chain, outcome_of_failure
from capdesk.gateway.route import is_loopback, system_proxy
from capdesk.gateway.transport import Tracer, open_client, system_trust

REACH_WITHIN_S = 7.0

_PORTS = {"https": 443, "http": 80}
_STATUS = re.compile(r"[1-5][0-9]{2}\b", re.ASCII)


class Stage(StrEnum):
    """A stretch of the way."""

    ROUTE = "route"  # asking the system for its proxy
    DNS = "dns"  # the name of the gateway, or of the proxy on the way
    TCP = "tcp"  # a connection to either
    TUNNEL = "tunnel"  # the proxy is asked to go on
    TLS = "tls"  # the gateway proves who it is


_STAGE_BY_STEP = {
    Step.CHOOSING_ROUTE: Stage.ROUTE,
    Step.PREPARING: Stage.DNS,
    Step.CONNECTING: Stage.TCP,
    Step.TUNNELLING: Stage.TUNNEL,
    Step.SECURING: Stage.TLS,
}


class CertificateFault(StrEnum):
    """What is wrong with a certificate."""

    NAME = "name"  # it is another computer's
    DATES = "dates"  # it has run out, or this computer's clock is wrong
    UNTRUSTED = "untrusted"  # nobody this computer trusts has signed it, or else


# OpenSSL's X509_V_ERR_*, Windows' CERT_E_* and Apple's errSec*, in 32 bits: whichever
# of them checks the certificate puts its own number into `verify_code`.
_FAULT_BY_CODE = {
    62: CertificateFault.NAME,
    64: CertificateFault.NAME,  # an address instead of a name
    0x800B010F: CertificateFault.NAME,
    -67602 & 0xFFFF_FFFF: CertificateFault.NAME,
    9: CertificateFault.DATES,
    10: CertificateFault.DATES,
    0x800B0101: CertificateFault.DATES,
    -67818 & 0xFFFF_FFFF: CertificateFault.DATES,
}


@dataclass(frozen=True, slots=True)
class Open:
    """The gateway was reached, and is who it should be.

    Attributes:
        proxy: Host and port of the proxy on the way; None for none.
    """

    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The way ends before the gateway.

    Attributes:
        stage: Where.
        reason: Why a lead would not have been sent.
        proxy: Host and port of the proxy on the way; None for none.
        proxy_status: The status by which the proxy refused to go on, if it did.
        certificate: What is wrong with the certificate, if that is it.
    """

    stage: Stage
    reason: NotSentReason
    proxy: str | None = None
    proxy_status: int | None = None
    certificate: CertificateFault | None = None


Reach = Open | Blocked


async def reach(
    url: str,
    *,
    deadline_s: float = REACH_WITHIN_S,
    ssl_context: ssl.SSLContext | None = None,
    find_proxy: Callable[[str], str | None] = system_proxy,
) -> Reach:
    """Go as far as a lead would, up to the first byte of its request.

    Args:
        url: The whole address that takes the POST; it gets none.
        deadline_s: Seconds for everything.
        ssl_context: How to check certificates; None for the operating system's way.
        find_proxy: As for `GatewayClient`.

    Returns:
        How far that was. Nothing the network does is raised.
    """
    evidence = Evidence(step=Step.CHOOSING_ROUTE)
    scout = _Scout(evidence)
    proxy: str | None = None
    try:
        async with asyncio.timeout(deadline_s):
            if not is_loopback(httpx.URL(url).host):
                proxy = await asyncio.to_thread(find_proxy, url)
            trust = ssl_context or system_trust()
            async with open_client(proxy, ssl_context=trust) as client:
                evidence.step = Step.PREPARING
                await _look_up(httpx.URL(proxy or url))
                evidence.step = Step.CONNECTING
                await scout.go(client, url)
    except _WayIsOpenError:
        return Open(_shown(proxy))
    except Exception as error:  # as in `GatewayClient.submit`
        stage = _STAGE_BY_STEP.get(evidence.step, Stage.TLS)
        if stage is Stage.TLS and proxy is not None and not scout.asked_for_tunnel:
            stage = Stage.TUNNEL  # it is the proxy that could not prove who it is
        return _blocked(error, evidence, stage, _shown(proxy))
    raise AssertionError("the scout always turns back")


class _WayIsOpenError(Exception):
    """The request would be written now."""


class _Scout(Tracer):
    """Turns back before the request; a proxy's CONNECT is only on the way."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        self.asked_for_tunnel = False

    async def __call__(self, event: str, details: dict[str, Any]) -> None:
        await super().__call__(event, details)
        if self._evidence.step is Step.TUNNELLING:
            self.asked_for_tunnel = True
        if self._evidence.step is Step.SENDING:
            raise _WayIsOpenError

    async def go(self, client: httpx.AsyncClient, url: str) -> None:
        """Set out for an address.

        Raises:
            _WayIsOpenError: It was reached.
            Exception: It was not.
        """
        request = client.build_request("HEAD", url, extensions={"trace": self})
        try:
            await client.send(request)
        except asyncio.CancelledError:
            await self.close_leftover()
            raise


async def _look_up(url: httpx.URL) -> None:
    port = url.port or _PORTS.get(url.scheme)
    await asyncio.get_running_loop().getaddrinfo(url.host, port)


def _blocked(
    error: Exception, evidence: Evidence, stage: Stage, proxy: str | None
) -> Blocked:
    outcome = outcome_of_failure(error, evidence)
    return Blocked(
        stage=stage,
        reason=outcome.reason if isinstance(outcome, NotSent) else NotSentReason.LOCAL,
        proxy=proxy,
        proxy_status=_proxy_status(error),
        certificate=_certificate_fault(error),
    )


def _proxy_status(error: Exception) -> int | None:
    # httpcore keeps it in the text alone, in front of the proxy's own words.
    if not isinstance(error, httpx.ProxyError):
        return None
    status = _STATUS.match(str(error))
    return int(status[0]) if status else None


def _certificate_fault(error: Exception) -> CertificateFault | None:
    for link in chain(error):
        if isinstance(link, ssl.SSLCertVerificationError):
            # The attribute is missing where Python made the error by itself.
            code = getattr(link, "verify_code", 0) & 0xFFFF_FFFF
            return _FAULT_BY_CODE.get(code, CertificateFault.UNTRUSTED)
    return None


def _shown(proxy: str | None) -> str | None:
    """Return host and port of a proxy; its URL may hold a password."""
    if proxy is None:
        return None
    try:
        url = httpx.URL(proxy)
    except httpx.InvalidURL:
        return "(its address can't be read)"
    return url.host if url.port is None else f"{url.host}:{url.port}"

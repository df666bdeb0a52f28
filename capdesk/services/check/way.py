"""Checks the way to every gateway that is in use, all of them at once."""

import asyncio
from collections.abc import Iterator

from capdesk.courier import UnjoinedThreads
from capdesk.domain.finding import Finding
from capdesk.gateway.portal import Sighting, look_for_portal
from capdesk.gateway.reach import Blocked, Open, Reach, Stage, reach
from capdesk.services.check.survey import Survey
from capdesk.services.check.way_words import (
    judge_dns,
    judge_portal,
    judge_proxy,
    judge_tcp,
    judge_tls,
)


def check_gateways(survey: Survey) -> Iterator[Finding]:
    """Go to each gateway as far as a lead would, and no further; no POST is made."""
    urls = survey.known_urls
    if not urls:
        return
    for (name, url), seen in zip(
        urls.items(),
        asyncio.run(_look(tuple(urls.values()), survey)),
        strict=True,
    ):
        yield from _findings(name, url, *seen)


async def _look(
    urls: tuple[str, ...], survey: Survey
) -> list[tuple[Reach, Sighting | None]]:
    # A name that is being looked up can't be stopped, so nobody waits for it.
    asyncio.get_running_loop().set_default_executor(UnjoinedThreads())
    return await asyncio.gather(*(_look_at(url, survey) for url in urls))


async def _look_at(url: str, survey: Survey) -> tuple[Reach, Sighting | None]:
    network = survey.network
    reached = await reach(
        url,
        deadline_s=network.reach_within_s,
        ssl_context=network.ssl_context,
        find_proxy=network.find_proxy or survey.profile.find_proxy,
    )
    address = network.plain_address(url)
    # A gateway that has proved who it is has no page in its place.
    if isinstance(reached, Open) or address is None or _is_unnamed(reached):
        return reached, None
    return reached, await look_for_portal(address, deadline_s=network.look_within_s)


def _is_unnamed(reached: Blocked) -> bool:
    """Whether the gateway's own name is not known, so that nobody can be asked."""
    return reached.proxy is None and reached.stage in {Stage.ROUTE, Stage.DNS}


def _findings(
    name: str, url: str, reached: Reach, sighting: Sighting | None
) -> Iterator[Finding]:
    yield Finding("proxy", *judge_proxy(reached), name)
    yield Finding("gateway_dns", *judge_dns(reached), name)
    yield Finding("gateway_tcp", *judge_tcp(reached), name)
    yield Finding("gateway_tls", *judge_tls(url, reached), name)
    yield Finding("captive_portal", *judge_portal(url, reached, sighting), name)

"""Surveys for checks to look at, with nothing on the disk but what a test puts there."""

from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

from capdesk.credentials import CredentialStore, MemoryCredentials
from capdesk.domain.campaign import Campaign
from capdesk.domain.finding import Finding, Light
from capdesk.outbox.checkup import Checkup
from capdesk.services.check.survey import Network, Survey, Trouble
from capdesk.services.profile import Offer, Offered, Profile
from capdesk.settings import NO_POLICY, Policy
from tests.support.clock import NOW


class SurveyFields(TypedDict, total=False):
    """What `a_survey` lets a test choose."""

    outbox: Checkup | Trouble | None
    offer: Offer | Trouble
    urls: dict[str, str | None] | Trouble
    network: Network


def a_survey(
    folder: Path,
    credentials: CredentialStore | None = None,
    policy: Policy = NO_POLICY,
    **found: Unpack[SurveyFields],
) -> Survey:
    """Return a survey of a computer on which nothing was found unless told."""
    survey = Survey(
        profile=Profile(folder, credentials or MemoryCredentials(), policy=policy),
        now=NOW,
        outbox=None,
        offer=Offer(),
        urls={},
    )
    return replace(survey, **found)


def an_offer(*campaigns: Campaign, troubles: tuple[str, ...] = ()) -> Offer:
    """Return campaigns to choose from."""
    return Offer(tuple(map(Offered, campaigns)), troubles)


def lights(findings: tuple[Finding, ...]) -> list[tuple[str, Light, str | None]]:
    """Return what can be told of findings without their words."""
    return [(each.name, each.light, each.environment) for each in findings]

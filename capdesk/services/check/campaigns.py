"""Checks campaigns, and whether it is known where their leads go."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from capdesk.domain.campaign import Campaign
from capdesk.domain.finding import Finding, Light
from capdesk.domain.rules.times import shown_date, shown_time, uk_date
from capdesk.services.check.survey import Survey, Trouble

ENDS_SOON = timedelta(days=3)


def check_campaigns(survey: Survey) -> Iterator[Finding]:
    """Tell, by environment, which campaigns leads can be taken for today."""
    if isinstance(survey.offer, Trouble):
        yield Finding("campaigns", Light.RED, survey.offer.sentence)
        return
    for each in survey.offer.troubles:
        yield Finding("campaigns", Light.RED, each)
    campaigns = [each.campaign for each in survey.offer.campaigns]
    if campaigns:
        yield from _by_environment(campaigns, uk_date(survey.now))
    elif not survey.offer.troubles:
        yield Finding(
            "campaigns",
            Light.AMBER,
            "There is no campaign yet, so no lead can be taken; open the campaign pack"
            " from head office.",
        )


def _by_environment(campaigns: Sequence[Campaign], today: date) -> Iterator[Finding]:
    by_environment = defaultdict(list)
    for each in campaigns:
        by_environment[each.environment].append(each)
    for environment in sorted(by_environment):
        light, sentence = judge_dates(by_environment[environment], today)
        yield Finding("campaigns", light, sentence, environment)


def check_pack_signatures(survey: Survey) -> Iterator[Finding]:
    """Tell whether packs have to be signed, and whose signatures are in use."""
    name = "pack_signatures"
    keys = survey.profile.policy.pack_keys
    if keys is None:
        yield Finding(
            name, Light.GREEN, "Campaign packs need no signature on this computer."
        )
    elif not keys:
        yield Finding(
            name,
            Light.RED,
            "No campaign pack is used, because the policy's key for them can't be used;"
            " ask IT to put it right.",
        )
    elif isinstance(survey.offer, Trouble):
        yield Finding(
            name,
            Light.AMBER,
            "Who signed the campaign packs can't be told while they can't be read.",
        )
    else:
        signed = {each.signed for each in survey.offer.campaigns if each.signed}
        newest = max(signed, key=lambda each: each.at, default=None)
        told = (
            ""
            if newest is None
            else f" The newest in use is by {newest.by}, of {shown_time(newest.at)}."
        )
        yield Finding(name, Light.GREEN, f"Signed campaign packs alone are used.{told}")


def check_environments(survey: Survey) -> Iterator[Finding]:
    """Tell whether it is known where leads go."""
    urls = survey.urls
    if isinstance(urls, Trouble):
        yield Finding("environments", Light.RED, urls.sentence)
    elif not urls:
        yield Finding(
            "environments",
            Light.AMBER,
            "No campaign and no lead says which gateway is needed, so none was tried.",
        )
    else:
        for name, url in urls.items():
            if url is None:
                yield Finding(
                    "environments",
                    Light.RED,
                    f"This computer does not know the environment {name}, so its leads"
                    " wait here; an administrator adds it with"
                    ' "capdesk environment add".',
                    name,
                )
            else:
                yield Finding("environments", Light.GREEN, f"Leads go to {url}.", name)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What is to be said of campaigns, and how many run today."""

    ended: tuple[str, ...]
    to_begin: tuple[str, ...]
    ending: tuple[str, ...]
    running: int


def judge_dates(campaigns: Sequence[Campaign], today: date) -> tuple[Light, str]:
    """Judge the campaigns of one environment by their dates.

    Args:
        campaigns: At least one.
        today: The day it is in the United Kingdom.
    """
    found = _sort(campaigns, today)
    if not found.running:
        remarks = [*found.ended, *found.to_begin]
        return Light.RED, (
            f"No campaign runs today, so no lead can be taken: {_first(remarks)}; ask"
            " head office for a new campaign pack."
        )
    running = (
        "1 campaign runs" if found.running == 1 else f"{found.running:,} campaigns run"
    )
    remarks = [*found.ending, *found.ended, *found.to_begin]
    if not remarks:
        return Light.GREEN, f"{running} today."
    return Light.AMBER, (
        f"{running} today, but {_first(remarks)}; if that is not right, ask head office"
        " for a new campaign pack."
    )


def _sort(campaigns: Sequence[Campaign], today: date) -> _Sorted:
    ended, to_begin, ending = [], [], []
    for each in campaigns:
        if each.ends is not None and each.ends < today:
            ended.append(f"{each.name} ended on {shown_date(each.ends)}")
        elif each.starts is not None and each.starts > today:
            to_begin.append(f"{each.name} begins on {shown_date(each.starts)}")
        elif each.ends is not None and each.ends - today <= ENDS_SOON:
            ending.append(f"{each.name} ends on {shown_date(each.ends)}")
    return _Sorted(
        ended=tuple(ended),
        to_begin=tuple(to_begin),
        ending=tuple(ending),
        running=len(campaigns) - len(ended) - len(to_begin),
    )


def _first(remarks: Sequence[str]) -> str:
    more = len(remarks) - 1
    return f"{remarks[0]}, and {more:,} more like it" if more else remarks[0]

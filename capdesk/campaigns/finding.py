"""Finds the one campaign that somebody means, by id or by name."""

import unicodedata
from collections.abc import Iterable
from typing import Protocol

from capdesk.campaigns.strict_json import quoted
from capdesk.domain.campaign import Campaign


class CampaignNotFound(LookupError):  # noqa: N818 - the answer to a question, no fault
    """No campaign has this id or name; a sentence for the user."""


class CampaignAmbiguous(LookupError):  # noqa: N818 - likewise
    """More than one campaign has this id or name; a sentence for the user."""


class CampaignFinder(Protocol):
    """Whatever knows campaigns and can find one among them."""

    def find(self, text: str, environment: str | None = None) -> Campaign:
        """See `KnownCampaigns`."""
        ...


class KnownCampaigns:
    """Campaigns that are known now, quick to find in, however many are looked for.

    Args:
        campaigns: No (environment, id) is there twice.
    """

    def __init__(self, campaigns: Iterable[Campaign]) -> None:
        self._by_id: dict[str, list[Campaign]] = {}
        self._by_name: dict[str, list[Campaign]] = {}
        for each in campaigns:
            self._by_id.setdefault(each.id, []).append(each)
            self._by_name.setdefault(_as_name(each.name), []).append(each)

    def find(self, text: str, environment: str | None = None) -> Campaign:
        """Find the one campaign that somebody means.

        Args:
            text: Its id, or its name in any case and spacing.
            environment: Where to look; None for everywhere.

        Raises:
            CampaignNotFound: No campaign matches.
            CampaignAmbiguous: Several do.
        """
        by_id = self._by_id.get(_as_id(text) or "", [])
        by_name = self._by_name.get(_as_name(text), [])
        found = _of(environment, by_id) or _of(environment, by_name)
        where = f" of environment {environment}" if environment else ""
        match found:
            case [campaign]:
                return campaign
            case []:
                raise CampaignNotFound(
                    f"{quoted(text)} is not a campaign{where} on this computer; "
                    '"capdesk campaign list" shows those that are.'
                )
            case _:
                raise CampaignAmbiguous(_ambiguous(text, found))


def _of(environment: str | None, campaigns: Iterable[Campaign]) -> list[Campaign]:
    return [
        each
        for each in campaigns
        if environment is None or each.environment == environment
    ]


def _ambiguous(text: str, found: list[Campaign]) -> str:
    environments = sorted({each.environment for each in found})
    if len(environments) == len(found):
        return (
            f"{quoted(text)} is a campaign in {' and in '.join(environments)}; say which "
            "environment is meant."
        )
    ids = ", ".join(f"{each.id} ({each.environment})" for each in found)
    return f"{quoted(text)} is the name of {len(found)} campaigns; give the id: {ids}."


def _as_id(text: str) -> str | None:
    import uuid  # late: the first paint reads campaigns, and looks for none

    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        return None


def _as_name(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())

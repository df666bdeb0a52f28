"""Puts what is in force and what was found into what the settings dialog shows."""

from collections.abc import Mapping
from datetime import datetime

from capdesk.domain.pack_signature import Signed
from capdesk.domain.rules.times import shown_time, uk_date
from capdesk.services.managed import Managed
from capdesk.services.settings_survey import Dated, Survey
from capdesk.settings import Environment
from capdesk.ui.settings import (
    KeyState,
    KnownCampaign,
    KnownEnvironment,
    Look,
    SettingsView,
)


def practice_view(look: str, text_percent: int, now: datetime) -> SettingsView:
    """Return what there is to set in practice mode: how it looks."""
    return SettingsView(
        (),
        (),
        uk_date(now),
        look=Look(look),
        text_percent=text_percent,
        is_practice=True,
    )


def settings_view(
    survey: Survey,
    managed: Managed,
    keys: Mapping[str, KeyState],
    *,
    text_percent: int,
    now: datetime,
) -> SettingsView:
    """Return what the dialog shows.

    Args:
        survey: What was found in the data folder.
        managed: The values in force.
        keys: What is known of keys, by environment; the others are being looked for.
        text_percent: Size of text.
        now: The time, aware.
    """
    return SettingsView(
        environments=tuple(
            _known_environment(each, keys.get(each.name, KeyState.LOOKING))
            for each in survey.environments
        ),
        campaigns=tuple(_known_campaign(each) for each in survey.campaigns),
        today=uk_date(now),
        staff_names=managed.staff_names,
        retention_days=managed.retention.days,
        curtain_minutes=managed.curtain_minutes,
        proxy=managed.proxy,
        look=Look(managed.settings.look),
        text_percent=text_percent,
        start_at_sign_in=survey.starts_at_sign_in,
        may_open_packs=managed.policy.allows_adding_campaigns,
        locked=frozenset(key.value for key in managed.locked),
        troubles=survey.troubles,
        recovery=survey.recovery,
    )


def _known_environment(environment: Environment, key: KeyState) -> KnownEnvironment:
    source = "built in" if environment.builtin else "added here"
    return KnownEnvironment(
        environment.name, environment.url, source, key, environment.managed
    )


def _known_campaign(dated: Dated) -> KnownCampaign:
    pack = dated.offered.pack
    return KnownCampaign(
        dated.offered.campaign,
        source="" if pack is None else pack.name,
        since=None if dated.since is None else uk_date(dated.since),
        earlier=dated.earlier,
        signed=signed_words(dated.offered.signed),
    )


def signed_words(signed: Signed | None) -> str:
    """Return who signed a pack and when, to show; empty where that is not known."""
    if signed is None:
        return ""
    return f"Signed by {signed.by} on {shown_time(signed.at)}"

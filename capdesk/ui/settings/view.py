"""What the settings dialog is told: plain values, as they are in force; no Qt."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from capdesk.domain.campaign import Campaign
from capdesk.domain.rules.times import shown_date


class Name(StrEnum):
    """Settings that can be changed, by the names they have in a policy where it has them."""

    STAFF_NAMES = "staff_names"  # tuple of str
    RETENTION_DAYS = "retention_days"  # int, 1 to 365
    CURTAIN_MINUTES = "curtain_minutes"  # int, 0 (never) to 120
    PROXY = "proxy"  # `system`, `none` or an address
    LOOK = "look"  # a `Look`
    TEXT_PERCENT = "text_percent"  # one of `text_size.SIZES_PERCENT`
    START_AT_SIGN_IN = "start_at_sign_in"  # bool


class Look(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class KeyState(StrEnum):
    """What is known of an environment's API key."""

    LOOKING = "looking"  # the keyring has not answered yet
    IN_KEYRING = "in_keyring"
    FOR_SESSION = "for_session"  # until CapDesk closes
    MISSING = "missing"
    UNKNOWN = "unknown"  # the keyring did not say


KEY_WORDS = {
    KeyState.LOOKING: "Looking in your keyring…",
    KeyState.IN_KEYRING: "Key in the keyring",
    KeyState.FOR_SESSION: "Key until CapDesk closes",
    KeyState.MISSING: "No key yet",
    KeyState.UNKNOWN: "The keyring did not answer",
}


class Standing(StrEnum):
    """Whether a campaign takes leads of today."""

    RUNS = "runs"
    NOT_BEGUN = "not begun"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class KnownEnvironment:
    """An environment and its key.

    Attributes:
        name: Its name.
        url: Where its leads go.
        source: Who says so: such as `built in` or `added here`.
        key: What is known of its key.
        managed: Whether the organisation says so.
    """

    name: str
    url: str
    source: str
    key: KeyState = KeyState.LOOKING
    managed: bool = False


@dataclass(frozen=True, slots=True)
class KnownCampaign:
    """A campaign and where it comes from.

    Attributes:
        campaign: What it says.
        source: Name of IT's file; empty where it was added by hand.
        since: The day on which it came as it is now; None where that is not known.
        earlier: How many versions of it there were before.
        signed: Who signed its pack and when, to show; empty where packs need no
            signature.
    """

    campaign: Campaign
    source: str = ""
    since: date | None = None
    earlier: int = 0
    signed: str = ""


@dataclass(frozen=True, slots=True)
class PackPreview:
    """What a pack would change, before it is taken.

    Attributes:
        file_name: Its name, without the folder.
        environment: Whose campaigns.
        added: Names of the campaigns it adds.
        replaced: Names of the campaigns it replaces.
        signed: Who signed it and when, to show; empty where packs need no signature.
        older: Why it is older than what it would replace; empty where it isn't.
    """

    file_name: str
    environment: str
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    signed: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class SettingsView:
    """All that the dialog shows.

    Attributes:
        environments: To show with their keys.
        campaigns: In the order in which they are offered.
        today: The day in the United Kingdom.
        staff_names: To pick from; none to type one.
        retention_days: How long contact data of leads that are done with is kept.
        curtain_minutes: When the privacy curtain falls; 0 for never.
        proxy: `system`, `none` or an address.
        look: Light or dark.
        text_percent: Size of text.
        start_at_sign_in: Whether CapDesk starts with the computer; None where that
            can't be set.
        may_open_packs: Whether packs can be added by hand.
        locked: Names of settings that the policy has set.
        troubles: What is wrong with what IT has set, as sentences.
        recovery: Whether leads could be read elsewhere if this computer broke, as a
            sentence.
        is_practice: Whether this is practice mode, which has nothing to set but how it
            looks.
    """

    environments: tuple[KnownEnvironment, ...]
    campaigns: tuple[KnownCampaign, ...]
    today: date
    staff_names: tuple[str, ...] = ()
    retention_days: int = 30
    curtain_minutes: int = 5
    proxy: str = "system"
    look: Look = Look.SYSTEM
    text_percent: int = 100
    start_at_sign_in: bool | None = None
    may_open_packs: bool = True
    locked: frozenset[str] = frozenset()
    troubles: tuple[str, ...] = ()
    recovery: str = ""
    is_practice: bool = False


def dates_of(campaign: Campaign) -> str:
    """Return when a campaign runs, as a part of a sentence."""
    starts, ends = campaign.starts, campaign.ends
    if starts and ends:
        return f"{shown_date(starts)} to {shown_date(ends)}"
    if starts:
        return f"from {shown_date(starts)}"
    if ends:
        return f"until {shown_date(ends)}"
    return "any day"


def history_of(known: KnownCampaign) -> str:
    """Return since when a campaign is as it is, as a sentence; empty if unknown."""
    if known.since is None:
        return ""
    before = ""
    if known.earlier:
        versions = "version" if known.earlier == 1 else "versions"
        before = f"; {known.earlier} earlier {versions} on record"
    return f"In this version since {shown_date(known.since)}{before}"


def standing_of(campaign: Campaign, today: date) -> Standing:
    """Return whether a campaign takes leads of today."""
    if campaign.starts and today < campaign.starts:
        return Standing.NOT_BEGUN
    if campaign.ends and today > campaign.ends:
        return Standing.ENDED
    return Standing.RUNS


def changes(preview: PackPreview) -> str:
    """Return what a pack would change: `adds 2, replaces 1`."""
    parts = [
        f"{verb} {len(names)}"
        for verb, names in (("adds", preview.added), ("replaces", preview.replaced))
        if names
    ]
    return ", ".join(parts) or "changes nothing"

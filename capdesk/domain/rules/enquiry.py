"""The enquiry itself: what was picked from the campaign, and when it was made."""

from collections.abc import Sequence
from datetime import datetime

from capdesk.domain.campaign import Campaign
from capdesk.domain.fields import Field
from capdesk.domain.rules.cleaning import clean, is_blank
from capdesk.domain.rules.result import Finding, RuleResult, Valid, Wrong
from capdesk.domain.rules.times import (
    TimeResult,
    ValidTime,
    check_time,
    shown_date,
    shown_time,
    uk_date,
    whole_seconds,
)

_FEW_CHOICES = 6  # no more than these are named in a sentence


def check_choice(text: str, choices: Sequence[str], *, label: str) -> RuleResult:
    """Check that a value is one that the campaign has, letter for letter.

    Args:
        text: What was picked, or stands in a file.
        choices: What there is to pick from.
        label: The field's name, to begin the sentence with.
    """
    if is_blank(text):
        return Wrong(Finding(f"{label} is empty; pick one."))
    wanted = clean(text)
    for choice in choices:
        if text == choice or wanted == clean(choice):
            return Valid(str(choice), str(choice))
    meant = next(
        (str(c) for c in choices if clean(c).casefold() == wanted.casefold()), None
    )
    names = f": {', '.join(choices)}" if len(choices) <= _FEW_CHOICES else ""
    return Wrong(
        Finding(
            f"{label} is not one that this campaign has; pick one of its own{names}.",
            suggestion=meant,
        )
    )


def check_enquiry_time(
    text: str, *, now: datetime, campaign: Campaign | None
) -> TimeResult:
    """Check when the enquiry was made, and that its campaign ran then.

    Args:
        text: Empty for now; else ISO 8601, UK local time unless it has an offset.
        now: The time at present, aware.
        campaign: Whose first and last day count; None to leave them aside.
    """
    if is_blank(text):
        at = whole_seconds(now)
        read: TimeResult = ValidTime(at, shown_time(at))
    else:
        read = check_time(text, now=now, label=Field.ENQUIRY_DATETIME.label)
    match read:
        case ValidTime(at=at) if campaign and (message := _outside(at, campaign)):
            return Wrong(Finding(message))
        case _:
            return read


def _outside(at: datetime, campaign: Campaign) -> str | None:
    day = uk_date(at)
    if campaign.starts and day < campaign.starts:
        bound = f"which starts on {shown_date(campaign.starts)}"
    elif campaign.ends and day > campaign.ends:
        bound = f"which ended on {shown_date(campaign.ends)}"
    else:
        return None
    return (
        f"Enquiry time, {shown_date(day)}, is outside the campaign {campaign.name},"
        f" {bound}; choose another campaign."
    )

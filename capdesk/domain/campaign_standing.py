"""Whether a campaign runs today: said before a lead is typed, not after it is refused."""

from datetime import date

from capdesk.domain.campaign import Campaign
from capdesk.domain.rules.times import shown_date


def campaign_standing(campaign: Campaign, today: date) -> str | None:
    """Say why a lead of today cannot be for a campaign; None where it can.

    Args:
        campaign: The one that is chosen.
        today: The day in the United Kingdom, as a campaign's dates are meant there.
    """
    if campaign.starts and today < campaign.starts:
        return (
            f"{campaign.name} starts on {shown_date(campaign.starts)} and takes no leads "
            "until then; choose another campaign."
        )
    if campaign.ends and today > campaign.ends:
        return (
            f"{campaign.name} ended on {shown_date(campaign.ends)} and takes no new "
            "leads; choose another campaign. For a lead on paper from before then, enter "
            "when the enquiry was made."
        )
    return None

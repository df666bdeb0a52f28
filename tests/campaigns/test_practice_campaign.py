"""The campaign that practice mode brings along."""

from datetime import date

from capdesk.campaigns import practice_campaign
from capdesk.domain.campaign import EnquiryType
from capdesk.domain.environment import PRACTICE


def test_it_has_the_documented_example() -> None:
    """Practice can reproduce the example of the gateway's documentation."""
    campaign = practice_campaign()
    assert campaign.environment == PRACTICE
    assert campaign.id == "966c7488-bfa7-45b5-8510-d26ba3008879"
    assert campaign.vehicles == ("Audi Q6 e-tron",)
    assert campaign.acquisition_channels == ("Google",)
    assert campaign.enquiry_types == tuple(EnquiryType)


def test_it_is_never_over_and_asks_for_nothing_more() -> None:
    """Undated, and neither phone nor postcode is required."""
    campaign = practice_campaign()
    dates: tuple[date | None, date | None] = (campaign.starts, campaign.ends)
    assert dates == (None, None)
    assert campaign.required == frozenset()
    assert campaign.consent.version == "practice"

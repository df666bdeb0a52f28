"""What tests of the domain share: the real list of outward codes, and a campaign."""

import json
from datetime import UTC, date, datetime

import pytest

from capdesk.domain.campaign import Campaign, EnquiryType
from capdesk.domain.consent import ConsentWording
from capdesk.domain.rules.postcode import OutwardCodes
from capdesk.resources import locate


@pytest.fixture(scope="session")
def outward() -> OutwardCodes:
    """Return the outward codes that CapDesk carries."""
    text = locate("outward-codes.json").read_text(encoding="utf-8")
    return OutwardCodes.from_document(json.loads(text))


@pytest.fixture(scope="session")
def now() -> datetime:
    """Return a moment in British Summer Time, with a fraction of a second."""
    return datetime(2026, 9, 12, 10, 20, 59, 520_000, tzinfo=UTC)


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """Return a campaign that runs, and asks for neither phone nor postcode."""
    return Campaign(
        environment="production",
        id="966c7488-bfa7-45b5-8510-d26ba3008879",
        name="Audi Q6 e-tron launch",
        enquiry_types=(EnquiryType.TEST_DRIVE, EnquiryType.KEEP_ME_INFORMED),
        acquisition_channels=("Event", "Walk-in"),
        vehicles=("Audi Q6 e-tron", "Audi Q4 e-tron"),
        consent=ConsentWording("2026-09", "May we contact you?", ("Audi UK",)),
        starts=date(2026, 9, 1),
        ends=date(2027, 1, 31),
    )

"""From a judged lead to an entry of the outbox."""

from pathlib import Path

import pytest

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.lead import Draft
from capdesk.gateway import encode
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.services.capture import new_entry
from capdesk.services.drafts import DRAFT_SLOT, load_draft
from tests.support.clock import NOW
from tests.support.leads import a_campaign, a_lead

ROW = {"first_name": "Zoë", "email": "zoe@example.com"}


def test_takes_the_very_bytes_that_will_be_posted() -> None:
    """The payload is written once, at capture."""
    lead = a_lead()
    new = new_entry(lead, a_campaign())
    assert (new.lead, new.payload) == (lead, encode(lead))
    assert (new.row, new.clears_draft, new.replaces) == (None, None, None)


@pytest.mark.parametrize("on_unknown", OnUnknownOutcome)
def test_keeps_what_the_campaign_wants_for_unknown_outcomes(
    on_unknown: OnUnknownOutcome,
) -> None:
    """The rule of the day of capture goes with the lead."""
    campaign = a_campaign(on_unknown_outcome=on_unknown)
    assert new_entry(a_lead(), campaign).on_unknown is on_unknown


def test_knows_a_row_again_whatever_the_order_of_its_columns() -> None:
    """The same row of a file is the same, from a CSV or as JSON."""
    turned = dict(reversed(ROW.items()))
    lead, again = a_lead(), a_lead()
    first = new_entry(lead, a_campaign(), row=ROW).row
    assert first is not None
    assert new_entry(again, a_campaign(), row=turned).row == first


@pytest.mark.parametrize(
    ("row", "environment", "campaign_id"),
    [
        ({**ROW, "email": "z@example.com"}, "qa", "campaign"),
        ({**ROW, "phone": "1"}, "qa", "campaign"),
        (ROW, "production", "campaign"),
        (ROW, "qa", "another campaign"),
    ],
)
def test_tells_rows_apart(
    row: dict[str, str], environment: str, campaign_id: str
) -> None:
    """Other content, or the same for another campaign or environment, is another lead."""
    lead = a_lead(environment="qa", campaign_id="campaign")
    other = a_lead(environment=environment, campaign_id=campaign_id)
    assert (
        new_entry(lead, a_campaign(), row=ROW).row
        != new_entry(other, a_campaign(), row=row).row
    )


def test_takes_any_text_in_a_row() -> None:
    """Half a surrogate pair in a file does not stop a capture."""
    new = new_entry(a_lead(), a_campaign(), row={"first_name": "\ud800"})
    assert new.row is not None
    assert new.row.isascii()


def test_the_draft_is_forgotten_with_the_capture(tmp_path: Path) -> None:
    """Once the lead is safe what was typed is no longer kept as a draft."""
    outbox = Outbox.open(tmp_path / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=NOW)
    outbox.save_draft(DRAFT_SLOT, Draft(first_name="Zoë"), now=NOW)
    outbox.save_draft("another", Draft(first_name="Ann"), now=NOW)
    outbox.capture(new_entry(a_lead(), a_campaign()), now=NOW)
    assert load_draft(outbox, now=NOW) == Draft(first_name="Zoë")
    outbox.capture(new_entry(a_lead(), a_campaign(), clears_draft=DRAFT_SLOT), now=NOW)
    assert load_draft(outbox, now=NOW) is None
    assert outbox.load_draft("another") == Draft(first_name="Ann")
    outbox.close()

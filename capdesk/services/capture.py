"""From a judged lead to an entry of the outbox."""

import json
from collections.abc import Mapping

from capdesk.domain.campaign import Campaign
from capdesk.domain.lead import Lead
from capdesk.outbox import NewEntry


def new_entry(
    lead: Lead,
    campaign: Campaign,
    *,
    row: Mapping[str, str] | None = None,
    clears_draft: str | None = None,
    replaces: str | None = None,
) -> NewEntry:
    """Return the entry of a lead, with the very bytes that will be posted.

    Args:
        lead: Judged and normalised.
        campaign: Its campaign.
        row: The file row it came from: column names and texts, empty ones left out.
        clears_draft: Slot of the draft it was typed in.
        replaces: Id of the entry that it corrects.
    """
    # Late: the models of the wire load pydantic, and the outbox opens without it.
    from capdesk.gateway import encode

    known_by = None
    if row is not None:
        # The same row for another campaign or environment is another lead.
        identity = [lead.environment, lead.campaign_id, sorted(row.items())]
        known_by = json.dumps(identity, ensure_ascii=True).encode("ascii")
    return NewEntry(
        lead=lead,
        payload=encode(lead),
        on_unknown=campaign.on_unknown_outcome,
        row=known_by,
        replaces=replaces,
        clears_draft=clears_draft,
    )

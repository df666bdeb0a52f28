"""The slots that drafts are kept in, so that what was typed last is never written over."""

from datetime import datetime

from capdesk.domain.lead import Draft
from capdesk.outbox import Outbox

DRAFT_SLOT = "form"
ASIDE_SLOT = "form-aside"
"""What stood in the form when somebody typed before it had come back."""


def load_draft(outbox: Outbox, *, now: datetime) -> Draft | None:
    """Return what was being typed when the program ended.

    What was put aside comes back once the form's own slot has nobody in it.
    """
    draft = outbox.load_draft(DRAFT_SLOT)
    if draft is not None and draft.has_person:
        return draft
    aside = outbox.load_draft(ASIDE_SLOT)
    if aside is None:
        return draft
    outbox.save_draft(DRAFT_SLOT, aside, now=now)
    outbox.clear_draft(ASIDE_SLOT)
    return aside


def put_aside(outbox: Outbox, draft: Draft, *, now: datetime) -> None:
    """Keep a draft that the form has no room for at present."""
    outbox.save_draft(ASIDE_SLOT, draft, now=now)


def keep_beside(outbox: Outbox, draft: Draft, *, now: datetime) -> None:
    """Keep what was typed before it was known whether the form's slot holds somebody."""
    kept = outbox.load_draft(DRAFT_SLOT)
    if not draft.has_person and kept is not None:
        return
    if kept is not None and kept.has_person and kept != draft:
        outbox.save_draft(ASIDE_SLOT, kept, now=now)
    outbox.save_draft(DRAFT_SLOT, draft, now=now)

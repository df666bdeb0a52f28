"""Makers of entries and stories as the window gets them, for tests to vary."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from capdesk.domain.entry import Entry, Status

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

_numbers = itertools.count(1)


class EntryFields(TypedDict, total=False):
    """What `an_entry` lets a test choose."""

    id: str
    status: Status
    captured_at: datetime
    changed_at: datetime
    attempts: int
    not_before: datetime | None
    held: bool
    possible_duplicate: bool
    last_code: str | None
    enquiry_reference: str | None
    request_reference: str | None
    messages: tuple[str, ...]
    readable: bool
    purged: bool
    find_text: str
    replaces: str | None
    replaced_by: str | None


def an_entry(name: str = "Ann Test", **overrides: Unpack[EntryFields]) -> Entry:
    """Return an entry that waits, taken a minute after the one made before."""
    number = next(_numbers)
    at = MORNING + timedelta(minutes=number)
    values: EntryFields = {
        "id": f"lead-{number}",
        "status": Status.WAITING,
        "captured_at": at,
        "changed_at": at,
        "find_text": name.casefold(),
    }
    return Entry(
        environment="qa", campaign_id="campaign", name=name, **(values | overrides)
    )

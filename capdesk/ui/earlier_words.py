"""What the form says when the same person was entered before; no Qt."""

from collections.abc import Sequence
from datetime import datetime

from capdesk.domain.person import Earlier


def earlier_words(found: Sequence[Earlier], *, now: datetime) -> str:
    """Return one quiet line about earlier leads, newest first; empty for none.

    Args:
        found: Leads with the same email or phone, newest first.
        now: Aware; tells which of them are of today, on this computer's clock.
    """
    if not found:
        return ""
    last = found[0]
    at, today = last.captured_at.astimezone(), now.astimezone().date()
    when = f"today {at:%H:%M}" if at.date() == today else f"{at.day} {at:%b %H:%M}"
    by = f" by {last.staff_name}" if last.staff_name else ""
    what = f": {last.enquiry_type}" if last.enquiry_type else ""
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return f"Also entered {when}{by}{what}{more}"

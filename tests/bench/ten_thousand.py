"""An outbox with 10,000 leads, as an old desk has."""

from datetime import datetime, timedelta

from capdesk.outbox import Outbox
from tests.support.leads import a_lead, a_new_entry

ENTRIES = 10_000
_AT_ONCE = 100


def fill(outbox: Outbox, *, now: datetime) -> None:
    """Capture `ENTRIES` leads, 100 in each of the minutes before now."""
    outbox.connection.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug here
    for batch in range(ENTRIES // _AT_ONCE):
        leads = [
            a_lead(
                email=f"person.{batch}.{number}@example.com",
                phone=f"+447700{batch:03}{number:03}",
            )
            for number in range(_AT_ONCE)
        ]
        entries = [a_new_entry(lead=lead) for lead in leads]
        outbox.capture_all(entries, now=now - timedelta(minutes=batch))

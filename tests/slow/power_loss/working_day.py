"""Works with an outbox as CapDesk does, and says what was acknowledged, line by line."""

import os
import sys
from datetime import timedelta
from pathlib import Path

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft
from capdesk.outbox import Outbox, Settlement, Wanted, database, exchange
from tests.outbox.desk import NOW, QA, capture, open_outbox, settle, unknown
from tests.support.leads import a_lead, a_new_entry


def _say(entry_id: str, status: Status) -> None:
    os.write(1, f"{entry_id} {status}\n".encode())


def _capture(outbox: Outbox, size: int = 0) -> str:
    lead = a_lead(vehicle="V" * size) if size else a_lead()
    entry_id = capture(outbox, a_new_entry(lead=lead))
    _say(entry_id, Status.WAITING)
    return entry_id


def _send(outbox: Outbox, status: Status) -> None:
    (claimed,) = exchange(outbox, QA, now=NOW, wanted=Wanted(limit=1)).claimed
    _say(claimed.id, Status.SENDING)
    if status is Status.MAY_HAVE_ARRIVED:
        settle(outbox, unknown(claimed.id, held=True))
    else:
        settle(outbox, Settlement(claimed.id, status, "code", messages=("No.",)))
    _say(claimed.id, status)


def work(folder: Path, leads: int) -> None:
    """Capture, send, correct and type, over one restart."""
    outbox = open_outbox(folder)
    for number in range(leads):
        outbox.save_draft("form", Draft(first_name="Z" * 99 * number), now=NOW)
        # Every third is long, so that pages split and rows go on in others.
        _capture(outbox, size=6_000 if number % 3 == 2 else 0)
    _send(outbox, Status.SENT)
    _send(outbox, Status.MAY_HAVE_ARRIVED)
    outbox.close()
    outbox = open_outbox(folder)
    _send(outbox, Status.NEEDS_FIXING)
    given_up = _capture(outbox)
    outbox.discard(given_up, now=NOW + timedelta(hours=1), reason="test")
    _say(given_up, Status.DISCARDED)
    outbox.close()


if __name__ == "__main__":
    _, place, how_many, *weaker = sys.argv
    for setting in weaker:  # to see that what is tested with this finds a fault
        name, value, expected = setting.split("=")
        database._SETTINGS[name] = (
            value,
            int(expected) if expected.isdigit() else expected,
        )
    if how_many == "open":
        open_outbox(Path(place)).close()
    else:
        work(Path(place), int(how_many))

"""What the outbox tests share: opening an outbox, and bringing an entry to a status."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from capdesk.domain.entry import Status
from capdesk.domain.hand_over import HandedLead
from capdesk.outbox import (
    OUTBOX_NAME,
    Claimed,
    DataKeySource,
    NewEntry,
    Outbox,
    Settlement,
    Wanted,
    exchange,
)
from tests.support.leads import a_new_entry

NOW = datetime(2026, 9, 12, 10, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
KEY = bytes(range(32))
QA = "qa"
HAND_OVER_ID = "77777777-7777-4777-8777-777777777777"

ALL = Wanted(limit=1_000, ignore_times=True)

_LOCK_FILE = "outbox.open.lock"


def the_key(_key_id: str, _may_create: bool) -> bytes:
    """Give the tests' data key, whoever asks."""
    return KEY


def open_outbox(folder: Path, data_key: DataKeySource = the_key) -> Outbox:
    """Open the outbox of a folder."""
    return Outbox.open(folder / OUTBOX_NAME, data_key=data_key, now=NOW)


def capture(outbox: Outbox, new: NewEntry | None = None) -> str:
    """Capture a lead, any one unless told which, and return its id."""
    return outbox.capture(new or a_new_entry(), now=NOW).id


def claim(
    outbox: Outbox, wanted: Wanted = ALL, *, now: datetime = NOW
) -> tuple[Claimed, ...]:
    """Claim entries of the test environment."""
    return exchange(outbox, QA, now=now, wanted=wanted).claimed


def settle(
    outbox: Outbox, *settlements: Settlement, now: datetime = NOW
) -> tuple[Claimed, ...]:
    """Write outcomes down, and claim nothing."""
    return exchange(outbox, QA, now=now, settlements=settlements).claimed


def unknown(entry_id: str, *, held: bool = False, resends: int = 0) -> Settlement:
    """Return the settlement of an attempt whose reply never came."""
    return Settlement(
        entry_id,
        Status.MAY_HAVE_ARRIVED,
        "unknown_timeout",
        held=held,
        was_unknown=True,
        resends=resends,
    )


def bring_to(outbox: Outbox, status: Status, *, was_unknown: bool = False) -> str:
    """Capture a lead and take it to a status by the ways a real one would go.

    Returns:
        The entry's id.
    """
    entry_id = capture(outbox)
    if was_unknown:
        _attempt(outbox, unknown(entry_id))
    match status:
        case Status.WAITING:
            pass
        case Status.SENDING:
            claim(outbox)
        case Status.SENT:
            _attempt(outbox, Settlement(entry_id, status, "accepted"))
        case Status.MAY_HAVE_ARRIVED:
            if not was_unknown:
                _attempt(outbox, unknown(entry_id))
        case Status.NEEDS_FIXING:
            _attempt(outbox, Settlement(entry_id, status, "http_400"))
        case _:
            _end(outbox, entry_id, status)
    return entry_id


def _end(outbox: Outbox, entry_id: str, status: Status) -> None:
    if status is Status.REPLACED:
        capture(outbox, replace(a_new_entry(), replaces=entry_id))
    elif status is Status.DISCARDED:
        outbox.discard(entry_id, now=NOW, reason="test")
    else:
        assert status is Status.HANDED_OVER
        hand_over(outbox, entry_id)


def hand_over(outbox: Outbox, *ids: str) -> tuple[HandedLead, ...]:
    """Hand these leads over and keep all others, and return what goes into the file."""
    gathered = outbox.begin_hand_over(HAND_OVER_ID)
    chosen = tuple(lead for lead in gathered.leads if lead.id in ids)
    stay = [lead for lead in gathered.leads if lead.id not in ids]
    outbox.finish_hand_over(HAND_OVER_ID, chosen, now=NOW)
    outbox.give_up_hand_over(HAND_OVER_ID, stay)
    return chosen


def _attempt(outbox: Outbox, settlement: Settlement) -> None:
    claim(outbox)
    settle(outbox, settlement)


def folder_bytes(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but the lock, which is empty, with its content."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.name != _LOCK_FILE
    }


def statuses(outbox: Outbox, entry_ids: Sequence[str]) -> list[Status]:
    """Return the status of each entry."""
    return [outbox.entry(entry_id).status for entry_id in entry_ids]

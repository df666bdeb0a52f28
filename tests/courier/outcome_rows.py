"""The rows of the outcome table, as what the outbox holds after one attempt.

See docs/gateway.md. Chance draws the longest wait, so that waits are exact.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from capdesk.domain.entry import Entry, Status
from capdesk.domain.queue import PauseReason, QueueState
from tests.courier.rig import QA
from tests.courier.wired_rig import Way, WiredRig
from tests.support.clock import NOW
from tests.support.faulty_server import FaultyServer

LEAD = b'{"lead": "the one and only"}'


@dataclass(frozen=True, slots=True)
class After:
    """What the outbox holds after an attempt.

    Attributes:
        not_before_s: Seconds until the entry's own next try; None for no time.
    """

    status: Status
    code: str
    queue: QueueState
    not_before_s: float | None = None
    held: bool = False
    messages: tuple[str, ...] = ()
    reference: str | None = None


GOES_ON = QueueState(QA, suspect=False)


def waiting(code: str, wait_s: float = 2, *, may_hint: bool = True) -> QueueState:
    """Return the queue after its first failure."""
    return QueueState(
        QA,
        failures=1,
        not_before=NOW + dt.timedelta(seconds=wait_s),
        trouble=code,
        may_hint=may_hint,
    )


def sent(reference: str | None = None) -> After:
    """Return the row of a 202."""
    return After(Status.SENT, "accepted", GOES_ON, reference=reference)


def not_sent(why: str) -> After:
    """Return the row of a request that did not go out in full."""
    code = f"not_sent_{why}"
    return After(Status.WAITING, code, waiting(code))


def unknown(why: str) -> After:
    """Return the row of a lead that may have arrived: resent after 1 to 1.2 min."""
    code = f"unknown_{why}"
    return After(Status.MAY_HAVE_ARRIVED, code, waiting(code), not_before_s=72)


def not_processed(status: int, wait_s: float) -> After:
    """Return the row of a gateway that asks to wait."""
    code = f"http_{status}"
    return After(Status.WAITING, code, waiting(code, wait_s, may_hint=False))


def needs_fixing(status: int, *messages: str) -> After:
    """Return the row of a lead that the gateway refuses."""
    return After(Status.NEEDS_FIXING, f"http_{status}", GOES_ON, messages=messages)


def paused(status: int, why: PauseReason) -> After:
    """Return the row of an answer that stops the queue."""
    code = f"http_{status}"
    return After(Status.WAITING, code, QueueState(QA, paused=why, trouble=code))


def key_refused(status: int) -> After:
    """Return the row of a refused key."""
    return paused(status, PauseReason.KEY_REFUSED)


def misconfigured(status: int) -> After:
    """Return the row of a wrong address or set-up."""
    return paused(status, PauseReason.MISCONFIGURED)


def not_the_gateway(status: int) -> After:
    """Return the row of something else that answers."""
    code = f"not_the_gateway_{status}"
    return After(Status.WAITING, code, waiting(code))


async def send(folder: Path, way: Way, payload: bytes = LEAD) -> After:
    """Have a courier make its one attempt of one lead; return what the outbox holds."""
    async with WiredRig(folder, way) as rig:
        entry_id = await rig.capture_payload(payload)
        rig.start()
        await rig.until_attempted(entry_id)
        await rig.quiet()
        await rig.stop()
        return seen(await rig.entry(entry_id), await rig.queue())


def seen(entry: Entry, queue: QueueState) -> After:
    """Return what a test looks at; the entry was tried once."""
    assert entry.attempts == 1
    wait = entry.not_before - NOW if entry.not_before else None
    return After(
        entry.status,
        entry.last_code or "",
        queue,
        not_before_s=wait.total_seconds() if wait else None,
        held=entry.held,
        messages=entry.messages,
        reference=entry.enquiry_reference,
    )


def assert_received_once(server: FaultyServer) -> None:
    """Check that the server got the lead, and all of it, in one request."""
    assert len(server.conversations) == 1
    assert server.got.count(b"POST ") == 1
    assert server.got.count(LEAD) == 1

"""An entry of the outbox: its status, and which changes of status there are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a lead stands; every entry is in exactly one."""

    WAITING = "waiting"  # to be sent when it is due
    SENDING = "sending"  # a POST may be under way; committed before it starts
    SENT = "sent"  # accepted by the gateway, or a person knows that it arrived
    MAY_HAVE_ARRIVED = "may_have_arrived"  # a POST went out, the answer is not known
    NEEDS_FIXING = "needs_fixing"  # the gateway refused this lead as it stands
    REPLACED = "replaced"  # a corrected copy has taken its place
    DISCARDED = "discarded"  # a person gave it up
    HANDED_OVER = "handed_over"  # it went to another computer in a file

    @property
    def is_unsent(self) -> bool:
        """Whether the lead still has to reach the gateway, as far as is known."""
        return self in UNSENT


UNSENT = frozenset(
    {Status.WAITING, Status.SENDING, Status.MAY_HAVE_ARRIVED, Status.NEEDS_FIXING}
)

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.WAITING: frozenset(
        {Status.SENDING, Status.REPLACED, Status.DISCARDED, Status.HANDED_OVER}
    ),
    Status.SENDING: frozenset(
        {Status.SENT, Status.WAITING, Status.MAY_HAVE_ARRIVED, Status.NEEDS_FIXING}
    ),
    Status.SENT: frozenset(),
    Status.MAY_HAVE_ARRIVED: frozenset(
        {Status.SENDING, Status.SENT, Status.DISCARDED, Status.HANDED_OVER}
    ),
    Status.NEEDS_FIXING: frozenset(
        {Status.REPLACED, Status.DISCARDED, Status.HANDED_OVER}
    ),
    Status.REPLACED: frozenset(),
    # Only while the undo is open; the outbox knows what to go back to.
    Status.DISCARDED: frozenset(
        {Status.WAITING, Status.MAY_HAVE_ARRIVED, Status.NEEDS_FIXING}
    ),
    # Only by the file it went in, or another that brings it back.
    Status.HANDED_OVER: frozenset(
        {Status.WAITING, Status.MAY_HAVE_ARRIVED, Status.NEEDS_FIXING}
    ),
}
"""Every change of status there is; the outbox refuses all others."""


def _in_words(status: Status) -> str:
    return status.replace("_", " ")


class TransitionError(Exception):
    """A change of status that the rules do not know; nothing was changed."""

    def __init__(self, current: Status, wanted: Status) -> None:
        super().__init__(
            f"A lead that is {_in_words(current)} can't become {_in_words(wanted)}."
            " Nothing was changed; look at it again."
        )
        self.current = current
        self.wanted = wanted


def check_transition(current: Status, wanted: Status, *, was_unknown: bool) -> None:
    """Let a change of status by, or refuse it.

    Args:
        current: Status now.
        wanted: Status to be.
        was_unknown: Whether an attempt of this entry ever ended unknown: such an
            entry may have arrived until the gateway or a person says otherwise, so
            it never goes back to `waiting` or to `needs_fixing`.

    Raises:
        TransitionError: The change is not allowed.
    """
    if wanted not in TRANSITIONS[current]:
        raise TransitionError(current, wanted)
    if was_unknown and wanted in {Status.WAITING, Status.NEEDS_FIXING}:
        raise TransitionError(current, wanted)


@dataclass(frozen=True, slots=True)
class Entry:
    """One lead in the outbox, as lists and the courier see it.

    Attributes:
        id: The lead's id.
        status: Where it stands.
        captured_at: When it was captured, aware, UTC.
        changed_at: When its status last changed, aware, UTC.
        attempts: POSTs that were started.
        not_before: Not to be tried earlier than this; None for at once or never.
        held: A person has to decide; the courier leaves it alone.
        was_unknown: An attempt once ended unknown.
        possible_duplicate: A POST was started after an unknown one, or the lead may be
            on another computer too, by a hand-over file.
        last_code: Code of the last outcome; None before the first.
        enquiry_reference: The gateway's `ENQ-…` reference, where it gave one.
        request_reference: The gateway's name for the request, where it gave one.
        messages: The gateway's words, made safe to show.
        name: First and last name; empty once purged or where it can't be read.
        readable: False where the data key that sealed it is not at hand.
        enquiry_type: What it is about; empty where it can't be read or was forgotten.
        staff_name: Who took it; empty if none was given.
        purged: Its contact data is gone; a receipt may have stayed.
        find_text: What to find it by, `folded`: name, email, phone, postcode,
            references, one a line; phone and postcode also without their spaces.
        taken_over_from: Id of the outbox that captured it and handed it over; None for
            what was captured here. So that a team counts it once.
    """

    id: str
    environment: str
    campaign_id: str
    status: Status
    captured_at: datetime
    changed_at: datetime
    attempts: int = 0
    not_before: datetime | None = None
    held: bool = False
    was_unknown: bool = False
    possible_duplicate: bool = False
    last_code: str | None = None
    enquiry_reference: str | None = None
    request_reference: str | None = None
    messages: tuple[str, ...] = ()
    name: str = ""
    readable: bool = True
    enquiry_type: str = ""
    staff_name: str = ""
    purged: bool = False
    find_text: str = ""
    replaces: str | None = None
    replaced_by: str | None = None
    taken_over_from: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of status in the life of an entry.

    Attributes:
        at: When, aware, UTC.
        before: Status before; None for the capture.
        after: Status after.
        attempt: Number of the attempt it belongs to; 0 before the first.
        code: Short name of why.
    """

    at: datetime
    before: Status | None
    after: Status
    attempt: int
    code: str | None

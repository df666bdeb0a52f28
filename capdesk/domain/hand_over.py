"""A hand-over: unsent leads on their way from one computer to another, in a file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from capdesk.domain.entry import Entry, HistoryLine, Status
from capdesk.domain.lead import Lead

HANDED_OVER_FROM = (Status.WAITING, Status.MAY_HAVE_ARRIVED, Status.NEEDS_FIXING)
"""What can be handed over: all that is unsent, but what is just being sent."""


@dataclass(frozen=True, slots=True)
class HandedLead:
    """One lead, with all that another computer needs to go on where this one stopped.

    Attributes:
        lead: What was captured, its consent proof included.
        payload: The exact bytes to POST.
        status: Where it stands; one of `HANDED_OVER_FROM`.
        captured_at: When it was captured, aware, UTC.
        captured_by: Id of the outbox that captured it.
        hold_when_unknown: Its campaign wants a person to decide at once.
        attempts: POSTs that were started.
        last_attempt_at: When the last of them was, aware, UTC.
        not_before: Not to be tried earlier than this.
        held: A person has to decide.
        was_unknown: An attempt once ended unknown.
        resends: Resends by the courier itself that ended unknown.
        possible_duplicate: As of an `Entry`.
        last_code: Code of the last outcome.
        messages: The gateway's words.
        history: Every change of status, oldest first.
    """

    lead: Lead
    payload: bytes
    status: Status
    captured_at: datetime
    captured_by: str
    hold_when_unknown: bool
    attempts: int
    last_attempt_at: datetime | None
    not_before: datetime | None
    held: bool
    was_unknown: bool
    resends: int
    possible_duplicate: bool
    last_code: str | None
    enquiry_reference: str | None
    request_reference: str | None
    messages: tuple[str, ...]
    history: tuple[HistoryLine, ...]

    @property
    def id(self) -> str:
        """The lead's id, the same on every computer."""
        return self.lead.id


@dataclass(frozen=True, slots=True)
class HandOver:
    """What stands in a hand-over file.

    Attributes:
        id: UUID of this hand-over.
        made_at: When, aware, UTC.
        from_outbox: Id of the outbox that hands over.
        from_computer: What people call that computer.
        leads: In the order they were captured.
    """

    id: str
    made_at: datetime
    from_outbox: str
    from_computer: str
    leads: tuple[HandedLead, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The leads of a hand-over that has begun, and those that stay.

    Attributes:
        leads: What goes into the file.
        being_sent: How many stay because a POST is under way.
        unreadable: How many stay because their key is not on this computer.
    """

    leads: tuple[HandedLead, ...]
    being_sent: int = 0
    unreadable: int = 0


class Verdict(StrEnum):
    """What became of one lead of a file."""

    TAKEN_OVER = "taken_over"  # it is this computer's now
    TAKEN_BACK = "taken_back"  # it was handed over from here, and is back
    ALREADY_HERE = "already_here"  # nothing to do
    FORGOTTEN = "forgotten"  # its person was forgotten here, so it stays out

    @property
    def is_new(self) -> bool:
        """Whether this computer sends it from now on, and did not before."""
        return self in {Verdict.TAKEN_OVER, Verdict.TAKEN_BACK}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one lead of a file, and how it stands here now."""

    entry: Entry
    verdict: Verdict

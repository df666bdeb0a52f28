"""One person, known by email or phone: entered before, asked about, or to be forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from capdesk.domain.fields import Field
from capdesk.domain.story import Story

SAME_PERSON_WITHIN = timedelta(days=30)
"""How far back a lead with the same email or phone is worth a word."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A lead on this computer with the same email or phone as the one being typed.

    Attributes:
        entry_id: Its entry.
        captured_at: Aware, UTC.
        enquiry_type: What it was about.
        staff_name: Who took it; empty if none was given.
        same: `Field.EMAIL` or `Field.PHONE`; the email where both are the same.
    """

    entry_id: str
    captured_at: datetime
    enquiry_type: str
    staff_name: str
    same: Field


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What this computer holds about one person.

    Attributes:
        email: The email looked for, normalised; empty for none.
        phone: The phone looked for, E.164; empty for none.
        stories: Their leads, oldest first, purged ones as receipts.
    """

    email: str
    phone: str
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done to forget a person.

    Attributes:
        entries: Leads whose contact data, proof and receipt were erased.
        being_sent: Leads that were left because a POST was under way: to be tried again.
        files: Copies (backups, moved-aside outboxes) that were cleaned or deleted.
        left: Copies that could not be, each as a sentence that names the file.
        was_sent: Whether any may have reached CAP, which has to be told as well.
    """

    entries: int
    being_sent: int
    files: int
    left: tuple[str, ...]
    was_sent: bool

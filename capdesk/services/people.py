"""One person's leads: entered before, told to them, and forgotten."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from capdesk.domain.entry import Entry, Status
from capdesk.domain.fields import Field
from capdesk.domain.person import SAME_PERSON_WITHIN, Earlier, Erased, PersonFile
from capdesk.domain.rules.cleaning import is_blank
from capdesk.domain.rules.email import check_email
from capdesk.domain.rules.phone import check_phone
from capdesk.domain.rules.result import RuleResult, Valid, Wrong
from capdesk.outbox import Outbox, sweep_person

_NOT_ENTERED = frozenset({Status.REPLACED, Status.DISCARDED})
"""A corrected lead is told by its copy, and what was given up counts for nothing."""

_MAY_BE_AT_CAP = frozenset({Status.SENT, Status.SENDING, Status.HANDED_OVER})


def earlier(
    outbox: Outbox,
    environment: str,
    *,
    email: str,
    phone: str,
    now: datetime,
    but_not: Collection[str] = (),
) -> tuple[Earlier, ...]:
    """Return leads of the same person as the one being typed, newest first.

    Args:
        outbox: Where to look.
        environment: Only leads of this one.
        email: As typed; one that could not be sent finds nothing.
        phone: As typed, likewise.
        now: Aware UTC; leads older than `SAME_PERSON_WITHIN` are left out.
        but_not: Ids of leads that are known already.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    known_email, known_phone = normal_email(email), normal_phone(phone)
    found: dict[str, tuple[Entry, Field]] = {}
    for entry in outbox.with_phone(known_phone) if known_phone else ():
        found[entry.id] = (entry, Field.PHONE)
    for entry in outbox.with_email(known_email) if known_email else ():
        found[entry.id] = (entry, Field.EMAIL)
    return tuple(
        Earlier(
            entry_id=entry.id,
            captured_at=entry.captured_at,
            enquiry_type=entry.enquiry_type,
            staff_name=entry.staff_name,
            same=same,
        )
        for entry, same in sorted(
            found.values(), key=lambda pair: pair[0].captured_at, reverse=True
        )
        if entry.environment == environment
        and entry.status not in _NOT_ENTERED
        and entry.captured_at > now - SAME_PERSON_WITHIN
        and entry.id not in but_not
    )


def held_about(outbox: Outbox, *, email: str = "", phone: str = "") -> PersonFile:
    """Return what this computer holds about one person, of every environment.

    Args:
        outbox: Where to look.
        email: As typed.
        phone: As typed; either that is the same will do.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    known_email, known_phone = normal_email(email), normal_phone(phone)
    outbox.make_findable()
    entries = outbox.of_person(email=known_email, phone=known_phone)
    stories = tuple(outbox.story(entry.id) for entry in entries)
    return PersonFile(known_email, known_phone, stories)


def export_person(file: PersonFile) -> bytes:
    """Return a person's file for them to read and keep: JSON in UTF-8, indented."""
    from capdesk.services.person_file import person_json  # late: rarely needed

    return person_json(file)


def forget(
    outbox: Outbox, folder: Path, *, email: str = "", phone: str = "", now: datetime
) -> Erased:
    """Erase what is held about a person, in the outbox and in every copy of it.

    What was not sent is discarded. Safe to do again, and to be done again where a lead
    was just being sent.

    Args:
        outbox: The outbox.
        folder: The data folder, with backups and outboxes moved aside.
        email: As typed.
        phone: As typed; either that is the same will do.
        now: Aware UTC.

    Raises:
        OutboxError: The disk or another program is in the way; do it again.
    """
    known_email, known_phone = normal_email(email), normal_phone(phone)
    if not (known_email or known_phone):
        return Erased(0, 0, 0, (), was_sent=False)
    forgotten = outbox.forget(email=known_email, phone=known_phone, now=now)
    for slot in outbox.draft_slots():
        draft = outbox.load_draft(slot)
        if draft is not None and _is_same(
            normal_email(draft.email),
            normal_phone(draft.phone),
            known_email,
            known_phone,
        ):
            outbox.clear_draft(slot)
    everyone = (*forgotten.erased, *forgotten.being_sent)

    def is_theirs(email: str, phone: str | None) -> bool:
        return _is_same(email, phone or "", known_email, known_phone)

    swept = sweep_person(
        outbox,
        folder,
        ids={entry.id for entry in forgotten.erased},
        is_theirs=is_theirs,
    )
    return Erased(
        entries=len(forgotten.erased),
        being_sent=len(forgotten.being_sent),
        files=swept.files,
        left=swept.left,
        was_sent=any(map(_may_have_reached_cap, everyone)),
    )


def normal_email(text: str) -> str:
    """Return an email as the rules of the field give it; empty where they refuse it."""
    return "" if is_blank(text) else _value(check_email(text))


def normal_phone(text: str) -> str:
    """Return a phone number as E.164; empty where the rules of the field refuse it."""
    return "" if is_blank(text) else _value(check_phone(text))


def _value(result: RuleResult) -> str:
    match result:
        case Valid(value):
            return value
        case Wrong():
            return ""


def _is_same(email: str, phone: str, known_email: str, known_phone: str) -> bool:
    same_email = bool(known_email) and email.lower() == known_email.lower()
    return same_email or (bool(known_phone) and phone == known_phone)


def _may_have_reached_cap(entry: Entry) -> bool:
    return entry.was_unknown or entry.status in _MAY_BE_AT_CAP

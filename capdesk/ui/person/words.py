"""What the dialog says about what is held and what was erased; no Qt."""

from collections.abc import Sequence
from datetime import datetime

from capdesk.domain.consent import (
    CONSENT_FIELDS,
    Answer,
    ConsentMethod,
    ConsentProof,
    Consents,
)
from capdesk.domain.entry import Status
from capdesk.domain.person import Erased, PersonFile
from capdesk.domain.story import Story
from capdesk.ui.contact_words import shown_phone, shown_postcode
from capdesk.ui.words import STATUS_WORDS, entry_sentence, leads

NOTHING_HELD = (
    "Nothing is held here about this person. CAP may hold what other computers sent."
)
_METHODS = {
    ConsentMethod.READ_OUT: "Read out",
    ConsentMethod.ON_SCREEN: "Shown on screen",
    ConsentMethod.ON_PAPER: "Asked on paper",
}
_MAY_BE_AT_CAP = frozenset({Status.SENT, Status.SENDING, Status.MAY_HAVE_ARRIVED})


def found_sentence(file: PersonFile) -> str:
    """Return how much is held, and about whom."""
    if not file.stories:
        return NOTHING_HELD
    by = " or ".join(each for each in (file.email, file.phone) if each)
    return f"{leads(len(file.stories))} with {by}."


def title(story: Story) -> str:
    """Return what the lead was about."""
    lead = story.lead or story.receipt
    if lead is None:
        return story.entry.enquiry_type or "A lead"
    return f"{lead.enquiry_type}: {lead.vehicle}"


def facts(story: Story) -> tuple[str, ...]:
    """Return everything that is held in one lead, a line each."""
    entry = story.entry
    by = f" by {entry.staff_name}" if entry.staff_name else ""
    status = f"{STATUS_WORDS[entry.status]}. {entry_sentence(entry)}"
    if entry.enquiry_reference:
        status = f"{status} Reference {entry.enquiry_reference}."
    return (
        _who(story),
        f"Taken {_when(entry.captured_at)}{by}.",
        status,
        *_consent(story),
    )


def warning(file: PersonFile) -> str:
    """Return what to know before this person is forgotten."""
    statuses = [story.entry.status for story in file.stories]
    unsent = sum(status.is_unsent for status in statuses)
    erases = (
        f"This erases {leads(len(statuses))} with contact data, consent proof and"
        " receipt, also from backups on this computer."
    )
    parts = [erases]
    if unsent:
        that, goes = ("that has", "is") if unsent == 1 else ("that have", "are")
        parts.append(f"{leads(unsent)} {that} not been sent {goes} given up.")
    if _MAY_BE_AT_CAP & set(statuses):
        parts.append("What was sent stays at CAP: have it changed there, too.")
    if Status.HANDED_OVER in statuses:
        parts.append(
            "What was handed over is on another computer: forget it there, too, and delete"
            " the file."
        )
    parts.append("This can't be undone.")
    return " ".join(parts)


def erased_sentences(erased: Erased) -> tuple[str, ...]:
    """Return what was done, and what is still to do, a sentence each."""
    said = [f"{leads(erased.entries)} {_was(erased.entries)} erased here."]
    if erased.files:
        copies = "1 copy" if erased.files == 1 else f"{erased.files} copies"
        said.append(f"{copies} of the outbox {_was(erased.files)} cleaned.")
    if erased.being_sent:
        it = "it" if erased.being_sent == 1 else "them"
        said.append(
            f"{leads(erased.being_sent)} {_was(erased.being_sent)} just being sent and"
            f" stayed. Find and forget {it} again in a minute."
        )
    said += erased.left
    if erased.was_sent:
        said.append("CAP may have what was sent. Ask CAP to erase it there, too.")
    return tuple(said)


def is_complete(erased: Erased) -> bool:
    """Whether nothing was left that somebody has to come back to."""
    return not erased.being_sent and not erased.left


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _who(story: Story) -> str:
    if (lead := story.lead) is not None:
        phone, postcode = shown_phone(lead.phone), shown_postcode(lead.postcode)
        known = (lead.full_name, lead.email, phone, postcode)
        return " · ".join(each for each in known if each)
    if (receipt := story.receipt) is not None:
        return (
            f"{receipt.masked_name} The contact data was erased on"
            f" {_when(receipt.purged_at)}; this receipt is left."
        )
    if story.entry.purged:
        return "The contact data is erased."
    return (
        "Its contact data can't be read: the key of this computer's keyring is missing."
    )


def _consent(story: Story) -> tuple[str, ...]:
    held = story.lead or story.receipt
    lines = [] if held is None else [_answers(held.consents)]
    if story.proof is not None:
        lines.append(_proof(story.proof))
    return tuple(lines)


def _answers(consents: Consents) -> str:
    given = (
        f"{field.label.removeprefix('Consent to ')}: {_answer(consents.answer(field))}"
        for field in CONSENT_FIELDS
    )
    return f"Consent to {', '.join(given)}."


def _answer(answer: Answer) -> str:
    if answer is None:
        return "not asked"
    return "yes" if answer else "no"


def _proof(proof: ConsentProof) -> str:
    by = f" by {proof.asked_by}" if proof.asked_by else ""
    return (
        f"{_METHODS[proof.method]} {_when(proof.asked_at)}{by}, wording"
        f" {proof.version}{_for(proof.controllers)}: “{proof.wording}”"
    )


def _for(controllers: Sequence[str]) -> str:
    return f", for {' and '.join(controllers)}" if controllers else ""


def _when(moment: datetime) -> str:
    return f"{moment.astimezone():%d %b %Y, %H:%M}"

"""The slip of a hand-over: what each side keeps or prints, to hold against the other's."""

from dataclasses import dataclass
from datetime import datetime

from capdesk.domain.day import STATUS_LABELS
from capdesk.domain.entry import Entry, Status
from capdesk.domain.hand_over import HandedLead, Taken, Verdict
from capdesk.domain.lead import Lead, masked
from capdesk.domain.rules.times import shown_date, uk_time

_TAKEN = {
    Verdict.TAKEN_OVER: "taken over",
    Verdict.TAKEN_BACK: "taken back, possible duplicate",
    Verdict.ALREADY_HERE: "already here",
    Verdict.FORGOTTEN: "left out, as this person was forgotten here",
}


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One lead on a slip.

    Attributes:
        who: Its reference, else its name with all but the initials masked.
        id: The lead's id, the same on both sides.
        environment: Where it goes.
        said: How it stood, or what became of it.
    """

    who: str
    id: str
    environment: str
    said: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What one side of a hand-over has to show for it.

    Attributes:
        title: `Leads handed over` or `Leads taken over`.
        headline: How many, in a sentence.
        facts: Pairs of what it is and what it says: number, time, computers, file.
        lines: A lead each.
        notes: What else somebody should know or do, a sentence or two each.
    """

    title: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[SlipLine, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole slip, a line each."""
        said = [self.headline, *(f"{name}: {value}" for name, value in self.facts)]
        said += [
            f"{line.who}  {line.id}  {line.environment}  {line.said}"
            for line in self.lines
        ]
        return "\n".join([*said, *self.notes])


def line_of_handed(handed: HandedLead) -> SlipLine:
    """Return the line of a lead that was handed over, with how it stood."""
    return SlipLine(
        _who(handed.enquiry_reference, handed.lead),
        handed.id,
        handed.lead.environment,
        STATUS_LABELS[handed.status].lower(),
    )


def line_of_taken(taken: Taken, lead: Lead) -> SlipLine:
    """Return the line of a lead of a file that was taken over, with what became of it."""
    return SlipLine(
        _who(taken.entry.enquiry_reference, lead),
        lead.id,
        lead.environment,
        _said(taken),
    )


def shown_moment(moment: datetime) -> str:
    """Return a time as slips write it, on both sides alike: UK time."""
    local = uk_time(moment)
    return f"{shown_date(local.date())}, {local:%H:%M %Z}"


def leads(count: int) -> str:
    """Return `1 lead` or `n leads`."""
    return "1 lead" if count == 1 else f"{count:,} leads"


def _said(taken: Taken) -> str:
    said, entry = _TAKEN[taken.verdict], taken.entry
    if taken.verdict is Verdict.ALREADY_HERE:
        return f"{said}: {_standing(entry)}"
    return f"{said}, {_standing(entry)}" if taken.verdict.is_new else said


def _standing(entry: Entry) -> str:
    word = STATUS_LABELS[entry.status].lower()
    if entry.status is Status.HANDED_OVER:
        return f"{word} in another file since"
    return word


def _who(reference: str | None, lead: Lead) -> str:
    return reference or f"{masked(lead.first_name)} {masked(lead.last_name)}"

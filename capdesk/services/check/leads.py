"""Checks the outbox and what waits in it."""

from collections.abc import Iterator

from capdesk.domain.finding import Finding, Light
from capdesk.domain.queue import PauseReason
from capdesk.domain.rules.times import shown_date, uk_date
from capdesk.outbox.checkup import Unsent
from capdesk.services.check.survey import Survey, Trouble

_PAUSES = {
    PauseReason.KEY_MISSING: "there is no API key; give one",
    PauseReason.KEY_REFUSED: "the gateway refused the API key; give the right one",
    PauseReason.MISCONFIGURED: (
        "the gateway's address seems to be wrong; ask an administrator"
    ),
}


def check_outbox(survey: Survey) -> Iterator[Finding]:
    """Tell how the outbox is, and what earlier damage has left beside it."""
    match survey.outbox:
        case None:
            yield Finding(
                "outbox",
                Light.GREEN,
                "There is no outbox yet; CapDesk makes it with the first lead.",
            )
        case Trouble(sentence, heals):
            yield Finding("outbox", Light.AMBER if heals else Light.RED, sentence)
        case outbox if outbox.damaged_copies:
            copies = len(outbox.damaged_copies)
            files = "1 file" if copies == 1 else f"{copies:,} files"
            yield Finding(
                "outbox",
                Light.AMBER,
                f"The outbox is sound, but it was damaged before: {files} beside it"
                f" ({outbox.damaged_copies[0]}) may hold leads that could not be saved;"
                " keep that and ask for help.",
            )
        case outbox:
            leads = "1 lead" if outbox.entries == 1 else f"{outbox.entries:,} leads"
            yield Finding("outbox", Light.GREEN, f"The outbox is sound; {leads} in it.")


def check_unsent(survey: Survey) -> Iterator[Finding]:
    """Tell of leads that still have to reach the gateway, by environment."""
    match survey.outbox:
        case None:
            yield Finding("unsent", Light.GREEN, "No lead waits to be sent.")
        case Trouble():
            yield Finding(
                "unsent",
                Light.AMBER,
                "Whether leads wait can't be told while the outbox can't be read.",
            )
        case outbox if not outbox.unsent:
            yield Finding("unsent", Light.GREEN, "No lead waits to be sent.")
        case outbox:
            yield from map(_unsent, outbox.unsent)


def _unsent(unsent: Unsent) -> Finding:
    light, sentence = _judged(unsent)
    return Finding("unsent", light, sentence, unsent.environment)


def _judged(unsent: Unsent) -> tuple[Light, str]:
    if unsent.queue.paused is not None:
        are = _have(unsent.count, "waits", "wait")
        return Light.RED, f"{are} because {_PAUSES[unsent.queue.paused]}."
    if unsent.old_count:
        have = _have(unsent.old_count, "has", "have", which=" from before today")
        return Light.AMBER, (
            f"{have} not been sent, the oldest from {shown_date(uk_date(unsent.oldest))}"
            "; open CapDesk and see in the list what they need."
        )
    have = _have(unsent.count, "has", "have", which=" of today")
    return Light.GREEN, f"{have} not been sent yet; CapDesk sends while it is open."


def _have(count: int, one: str, many: str, which: str = "") -> str:
    return f"1 lead{which} {one}" if count == 1 else f"{count:,} leads{which} {many}"

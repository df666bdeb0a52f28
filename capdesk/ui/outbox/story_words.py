"""The story of a lead in plain English: what was told, and what became of it; no Qt."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from capdesk.domain.consent import (
    CONSENT_FIELDS,
    Answer,
    ConsentMethod,
    ConsentProof,
    Consents,
)
from capdesk.domain.entry import Entry, HistoryLine, Status
from capdesk.domain.fields import Field
from capdesk.domain.lead import Lead
from capdesk.domain.rules.times import shown_date
from capdesk.domain.story import Receipt, Story
from capdesk.ui import words
from capdesk.ui.contact_words import shown_phone, shown_postcode
from capdesk.ui.environments import shown_name
from capdesk.ui.outbox.actions import DISCARD_REASONS

Facts = tuple[tuple[str, str], ...]
"""Pairs of what it is and what it says."""

_METHODS = {
    ConsentMethod.READ_OUT: "Read out",
    ConsentMethod.ON_SCREEN: "Shown on screen",
    ConsentMethod.ON_PAPER: "Asked on paper",
}

_CODES = {
    "captured": "Saved on this computer.",
    "corrected": "Replaced by a corrected copy.",
    "started": "Being sent.",
    "accepted": "The gateway took it.",
    "person_says_arrived": "A person said that it arrived.",
    "discard_undone": "The discard was undone.",
    "handed_over": "Handed over to another computer, in a file.",
    "taken_over": "Taken over by this computer, from a file.",
    "taken_back": "Taken back, from a file.",
    "discarded_forgotten": "Erased: this person was forgotten.",
    "not_sent_dns": "Not sent: the gateway's name was not found.",
    "not_sent_connect": "Not sent: there was no connection to the gateway.",
    "not_sent_timeout": "Not sent: the gateway could not be reached in time.",
    "not_sent_tls": "Not sent: a secure connection could not be made.",
    "not_sent_certificate": "Not sent: the gateway's certificate is not trusted.",
    "not_sent_proxy": "Not sent: the proxy did not let the connection by.",
    "not_sent_cut": "Not sent: the connection broke off before all was written.",
    "not_sent_quit": "Not sent: CapDesk was closed first.",
    "not_sent_local": "Not sent: this computer could not open a connection.",
    "unknown_timeout": "Sent, but no answer came in time.",
    "unknown_cut": "Sent, but the connection broke off before an answer came.",
    "unknown_garbage": "Sent, but what came back could not be understood.",
    "unknown_quit": "Sent, but CapDesk was closed before an answer came.",
    "unknown_crash": "CapDesk ended while it was being sent.",
    "http_400": "The gateway did not accept it as it is.",
    "http_422": "The gateway did not accept it as it is.",
    "http_401": "Not accepted: the gateway refused the API key.",
    "http_403": "Not accepted: the gateway refused the API key.",
    "http_429": "Not taken: the gateway asked to slow down.",
    "http_503": "Not taken: the gateway was busy and asked to wait.",
}


def facts(story: Story, campaign: str) -> Facts:
    """Return what the lead is for and what the person told us, as far as it is held.

    Args:
        story: What is known of the lead; its receipt alone is left after the purge.
        campaign: The name of its campaign.
    """
    told: Iterator[tuple[str, str]] = iter(())
    if story.lead is not None:
        told = _of_lead(story.lead)
    elif story.receipt is not None:
        told = _of_receipt(story.receipt)
    place = shown_name(story.entry.environment)
    return tuple(_filled((("Campaign", campaign), ("Environment", place), *told)))


def reference_facts(entry: Entry) -> Facts:
    """Return what to name the lead by when CAP is asked about it."""
    return tuple(
        _filled(
            (
                ("Reference", entry.enquiry_reference or ""),
                ("Request reference", entry.request_reference or ""),
                ("Our reference", entry.id),
                ("Saved", shown_moment(entry.captured_at)),
                ("Tried to send", attempts(entry.attempts)),
            )
        )
    )


def receipt_sentence(entry: Entry, receipt: Receipt | None) -> str:
    """Return why there is no contact data; empty while there is."""
    if receipt is not None:
        return (
            f"The contact data was erased on {shown_moment(receipt.purged_at)}."
            " This receipt stays."
        )
    return "The contact data was erased." if entry.purged else ""


def proof_facts(proof: ConsentProof) -> Facts:
    """Return what shows that consent was asked for."""
    return tuple(
        _filled(
            (
                ("Wording", proof.wording),
                ("Version", proof.version),
                ("On behalf of", ", ".join(proof.controllers)),
                ("How it was asked", _METHODS[proof.method]),
                ("Asked", shown_moment(proof.asked_at)),
                ("Asked by", proof.asked_by),
                ("SHA-256", proof.wording_sha256),
            )
        )
    )


def history_facts(history: Sequence[HistoryLine]) -> Facts:
    """Return what happened and when, an attempt in one line, oldest first."""
    last = len(history) - 1
    return tuple(
        (shown_moment(line.at), history_sentence(line))
        for number, line in enumerate(history)
        # An attempt that has ended is told by its end.
        if line.code != "started" or number == last
    )


def history_sentence(line: HistoryLine) -> str:
    """Return what one line of the history says."""
    sentence = _sentence_of(line)
    is_of_attempt = Status.SENDING in {line.before, line.after}
    if line.before is Status.SENDING and line.after is Status.MAY_HAVE_ARRIVED:
        sentence = f"{sentence} It may have arrived."
    return f"Attempt {line.attempt}: {sentence}" if is_of_attempt else sentence


def attempts(count: int) -> str:
    """Return `Not yet`, `Once` or `n times`."""
    if count == 0:
        return "Not yet"
    return "Once" if count == 1 else f"{count:,} times"


def answer_word(answer: Answer) -> str:
    """Return Yes, No, or Not asked, which is not the same as No."""
    return {True: "Yes", False: "No", None: "Not asked"}[answer]


def shown_moment(moment: datetime) -> str:
    """Return a moment on this computer's clock: `24 Nov 2026, 14:32:05`."""
    local = moment.astimezone()
    day, month, year = shown_date(local.date()).split()
    return f"{day} {month[:3]} {year}, {local:%H:%M:%S}"


def earlier_sentence(earlier: Entry | None) -> str:
    """Return which lead this one put right, and what was said of it."""
    if earlier is None:
        return "Corrects an earlier lead."
    who = f", taken {shown_moment(earlier.captured_at)}"
    name = f": {earlier.name}" if earlier.name else ""
    said = f" The gateway said of it: {' '.join(earlier.messages)}"
    return f"Corrects an earlier lead{name}{who}.{said if earlier.messages else ''}"


def later_sentence(later: Entry | None) -> str:
    """Return how the copy stands that took the place of this lead."""
    if later is None:
        return "Replaced by a corrected copy."
    word = words.STATUS_WORDS[later.status].lower()
    return f"Replaced by a corrected copy, which is {word}."


def _sentence_of(line: HistoryLine) -> str:
    code = line.code or ""
    if known := _CODES.get(code):
        return known
    if code.startswith("discarded_"):
        reason = DISCARD_REASONS.get(code.removeprefix("discarded_"), "Other")
        return f"Discarded: {reason[0].lower()}{reason[1:]}."
    if code.startswith("not_the_gateway_"):
        return "Not sent: a sign-in page was in the way (captive portal)."
    if code.startswith("unknown_"):
        status = code.removeprefix("unknown_")
        return f"Sent, but the gateway did not say whether it took it ({status})."
    if code.startswith("http_"):
        status = code.removeprefix("http_")
        return f"Not accepted: the gateway's address seems to be wrong ({status})."
    return f"{words.STATUS_WORDS[line.after]}."


def _of_lead(lead: Lead) -> Iterator[tuple[str, str]]:
    yield Field.ENQUIRY_TYPE.label, lead.enquiry_type
    yield Field.VEHICLE.label, lead.vehicle
    yield Field.ACQUISITION_CHANNEL.label, lead.acquisition_channel
    yield Field.EMAIL.label, lead.email
    yield Field.PHONE.label, shown_phone(lead.phone)
    yield Field.POSTCODE.label, shown_postcode(lead.postcode)
    yield from _of_consents(lead.consents)
    yield Field.ENQUIRY_DATETIME.label, shown_moment(lead.enquiry_at)
    yield Field.STAFF_NAME.label, lead.staff_name


def _of_receipt(receipt: Receipt) -> Iterator[tuple[str, str]]:
    yield "Name", receipt.masked_name
    yield Field.ENQUIRY_TYPE.label, receipt.enquiry_type
    yield Field.VEHICLE.label, receipt.vehicle
    yield Field.ACQUISITION_CHANNEL.label, receipt.acquisition_channel
    yield from _of_consents(receipt.consents)
    yield Field.ENQUIRY_DATETIME.label, shown_moment(receipt.enquiry_at)
    yield Field.STAFF_NAME.label, receipt.staff_name


def _of_consents(consents: Consents) -> Iterator[tuple[str, str]]:
    for field in CONSENT_FIELDS:
        yield field.label, answer_word(consents.answer(field))


def _filled(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((what, said) for what, said in pairs if said)

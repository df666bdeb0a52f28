"""What the window says about leads and the queue, in one place; no Qt.

Queued must never read like sent.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from capdesk.domain.entry import Entry, Status
from capdesk.domain.queue import PauseReason, QueueState

STATUS_WORDS = {
    Status.WAITING: "Waiting",
    Status.SENDING: "Sending",
    Status.SENT: "Sent",
    Status.MAY_HAVE_ARRIVED: "May have arrived",
    Status.NEEDS_FIXING: "Needs fixing",
    Status.REPLACED: "Replaced",
    Status.DISCARDED: "Discarded",
    Status.HANDED_OVER: "Handed over",
}

STATUS_SENTENCES = {
    Status.WAITING: "Safe on this computer. Not sent yet.",
    Status.SENDING: "Being sent now.",
    Status.SENT: "The gateway has it.",
    Status.MAY_HAVE_ARRIVED: (
        "It went out, but no answer came back. It may or may not have arrived."
    ),
    Status.NEEDS_FIXING: "The gateway did not accept it as it is.",
    Status.REPLACED: "A corrected copy has taken its place.",
    Status.DISCARDED: "Given up by a person.",
    Status.HANDED_OVER: "Another computer has it to send; this one does not any more.",
}


class QueueView(NamedTuple):
    """What the queue line is told.

    Attributes:
        counts: Entries of the environment in each status.
        state: How its queue stands; None before the courier has said.
        in_flight: Attempts under way.
        trouble: Why the outbox or the courier can't work, as a sentence; empty if
            they can.
        held: Of the entries that may have arrived, how many wait for a person to
            decide.
    """

    counts: Mapping[Status, int] = MappingProxyType({})
    state: QueueState | None = None
    in_flight: int = 0
    trouble: str = ""
    held: int = 0


class QueueWords(NamedTuple):
    """What the queue line shows.

    Attributes:
        text: The sentence.
        tone: `empty`, `calm`, `busy`, `wait` or `person`: which icon and colour.
        can_send: Whether *Send now* would do anything.
    """

    text: str
    tone: str
    can_send: bool


def leads(count: int) -> str:
    """Return `1 lead` or `n leads`."""
    return "1 lead" if count == 1 else f"{count:,} leads"


def shown_time(moment: datetime) -> str:
    """Return a time on this computer's clock: `14:32`."""
    return moment.astimezone().strftime("%H:%M")


def entry_sentence(entry: Entry) -> str:
    """Return what the status of one entry means, in a sentence."""
    if entry.status is Status.SENT and entry.enquiry_reference is None:
        if entry.last_code == "accepted":
            return "The gateway has it. It sent no reference back."
        return "A person says that it arrived. There is no reference."
    sentence = STATUS_SENTENCES[entry.status]
    if entry.status is Status.MAY_HAVE_ARRIVED:
        if entry.held:
            return f"{sentence} You decide what happens to it."
        if entry.not_before is not None:
            when = shown_time(entry.not_before)
            return f"{sentence} It is sent again at {when}."
    return sentence


def queue_words(view: QueueView, environment: str) -> QueueWords:
    """Return what to say about the queue of an environment.

    What waits for a person has a banner of its own, with the way to it, and is not said
    here again.
    """
    counts = view.counts
    # Some were decided about since they were counted, perhaps.
    in_doubt = max(0, counts.get(Status.MAY_HAVE_ARRIVED, 0) - view.held)
    to_send = in_doubt + sum(
        counts.get(status, 0) for status in (Status.WAITING, Status.SENDING)
    )
    can_send = to_send > 0
    if view.trouble:
        return QueueWords(view.trouble, "person", can_send)
    if can_send and (held_up := _held_up(view, environment, to_send)) is not None:
        return held_up
    if view.in_flight or counts.get(Status.SENDING, 0):
        return QueueWords(f"Sending. {leads(to_send)} to go.", "busy", can_send)
    return _tally(view, in_doubt, can_send=can_send)


def _held_up(view: QueueView, environment: str, count: int) -> QueueWords | None:
    state = view.state
    if state is None:
        return None
    if state.paused is not None:
        why = _PAUSES[state.paused].format(environment=environment)
        return QueueWords(f"{why} {_are_kept(count)}", "person", can_send=True)
    if state.trouble is not None and not view.in_flight:
        return QueueWords(_waiting(state, count), "wait", can_send=True)
    return None


def _tally(view: QueueView, in_doubt: int, *, can_send: bool) -> QueueWords:
    counts = view.counts
    waiting = counts.get(Status.WAITING, 0)
    if waiting and in_doubt:
        text = f"{leads(waiting)} waiting to be sent, {in_doubt:,} may have arrived."
        return QueueWords(text, "wait", can_send)
    if waiting:
        return QueueWords(f"{leads(waiting)} waiting to be sent.", "wait", can_send)
    if in_doubt:
        again = (
            "is sent again by itself"
            if in_doubt == 1
            else "are sent again by themselves"
        )
        text = f"{leads(in_doubt)} may have arrived and {again}."
        return QueueWords(text, "wait", can_send)
    if counts.get(Status.SENT, 0):
        which = "All leads"
        if counts.get(Status.NEEDS_FIXING, 0) or view.held:
            which = "All other leads"
        elif counts.get(Status.HANDED_OVER, 0):
            which = "All leads that were not handed over"
        return QueueWords(f"{which} are sent.", "calm", can_send)
    return QueueWords("No lead is waiting to be sent.", "empty", can_send)


def _are_kept(count: int) -> str:
    return (
        "1 lead is kept on this computer."
        if count == 1
        else f"{count:,} leads are kept on this computer."
    )


_PAUSES = {
    PauseReason.KEY_MISSING: "There is no API key for {environment} yet.",
    PauseReason.KEY_REFUSED: "The gateway refused the API key for {environment}.",
    PauseReason.MISCONFIGURED: (
        "The gateway's address for {environment} seems to be wrong."
    ),
}

_TROUBLES = {
    "not_sent_dns": "No connection: the gateway's name was not found.",
    "not_sent_connect": "No connection to the gateway.",
    "not_sent_timeout": "No connection: the gateway did not answer.",
    "not_sent_tls": "A secure connection to the gateway could not be made.",
    "not_sent_certificate": "The gateway's certificate is not trusted.",
    "not_sent_proxy": "The proxy did not let the connection by.",
    "keyring": "The keyring did not answer.",
    "http_429": "The gateway asks to slow down.",
    "http_503": "The gateway is busy and asks to wait.",
}


def _waiting(state: QueueState, count: int) -> str:
    code = state.trouble or ""
    if code.startswith("not_the_gateway"):
        why = "A sign-in page is in the way (captive portal)."
    elif code.startswith("unknown"):
        why = "The gateway did not say whether it took the last lead."
    else:
        why = _TROUBLES.get(code, "Sending did not work.")
    again = ""
    if state.not_before is not None:
        again = f" Next try at {state.not_before.astimezone():%H:%M:%S}."
    return f"{why} {_are_kept(count)}{again}"

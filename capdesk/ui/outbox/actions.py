"""What a person can do with a lead, by its status; no Qt."""

from enum import StrEnum

from capdesk.domain.entry import Entry, Status


class Action(StrEnum):
    """One thing to do with a lead, in the order in which buttons stand."""

    CORRECT = "correct"  # makes a corrected copy; the lead itself never changes
    SEND_NOW = "send_now"
    SEND_AGAIN = "send_again"
    ARRIVED = "arrived"
    COPY_REFERENCE = "copy_reference"
    DISCARD = "discard"


WHY_DISCARD = "Why discard it?"

DISCARD_REASONS = {
    "not_wanted": "Not wanted any more",
    "duplicate": "Entered twice",
    "mistake": "Entered by mistake",
    "test": "Test",
    "other": "Other",
}
"""By the code that goes into the history."""

_LABELS = {
    Action.SEND_NOW: "Send now",
    Action.SEND_AGAIN: "Send again",
    Action.ARRIVED: "It arrived",
    Action.DISCARD: "Discard",
    Action.COPY_REFERENCE: "Copy reference",
}

_NOTES = {
    Action.SEND_AGAIN: (
        "Send again may give CAP this lead twice; it is marked as a possible duplicate."
    ),
}


def offered(entry: Entry) -> tuple[Action, ...]:
    """Return what can be done now, the main thing first."""
    actions: tuple[Action, ...]
    match entry.status:
        case Status.WAITING:
            actions = (Action.CORRECT, Action.SEND_NOW, Action.DISCARD)
        case Status.NEEDS_FIXING:
            actions = (Action.CORRECT, Action.DISCARD)
        case Status.MAY_HAVE_ARRIVED:
            actions = (Action.SEND_AGAIN, Action.ARRIVED, Action.DISCARD)
        case Status.SENT if entry.enquiry_reference:
            return (Action.COPY_REFERENCE,)
        case Status.SENT | Status.SENDING:
            return ()
        case Status.REPLACED | Status.DISCARDED | Status.HANDED_OVER:
            return ()
    if entry.readable:
        return actions
    # What can't be read can neither be put into the form nor be sent.
    return tuple(each for each in actions if each in {Action.ARRIVED, Action.DISCARD})


def label(action: Action, entry: Entry) -> str:
    """Return what a button for it says."""
    if action is Action.CORRECT:
        return "Edit" if entry.status is Status.WAITING else "Fix and send again"
    return _LABELS[action]


def note(actions: tuple[Action, ...]) -> str:
    """Return what to know before one of them is chosen; empty for nothing."""
    return " ".join(_NOTES[action] for action in actions if action in _NOTES)

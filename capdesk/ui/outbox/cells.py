"""What the cells of the list say about a lead."""

from datetime import datetime
from enum import IntEnum

from capdesk.domain.entry import Entry, Status
from capdesk.ui import words
from capdesk.ui.theme import Colours


class Column(IntEnum):
    """What each column shows."""

    STATUS = 0
    TIME = 1
    NAME = 2
    REFERENCE = 3


def status_colour(status: Status, colours: Colours) -> str:
    """Return the colour in which the icon and the word of a status are shown."""
    return {
        Status.WAITING: colours.warning,
        Status.SENDING: colours.accent,
        Status.SENT: colours.success,
        Status.MAY_HAVE_ARRIVED: colours.warning,
        Status.NEEDS_FIXING: colours.error,
        Status.REPLACED: colours.muted,
        Status.DISCARDED: colours.muted,
        Status.HANDED_OVER: colours.accent,
    }[status]


def text(entry: Entry, column: int) -> str:
    """Return the text of one cell."""
    if column == Column.STATUS:
        return words.STATUS_WORDS[entry.status]
    if column == Column.TIME:
        return _shown_moment(entry.captured_at)
    if column == Column.NAME:
        return shown_name(entry)
    return entry.enquiry_reference or ""


def shown_name(entry: Entry) -> str:
    """Return who a lead is about, or why that can't be said."""
    if entry.name:
        return entry.name
    if not entry.readable:
        return "(can't be read)"
    return "(contact data erased)" if entry.purged else ""


def mark(entry: Entry) -> str:
    """Return what is special about a lead, to stand behind its name."""
    marks = []
    if entry.replaces is not None:
        marks.append("corrected")
    if entry.possible_duplicate:
        marks.append("duplicate?")
    return ", ".join(marks)


def tool_tip(entry: Entry, column: int) -> str:
    """Return the cell in full where it may have been cut, and what the status means."""
    lines = [words.entry_sentence(entry)]
    if column in {Column.NAME, Column.REFERENCE} and (full := text(entry, column)):
        lines.insert(0, full)
    if entry.replaces is not None:
        lines.append("A corrected copy of an earlier lead.")
    if entry.possible_duplicate:
        lines.append("A possible duplicate: it may be sent more than once.")
    return "\n".join(lines)


def spoken(entry: Entry) -> str:
    """Return a whole row in one sentence."""
    parts = (
        words.STATUS_WORDS[entry.status],
        shown_name(entry),
        _shown_moment(entry.captured_at),
        mark(entry),
    )
    return ", ".join(part for part in parts if part)


def _shown_moment(moment: datetime) -> str:
    local = moment.astimezone()
    today = datetime.now().astimezone().date()
    return local.strftime("%H:%M" if local.date() == today else "%d/%m %H:%M")

"""What the close of day says, on the screen and on paper; no Qt."""

from collections.abc import Callable
from typing import NamedTuple

from capdesk.domain.day import DayReport, HourRow
from capdesk.domain.entry import Status
from capdesk.ui.words import leads

TITLE = "Close of day"
REPORT = "The report"
HOURS_TITLE = "Captured by hour"


class Standing(NamedTuple):
    """How the books stand, at a glance.

    Attributes:
        icon: Name of its icon.
        role: Name of the colour of the icon, in `Colours`.
        label: The same in words.
    """

    icon: str
    role: str
    label: str


def standing(report: DayReport) -> Standing:
    """Return how the books stand; a team's are not done while something is open."""
    if not report.balances:
        return Standing("needs_fixing", "error", "Does not balance")
    if report.remarks:
        return Standing("may_have_arrived", "warning", "Balances, but is not complete")
    return Standing("sent", "success", "Balances")


def hours_title(report: DayReport) -> str:
    """Return the heading of the bars."""
    return HOURS_TITLE if report.days.is_one_day else f"{HOURS_TITLE} of the day"


def notes(report: DayReport) -> tuple[str, ...]:
    """Return what else somebody should know before going home, a sentence or two each."""
    total = report.total
    said = [*report.remarks]
    if total.unsent:
        verb = "is" if total.unsent == 1 else "are"
        stay = "It stays" if total.unsent == 1 else "They stay"
        where = "where it is" if report.laptops else "on this computer"
        if report.laptops and total.unsent > 1:
            where = "where they are"
        said.append(
            f"{leads(total.unsent)} {verb} not known to have arrived. {stay} {where}."
        )
    if report.possible_duplicates:
        may = "may have arrived twice, under one reference."
        said.append(f"{leads(report.possible_duplicates)} {may}")
    if away := total[Status.HANDED_OVER]:
        was = "was" if away == 1 else "were"
        said.append(f"{leads(away)} {was} handed over to another computer to send.")
    if replaced := total[Status.REPLACED]:
        took = (
            "1 capture was replaced by its corrected copy"
            if replaced == 1
            else f"{replaced:,} captures were replaced by their corrected copies"
        )
        said.append(f"{took}. Each counted once, that makes {leads(total.leads)}.")
    return tuple(said)


def nothing_captured(report: DayReport) -> str:
    """Return what to say of days on which nobody left a lead."""
    on = "on" if report.days.is_one_day else "from"
    return f"No leads were captured {on} {report.days.shown}."


def hours_in_words(hours: tuple[HourRow, ...]) -> str:
    """Return the bars as a sentence for those who can't see them."""
    busy = [hour for hour in hours if hour.tally.captured]
    if not busy:
        return "No leads were captured."
    numbers = "; ".join(f"{hour.name}, {hour.tally.captured:,}" for hour in busy)
    most = max(busy, key=lambda hour: hour.tally.captured)
    return f"{numbers}. Most in the hour from {most.name}. None in other hours."


def width_in_two_lines(heading: str, width_of: Callable[[str], float]) -> float:
    """Return the least width in which a heading takes no more than two lines.

    Args:
        heading: Of a column.
        width_of: Returns how wide a text is in one line.
    """
    words = heading.split()
    halves = ((words[:at], words[at:]) for at in range(1, len(words) + 1))
    return min(max(width_of(" ".join(line)) for line in lines) for lines in halves)

"""The close of day: what was captured in a range of UK days, and where it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from capdesk.domain.entry import UNSENT, Status
from capdesk.domain.rules.times import shown_date, uk_midnight

NO_NAME = "(no name)"
"""Stands for the staff name where none was given."""

UNKNOWN = "(not known)"
"""Stands for what can no longer be read, or was never known on this computer."""

STATUS_LABELS: Mapping[Status, str] = {
    each: each.replace("_", " ").capitalize() for each in Status
}
"""What a column of counts is called."""

_STATUSES = tuple(Status)
_PLACE = {status: place for place, status in enumerate(_STATUSES)}
_ONE_DAY = timedelta(days=1)

# What is done, what is still to do, what nobody sends any more.
COLUMNS = (
    *(Status.SENT, Status.WAITING, Status.SENDING, Status.MAY_HAVE_ARRIVED),
    *(Status.NEEDS_FIXING, Status.REPLACED, Status.DISCARDED, Status.HANDED_OVER),
)
"""The statuses in the order that people read them in."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days in a row, as the clocks of the United Kingdom have them.

    Attributes:
        first: The first day.
        last: The last day, which belongs to the range.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    @property
    def begins(self) -> datetime:
        """When the first day began, aware, UTC."""
        return uk_midnight(self.first)

    @property
    def ends(self) -> datetime:
        """When the day after the last began, aware, UTC; no longer in the range."""
        return uk_midnight(self.last + _ONE_DAY)

    @property
    def is_one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    @property
    def shown(self) -> str:
        """The range as people read it: `3 October 2026`, or two such dates."""
        if self.is_one_day:
            return shown_date(self.first)
        return f"{shown_date(self.first)} to {shown_date(self.last)}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many captures stand in each status.

    Attributes:
        counts: One for each status, in the order of `Status`.
    """

    counts: tuple[int, ...] = (0,) * len(_STATUSES)

    def __getitem__(self, status: Status) -> int:
        return self.counts[_PLACE[status]]

    def __add__(self, other: "Tally") -> "Tally":
        pairs = zip(self.counts, other.counts, strict=True)
        return Tally(tuple(one + another for one, another in pairs))

    @property
    def captured(self) -> int:
        """Every capture: the sum over all statuses; a corrected pair is two."""
        return sum(self.counts)

    @property
    def columns(self) -> tuple[int, ...]:
        """The numbers under `HEADINGS`."""
        return (self.captured, *(self[status] for status in COLUMNS))

    @property
    def leads(self) -> int:
        """Captured less replaced, so that a corrected lead counts once."""
        return self.captured - self[Status.REPLACED]

    @property
    def unsent(self) -> int:
        """What still has to reach the gateway, as far as is known."""
        return sum(self[status] for status in UNSENT)


HEADINGS = ("Captured", *(STATUS_LABELS[status] for status in COLUMNS))
"""What the columns of a table are called, after the name."""


class Grouping(StrEnum):
    """What the captures of a report are told apart by."""

    LAPTOP = "Laptop"  # of a team's report alone
    CAMPAIGN = "Campaign"
    ENQUIRY_TYPE = "Enquiry type"
    STAFF_NAME = "Staff name"


@dataclass(frozen=True, slots=True)
class Row:
    """The captures that have one thing in common.

    Attributes:
        name: The campaign, enquiry type, staff name or hour; `UNKNOWN` or `NO_NAME`
            where there is none.
        tally: How they stand.
    """

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class HourRow:
    """The captures of one hour of the day.

    Attributes:
        hour: 0 to 23, by UK clocks.
        name: `09:00`; with `BST` or `GMT` where the clocks showed it twice that day.
        tally: How they stand.
    """

    hour: int
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class DayReport:
    """What was captured in a range of days in one environment.

    Every table adds up to `total`.

    Attributes:
        days: The range.
        environment: Where the leads go.
        history: How many captures of that range the history knows.
        total: How all captures stand.
        tables: Most captures first; what has no name comes last.
        hours: Those of a single day as they went by, 23 or 25 when the clocks
            change; the 24 hours of the day for a range of several.
        possible_duplicates: Leads that may have arrived twice.
        laptops: Those whose captures a team's report counts; empty for this one alone.
        remarks: What else somebody should know of how it was counted, as sentences.
    """

    days: DayRange
    environment: str
    history: int
    total: Tally
    tables: Mapping[Grouping, tuple[Row, ...]]
    hours: tuple[HourRow, ...]
    possible_duplicates: int
    laptops: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """Captures that the history knows and the outbox does not; may be negative."""
        return self.history - self.total.captured

    @property
    def balances(self) -> bool:
        """Whether every capture that the history knows is accounted for."""
        return self.difference == 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was captured, and the history says so too."""
        return self.history == 0 and self.total.captured == 0

    @property
    def equation(self) -> str:
        """The balance in one line: `Captured 42 = Sent 38 + Waiting 4`."""
        captured = f"Captured {self.history:,}"
        parts = " + ".join(
            f"{STATUS_LABELS[status]} {self.total[status]:,}"
            for status in COLUMNS
            if self.total[status]
        )
        if self.balances:
            return f"{captured} = {parts}" if parts else captured
        if not parts:
            return f"{captured}, but the outbox holds none"
        return f"{captured}, but {parts} = {self.total.captured:,}"

    @property
    def balance(self) -> str:
        """What the balance means, in sentences."""
        missing = self.difference
        if missing == 0:
            of = " of these laptops" if len(self.laptops) > 1 else ""
            return f"Every capture{of} is accounted for."
        knows = f"The history knows of {_captures(self.history)}"
        if missing > 0:
            return (
                f"{knows}, {missing:,} more than the outbox holds:"
                f" {_captures(missing)} can't be accounted for. Leads may be missing"
                " from this report. Keep this computer as it is and tell whoever looks"
                " after CapDesk."
            )
        return (
            f"{knows}, {-missing:,} fewer than the outbox holds: no lead is missing,"
            " but part of the history is. Tell whoever looks after CapDesk."
        )


def _captures(count: int) -> str:
    return "1 capture" if count == 1 else f"{count:,} captures"

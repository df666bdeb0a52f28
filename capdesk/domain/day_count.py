"""Counts what was captured in a range of UK days, for the close of day."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta

from capdesk.domain.day import (
    NO_NAME,
    UNKNOWN,
    DayRange,
    DayReport,
    Grouping,
    HourRow,
    Row,
    Tally,
)
from capdesk.domain.entry import Entry, Status
from capdesk.domain.rules.times import uk_time

_ONE_HOUR = timedelta(hours=1)
_HOURS_OF_DAY = 24


def report_day(
    entries: Iterable[Entry],
    days: DayRange,
    *,
    environment: str,
    history: int,
    campaign_names: Mapping[tuple[str, str], str],
) -> DayReport:
    """Count what was captured in a range of days.

    Args:
        entries: All there are, or more than belong to the report.
        days: The range.
        environment: The environment to count.
        history: How many captures its history knows from `days.begins` until before
            `days.ends`.
        campaign_names: By environment and campaign id.
    """
    begins, ends = days.begins, days.ends
    inside = [
        entry
        for entry in entries
        if entry.environment == environment and begins <= entry.captured_at < ends
    ]
    return count(
        inside,
        days,
        environment=environment,
        history=history,
        labels={
            Grouping.CAMPAIGN: by_campaign(campaign_names),
            Grouping.ENQUIRY_TYPE: by_enquiry_type,
            Grouping.STAFF_NAME: _by_staff_name,
        },
    )


def count(
    entries: Collection[Entry],
    days: DayRange,
    *,
    environment: str,
    history: int,
    labels: Mapping[Grouping, "Labelling"],
) -> DayReport:
    """Count entries of one environment, all captured in a range of days.

    Args:
        entries: All that belong to the report, and no others.
        days: The range.
        environment: Where they go.
        history: How many captures the history knows.
        labels: What the tables tell entries apart by.
    """
    return DayReport(
        days=days,
        environment=environment,
        history=history,
        total=_tally(entries),
        tables={each: _table(entries, label) for each, label in labels.items()},
        hours=_hours_gone_by(entries, days)
        if days.is_one_day
        else _hours_of_day(entries),
        possible_duplicates=sum(entry.possible_duplicate for entry in entries),
    )


Label = tuple[str | None, str]
"""What puts entries into one row, None where there is nothing; the name of the row."""

Labelling = Callable[[Entry], Label]


def by_campaign(names: Mapping[tuple[str, str], str]) -> Labelling:
    """Return what tells entries apart by campaign.

    Args:
        names: By environment and campaign id.
    """

    def label(entry: Entry) -> Label:
        name = names.get((entry.environment, entry.campaign_id))
        # Two campaigns may bear the same name.
        return (entry.campaign_id, name) if name else (None, UNKNOWN)

    return label


def by_enquiry_type(entry: Entry) -> Label:
    """Tell entries apart by enquiry type."""
    kind = entry.enquiry_type
    return (kind, kind) if kind else (None, UNKNOWN)


def _by_staff_name(entry: Entry) -> Label:
    if entry.staff_name:
        # People write their own name now one way, now the other.
        return entry.staff_name.casefold(), entry.staff_name
    was_none_given = entry.readable and not entry.purged
    return None, NO_NAME if was_none_given else UNKNOWN


def _table(entries: Iterable[Entry], label: Labelling) -> tuple[Row, ...]:
    members: dict[tuple[str | None, str], list[Entry]] = {}
    names: dict[tuple[str | None, str], str] = {}
    for entry in entries:
        key, name = label(entry)
        group = (key, name if key is None else "")
        names.setdefault(group, name)
        members.setdefault(group, []).append(entry)

    def most_first(group: tuple[str | None, str]) -> tuple[bool, int, str]:
        return group[0] is None, -len(members[group]), names[group].casefold()

    return tuple(
        Row(names[group], _tally(members[group]))
        for group in sorted(members, key=most_first)
    )


def _tally(entries: Iterable[Entry]) -> Tally:
    counts = Counter(entry.status for entry in entries)
    return Tally(tuple(counts[status] for status in Status))


def _hours_gone_by(entries: Iterable[Entry], days: DayRange) -> tuple[HourRow, ...]:
    begins = days.begins
    members: list[list[Entry]] = [[] for _ in range((days.ends - begins) // _ONE_HOUR)]
    for entry in entries:
        members[(entry.captured_at - begins) // _ONE_HOUR].append(entry)
    starts = [uk_time(begins + hour * _ONE_HOUR) for hour in range(len(members))]
    shown = Counter(start.hour for start in starts)
    return tuple(
        HourRow(
            start.hour,
            f"{start:%H:%M %Z}" if shown[start.hour] > 1 else f"{start:%H:%M}",
            _tally(inside),
        )
        for start, inside in zip(starts, members, strict=True)
    )


def _hours_of_day(entries: Iterable[Entry]) -> tuple[HourRow, ...]:
    members: list[list[Entry]] = [[] for _ in range(_HOURS_OF_DAY)]
    for entry in entries:
        members[uk_time(entry.captured_at).hour].append(entry)
    return tuple(
        HourRow(hour, f"{hour:02}:00", _tally(inside))
        for hour, inside in enumerate(members)
    )

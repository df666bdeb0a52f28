"""One balance for a team: the books of several laptops put together, each lead once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from capdesk.domain.balance import Balance, CountedLead
from capdesk.domain.day import DayRange, DayReport, Grouping
from capdesk.domain.day_count import Label, by_campaign, by_enquiry_type, count
from capdesk.domain.entry import Entry, Status

# Of a lead that is on several laptops the furthest on counts. One that has left a laptop
# for another tells the least.
_FURTHEST_FIRST = (
    *(Status.SENT, Status.SENDING, Status.MAY_HAVE_ARRIVED, Status.WAITING),
    *(Status.NEEDS_FIXING, Status.REPLACED, Status.DISCARDED, Status.HANDED_OVER),
)
_PLACE = {status: place for place, status in enumerate(_FURTHEST_FIRST)}
_IS_NO_COPY = frozenset({Status.HANDED_OVER, Status.REPLACED, Status.DISCARDED})

_SHORT_ID_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class _Copy:
    """One lead as one laptop has it."""

    lead: CountedLead
    laptop: str


def team_report(
    balances: Iterable[Balance],
    days: DayRange,
    *,
    environment: str,
    expected: Sequence[str] = (),
) -> DayReport:
    """Put the books of several laptops together.

    A lead that was handed over is on two laptops at least; it counts once, where it has
    got furthest. What that leaves open is said in the report's remarks.

    Args:
        balances: In any order; of one laptop the last that was counted is taken, and what
            is of other days or of another environment is left out.
        days: The range.
        environment: Where the leads go.
        expected: What the laptops of the team are called, to tell which are missing.
    """
    given = tuple(balances)
    fitting = [
        each for each in given if (each.days, each.environment) == (days, environment)
    ]
    latest = _latest(fitting)
    named = _named(latest)
    copies = _copies(named)
    kept = {lead_id: found[0] for lead_id, found in copies.items()}
    entries = [
        _entry(copy, environment, copies[copy.lead.id]) for copy in kept.values()
    ]
    spare = sum(len(each.leads) for each in latest) - len(kept)
    campaign_names = {
        (environment, campaign_id): name
        for each in latest
        for campaign_id, name in each.campaign_names.items()
    }
    report = count(
        entries,
        days,
        environment=environment,
        history=sum(each.history for each in latest) - spare,
        labels={
            Grouping.LAPTOP: _by_laptop,
            Grouping.CAMPAIGN: by_campaign(campaign_names),
            Grouping.ENQUIRY_TYPE: by_enquiry_type,
        },
    )
    remarks = (
        *_on_missing(expected, named),
        *_on_left_out(given, latest),
        *(_on_books(name, each) for name, each in named.items() if not each.balances),
        *_on_leads(copies),
    )
    return replace(report, laptops=tuple(named), remarks=remarks)


def _latest(balances: Sequence[Balance]) -> list[Balance]:
    by_outbox: dict[str, Balance] = {}
    for each in sorted(balances, key=lambda balance: balance.counted_at):
        by_outbox[each.outbox_id] = each
    return list(by_outbox.values())


def _named(balances: Sequence[Balance]) -> dict[str, Balance]:
    """Give each laptop a name of its own, in order of name."""
    same = Counter(each.laptop.casefold() for each in balances)
    names = {
        each.laptop
        if same[each.laptop.casefold()] == 1
        else f"{each.laptop} ({each.outbox_id[:_SHORT_ID_CHARACTERS]})": each
        for each in balances
    }
    return {name: names[name] for name in sorted(names, key=str.casefold)}


def _copies(named: Mapping[str, Balance]) -> dict[str, list[_Copy]]:
    """Return by the leads' ids where each is, the furthest on first."""
    found: dict[str, list[_Copy]] = {}
    for name, balance in named.items():
        for lead in balance.leads:
            found.setdefault(lead.id, []).append(_Copy(lead, name))
    for copies in found.values():
        copies.sort(key=lambda copy: _PLACE[copy.lead.status])
    return found


def _entry(copy: _Copy, environment: str, copies: Sequence[_Copy]) -> Entry:
    lead = copy.lead
    return Entry(
        id=lead.id,
        environment=environment,
        campaign_id=lead.campaign_id,
        status=lead.status,
        captured_at=lead.captured_at,
        changed_at=lead.captured_at,
        possible_duplicate=_is_doubled(copies)
        or any(each.lead.possible_duplicate for each in copies),
        enquiry_type=lead.enquiry_type,
        # No person's name: the row of the table that it stands in.
        staff_name=copy.laptop,
    )


def _is_doubled(copies: Sequence[_Copy]) -> bool:
    """Whether more than one laptop may have sent a lead, or may do so yet."""
    return sum(copy.lead.status not in _IS_NO_COPY for copy in copies) > 1


def _by_laptop(entry: Entry) -> Label:
    return entry.staff_name, entry.staff_name


# Remarks


def _on_missing(
    expected: Sequence[str], named: Mapping[str, Balance]
) -> tuple[str, ...]:
    there = {each.laptop.casefold() for each in named.values()}
    missing = [name for name in expected if name.casefold() not in there]
    if not missing:
        return ()
    verb = "is" if len(missing) == 1 else "are"
    return (f"Missing: {', '.join(missing)}. What {verb} there is not counted here.",)


def _on_left_out(given: Iterable[Balance], latest: Iterable[Balance]) -> Iterator[str]:
    there = {each.outbox_id for each in latest}
    for each in given:
        if each.outbox_id not in there:
            there.add(each.outbox_id)
            yield (
                f"Left out: {each.laptop}, whose balance is for {each.environment},"
                f" {each.days.shown}. Ask for one of the days and the environment here."
            )


def _on_books(name: str, balance: Balance) -> str:
    return (
        f"{name} does not balance: its history knows of {balance.history:,} captures, its"
        f" outbox holds {len(balance.leads):,}. Keep that computer as it is and tell"
        " whoever looks after CapDesk."
    )


def _on_leads(copies: Mapping[str, Sequence[_Copy]]) -> tuple[str, ...]:
    said = []
    if doubled := sum(_is_doubled(each) for each in copies.values()):
        leads = "1 lead is" if doubled == 1 else f"{doubled:,} leads are"
        said.append(f"{leads} on more than one laptop, and may arrive twice.")
    away = Counter(
        found[0].laptop
        for found in copies.values()
        if found[0].lead.status is Status.HANDED_OVER
    )
    for laptop, number in sorted(away.items()):
        leads = "1 lead" if number == 1 else f"{number:,} leads"
        was = "was" if number == 1 else "were"
        said.append(
            f"{leads} {was} handed over by {laptop} and {was} taken over by no laptop"
            " here. Look for the hand-over file, or for the balance of the laptop that"
            " took it."
        )
    return tuple(said)

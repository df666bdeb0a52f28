"""What *Close of day* has counted and read for it, in the threads that may block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capdesk.domain.balance import Balance
from capdesk.domain.day import DayRange, DayReport
from capdesk.domain.day_count import report_day
from capdesk.domain.team_day import team_report
from capdesk.outbox import Outbox
from capdesk.services.balance_file import BalanceFileError, read_balances
from capdesk.services.balancing import balance_of, laptop_name


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer to one question of the dialog.

    Attributes:
        report: Of this laptop, or of the team.
        own: The books of this laptop.
        unreadable: A sentence on leads that can't be read; empty for none.
    """

    report: DayReport
    own: Balance
    unreadable: str


def count_day(
    outbox: Outbox,
    days: DayRange,
    environment: str,
    *,
    laptop: str,
    campaign_names: Mapping[tuple[str, str], str],
    others: Sequence[Balance],
    expected: Sequence[str],
    now: datetime,
) -> Counted:
    """Count a range of days.

    Args:
        outbox: This laptop's; its thread calls this.
        days: The range.
        environment: Where the leads go.
        laptop: What this laptop is called; empty for its own name.
        campaign_names: By environment and campaign id.
        others: The books of other laptops; none for this one alone.
        expected: What the laptops of the team are called.
        now: Aware UTC.

    Raises:
        OutboxError: The disk or another program is in the way.
    """
    unreadable = outbox.unreadable_leads()
    entries = outbox.entries()
    own = balance_of(
        outbox,
        entries,
        days,
        environment=environment,
        laptop=laptop or laptop_name(),
        campaign_names=campaign_names,
        now=now,
    )
    if others:
        team = [own, *others]
        report = team_report(team, days, environment=environment, expected=expected)
    else:
        report = report_day(
            entries,
            days,
            environment=environment,
            history=own.history,
            campaign_names=campaign_names,
        )
    return Counted(report, own, unreadable.sentence if unreadable is not None else "")


def read_team(files: Sequence[Path]) -> tuple[tuple[Balance, ...], tuple[str, ...]]:
    """Read other laptops' balances.

    Returns:
        Those that could be read, and a sentence for each file that could not.
    """
    balances: list[Balance] = []
    troubles: list[str] = []
    for file in files:
        try:
            balances += read_balances(file)
        except BalanceFileError as error:
            troubles.append(str(error))
    return tuple(balances), tuple(troubles)

"""`capdesk outbox balance`: this laptop's books, or those of a team put together."""

from argparse import Namespace
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

from capdesk.cli.console import CommandError, Console
from capdesk.domain.balance import Balance
from capdesk.domain.day import DayRange, DayReport, Grouping
from capdesk.domain.entry import Status
from capdesk.domain.rules.times import uk_date
from capdesk.domain.team_day import team_report
from capdesk.services.balance_file import BalanceFileError, read_balances, tree_of
from capdesk.services.balancing import balance_of, laptop_name
from capdesk.services.existing_outbox import has_outbox
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile


def balance(options: Namespace, console: Console) -> int:
    """Count this laptop's leads; with files, those of all laptops they come from."""
    if options.files:
        return _balance_team(options, console)
    own = _own(options, console)
    for each in own:
        if options.json:
            console.say_json(tree_of(each))
        else:
            _say(team_report([each], each.days, environment=each.environment), console)
    wrong = sum(not each.balances for each in own)
    if wrong:
        raise CommandError(
            "The books of this computer do not balance; see above. Keep it as it is and"
            " tell whoever looks after CapDesk."
        )
    return 0


def _own(options: Namespace, console: Console) -> list[Balance]:
    profile = console.profile(options.data_dir)
    if not has_outbox(profile):
        raise CommandError(
            "No lead was ever kept in this data folder, so there is nothing to balance."
        )
    now = console.clock()
    days = _days(options, uk_date(now))
    names = _campaign_names(profile)
    with closing(open_outbox(profile, now=now)) as outbox:
        console.tell_salvage(outbox.salvage_report)
        console.tell_unreadable(outbox)
        entries = outbox.entries()
        known = {*outbox.environments(), *(environment for environment, _ in names)}
        return [
            balance_of(
                outbox,
                entries,
                days,
                environment=each,
                laptop=options.laptop or laptop_name(),
                campaign_names=names,
                now=now,
            )
            for each in (
                [options.environment] if options.environment else sorted(known)
            )
        ]


def _balance_team(options: Namespace, console: Console) -> int:
    balances: list[Balance] = []
    failed = False
    for file in options.files:
        try:
            balances += read_balances(Path(file))
        except BalanceFileError as error:
            console.complain(str(error))
            failed = True
    wanted = [
        each
        for each in balances
        if options.environment in {None, each.environment} and _is_of(options, each)
    ]
    places = {(each.environment, each.days) for each in wanted}
    if len(places) > 1:
        which = "; ".join(sorted(f"{name}, {days.shown}" for name, days in places))
        raise CommandError(
            f"These balances are of several days or environments ({which}). Choose with"
            ' "--environment", "--from" and "--to".'
        )
    if not places:
        raise CommandError("None of these files has a balance that is asked for.")
    ((environment, days),) = places
    report = team_report(
        balances, days, environment=environment, expected=options.expect
    )
    if options.json:
        console.say_json(_tree(report))
    else:
        _say(report, console)
    if failed or report.remarks or not report.balances:
        raise CommandError("The team's balance is not complete; see above.")
    return 0


def _is_of(options: Namespace, each: Balance) -> bool:
    return (options.first or each.days.first) == each.days.first and (
        options.last or options.first or each.days.last
    ) == each.days.last


def _days(options: Namespace, today: date) -> DayRange:
    first = options.first or options.last or today
    last = options.last or options.first or today
    try:
        return DayRange(first, last)
    except ValueError:
        raise CommandError(
            f"--from {first} is after --to {last}; there are no such days."
        ) from None


def _campaign_names(profile: Profile) -> Mapping[tuple[str, str], str]:
    return {(each.environment, each.id): each.name for each in profile.campaigns()}


def _say(report: DayReport, console: Console) -> None:
    console.say(f"{report.environment}, {report.days.shown}")
    console.say(report.equation)
    console.say(report.balance)
    if report.possible_duplicates:
        console.say(f"Possible duplicates: {report.possible_duplicates:,}")
    for each in report.remarks:
        console.say(each)
    for row in report.tables[Grouping.LAPTOP]:
        console.say(
            f"  {row.name}: {row.tally.captured:,}, {row.tally.unsent:,} unsent"
        )


def _tree(report: DayReport) -> dict[str, object]:
    return {
        "environment": report.environment,
        "first_day": report.days.first.isoformat(),
        "last_day": report.days.last.isoformat(),
        "laptops": list(report.laptops),
        "history": report.history,
        "captured": report.total.captured,
        "counts": {status.value: report.total[status] for status in Status},
        "possible_duplicates": report.possible_duplicates,
        "remarks": list(report.remarks),
    }

"""One balance for a team: every lead once, and nothing that is open is kept back."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.balance import Balance
from capdesk.domain.day import DayRange, DayReport, Grouping
from capdesk.domain.entry import Status
from capdesk.domain.team_day import team_report
from tests.support.balances import DAYS, a_balance, a_lead_counted


def _team(balances: Sequence[Balance], *expected: str) -> DayReport:
    return team_report(balances, DAYS, environment="production", expected=expected)


def _by_laptop(report: DayReport) -> dict[str, int]:
    return {row.name: row.tally.captured for row in report.tables[Grouping.LAPTOP]}


def test_laptops_add_up() -> None:
    """Without hand-overs the team's numbers are the sum of its laptops'."""
    one = a_balance("Tent 1", [a_lead_counted(1), a_lead_counted(2, Status.WAITING)])
    two = a_balance("Tent 2", [a_lead_counted(3)])
    report = _team([one, two])
    assert report.equation == "Captured 3 = Sent 2 + Waiting 1"
    assert report.balances
    assert _by_laptop(report) == {"Tent 1": 2, "Tent 2": 1}
    assert report.laptops == ("Tent 1", "Tent 2")
    assert report.remarks == ()
    assert report.balance == "Every capture of these laptops is accounted for."


def test_a_lead_that_was_handed_over_counts_once_where_it_is() -> None:
    """It is handed over on one laptop and sent by another: one lead, sent."""
    source = a_balance("Old", [a_lead_counted(1, Status.HANDED_OVER)])
    target = a_balance("New", [a_lead_counted(1), a_lead_counted(2)])
    report = _team([source, target])
    assert report.equation == "Captured 2 = Sent 2"
    assert _by_laptop(report) == {"New": 2}
    assert report.possible_duplicates == 0
    assert report.remarks == ()


def test_a_lead_that_nobody_took_over_is_told() -> None:
    """A hand-over file that lies on a stick is the one way to lose sight of a lead."""
    source = a_balance("Old", [a_lead_counted(1, Status.HANDED_OVER)])
    report = _team([source, a_balance("New", [a_lead_counted(2)])])
    assert report.total[Status.HANDED_OVER] == 1
    (remark,) = report.remarks
    assert remark.startswith("1 lead was handed over by Old and was taken over by no")


def test_a_lead_on_two_laptops_may_arrive_twice() -> None:
    """Taken back at the source and sent by the other: one lead, a possible duplicate."""
    source = a_balance("Old", [a_lead_counted(1, Status.WAITING)])
    report = _team([source, a_balance("New", [a_lead_counted(1)])])
    assert report.equation == "Captured 1 = Sent 1"
    assert report.possible_duplicates == 1
    assert report.remarks == (
        "1 lead is on more than one laptop, and may arrive twice.",
    )


@pytest.mark.parametrize("gone", [Status.REPLACED, Status.DISCARDED])
def test_what_was_given_up_is_no_duplicate(gone: Status) -> None:
    """A lead that was handed over, then replaced or discarded, is not sent twice."""
    source = a_balance("Old", [a_lead_counted(1, Status.HANDED_OVER)])
    report = _team([source, a_balance("New", [a_lead_counted(1, gone)])])
    assert (report.total[gone], report.possible_duplicates) == (1, 0)


def test_of_one_laptop_the_last_balance_counts() -> None:
    """Who saves the balance twice is not counted twice."""
    early = a_balance("Tent 1", [a_lead_counted(1)])
    late = a_balance("Tent 1", [a_lead_counted(1), a_lead_counted(2)], later_min=5)
    for given_in in ([early, late], [late, early]):
        assert _team(given_in).total.captured == 2


def test_laptops_of_one_name_are_told_apart() -> None:
    """Two computers that were never named are two rows."""
    one = a_balance("laptop", [a_lead_counted(1)], outbox=1 << 120)
    two = a_balance("Laptop", [a_lead_counted(2)], outbox=2 << 120)
    assert _by_laptop(_team([one, two])) == {"laptop (0100)": 1, "Laptop (0200)": 1}


def test_missing_laptops_are_named() -> None:
    """Whoever should be there and is not is named, however the name is written."""
    (remark,) = _team([a_balance("Tent 1")], "tent 1", "Tent 2", "Tent 3").remarks
    assert remark.startswith("Missing: Tent 2, Tent 3.")


def test_a_laptop_without_leads_is_there() -> None:
    """A balance of nothing says that there is nothing, which is not to be missing."""
    report = _team([a_balance("Tent 1"), a_balance("Tent 2")], "Tent 1", "Tent 2")
    assert report.remarks == ()
    assert report.laptops == ("Tent 1", "Tent 2")
    assert report.is_empty


@pytest.mark.parametrize(
    "other",
    [
        a_balance("Tent 2", environment="qa"),
        a_balance("Tent 2", days=DayRange(date(2026, 10, 2), DAYS.last)),
    ],
)
def test_other_days_and_environments_are_left_out_and_told(other: Balance) -> None:
    """Numbers of another day never get into this one unseen."""
    report = _team([a_balance("Tent 1", [a_lead_counted(1)]), other])
    assert report.total.captured == 1
    (remark,) = report.remarks
    assert remark.startswith("Left out: Tent 2, whose balance is for")


def test_of_a_laptop_that_is_there_nothing_was_left_out() -> None:
    """A file has a balance for each environment; the other one is no news."""
    one = [a_balance("Tent 1"), a_balance("Tent 1", environment="qa")]
    assert _team(one).remarks == ()


def test_a_laptop_whose_books_do_not_balance_is_named() -> None:
    """One too many here and one too few there are no balance."""
    one = a_balance("Tent 1", [a_lead_counted(1)], missing=1)
    two = a_balance("Tent 2", [a_lead_counted(2)], missing=-1)
    report = _team([one, two])
    assert [each.split(" does not")[0] for each in report.remarks] == [
        "Tent 1",
        "Tent 2",
    ]


@given(
    st.lists(
        st.dictionaries(st.integers(0, 12), st.sampled_from(Status), max_size=8),
        max_size=5,
    )
)
def test_every_lead_counts_once(laptops: list[dict[int, Status]]) -> None:
    """However leads went round, each id is in exactly one status of the team."""
    balances = [
        a_balance(
            f"Tent {place}",
            [a_lead_counted(number, status) for number, status in leads.items()],
            outbox=place + 1,
        )
        for place, leads in enumerate(laptops)
    ]
    report = _team(balances)
    ids = {number for leads in laptops for number in leads}
    assert report.total.captured == len(ids) == report.history
    for rows in report.tables.values():
        assert sum(row.tally.captured for row in rows) == len(ids)
    only_away = {
        number
        for number in ids
        if {leads[number] for leads in laptops if number in leads}
        == {Status.HANDED_OVER}
    }
    assert report.total[Status.HANDED_OVER] == len(only_away)

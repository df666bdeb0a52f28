"""The close of day balances, and its tables add up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.day import (
    NO_NAME,
    UNKNOWN,
    DayRange,
    DayReport,
    Grouping,
    Tally,
)
from capdesk.domain.day_count import report_day
from capdesk.domain.entry import Entry, Status
from tests.support.captures import DAY, NOON, a_capture, a_report

CLOCKS_GO_FORWARD = date(2026, 3, 29)
CLOCKS_GO_BACK = date(2026, 10, 25)


def _names(report: DayReport, grouping: Grouping) -> list[str]:
    return [row.name for row in report.tables[grouping]]


def _summed(tallies: list[Tally]) -> Tally:
    return sum(tallies, start=Tally())


# Days


def test_a_day_begins_at_midnight_in_the_uk() -> None:
    """In summer that is 23:00 UTC of the day before; the end is not part of the day."""
    days = DayRange(DAY, DAY)
    assert days.begins == datetime(2026, 10, 2, 23, tzinfo=UTC)
    assert days.ends == datetime(2026, 10, 3, 23, tzinfo=UTC)
    first = a_capture(at=days.begins)
    last = a_capture(at=days.ends - timedelta(microseconds=1))
    before = a_capture(at=days.begins - timedelta(microseconds=1))
    after = a_capture(at=days.ends)
    report = report_day(
        [before, first, last, after],
        days,
        environment="practice",
        history=2,
        campaign_names={},
    )
    assert report.total.captured == 2
    assert [hour.name for hour in report.hours if hour.tally.captured] == [
        "00:00",
        "23:00",
    ]


@pytest.mark.parametrize(
    ("day", "hours"), [(DAY, 24), (CLOCKS_GO_FORWARD, 23), (CLOCKS_GO_BACK, 25)]
)
def test_a_day_has_the_hours_that_went_by(day: date, hours: int) -> None:
    """A day on which the clocks change has 23 or 25 hours."""
    days = DayRange(day, day)
    assert days.ends - days.begins == timedelta(hours=hours)
    assert len(a_report([], days).hours) == hours


def test_the_hour_that_came_twice_is_two_hours() -> None:
    """What was captured before and after the clocks went back stays apart."""
    days = DayRange(CLOCKS_GO_BACK, CLOCKS_GO_BACK)
    summer = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    report = a_report(
        [a_capture(at=summer), a_capture(at=summer + timedelta(hours=1))], days
    )
    busy = [(hour.name, hour.tally.captured) for hour in report.hours][1:3]
    assert busy == [("01:00 BST", 1), ("01:00 GMT", 1)]


def test_the_hour_that_never_came_is_left_out() -> None:
    """When the clocks go forward there is no 01:00."""
    report = a_report([], DayRange(CLOCKS_GO_FORWARD, CLOCKS_GO_FORWARD))
    assert [hour.name for hour in report.hours][:2] == ["00:00", "02:00"]


def test_several_days_are_put_together_by_the_hour_of_the_day() -> None:
    """Noon of one day and noon of another are one bar, summer time or not."""
    days = DayRange(DAY, date(2026, 11, 3))
    winter_noon = datetime(2026, 11, 3, 12, tzinfo=UTC)
    report = a_report([a_capture(at=NOON), a_capture(at=winter_noon)], days)
    assert len(report.hours) == 24
    assert report.hours[12].tally.captured == 2


def test_a_range_runs_forward() -> None:
    """The last day can't come before the first."""
    with pytest.raises(ValueError, match="before"):
        DayRange(DAY, DAY - timedelta(days=1))


def test_a_range_is_said_in_words() -> None:
    """One date for one day, two for several."""
    assert DayRange(DAY, DAY).shown == "3 October 2026"
    week = DayRange(DAY, DAY + timedelta(days=6))
    assert week.shown == "3 October 2026 to 9 October 2026"


# Balance


def test_what_balances_says_so_in_one_line() -> None:
    """Captured is the sum over all statuses; what is zero is left out of the line."""
    report = a_report(
        [
            a_capture(Status.WAITING),
            *(a_capture(Status.SENT) for _ in range(3)),
            a_capture(Status.NEEDS_FIXING),
        ]
    )
    assert report.equation == "Captured 5 = Sent 3 + Waiting 1 + Needs fixing 1"
    assert report.balances
    assert report.balance == "Every capture is accounted for."
    assert report.total.unsent == 2


def test_a_missing_capture_is_never_hidden() -> None:
    """Where the history knows more, it is said by how much and what to do."""
    report = a_report([a_capture()], missing=2)
    assert not report.balances
    assert report.equation == "Captured 3, but Sent 1 = 1"
    assert "2 captures can't be accounted for" in report.balance
    assert "Keep this computer as it is" in report.balance


def test_a_missing_history_is_never_hidden() -> None:
    """Where the history knows less, no lead is missing, and that is said."""
    report = a_report([a_capture(), a_capture()], missing=-1)
    assert not report.balances
    assert "1 fewer than the outbox holds: no lead is missing" in report.balance


def test_an_outbox_emptied_behind_our_back_is_not_an_empty_day() -> None:
    """Captures that only the history knows are not `nothing captured`."""
    assert a_report([]).is_empty
    emptied = a_report([], missing=3)
    assert not emptied.is_empty
    assert emptied.equation == "Captured 3, but the outbox holds none"


def test_a_corrected_lead_is_two_captures_and_one_lead() -> None:
    """Replaced is a status like others; leads are counted without it."""
    total = a_report([a_capture(Status.REPLACED), a_capture(Status.SENT)]).total
    assert total.captured == 2
    assert total.leads == 1


def test_possible_duplicates_are_counted() -> None:
    """A lead that was sent after an unknown answer may be there twice."""
    entries = [a_capture(possible_duplicate=True), a_capture()]
    assert a_report(entries).possible_duplicates == 1


def test_other_environments_do_not_count() -> None:
    """A report is of one environment."""
    report = report_day(
        [a_capture(), a_capture(environment="production")],
        DayRange(DAY, DAY),
        environment="production",
        history=1,
        campaign_names={},
    )
    assert report.total.captured == 1
    assert report.balances


# Tables


def test_most_captures_come_first_and_the_nameless_last() -> None:
    """Rows are in the order of their size; what is not known ends the table."""
    entries = [
        *(a_capture(campaign_id="gone") for _ in range(3)),
        a_capture(enquiry_type="Quotation"),
        a_capture(),
        a_capture(),
    ]
    report = a_report(entries)
    assert _names(report, Grouping.CAMPAIGN) == ["Audi Q6 e-tron launch", UNKNOWN]
    assert _names(report, Grouping.ENQUIRY_TYPE) == ["Test Drive", "Quotation"]


def test_one_person_is_one_row_however_the_name_is_written() -> None:
    """Capitals do not make two people of one; the first writing is shown."""
    entries = [a_capture(staff_name="Sam"), a_capture(staff_name="SAM")]
    assert _names(a_report(entries), Grouping.STAFF_NAME) == ["Sam"]


def test_no_name_given_is_not_the_same_as_no_name_known() -> None:
    """A lead that can't be read may well have had a staff name."""
    none_given = a_capture(staff_name="")
    unreadable = replace(none_given, readable=False)
    forgotten = replace(none_given, purged=True)
    report = a_report([none_given, unreadable, forgotten])
    rows = {row.name: row.tally.captured for row in report.tables[Grouping.STAFF_NAME]}
    assert rows == {NO_NAME: 1, UNKNOWN: 2}


def test_a_person_may_be_called_what_no_name_is_called() -> None:
    """Somebody who types `(no name)` stays apart from those who typed nothing."""
    report = a_report([a_capture(staff_name=NO_NAME), a_capture(staff_name="")])
    assert len(report.tables[Grouping.STAFF_NAME]) == 2


# Whatever is captured

_FIRST = date(2026, 10, 22)
_LAST = date(2026, 10, 28)  # the clocks go back in between

_entries = st.builds(
    a_capture,
    st.sampled_from(Status),
    at=st.datetimes(
        datetime(2026, 10, 21),  # noqa: DTZ001 - hypothesis wants it so
        datetime(2026, 10, 30),  # noqa: DTZ001 - hypothesis wants it so
        timezones=st.just(UTC),
    ),
    environment=st.sampled_from(["practice", "production"]),
    campaign_id=st.sampled_from(["q6", "q4"]),
    enquiry_type=st.sampled_from(["Test Drive", "Quotation", ""]),
    staff_name=st.sampled_from(["Sam", "sam", "Jo", ""]),
    possible_duplicate=st.booleans(),
)


@given(st.lists(_entries, max_size=40))
def test_every_table_adds_up(entries: list[Entry]) -> None:
    """Each table, and the hours, have the same total as the counts by hand."""
    days = DayRange(_FIRST, _LAST)
    report = a_report(entries, days)
    mine = [
        entry
        for entry in entries
        if entry.environment == "practice"
        and days.begins <= entry.captured_at < days.ends
    ]
    for status in Status:
        counted = sum(entry.status is status for entry in mine)
        assert report.total[status] == counted
    assert report.total.captured == len(mine)
    for rows in report.tables.values():
        assert _summed([row.tally for row in rows]) == report.total
    assert _summed([hour.tally for hour in report.hours]) == report.total


@given(st.lists(_entries, max_size=40))
def test_the_sum_of_days_is_the_range_of_days(entries: list[Entry]) -> None:
    """Day by day or all at once: the same totals, rows and hours of the day."""
    whole = a_report(entries, DayRange(_FIRST, _LAST))
    days = [_FIRST + timedelta(days=number) for number in range(7)]
    each = [a_report(entries, DayRange(day, day)) for day in days]
    assert _summed([report.total for report in each]) == whole.total
    assert sum(r.possible_duplicates for r in each) == whole.possible_duplicates
    for grouping, rows in whole.tables.items():
        for row in rows:
            parts = [
                part.tally
                for report in each
                for part in report.tables[grouping]
                if part.name.casefold() == row.name.casefold()
            ]
            assert _summed(parts) == row.tally
    for hour in whole.hours:
        parts = [
            part.tally
            for report in each
            for part in report.hours
            if part.hour == hour.hour
        ]
        assert _summed(parts) == hour.tally

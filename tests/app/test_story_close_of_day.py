"""Somebody closes the day: counts what was captured and keeps the file."""

import csv
from pathlib import Path

from capdesk.app.closing_day import NO_CAMPAIGN
from capdesk.credentials import MemoryCredentials
from capdesk.domain.day import DayReport
from capdesk.domain.entry import Status
from capdesk.outbox import Outbox
from capdesk.practice import Mode
from capdesk.ui.day.dialog import DayDialog
from tests.app.conftest import OpenDesk, Shop, open_desk
from tests.support.choosers import ChosenBeforehand

MENU = "Close of day…"


def _open(desk: OpenDesk) -> DayDialog:
    desk.choose_menu(MENU)
    dialog = desk.window.findChild(DayDialog)
    assert isinstance(dialog, DayDialog)
    return dialog


def _report(dialog: DayDialog) -> DayReport | None:
    return dialog._report


def _wait_for_report(desk: OpenDesk, dialog: DayDialog) -> DayReport:
    desk.wait_until(lambda: _report(dialog) is not None)
    report = _report(dialog)
    assert report is not None
    return report


def _total(path: Path) -> dict[str, str]:
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    found = next(row for row in rows if row[3] == "Total")
    return dict(zip(rows[0], found, strict=True))


def _day_with_a_correction(practice: OpenDesk) -> None:
    """Take three leads: one is sent, one is corrected, one is given up."""
    practice.take("Ann")
    practice.wait_for("Ann", Status.SENT)
    practice.answer(Mode.REJECT)
    second, third = practice.take("Bea"), practice.take("Cy")
    practice.wait_for("Bea", Status.NEEDS_FIXING)
    practice.wait_for("Cy", Status.NEEDS_FIXING)
    practice.answer(Mode.ACCEPT)
    practice.fix(second)
    practice.send()
    practice.wait_for("Bea", Status.SENT)
    practice.discard(third)


def test_the_counts_balance_with_the_outbox(practice: OpenDesk, tmp_path: Path) -> None:
    """The file has what the outbox has: captured is the sum over all statuses."""
    _day_with_a_correction(practice)
    dialog = _open(practice)
    dialog._choosers = ChosenBeforehand(tmp_path)
    _wait_for_report(practice, dialog)
    practice.click("Save CSV", dialog)
    assert dialog.message.startswith("Saved as")
    (file,) = tmp_path.glob("*.csv")
    total = _total(file)
    counts = practice.ask_outbox(Outbox.counts, "practice")
    assert counts[Status.REPLACED] == counts[Status.DISCARDED] == 1
    assert total["Captured"] == str(sum(counts.values())) == "4"
    assert total["Sent"] == str(counts[Status.SENT]) == "2"


def test_a_number_that_is_out_of_date_is_counted_anew(practice: OpenDesk) -> None:
    """What was captured since is in the next report."""
    practice.take("Ann")
    dialog = _open(practice)
    _wait_for_report(practice, dialog)
    practice.click("Close", dialog)
    practice.come_back()
    practice.take("Bea")
    dialog = _open(practice)
    report = _wait_for_report(practice, dialog)
    assert report.total.captured == 2
    assert report.balances


def test_closed_before_the_answer_it_stays_closed(practice: OpenDesk) -> None:
    """An answer that comes after the dialog was closed troubles nobody."""
    dialog = _open(practice)
    dialog.ask()
    dialog.reject()
    practice.settle()
    practice.wait_until(lambda: practice.window.findChild(DayDialog) is None)


def test_before_a_campaign_is_chosen_it_counts_too(shop: Shop) -> None:
    """Who closes the day need not have chosen a campaign first."""
    with open_desk(shop.qtbot, shop.folder, shop.credentials) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        dialog = _open(desk)
        assert _wait_for_report(desk, dialog).environment == "local"


def test_without_any_campaign_it_says_why_not(shop: Shop, tmp_path: Path) -> None:
    """Where there is nothing to count, the window says so instead of an empty dialog."""
    empty = tmp_path / "new"
    with open_desk(shop.qtbot, empty, MemoryCredentials()) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.choose_menu(MENU)
        assert desk.window.notice.text == NO_CAMPAIGN
        assert desk.window.findChild(DayDialog) is None


def test_the_window_closes_under_an_open_dialog(shop: Shop) -> None:
    """A log-off while the day is counted ends everything in good order."""
    with shop.open() as desk:
        desk.take("Ann")
        dialog = _open(desk)
        dialog.ask()
        assert desk.desk.close()
        dialog.ask()
        dialog.reject()

"""Somebody closes the day: counts what was captured and keeps the file."""

import csv
from pathlib import Path

from PySide6.QtCore import Qt

from capdesk.app.closing_day import NO_CAMPAIGN
from capdesk.credentials import MemoryCredentials
from capdesk.domain.day import DayReport
from capdesk.domain.entry import Status
from capdesk.outbox import Outbox
from capdesk.practice import Mode
from capdesk.services.balance_file import read_balances, write_balances
from capdesk.ui.day.dialog import DayDialog
from capdesk.ui.day.team_bar import THIS_ALONE
from tests.app.conftest import OpenDesk, Shop, open_desk
from tests.support.balances import a_balance, a_lead_counted
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


def test_a_team_has_one_balance(practice: OpenDesk, tmp_path: Path) -> None:
    """Another laptop's balance is added, what is missing is named, and it goes again."""
    practice.take("Ann")
    practice.wait_for("Ann", Status.SENT)
    dialog = _open(practice)
    dialog._choosers = ChosenBeforehand(tmp_path)
    own = _wait_for_report(practice, dialog)
    other = a_balance(
        "Tent 2",
        [a_lead_counted(1, at=own.days.begins)],
        environment="practice",
        days=own.days,
    )
    (tmp_path / "tent-2.jsonl").write_text(write_balances([other]), "utf-8")
    (tmp_path / "bad.jsonl").write_text("hello", "utf-8")
    practice.click("Add laptops", dialog)
    practice.wait_until(lambda: "2 laptops: " in dialog.team_bar.text)
    assert "Captured 2 = Sent 2" in dialog.view.text
    assert dialog.note.text().startswith("bad.jsonl was left out: ")
    dialog.team_bar.expected.setFocus()
    practice.write("Tent 2, Tent 3")
    practice.press(Qt.Key.Key_Tab)
    practice.wait_until(lambda: "Missing: Tent 3." in dialog.view.text)
    assert dialog.view.sign.accessibleName() == "Balances, but is not complete"
    practice.click("This laptop alone", dialog)
    practice.wait_until(lambda: "Captured 1 = Sent 1" in dialog.view.text)
    assert dialog.team_bar.text == THIS_ALONE


def test_this_laptops_balance_goes_into_a_file(
    practice: OpenDesk, tmp_path: Path
) -> None:
    """It is read elsewhere as it was counted here, and it names nobody."""
    practice.take("Ann")
    practice.wait_for("Ann", Status.SENT)
    dialog = _open(practice)
    dialog._choosers = ChosenBeforehand(tmp_path)
    report = _wait_for_report(practice, dialog)
    practice.click("Save this laptop’s balance", dialog)
    (file,) = tmp_path.glob("*.jsonl")
    (balance,) = read_balances(file)
    assert (balance.days, len(balance.leads)) == (report.days, 1)
    assert balance.balances
    assert "Ann" not in file.read_text("utf-8")

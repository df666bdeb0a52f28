"""`capdesk outbox hand-over` and `take-over`, as somebody at two laptops has them."""

from contextlib import closing
from pathlib import Path

import pytest

from capdesk.cli.outbox_hand_over import FD_VARIABLE
from capdesk.outbox import CourierLock, Wanted, exchange
from tests.cli.command_desk import DEALER, NOW, Desk, Ended, a_row, as_csv, with_line

WORDS = "correct horse battery"


def run(desk: Desk, command: str, path: Path, words: str = WORDS) -> Ended:
    """Run a command with a passphrase for the file."""
    with with_line(FD_VARIABLE, words) as environ:
        return desk.run("outbox", command, str(path), environ=environ)


@pytest.fixture
def filled(ready: Desk) -> Desk:
    """Return a desk with two unsent leads."""
    path = ready.write("leads.csv", as_csv(a_row(), a_row(email="other@example.com")))
    assert ready.run("outbox", "add", str(path)).code == 0
    return ready


def statuses(desk: Desk) -> list[str]:
    """Return how the leads of a desk stand."""
    return [each["status"] for each in desk.run("outbox", "list", "--json").objects]


def test_leads_go_to_another_laptop_and_back(filled: Desk, tmp_path: Path) -> None:
    """Over, again, and back: each slip says what became of which lead."""
    path = tmp_path / "leads.age"
    with closing(filled.outbox()) as outbox:  # a crash while one was being sent
        exchange(outbox, DEALER, now=NOW, wanted=Wanted(limit=1))
    given = run(filled, "hand-over", path)
    assert (given.code, given.err) == (0, "")
    assert given.out.startswith("2 leads handed over.\nHand-over: ")
    assert statuses(filled) == ["handed_over"] * 2
    listed = filled.run("outbox", "list", "--status", "handed-over").out
    assert listed.count("handed_over") == 2

    other = Desk(tmp_path / "other" / "data")
    taken = run(other, "take-over", path)
    assert taken.code == 0
    assert "2 leads in the file: 2 taken over." in taken.out
    assert "does not know the environment dealer: 2 leads wait" in taken.out
    assert statuses(other) == ["may_have_arrived", "waiting"]
    assert "2 already here" in run(other, "take-over", path).out

    back = run(filled, "take-over", path)
    assert "2 leads in the file: 2 taken back." in back.out
    assert statuses(filled) == ["may_have_arrived", "waiting"]
    assert all(
        each["possible_duplicate"]
        for each in filled.run("outbox", "list", "--json").objects
    )


def test_the_passphrase_is_asked_for_safely(filled: Desk, tmp_path: Path) -> None:
    """Too short, or from nowhere: no lead moves and no file is made."""
    path = tmp_path / "leads.age"
    short = run(filled, "hand-over", path, "short")
    assert short.code == 1
    assert "at least 12 characters" in short.err
    nowhere = filled.run("outbox", "hand-over", str(path))
    assert nowhere.code == 1
    assert FD_VARIABLE in nowhere.err
    assert statuses(filled) == ["waiting"] * 2
    assert not path.exists()


def test_a_file_that_is_none_is_a_sentence(filled: Desk, tmp_path: Path) -> None:
    """And nothing is taken over."""
    filled.cipher = None
    path = tmp_path / "leads.csv"
    ended = run(filled, "take-over", path)
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "nothing was taken over" in ended.err


def test_without_a_lead_there_is_nothing_to_hand_over(
    ready: Desk, tmp_path: Path
) -> None:
    """And no outbox is made for it."""
    ended = run(ready, "hand-over", tmp_path / "leads.age")
    assert (ended.code, ended.err) == (
        1,
        "There is no lead on this computer; no file was made.\n",
    )
    assert not ready.has_outbox


def test_a_name_that_is_taken_is_told_before_the_passphrase(
    filled: Desk, tmp_path: Path
) -> None:
    """Nobody thinks one up for nothing."""
    path = filled.write("leads.age", b"other leads")
    ended = filled.run("outbox", "hand-over", str(path))
    assert ended.err == f"{path} is there already; choose another name.\n"


def test_beside_a_window_that_sends_nothing_is_handed_over(
    filled: Desk, tmp_path: Path
) -> None:
    """It could send a lead that is just being written to the file."""
    with CourierLock(filled.folder):
        ended = run(filled, "hand-over", tmp_path / "leads.age")
    assert ended.code == 1
    assert "Outbox menu" in ended.err
    assert statuses(filled) == ["waiting"] * 2

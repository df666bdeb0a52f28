"""A computer that IT has set up: policy and campaign packs in the machine-wide folder."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from capdesk.app.machine import Machine
from capdesk.credentials import MemoryCredentials
from capdesk.resources import locate
from capdesk.settings import load_policy
from tests.app.conftest import OpenDesk, open_desk
from tests.support.signing import HEAD_OFFICE, NOON, sign_file

Managed = Callable[[str], AbstractContextManager[OpenDesk]]


@pytest.fixture
def managed(qtbot: QtBot, tmp_path: Path) -> Managed:
    """Return how to open a window under a policy, with one pack of IT's."""
    machine_folder = tmp_path / "machine"
    (machine_folder / "packs").mkdir(parents=True)
    content = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
    content["environment"] = "qa"
    content["campaigns"] = content["campaigns"][:1]
    pack = machine_folder / "packs" / "launch.json"
    pack.write_text(json.dumps(content), encoding="utf-8")

    def open_managed(policy: str) -> AbstractContextManager[OpenDesk]:
        (machine_folder / "policy.toml").write_text(policy, encoding="utf-8")
        machine = Machine(machine_folder, load_policy(machine_folder))
        data_folder = tmp_path / "data"
        data_folder.mkdir(exist_ok=True)
        return open_desk(qtbot, data_folder, MemoryCredentials(), machine)

    return open_managed


def test_campaigns_of_it_are_there_without_a_pack(managed: Managed) -> None:
    """Nobody has to open a pack: the window begins with IT's campaign."""
    with managed("") as desk:
        assert desk.window.strip.campaign.count() == 1
        assert "Audi Q6 e-tron launch" in desk.window.strip.campaign.itemText(0)


def test_no_pack_can_be_added_where_it_forbids_it(managed: Managed) -> None:
    """A pack opened by hand is refused with a sentence, and nothing is changed."""
    with managed("only_managed_campaigns = true") as desk:
        desk.window.commands.pack_chosen.emit(str(locate("sample-pack.json")))
        desk.wait_until(lambda: "from IT alone" in desk.window.notice.text)
        assert desk.window.strip.campaign.count() == 1


def test_the_curtain_falls_when_it_says(managed: Managed) -> None:
    """Minutes of the policy count for the curtain."""
    with managed("curtain_minutes = 2") as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        assert desk.window.curtain._idle.interval() == 2 * 60_000


def test_contact_data_goes_when_it_says(managed: Managed) -> None:
    """Days of the policy count for the house-keeping."""
    with managed("retention_days = 7") as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        assert desk.desk.parts.profile.managed().retention.days == 7


def test_what_is_wrong_with_a_policy_is_told(managed: Managed) -> None:
    """File and line are named until somebody has read it; the window works."""
    with managed("curtain_minutes = 2\nretention_days = 'soon'\n") as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        assert "policy.toml" in desk.window.notice.text
        assert "line 2" in desk.window.notice.text
        assert desk.window.strip.campaign.count() == 1


def test_names_it_has_set_are_offered(managed: Managed) -> None:
    """Who types the beginning of a name is offered the whole of it."""
    with managed('staff_names = ["Front desk", "Test-drive tent"]') as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.window.strip.staff_name.setFocus()
        desk.write("front")
        completer = desk.window.strip.staff_name.completer()
        assert completer.currentCompletion() == "Front desk"


def test_a_campaign_that_takes_no_lead_is_told_at_once(managed: Managed) -> None:
    """That it has ended is said before anything is typed, until somebody has read it."""
    with managed("") as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        campaign = desk.desk._set_up.campaign
        assert campaign is not None
        assert campaign.ends is not None
        desk.desk._set_up._now = lambda: datetime(2030, 1, 1, tzinfo=UTC)
        desk.window.strip.campaign.setCurrentIndex(-1)
        desk.window.strip.campaign.setCurrentIndex(0)
        assert "ended on" in desk.window.notice.text


@pytest.mark.parametrize(("answer", "in_use"), [("Leave it", "New"), ("Add", "Old")])
def test_an_older_pack_is_a_question(
    managed: Managed, tmp_path: Path, answer: str, in_use: str
) -> None:
    """Where packs are signed, one that is older than that in use is asked about."""
    asked: list[str] = []

    def reply() -> None:
        # The question has a loop of its own, so nothing else in the test goes on.
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.text())
            next(each for each in box.buttons() if answer in each.text()).click()

    replying = QTimer(interval=20)
    replying.timeout.connect(reply)
    replying.start()
    with managed(f"pack_public_key = '{HEAD_OFFICE.public.text}'") as desk:
        assert "no signature" in desk.window.start_page._message.text()
        for name, day in (("New", 2), ("Old", 1)):
            path = tmp_path / f"{name}.json"
            tree = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
            tree["campaigns"] = [tree["campaigns"][0] | {"name": name}]
            path.write_text(json.dumps(tree), encoding="utf-8")
            sign_file(path, at=NOON + timedelta(days=day))
            desk.window.commands.pack_chosen.emit(str(path))
            if name == "New":
                desk.wait_until(lambda: desk.window.start_page.step == 2)
                desk.window.start_page.later_button.click()
                desk.wait_until(lambda: desk.window.strip.campaign.count() == 1)
        desk.wait_until(lambda: bool(asked))
        assert "before the one in use" in asked[0]
        desk.wait_until(
            lambda: desk.window.strip.campaign.itemText(0).startswith(in_use)
        )

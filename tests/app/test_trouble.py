"""When something is in the way, what was typed stays and a sentence says what to do."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from capdesk.campaigns import CampaignLibrary, read_pack
from capdesk.credentials import KeyringUnavailable, MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.outbox import OUTBOX_NAME
from capdesk.resources import locate
from capdesk.settings import Environments
from tests.app.conftest import OpenDesk, open_desk

UNUSED_PORT_URL = "http://127.0.0.1:9/leads"  # discard: nothing listens there


class _NoKeyring(MemoryCredentials):
    """A keyring that is locked and stays so."""

    def data_key(self, key_id: str) -> bytes | None:
        raise KeyringUnavailable("The keyring is locked; unlock it and try again.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder of somebody who is offline."""
    return offline(tmp_path)


def offline(tmp_path: Path) -> Path:
    """Set a data folder up with the sample pack, for an environment that is offline."""
    Environments(tmp_path).add("local", UNUSED_PORT_URL)
    content = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
    content["environment"] = "local"
    del content["campaigns"][0]["ends"]  # whatever day this is run on
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(content), encoding="utf-8")
    library = CampaignLibrary(tmp_path)
    library.add(read_pack(pack, ["local"]))
    return tmp_path


def _credentials() -> MemoryCredentials:
    credentials = MemoryCredentials()
    credentials.set_api_key("local", UNUSED_PORT_URL, "k")
    return credentials


def _fill(desk: OpenDesk) -> None:
    if desk.window.strip.campaign.currentIndex() < 0:
        desk.window.strip.campaign.setCurrentIndex(0)
    form = desk.window.form
    for widget in form.fields.values():
        control = widget.control
        if isinstance(control, QComboBox):
            control.setCurrentIndex(0)
    desk.window.form.focus_first()
    desk.write_example()


def test_offline_a_lead_waits_and_says_so(qtbot: QtBot, folder: Path) -> None:
    """Without a connection the lead is kept, shown as waiting, never as sent."""
    with open_desk(qtbot, folder, _credentials()) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        _fill(desk)
        desk.send()
        desk.wait_until(lambda: "No connection to the gateway." in desk.said)
        assert [entry.status for entry in desk.entries] == [Status.WAITING]
        assert "1 lead is kept on this computer." in desk.said


def test_without_a_key_the_queue_says_so(qtbot: QtBot, folder: Path) -> None:
    """A missing API key stops nothing but the sending, and has its own sentence."""
    with open_desk(qtbot, folder, MemoryCredentials()) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        _fill(desk)
        desk.send()
        desk.wait_until(lambda: "no API key for local" in desk.said)
        desk.window.commands.api_key_wanted.emit("")
        desk.answer_key_question("0123456789abcdef")
        desk.wait_until(lambda: "No connection" in desk.said)


def test_a_key_for_an_environment_that_is_gone_is_not_called_kept(
    qtbot: QtBot, folder: Path
) -> None:
    """Without an address to bind it to no key is kept, and the window says so."""
    (folder / "environments.json").unlink()
    with open_desk(qtbot, folder, MemoryCredentials()) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.window.strip.campaign.setCurrentIndex(0)
        desk.window.commands.api_key_wanted.emit("")
        question = desk.answer_key_question("0123456789abcdef")
        desk.wait_until(lambda: "key was not kept" in question.form.said.text())


def test_a_keyring_that_does_not_answer_loses_no_typing(
    qtbot: QtBot, folder: Path
) -> None:
    """If no lead can be kept, Send says why and the form stays as it was."""
    with open_desk(qtbot, folder, _NoKeyring()) as desk:
        desk.wait_until(lambda: "keyring is locked" in desk.said)
        _fill(desk)
        before = desk.window.form.draft()
        desk.send()
        assert "The lead was not saved." in desk.window.form.problems.text
        assert "keyring is locked" in desk.window.form.problems.text
        assert desk.window.form.draft() == before


def test_what_another_program_adds_appears(qtbot: QtBot, folder: Path) -> None:
    """A row that `outbox add` writes beside the open window is shown within seconds."""
    credentials = _credentials()
    with open_desk(qtbot, folder, credentials) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        from capdesk.outbox import Outbox
        from capdesk.services.outbox_access import open_outbox
        from capdesk.services.profile import Profile
        from capdesk.services.sending import utc_now
        from tests.support.leads import a_new_entry

        other: Outbox = open_outbox(Profile(folder, credentials), now=utc_now())
        other.capture(a_new_entry(), now=utc_now())
        other.close()
        desk.wait_until(lambda: len(desk.entries) == 1)


def test_a_draft_survives_the_end_of_the_program(qtbot: QtBot, folder: Path) -> None:
    """What was typed and not sent is in the form when the window opens again."""
    credentials = _credentials()
    with open_desk(qtbot, folder, credentials) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        _fill(desk)
        typed = desk.window.form.draft()
    with open_desk(qtbot, folder, credentials) as desk:
        desk.wait_until(lambda: not desk.window.form.is_empty())
        assert desk.window.form.draft() == typed


def test_send_before_the_outbox_is_open_waits_for_it(
    qtbot: QtBot, folder: Path
) -> None:
    """A lead that is sent in the very first moment is kept once the outbox is open."""
    with open_desk(qtbot, folder, _credentials()) as desk:
        _fill(desk)
        desk.send()
        desk.wait_until(desk.window.form.is_empty)
        desk.wait_until(lambda: len(desk.entries) == 1)


def test_a_damaged_outbox_is_salvaged_and_told(qtbot: QtBot, folder: Path) -> None:
    """After damage the window works on, shows what was saved, and says so until read."""
    credentials = _credentials()
    with open_desk(qtbot, folder, credentials) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        _fill(desk)
        desk.send()
        desk.wait_until(lambda: len(desk.entries) == 1)
    file = folder / OUTBOX_NAME
    file.write_bytes(b"\0" * 100 + file.read_bytes()[100:])
    with open_desk(qtbot, folder, credentials) as desk:
        notice = desk.window.notice
        desk.wait_until(lambda: "The outbox was damaged." in notice.text)
        assert "1 lead was saved from it" in notice.text
        desk.wait_until(lambda: len(desk.entries) == 1)
        read, _ = notice.buttons
        read.click()
        assert notice.text == ""


def test_the_first_run_offers_a_pack_and_practice(
    qtbot: QtBot, tmp_path: Path, folder: Path
) -> None:
    """A pack, its key, ready: three steps, and the form is there."""
    empty = tmp_path / "new"
    credentials = MemoryCredentials()
    with open_desk(qtbot, empty, credentials) as desk:
        window = desk.window
        assert window.start_page.isVisible()
        window.commands.pack_chosen.emit(str(tmp_path / "absent.json"))
        desk.wait_until(lambda: "absent.json" in window.notice.text)
        window.commands.pack_chosen.emit(str(locate("sample-pack.json")))
        page = window.start_page
        desk.wait_until(lambda: page.key_form is not None)
        assert page.key_form is not None
        desk.qtbot.keyClicks(page.key_form.field, "0123456789abcdef")
        desk.qtbot.keyClick(page.key_form.field, Qt.Key.Key_Return)
        desk.wait_until(lambda: page.step == 3)
        desk.click("Start")
        assert window.form.isVisible()
        pack = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
        url = desk.desk.parts.profile.url_of(pack["environment"]) or ""
        assert credentials.api_key(pack["environment"], url) == "0123456789abcdef"


def test_without_a_key_leads_can_be_taken(
    qtbot: QtBot, tmp_path: Path, folder: Path
) -> None:
    """*Later* goes on to the form: the leads wait until there is a key."""
    with open_desk(qtbot, tmp_path / "new", MemoryCredentials()) as desk:
        desk.window.commands.pack_chosen.emit(str(locate("sample-pack.json")))
        page = desk.window.start_page
        desk.wait_until(lambda: page.key_form is not None)
        desk.click("Later")
        assert desk.window.form.isVisible()

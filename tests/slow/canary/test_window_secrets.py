"""Marked secrets go through passphrase, lost key and settings; none comes out of them."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capdesk import logs
from capdesk.credentials import CredentialStore, MemoryCredentials
from capdesk.logs import LOG_NAME
from capdesk.services.diagnostics import save_diagnostics
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from capdesk.ui.key_question import KeyQuestion
from capdesk.ui.lost_key_question import LostKeyQuestion
from capdesk.ui.passphrase_question import PassphraseQuestion
from capdesk.ui.settings import SettingsDialog
from tests.app.conftest import OpenDesk, open_desk
from tests.app.test_story_unlocking import AbsentKeyring, _give, _wait_for
from tests.cli.command_desk import DEALER
from tests.slow.canary.test_window import Place, take_lead
from tests.support.canaries import (
    API_KEY,
    FILE_NAME,
    FIRST_NAME,
    PASSPHRASE,
    STAFF_NAME,
    Leak,
    leaks_in,
    leaks_under,
)
from tests.support.echo_gateway import Echo, EchoGateway

pytestmark = pytest.mark.slow

WRONG = f"{PASSPHRASE}, or not"


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return where whatever starts at sign-in lies."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


def shown_outside() -> bytes:
    """Return what other programs see of the windows: titles, and the clipboard."""
    titles = [each.windowTitle() for each in QApplication.topLevelWidgets()]
    return "\n".join([*titles, QGuiApplication.clipboard().text()]).encode()


def choose_passphrase(desk: OpenDesk) -> None:
    """Choose one that is too short, two that differ, then the marked one."""
    question = _wait_for(desk, PassphraseQuestion)
    _give(desk, question, PASSPHRASE[:6], PASSPHRASE[:6])
    _give(desk, question, PASSPHRASE, WRONG)
    _give(desk, question, PASSPHRASE, PASSPHRASE)
    desk.wait_until(lambda: desk.desk.is_sending)


def give_key(desk: OpenDesk) -> None:
    """Enter what can be no key, then the marked one; have it checked as well."""
    desk.window.commands.api_key_wanted.emit(DEALER)
    question = desk.key_question
    desk.qtbot.keyClicks(question.form.field, f"{API_KEY} {PASSPHRASE}")
    desk.qtbot.keyClick(question.form.field, Qt.Key.Key_Return)
    desk.wait_until(lambda: bool(question.form.said.text()))
    question.form.field.clear()
    desk.qtbot.keyClicks(question.form.field, API_KEY)
    question.form.check_button.click()
    desk.wait_until(lambda: bool(question.form.verdict.text))
    desk.qtbot.keyClick(question.form.field, Qt.Key.Key_Return)
    desk.wait_until(lambda: not desk.window.findChildren(KeyQuestion))


def change_settings(desk: OpenDesk, pack: Path, started: Path) -> None:
    """Name the staff, open a file that is no pack, start at sign-in, and no more."""
    desk.window.commands.settings_wanted.emit()
    desk.wait_until(lambda: bool(desk.window.findChildren(SettingsDialog)))
    (dialog,) = desk.window.findChildren(SettingsDialog)
    dialog.pack_opened.emit(str(pack))
    dialog.changed.emit("staff_names", (STAFF_NAME,))
    dialog.changed.emit("proxy", "none")
    dialog.show_page(dialog.start)
    dialog.start.at_sign_in.click()
    desk.wait_until(started.exists)
    desk.wait_until(dialog.start.at_sign_in.isChecked)
    desk.settle()
    dialog.close()


def leaks_of(folder: Path, *also: tuple[str, bytes]) -> set[tuple[str, str]]:
    """Return what was found where, in the data folder and in what else is given."""
    found: list[Leak] = leaks_under(folder)
    for where, content in also:
        found += leaks_in(where, content)
    return {(leak.where, leak.canary) for leak in found}


def diagnosed(folder: Path, credentials: CredentialStore, target: Path) -> bytes:
    """Return the diagnostics of a data folder."""
    save_diagnostics(Profile(folder, credentials), target, now=utc_now())
    return target.read_bytes()


def test_secrets_leave_no_trace(
    qtbot: QtBot, tmp_path: Path, config: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Passphrases right and wrong, keys, a lost key, settings, start at sign-in."""
    folder = tmp_path / "data"
    started = config / "autostart" / "capdesk.desktop"
    pack = tmp_path / f"{FILE_NAME}.json"
    pack.write_text(f'{{"format": "{FIRST_NAME}", "key": "{API_KEY}"}}', "utf-8")
    titles = b""
    with EchoGateway() as gateway:
        gateway.answer = Echo.REJECT
        Place(folder, gateway.url)
        keyring = AbsentKeyring()
        with logs.logging_to(folder), open_desk(qtbot, folder, keyring) as desk:
            choose_passphrase(desk)
            desk.come_back()
            desk.window.strip.campaign.setCurrentIndex(0)
            give_key(desk)
            desk.come_back()
            take_lead(desk, 0)
            change_settings(desk, pack, started)
            titles += shown_outside()
        with logs.logging_to(folder), open_desk(qtbot, folder, keyring) as desk:
            question = _wait_for(desk, PassphraseQuestion)
            _give(desk, question, WRONG)
            desk.wait_until(lambda: "does not open" in question.said.text())
            titles += shown_outside()
            _give(desk, question, PASSPHRASE)
            desk.wait_until(lambda: desk.desk.is_sending)
            desk.settle()
        # The file with the wrapped key is gone: that key is lost.
        (folder / "data-key.wrapped.json").unlink()
        with logs.logging_to(folder), open_desk(qtbot, folder, keyring) as desk:
            desk.click("Begin anew", _wait_for(desk, LostKeyQuestion))
            choose_passphrase(desk)
            desk.come_back()
            take_lead(desk, 1)
            titles += shown_outside()
    gc.collect()
    out, err = capfd.readouterr()
    found = leaks_of(
        folder,
        ("windows", titles),
        ("at sign-in", started.read_bytes()),
        ("d.zip", diagnosed(folder, MemoryCredentials(), tmp_path / "d.zip")),
        ("standard output", out.encode()),
        ("standard error", err.encode()),
    )
    assert (folder / LOG_NAME).exists()
    # Names of the staff that a person has set are a setting, in clear.
    assert found == {("settings.json", "staff name")}

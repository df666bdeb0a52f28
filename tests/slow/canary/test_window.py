"""Marked values go through the window with its real parts; none comes out of it."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capdesk import logs
from capdesk.app.opening import _faults_are_told
from capdesk.campaigns import CampaignLibrary, read_pack
from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.domain.fields import Field
from capdesk.logs import LOG_NAME
from capdesk.outbox import OUTBOX_NAME
from capdesk.resources import locate
from capdesk.services.diagnostics import save_diagnostics
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from capdesk.settings import Environments, Settings, save_settings
from tests.app.conftest import OpenDesk, open_desk
from tests.cli.command_desk import DEALER, PAGE_BYTES
from tests.support.canaries import (
    API_KEY,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
    PHONE,
    POSTCODE,
    STAFF_NAME,
    leaks_in,
    leaks_under,
)
from tests.support.echo_gateway import Echo, EchoGateway

pytestmark = pytest.mark.slow

ANSWERS = (Echo.REJECT, Echo.PAGE, Echo.FAIL, Echo.GARBAGE, Echo.REFUSE_KEY)


class Place:
    """A data folder and a keyring, set up for a gateway that echoes."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.credentials = MemoryCredentials()
        self.credentials.set_api_key(DEALER, url, API_KEY)
        Environments(folder).add(DEALER, url)
        content = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
        content["environment"] = DEALER
        for campaign in content["campaigns"]:
            for day in ("starts", "ends"):
                campaign.pop(day, None)
        pack = folder.parent / "pack.json"
        pack.write_text(json.dumps(content), encoding="utf-8")
        CampaignLibrary(folder).add(read_pack(pack, [DEALER]))

    @contextmanager
    def open(self, qtbot: QtBot) -> Iterator[OpenDesk]:
        """Open the window, logging as the program does."""
        with (
            logs.logging_to(self.folder),
            open_desk(qtbot, self.folder, self.credentials) as desk,
        ):
            desk.wait_until(lambda: desk.desk.is_sending)
            desk.settle()
            if desk.window.strip.campaign.currentIndex() < 0:
                desk.window.strip.campaign.setCurrentIndex(0)
            yield desk


def write_lead(desk: OpenDesk, number: int) -> None:
    """Type a marked lead."""
    for of in (Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL):
        control = desk.window.form.fields[of].control
        desk.qtbot.keyClick(control, Qt.Key.Key_Home)
    for of, text in (
        # Keys that a test can press are ASCII.
        (Field.FIRST_NAME, FIRST_NAME.replace("í", "i")),
        (Field.LAST_NAME, f"{LAST_NAME}{'abcdefgh'[number]}"),
        (Field.EMAIL, EMAIL),
        (Field.PHONE, PHONE),
        (Field.POSTCODE, POSTCODE),
    ):
        desk.type_into(of, text)
    desk.window.form.focus_field(Field.CONSENT_PHONE_CALL)
    desk.write("ynnn")


def take_lead(desk: OpenDesk, number: int) -> str:
    """Type a marked lead and send it; return its id."""
    before = {entry.id for entry in desk.entries}
    write_lead(desk, number)
    desk.send()
    desk.wait_until(lambda: {entry.id for entry in desk.entries} > before)
    (new,) = {entry.id for entry in desk.entries} - before
    return new


def is_answered(desk: OpenDesk, gateway: EchoGateway, posts: int) -> bool:
    """Whether another POST was answered and its outcome is shown."""
    desk.settle()
    return gateway.received > posts and all(
        entry.status is not Status.SENDING for entry in desk.entries
    )


def raise_a_fault() -> None:
    """Fail as a handler of the window might, with a lead at hand."""
    lead = f"{FIRST_NAME} {EMAIL} {API_KEY}"
    raise RuntimeError(lead)


def test_a_day_before_the_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Typing, every answer, a draft, damage and faults leave no marked value behind."""
    folder = tmp_path / "data"
    log = folder / LOG_NAME
    with EchoGateway() as gateway:
        place = Place(folder, gateway.url)
        save_settings(folder, Settings(staff_name=STAFF_NAME))
        with place.open(qtbot) as desk:
            for number, answer in enumerate(ANSWERS):
                gateway.answer, posts = answer, gateway.received
                entry_id = take_lead(desk, number)
                desk.desk.parts.release(DEALER)
                desk.wait_until(lambda: is_answered(desk, gateway, posts))  # noqa: B023 - called at once
                desk.choose(entry_id)
            write_lead(desk, 6)
            desk.type_into(Field.EMAIL, f"{EMAIL}@{EMAIL}")
            desk.send()
            with _faults_are_told(qapp, desk.window):
                QTimer.singleShot(0, raise_a_fault)
                desk.wait_until(
                    lambda: log.exists() and "RuntimeError" in log.read_text()
                )
        with (folder / OUTBOX_NAME).open("r+b") as file:
            file.seek(2 * PAGE_BYTES)
            file.write(b"\xa5" * PAGE_BYTES)
        with place.open(qtbot) as desk:
            desk.settle()
    gc.collect()
    zipped = tmp_path / "d.zip"
    save_diagnostics(Profile(folder, place.credentials), zipped, now=utc_now())
    out, err = capfd.readouterr()
    assert "RuntimeError at " in log.read_text()
    found = leaks_under(folder) + leaks_in("d.zip", zipped.read_bytes())
    found += leaks_in("standard output", out.encode())
    found += leaks_in("standard error", err.encode())
    # The name that a person has given themselves is a setting, in clear.
    assert {(leak.where, leak.canary) for leak in found} == {
        ("settings.json", "staff name")
    }

"""Whoever changes a setting need not start CapDesk again: it counts at once, and is kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from capdesk.app.machine import Machine
from capdesk.domain.entry import Status
from capdesk.practice import Mode, PracticeGateway
from capdesk.resources import locate
from capdesk.services.key_check import BAD, CANNOT_TELL, GOOD
from capdesk.settings import load_policy, load_settings
from capdesk.ui.key_question import KeyQuestion
from capdesk.ui.settings import SettingsDialog
from capdesk.ui.settings.page import Page
from tests.app.conftest import OpenDesk, Shop, open_desk
from tests.support.signing import HEAD_OFFICE, NOON, sign_file

CTRL = Qt.KeyboardModifier.ControlModifier
NEW_KEY = "fedcba9876543210fedcba9876543210"


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have whatever starts at sign-in lie in the test's own folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def _open(desk: OpenDesk, page: str) -> SettingsDialog:
    desk.come_back()
    desk.press(Qt.Key.Key_Comma, CTRL)
    desk.wait_until(lambda: bool(desk.window.findChildren(SettingsDialog)))
    (dialog,) = desk.window.findChildren(SettingsDialog)
    desk.wait_until(dialog.isVisible)
    shown = getattr(dialog, page)
    assert isinstance(shown, Page)
    dialog.show_page(shown)
    return dialog


def _type(desk: OpenDesk, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    desk.qtbot.keyClicks(field, text)
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)


@contextmanager
def _managed(qtbot: QtBot, shop: Shop, policy: str) -> Iterator[OpenDesk]:
    machine_folder = shop.folder.parent / f"{shop.folder.name}-machine"
    machine_folder.mkdir()
    (machine_folder / "policy.toml").write_text(policy, encoding="utf-8")
    machine = Machine(machine_folder, load_policy(machine_folder))
    with open_desk(qtbot, shop.folder, shop.credentials, machine) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        yield desk


# What counts at once


def test_the_curtain_falls_as_it_was_just_set(shop: Shop) -> None:
    """Minutes count from the moment that the field is left."""
    with shop.open() as desk:
        dialog = _open(desk, "privacy")
        _type(desk, dialog.privacy.curtain, "7")
        assert desk.window.curtain._idle.interval() == 7 * 60_000
        desk.wait_until(lambda: load_settings(shop.folder).curtain_minutes == 7)


def test_contact_data_goes_as_it_was_just_set(shop: Shop) -> None:
    """The next house-keeping has the new days, without a new start."""
    with shop.open() as desk:
        dialog = _open(desk, "privacy")
        _type(desk, dialog.privacy.retention, "9")
        desk.wait_until(lambda: load_settings(shop.folder).retention_days == 9)
        assert desk.desk.parts.profile.managed().retention.days == 9


def test_a_number_that_cannot_be_is_told_and_not_kept(shop: Shop) -> None:
    """The sentence says which numbers there are; what was set before counts on."""
    with shop.open() as desk:
        dialog = _open(desk, "privacy")
        before = desk.desk.parts.profile.managed().retention
        _type(desk, dialog.privacy.retention, "0")
        shown = [each.text() for each in dialog.privacy.findChildren(QLineEdit)]
        assert "0" in shown
        assert desk.desk.parts.profile.managed().retention == before
        assert load_settings(shop.folder).retention_days is None


def test_leads_go_by_the_proxy_that_was_just_set(shop: Shop) -> None:
    """With a proxy that is not there nothing is sent; without it, everything."""
    with shop.open() as desk:
        dialog = _open(desk, "network")
        desk.click("This proxy", dialog)
        _type(desk, dialog.network.address, "http://127.0.0.1:9")
        desk.wait_until(lambda: load_settings(shop.folder).proxy is not None)
        assert desk.desk.parts.profile.find_proxy("https://cap.example/") == (
            "http://127.0.0.1:9"
        )
        desk.click("No proxy", dialog)
        desk.wait_until(lambda: load_settings(shop.folder).proxy == "none")
        assert desk.desk.parts.profile.find_proxy("https://cap.example/") is None


def test_staff_names_are_offered_at_once(shop: Shop) -> None:
    """A name that was just added completes what is typed in the strip."""
    with shop.open() as desk:
        dialog = _open(desk, "staff")
        _type(desk, dialog.staff.new_name, "Front desk")
        desk.click("Close", dialog)
        strip = desk.window.strip
        strip.staff_name.setFocus()
        desk.qtbot.keyClicks(strip.staff_name, "fro")
        assert strip.staff_name.completer().currentCompletion() == "Front desk"
        desk.wait_until(
            lambda: load_settings(shop.folder).staff_names == ("Front desk",)
        )


def test_it_starts_at_sign_in_and_no_more(shop: Shop, tmp_path: Path) -> None:
    """What the system starts is this CapDesk, with this data folder."""
    started = tmp_path / "config" / "autostart" / "capdesk.desktop"
    with shop.open() as desk:
        dialog = _open(desk, "start")
        box = dialog.start.at_sign_in
        box.click()
        desk.wait_until(started.exists)
        assert str(shop.folder) in started.read_text("utf-8")
        desk.wait_until(box.isChecked)
        box.click()
        desk.wait_until(
            lambda: not started.exists() or "Hidden=true" in started.read_text()
        )


def test_what_cannot_be_kept_goes_back_and_is_told(shop: Shop) -> None:
    """A full or read-only disk: the sentence stands where the change was made."""
    with shop.open() as desk:
        dialog = _open(desk, "privacy")
        # A folder in the place of the file: nobody, root included, can write over it.
        file = shop.folder / "settings.json"
        file.unlink(missing_ok=True)
        file.mkdir()
        _type(desk, dialog.privacy.curtain, "7")
        desk.wait_until(
            lambda: any(
                "cannot be kept" in label.text()
                for label in dialog.privacy.findChildren(
                    type(dialog.privacy._curtain.problem)
                )
            )
        )
        assert desk.window.curtain._idle.interval() == 5 * 60_000


# Keys


@pytest.mark.parametrize(
    ("mode", "verdict"),
    [(Mode.REJECT, GOOD), (Mode.REFUSE_KEY, BAD), (Mode.FAIL, CANNOT_TELL)],
)
def test_a_kept_key_is_checked_when_asked(shop: Shop, mode: Mode, verdict: str) -> None:
    """400 is a good key, 401 a bad one, anything else tells nothing; no lead is sent."""
    shop.gateway.set_mode(mode)
    with shop.open() as desk:
        dialog = _open(desk, "keys")
        _choose_environment(dialog, "LOCAL")
        desk.wait_until(dialog.keys.check_button.isEnabled)
        desk.click("Check key", dialog)
        desk.wait_until(lambda: verdict in _said(dialog))
        assert desk.entries == []


def test_a_key_is_entered_and_deleted(shop: Shop) -> None:
    """What waits is sent once there is a key; nothing shows the key again."""
    url = shop.gateway.url
    shop.credentials.delete_api_key("local", url)
    with shop.open() as desk:
        desk.take("Ann")
        desk.wait_for("Ann", Status.WAITING)
        dialog = _open(desk, "keys")
        _choose_environment(dialog, "LOCAL")
        desk.wait_until(lambda: "LOCAL: no key yet" in _said(dialog))
        desk.click("Enter key", dialog)
        desk.wait_until(lambda: bool(dialog.findChildren(KeyQuestion)))
        question = desk.key_question
        desk.qtbot.keyClicks(question.form.field, NEW_KEY)
        desk.qtbot.keyClick(question.form.field, Qt.Key.Key_Return)
        desk.wait_for("Ann", Status.SENT)
        desk.wait_until(lambda: "LOCAL: key in the keyring" in _said(dialog))
        assert NEW_KEY not in _said(dialog)
        desk.click("Delete key", dialog)
        desk.click("Delete it", dialog)
        desk.wait_until(lambda: "LOCAL: no key yet" in _said(dialog))
        assert shop.credentials.api_key("local", url) is None


def _choose_environment(dialog: SettingsDialog, name: str) -> None:
    keys = dialog.keys.list
    (row,) = (
        row for row in range(keys.count()) if keys.item(row).text().startswith(name)
    )
    keys.setCurrentRow(row)


def _said(dialog: SettingsDialog) -> str:
    from PySide6.QtWidgets import QLabel

    labels = [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]
    rows = [
        dialog.keys.list.item(row).text() for row in range(dialog.keys.list.count())
    ]
    return "\n".join([*labels, *rows])


# Packs


def test_a_pack_is_looked_at_before_it_is_taken(shop: Shop, tmp_path: Path) -> None:
    """Nothing is added until *Add*; then it can be chosen at once."""
    tree = json.loads((shop.folder / "pack.json").read_text("utf-8"))
    tree["campaigns"] = [{**tree["campaigns"][0], "name": "Winter"}]
    tree["campaigns"][0]["id"] = "11111111-bfa7-45b5-8510-d26ba3008879"
    pack = tmp_path / "winter.json"
    pack.write_text(json.dumps(tree), encoding="utf-8")
    with shop.open() as desk:
        dialog = _open(desk, "campaigns")
        offered = desk.window.strip.campaign.count()
        dialog.pack_opened.emit(str(pack))
        desk.wait_until(lambda: desk.shows_button("Add"))
        assert desk.window.strip.campaign.count() == offered
        desk.click("Add", dialog)
        desk.wait_until(lambda: desk.window.strip.campaign.count() == offered + 1)


def test_a_bad_pack_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    """The sentence names the file; the campaigns are those of before."""
    pack = tmp_path / "bad.json"
    pack.write_text('{"format": "capdesk-campaign-pack/1"}', encoding="utf-8")
    with shop.open() as desk:
        dialog = _open(desk, "campaigns")
        offered = desk.window.strip.campaign.count()
        dialog.pack_opened.emit(str(pack))
        desk.wait_until(lambda: "bad.json" in _said(dialog))
        assert desk.window.strip.campaign.count() == offered


# A policy


def test_what_it_has_set_wears_a_padlock(shop: Shop) -> None:
    """It is shown and can't be changed; everything else can."""
    policy = 'curtain_minutes = 3\nproxy = "none"\nstaff_names = ["Tent"]\n'
    with _managed(shop.qtbot, shop, policy) as desk:
        dialog = _open(desk, "privacy")
        assert dialog.privacy.curtain.text() == "3"
        assert not dialog.privacy.curtain.isEnabled()
        assert dialog.privacy._curtain.padlock.isVisible()
        assert dialog.privacy.retention.isEnabled()
        assert not dialog.privacy._retention.padlock.isVisible()
        dialog.show_page(dialog.network)
        assert not dialog.network.none.isEnabled()
        dialog.show_page(dialog.staff)
        assert dialog.staff.names == ("Tent",)
        assert not dialog.staff.add_button.isEnabled()


# Environments


def test_who_switches_away_hears_of_what_stays_behind(shop: Shop) -> None:
    """Leads go only where they were captured for, so the other environment says so."""
    with PracticeGateway() as other:
        _add_other_environment(shop, other)
        shop.credentials.delete_api_key("local", shop.gateway.url)
        with shop.open() as desk:
            desk.take("Ann")
            desk.wait_for("Ann", Status.WAITING)
            # The list shows a lead a moment before it is counted.
            desk.wait_until(lambda: desk.desk._view.unsent_in("local") == 1)
            count = desk.window.strip.campaign.count()
            desk.window.strip.campaign.setCurrentIndex(count - 1)
            desk.wait_until(lambda: "1 lead" in desk.window.notice.text)
            assert "goes to LOCAL, whatever" in desk.window.notice.text
            desk.settle()
        assert other.received == ()


def _add_other_environment(shop: Shop, gateway: PracticeGateway) -> None:
    from capdesk.campaigns import CampaignLibrary, read_pack
    from capdesk.settings import Environments

    Environments(shop.folder).add("other", gateway.url)
    tree = json.loads((shop.folder / "pack.json").read_text("utf-8"))
    tree["environment"] = "other"
    tree["campaigns"] = [{**tree["campaigns"][0], "name": "Other launch"}]
    pack = shop.folder / "other.json"
    pack.write_text(json.dumps(tree), encoding="utf-8")
    CampaignLibrary(shop.folder).add(read_pack(pack, ["other"]))
    shop.credentials.set_api_key("other", gateway.url, "k")


# Signed packs


def _is_first(dialog: SettingsDialog, name: str) -> bool:
    return name in dialog.campaigns.list.item(0).text()


def test_an_older_pack_says_so_before_it_is_taken(
    qtbot: QtBot, shop: Shop, tmp_path: Path
) -> None:
    """Who signed it and that a newer one is in use; added all the same, it counts."""
    with _managed(
        qtbot, shop, f"pack_public_key = '{HEAD_OFFICE.public.text}'"
    ) as desk:
        dialog = _open(desk, "campaigns")
        preview = dialog.campaigns.preview
        for name, day, is_older in (("New", 2, False), ("Old", 1, True)):
            path = tmp_path / f"{name}.json"
            tree = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
            tree["campaigns"] = [tree["campaigns"][0] | {"name": name}]
            path.write_text(json.dumps(tree), encoding="utf-8")
            sign_file(path, at=NOON + timedelta(days=day))
            dialog.pack_opened.emit(str(path))
            desk.wait_until(preview.isVisible)
            assert "Signed by Head office on" in preview.text
            assert ("before the one in use" in preview.text) is is_older
            preview.add_button.click()
            rows = dialog.campaigns.list
            desk.wait_until(partial(_is_first, dialog, name))
            assert "Signed by Head office on" in rows.item(0).text()

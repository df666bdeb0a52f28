"""What somebody set at their desk is as they left it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capdesk.domain.fields import Field
from capdesk.ui import theme
from capdesk.ui.settings import SettingsDialog
from capdesk.ui.text_size import apply_text_size
from tests.app.conftest import OpenDesk, Shop

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _usual_look(qapp: QApplication) -> Iterator[None]:
    """Give text and colours back what they had: both are the whole program's."""
    font, palette, sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    yield
    apply_text_size(qapp, 100)
    qapp.setFont(font)
    theme.set_look(qapp, "")
    theme.tell_platform(qapp, "")
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


def test_pins_text_and_name_survive_a_restart(shop: Shop) -> None:
    """Pinned with F9, enlarged with Ctrl+=, named in the strip: all as it was."""
    with shop.open() as desk:
        desk.window.strip.staff_name.setFocus()
        desk.write("Sam")
        desk.window.form.focus_field(Field.LAST_NAME)
        desk.press(Qt.Key.Key_F9)
        desk.press(Qt.Key.Key_Equal, CTRL)
    with shop.open() as desk:
        assert desk.window.strip.staff_name.text() == "Sam"
        assert desk.window.form.draft().staff_name == "Sam"
        assert Field.LAST_NAME in desk.window.form.pinned
        assert desk.window.commands.text_percent == 125
        desk.window.form.focus_first()
        desk.take("Ann")
        desk.wait_until(desk.window.form.is_empty)
        assert desk.window.form.fields[Field.LAST_NAME].text() == "test"


def test_the_campaign_is_chosen_again(shop: Shop) -> None:
    """Leads go on being for the campaign of yesterday."""
    with shop.open() as desk:
        shop.choose_campaign(desk, shop.campaigns[1])
    with shop.open() as desk:
        assert desk.window.strip.campaign.currentText() == shop.campaigns[1]


def test_what_is_set_is_kept_before_the_end(shop: Shop) -> None:
    """A crash a moment later does not cost it: it is on the disk soon after."""
    file = shop.folder / "settings.json"
    with shop.open() as desk:
        desk.window.strip.staff_name.setText("Sam")
        desk.wait_until(lambda: file.exists() and "Sam" in file.read_text())


def test_the_settings_open_by_key_and_change_the_window_at_once(shop: Shop) -> None:
    """Ctrl+, opens them; dark is dark before they are closed, and kept."""
    file = shop.folder / "settings.json"
    with shop.open() as desk:
        desk.press(Qt.Key.Key_Comma, CTRL)
        desk.wait_until(lambda: bool(desk.window.findChildren(SettingsDialog)))
        (dialog,) = desk.window.findChildren(SettingsDialog)
        dialog.show_page(dialog.appearance)
        desk.click("Dark", dialog)
        assert desk.window.colours.name == "dark"
        desk.wait_until(lambda: file.exists() and '"dark"' in file.read_text())
        desk.click("Light", dialog)
        desk.click("Close", dialog)
        assert desk.window.colours.name == "light"


def test_in_practice_the_settings_are_the_look_alone(practice: OpenDesk) -> None:
    """There is nothing else to set: practice keeps nothing."""
    practice.press(Qt.Key.Key_Comma, CTRL)
    (dialog,) = practice.window.findChildren(SettingsDialog)
    assert not dialog.contents.isVisible()
    assert dialog.appearance.isVisible()
    practice.click("Close", dialog)

"""What somebody set at their desk is as they left it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capdesk.domain.fields import Field
from capdesk.ui.text_size import apply_text_size
from tests.app.conftest import Shop

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _usual_text(qapp: QApplication) -> Iterator[None]:
    """Give the text its size back: it is the whole program's."""
    font = qapp.font()
    yield
    apply_text_size(qapp, 100)
    qapp.setFont(font)


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

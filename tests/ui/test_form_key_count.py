"""The two-hundredth lead of the day: how few keys it takes."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from capdesk.domain.consent import Consents
from capdesk.domain.fields import Field
from capdesk.ui.form import LeadForm
from tests.ui.form_desk import SmallDesk
from tests.ui.form_keys import Hands, in_focus

MOST_PRESSES = 10
EXAMPLE = ("test", "test", "test@cap.co", "+4420 8759 9036", "L39AG")


def test_the_example_takes_at_most_ten_presses(form: LeadForm, qtbot: QtBot) -> None:
    """From empty form to empty form, what is no content is at most ten key presses."""
    desk, hands = SmallDesk(form), Hands(qtbot)
    form.fields[Field.ENQUIRY_TYPE].set_text("Test Drive")
    form.start_next()
    assert in_focus() is form.fields[Field.FIRST_NAME].control
    for text in EXAMPLE:
        hands.write(text)
        hands.tab()
    hands.write("ynnn")
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(form.is_empty)
    (lead,) = desk.kept
    assert lead.consents == Consents(True, False, False, False)
    assert (lead.enquiry_type, lead.postcode) == ("Test Drive", "L39AG")
    assert in_focus() is form.fields[Field.FIRST_NAME].control
    assert hands.presses <= MOST_PRESSES

"""A form on the screen, with the real rules behind it."""

import pytest
from pytestqt.qtbot import QtBot

from capdesk.app.rules import DeskRules
from capdesk.campaigns import practice_campaign
from capdesk.ui.form import LeadForm


@pytest.fixture
def form(qtbot: QtBot) -> LeadForm:
    """Return a form on the screen with the practice campaign chosen."""
    made = LeadForm(DeskRules())
    qtbot.addWidget(made)
    made.set_campaign(practice_campaign())
    made.resize(700, 800)
    made.show()
    qtbot.waitExposed(made)
    made.complete()
    made.activateWindow()
    made.focus_first()
    return made

"""The form in a narrow window, or with large text."""

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from capdesk.app.rules import DeskRules
from capdesk.domain.fields import Field
from capdesk.ui.form import LeadForm


@pytest.mark.parametrize("width", [400, 480, 620, 900])
def test_nothing_is_cut_off_at_the_side(
    width: int, form: LeadForm, qtbot: QtBot
) -> None:
    """Every field and answer ends inside the page, from 400 px on."""
    form.resize(width, 800)
    qtbot.waitUntil(lambda: form.width() == width)
    page = form._scroll.viewport()
    controls = [
        *(field.control for field in form.fields.values()),
        *(row.state for row in form.consents.rows.values()),
        *(form.consents.method_pin, form.time.change_button),
    ]
    qtbot.waitUntil(
        lambda: all(
            each.mapTo(page, QPoint(each.width(), 0)).x() <= page.width()
            for each in controls
        )
    )


def test_a_low_form_scrolls_before_there_is_a_campaign(qtbot: QtBot) -> None:
    """Fields keep their height with no wording to read out either."""
    form = LeadForm(DeskRules())
    qtbot.addWidget(form)
    form.resize(620, 300)
    form.show()
    qtbot.waitExposed(form)
    first_name = form.fields[Field.FIRST_NAME].control
    qtbot.waitUntil(lambda: first_name.height() >= first_name.sizeHint().height())


def test_wording_stands_beside_the_answers_where_there_is_room(
    form: LeadForm, qtbot: QtBot
) -> None:
    """In a narrow form the wording is above the answers, in a wide one beside them."""
    yes = form.consents.rows[Field.CONSENT_PHONE_CALL].yes
    wording = form.consents._wording
    assert wording.geometry().right() < yes.x()
    form.resize(400, 800)
    qtbot.waitUntil(lambda: wording.geometry().bottom() < yes.y())
    form.resize(700, 800)
    qtbot.waitUntil(lambda: wording.geometry().right() < yes.x())

"""The page of the form: laid out once for a key press, moved rather than painted."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from capdesk.app.rules import DeskRules
from capdesk.campaigns import practice_campaign
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.ui import theme
from capdesk.ui.form import LeadForm
from capdesk.ui.form.labelled import LabelledField

LOW, HIGH = 420, 1000
COMES_AND_GOES = pytest.mark.parametrize(
    ("before", "key"),
    [
        pytest.param("ann@gmial.co", "m", id="an offer comes"),
        pytest.param("ann@gmial.com", "\b", id="an offer goes"),
    ],
)


@pytest.fixture(autouse=True)
def styled(form: LeadForm, qapp: QApplication) -> Iterator[None]:
    """Give the form the look that people see."""
    theme.apply(qapp, theme.LIGHT)
    # A caret that blinks between two pictures would be taken for a difference.
    flash_ms = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    _settle()
    yield
    qapp.setCursorFlashTime(flash_ms)
    qapp.setStyleSheet("")


def _places(form: LeadForm) -> dict[QWidget, QRect]:
    page = form._scroll.content
    parts: list[QWidget] = [page, *page.findChildren(QWidget)]
    return {each: each.geometry() for each in parts if each.isVisibleTo(form)}


def _settle() -> None:
    for _round in range(3):  # what a round of the loop posts is done in the next
        QApplication.processEvents()


def _seen(form: LeadForm) -> QImage:
    _settle()
    return form.screen().grabWindow(form.winId()).toImage()


def _seen_anew(form: LeadForm) -> QImage:
    for each in form.findChildren(QWidget):
        each.style().unpolish(each)
        each.style().polish(each)
        each.update()
    return _seen(form)


def _typing_an_email(form: LeadForm, text: str) -> LabelledField:
    """Have somebody typed that far, in a form in which every field answers."""
    form.show_problems(())
    email = form.fields[Field.EMAIL]
    email.set_text(text)
    form.focus_field(Field.EMAIL)
    _settle()
    return email


def _send_too_early(form: LeadForm) -> None:
    judged = DeskRules().judge(form.draft(), practice_campaign(), "1")
    form.show_problems([each for each in judged.problems if each.stops])


class _Painted(QObject):
    """Notes what is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        if event.type() is QEvent.Type.Paint:
            self.widgets.append(watched)
        return False


@pytest.mark.parametrize("height", [LOW, HIGH])
@COMES_AND_GOES
def test_a_key_press_is_laid_out_before_it_is_painted(
    form: LeadForm, qtbot: QtBot, before: str, key: str, height: int
) -> None:
    """A message or an offer that comes or goes leaves nothing to be placed later."""
    form.resize(640, height)
    email = _typing_an_email(form, before)
    said, places = email.message, _places(form)
    qtbot.keyClicks(email.control, key)
    at_once = _places(form)
    assert email.message != said
    assert at_once != places
    _settle()
    assert _places(form) == at_once


def test_a_message_makes_no_field_narrower(form: LeadForm, qtbot: QtBot) -> None:
    """The scroll bar that a longer form needs takes no room from the fields."""
    form.resize(640, HIGH)
    _settle()
    bar = form._scroll.verticalScrollBar()
    width = form.fields[Field.EMAIL].width()
    assert bar.maximum() == 0
    form.resize(640, LOW)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert form.fields[Field.EMAIL].width() == width


@COMES_AND_GOES
def test_what_only_moves_is_not_painted(
    form: LeadForm, qtbot: QtBot, qapp: QApplication, before: str, key: str
) -> None:
    """The consents go up or down as they are: to paint all would be felt in typing."""
    form.resize(640, HIGH)
    email = _typing_an_email(form, before)
    place = form.consents.y()
    painted = _Painted()
    qapp.installEventFilter(painted)
    qtbot.keyClicks(email.control, key)
    _settle()
    qapp.removeEventFilter(painted)
    assert form.consents.y() != place
    assert email.control in painted.widgets
    # Not at its edges: they border on what came into view.
    assert form.consents.rows[Field.CONSENT_EMAIL].yes not in painted.widgets


def test_the_field_that_is_typed_in_stays_where_it_is(
    form: LeadForm, qtbot: QtBot
) -> None:
    """The list above grows shorter when the field is left, not under one's eyes."""
    _send_too_early(form)
    form.focus_field(Field.FIRST_NAME)
    _settle()
    first = form.fields[Field.FIRST_NAME].control
    place, height = first.mapTo(form, first.rect().topLeft()), form.problems.height()
    qtbot.keyClicks(first, "A")
    _settle()
    assert "First name" not in form.problems.text
    assert first.mapTo(form, first.rect().topLeft()) == place
    assert form.problems.height() == height
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert form.problems.height() < height


_TEXTS = {
    Field.FIRST_NAME: ("", "Ann", "A1"),
    Field.EMAIL: ("", "ann", "ann@gmial.com", "ann@example.com"),
    Field.PHONE: ("", "123", "07700 900123", "020 7946 0000"),
    Field.POSTCODE: ("", "SW1A OAA", "sw1a 1aa"),
}


def _draft(field: Field, text: str) -> Draft:
    texts: dict[str, Any] = {field.value: text}
    return Draft(**texts)


_STEPS = st.one_of(
    *(
        st.tuples(st.just(LeadForm.load), st.just(_draft(field, text)))
        for field, texts in _TEXTS.items()
        for text in texts
    ),
    st.tuples(
        st.just(LeadForm.resize),
        st.sampled_from([360, 620, 900]),
        st.integers(200, 900),
    ),
    st.tuples(st.just(_send_too_early)),
    st.tuples(st.just(LeadForm.start_next)),
    st.tuples(st.just(lambda form: form.problems.close_up())),
    st.tuples(st.just(LeadForm.show_earlier), st.sampled_from(["", "Entered today"])),
    st.tuples(
        st.just(lambda form, value: form._scroll.verticalScrollBar().setValue(value)),
        st.integers(0, 300),
    ),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(_STEPS, min_size=1, max_size=8))
def test_what_was_moved_looks_as_if_it_had_been_painted(
    form: LeadForm, steps: list[tuple[Callable[..., None], ...]]
) -> None:
    """Whatever comes, goes and is resized: what is seen is what would be painted."""
    for step, *arguments in steps:
        step(form, *arguments)
        assert _seen(form) == _seen_anew(form)
        places = _places(form)
        form._scroll.column.invalidate()
        form._scroll.column.activate()
        assert _places(form) == places

"""The enquiry time of a lead from paper: a date and a time, in UK local time.

Two plain lines rather than Qt's date control: that one turns what can't be into
something that can, unseen, and takes a key press for each part.
"""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.fields import Field
from capdesk.domain.problem import Problem, Severity
from capdesk.domain.written_time import iso_date, iso_time, written
from capdesk.ui.form.controls import LineEdit
from capdesk.ui.form.labelled import LabelledField

_EMPTY = "?"
"""Stands in a draft for a time that was opened and not written: empty would mean now."""
_OFFSETS = ("+01:00", "+00:00")  # of summer time, and of the hour that comes after it
_CAME_TWICE = (
    "Enquiry time came twice that night, as the clocks went back. Choose which; the"
    " first counts until then."
)


class TimeField(LabelledField):
    """Date and time beside each other, and a choice in the night the clocks go back."""

    closed = Signal()
    """*Back to now* was pressed."""

    def __init__(self, today: Callable[[], date]) -> None:
        """Make the field, with today's date in it.

        Args:
            today: Returns the day it is in the United Kingdom.
        """
        self._today = today
        self.date_edit = _edit("Enquiry date", "dd/mm/yyyy")
        self.time_edit = _edit("Enquiry time of day", "hh:mm")
        self.back_button = QPushButton("&Back to now")
        self.back_button.setProperty("role", "link")
        self.back_button.setCursor(Qt.CursorShape.PointingHandCursor)
        # A time that was loaded, to the second, until somebody changes it.
        self._given = ""
        super().__init__(Field.ENQUIRY_DATETIME, self._line())
        self.control.setFocusProxy(self.date_edit)
        self._doubled = self._choice()
        for edit in (self.date_edit, self.time_edit):
            edit.textChanged.connect(self._edited)
            edit.left.connect(self._edit_left)
        self.back_button.clicked.connect(self.closed)
        self.clear()

    @property
    def has_focus(self) -> bool:
        """Whether keys go to the date, the time or what belongs to them."""
        in_focus = QApplication.focusWidget()
        return in_focus is not None and self.isAncestorOf(in_focus)

    def text(self) -> str:
        """Return the time as a draft has it; never empty, as that would mean now."""
        if self._given:
            return self._given
        day, time = self._read()
        if day is None or (time is None and self.time_edit.text().strip()):
            return f"{self.date_edit.text()} {self.time_edit.text()}".strip() or _EMPTY
        return f"{day}T{time}{self._offset()}" if time else day

    def set_text(self, text: str) -> None:
        """Show the time of a draft in UK local time."""
        date_text, time_text = written(text) or (text.removeprefix(_EMPTY), "")
        self.date_edit.setText(date_text)
        self.time_edit.setText(time_text)
        self._forget_choice()
        self._given = text if time_text else ""
        self.changed.emit()

    def clear(self) -> None:
        """Begin with today's date, to be typed over."""
        self.set_text(self._today().isoformat())

    def own_problem(self) -> Problem | None:
        """Return what can't be read as a date and a time."""
        if self._given:
            return None
        day, time = self._read()
        if day is None:
            return _wrong("Enquiry time has no date; write it as in 23/11/2026.")
        if time is None and self.time_edit.text().strip():
            return _wrong("Enquiry time cannot be read; write it as in 14:30.")
        if time is None:
            return _wrong("Enquiry time has no time of day; add it, as in 14:30.")
        return None

    def say(self, problem: Problem | None, hint: str = "") -> None:
        """Show a problem or the time as it was read; offer the hour that came twice."""
        if problem is not None and not problem.stops and not self._given:
            # The one thing the rule warns of; what it says is for those who write files.
            problem = problem._replace(message=_CAME_TWICE)
            self._doubled.show()
        super().say(problem, hint)
        state = problem.severity.value if problem else ""
        for edit in (self.date_edit, self.time_edit):
            self._mark(edit, self.message, state)

    @property
    def which_buttons(self) -> list[QAbstractButton]:
        """The first and the second of an hour that came twice."""
        return self._which.buttons()

    # Inside

    def _line(self) -> QWidget:
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        across.addWidget(self.date_edit, 3)
        across.addWidget(self.time_edit, 2)
        across.addWidget(self.back_button)
        across.addStretch(1)
        return line

    def _choice(self) -> QWidget:
        choice = QWidget()
        down = QVBoxLayout(choice)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        self._which = QButtonGroup(choice)
        for place, words in enumerate(
            ("The first, summer time (BST)", "The second, winter time (GMT)")
        ):
            button = QRadioButton(words)
            self._which.addButton(button, place)
            down.addWidget(button)
        self._which.idClicked.connect(self._chosen)
        choice.hide()
        self._layout.insertWidget(self._layout.count() - 1, choice)
        return choice

    def _read(self) -> tuple[str | None, str | None]:
        day = iso_date(self.date_edit.text(), today=self._today())
        return day, iso_time(self.time_edit.text())

    def _offset(self) -> str:
        chosen = self._which.checkedId()
        return _OFFSETS[chosen] if chosen >= 0 else ""

    def _edited(self) -> None:
        self._given = ""
        self._forget_choice()
        self.changed.emit()

    def _chosen(self, _: int) -> None:
        self.changed.emit()

    def _forget_choice(self) -> None:
        self._which.setExclusive(False)
        for button in self._which.buttons():
            button.setChecked(False)
        self._which.setExclusive(True)
        self._doubled.hide()

    def _edit_left(self) -> None:
        # From the date to the time is not yet away.
        if QApplication.focusWidget() not in {self.date_edit, self.time_edit}:
            self.left.emit()


def _edit(name: str, placeholder: str) -> LineEdit:
    edit = LineEdit()
    edit.setAccessibleName(name)
    edit.setPlaceholderText(placeholder)
    return edit


def _wrong(message: str) -> Problem:
    return Problem(Field.ENQUIRY_DATETIME, Severity.ERROR, message)

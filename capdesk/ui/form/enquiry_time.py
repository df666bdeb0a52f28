"""The quiet line about the enquiry time, and what it opens for a lead from paper."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capdesk.ui.form.rules import FormRules
from capdesk.ui.plain import PlainLabel

if TYPE_CHECKING:
    # Most leads are made now, and the first paint is.
    from capdesk.ui.form.time_field import TimeField


class EnquiryTime(QObject):
    """*Now*, as it nearly always is; or a field of its own while it is open."""

    made = Signal()
    """`field` was made, once."""
    opened = Signal()
    """`field` is to be part of the form from now on."""
    closed = Signal()
    """It is *now* again, and `field` is no part of the form any more."""

    def __init__(self, rules: FormRules, parent: QWidget) -> None:
        super().__init__(parent)
        self._rules = rules
        self._field: TimeField | None = None
        self._is_open = False
        self._words = PlainLabel("Enquiry time: now ·", parent, role="muted")
        self.change_button = QPushButton(parent)
        self.change_button.setText("Chan&ge…")
        self.change_button.setAccessibleName("Change the enquiry time")
        self.change_button.setProperty("role", "link")
        self.change_button.clicked.connect(self._open_to_type)
        self.line = QHBoxLayout()
        self.line.setSpacing(2)
        self.line.addWidget(self._words)
        self.line.addWidget(self.change_button)
        self.place = QVBoxLayout()
        """Where the field stands while it is open."""

    def complete(self) -> None:
        """Do what neither the first paint nor the first Send need wait for."""
        self.change_button.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)

    @property
    def is_open(self) -> bool:
        """Whether the lead has an enquiry time of its own."""
        return self._is_open

    @property
    def field(self) -> "TimeField":
        """The field, made when it is first asked for."""
        if self._field is None:
            self._field = self._make()
            self.made.emit()
        return self._field

    def show_text(self, text: str) -> None:
        """Show the time of a draft; empty is *now*."""
        if text:
            self._set_open(is_open=True)
            self.field.set_text(text)
        else:
            self._set_open(is_open=False)

    def _make(self) -> "TimeField":
        from itertools import pairwise

        from capdesk.domain.rules.times import uk_date
        from capdesk.ui.form.time_field import TimeField

        field = TimeField(lambda: uk_date(self._rules.now()))
        self.place.addWidget(field)
        stops = (
            *(self.change_button, field.date_edit, field.time_edit),
            *(*field.which_buttons, field.back_button),
        )
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        field.closed.connect(self._back_to_now)
        return field

    def _open_to_type(self) -> None:
        self._set_open(is_open=True)
        self.field.clear()
        self.field.date_edit.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
        self.field.date_edit.selectAll()

    def _back_to_now(self) -> None:
        self._set_open(is_open=False)
        self.change_button.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)

    def _set_open(self, *, is_open: bool) -> None:
        if is_open is self._is_open:
            return
        self._is_open = is_open
        self._words.setHidden(is_open)
        self.change_button.setHidden(is_open)
        self.field.setVisible(is_open)
        (self.opened if is_open else self.closed).emit()

"""What a person may be contacted by: what to ask, the answers, how it was asked."""

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.consent import CONSENT_FIELDS, ConsentMethod, Consents
from capdesk.domain.fields import Field
from capdesk.ui import early
from capdesk.ui.form.consent_row import ConsentRow
from capdesk.ui.form.controls import ComboBox
from capdesk.ui.form.page import fill
from capdesk.ui.form.pins import PinButton, PinPlace
from capdesk.ui.plain import PlainLabel

_METHODS = {
    ConsentMethod.READ_OUT: "Read out",
    ConsentMethod.ON_SCREEN: "On screen",
    ConsentMethod.ON_PAPER: "On paper",
}
_METHOD_LINE_PX = 40
_BESIDE_PX, _ABOVE_PX = 24, 8


NO_WORDING = "Choose a campaign: what to read out then stands here."


class ConsentBlock(QWidget):
    """The four channels under each other, with the campaign's wording beside."""

    changed = Signal()
    finished = Signal()
    """The last channel was answered by key."""
    reached = Signal(QWidget)
    """The keyboard came to a channel; carries the box."""

    def __init__(self) -> None:
        super().__init__()
        self._wording = PlainLabel(NO_WORDING, wrap=True)
        self._controllers = PlainLabel(role="muted", wrap=True)
        self._warning = PlainLabel(role="warning", wrap=True)
        early.align_top(self._wording)
        self.rows = {field: ConsentRow(field, self) for field in CONSENT_FIELDS}
        self.method_box = ComboBox()
        self._build()
        self._connect()
        self.set_warning("")

    @property
    def method_pin(self) -> PinButton:
        """The pin beside how the consents were asked for."""
        return self.method_pin_place.button

    # What the form asks of it

    def consents(self) -> Consents:
        """Return the four answers."""
        return Consents(*(self.rows[field].answer for field in CONSENT_FIELDS))

    def set_consents(self, consents: Consents) -> None:
        """Show answers that were given before."""
        for field, row in self.rows.items():
            row.answer = consents.answer(field)

    @property
    def method(self) -> str:
        """How the question was put, as a draft has it."""
        return tuple(_METHODS)[self.method_box.currentIndex()].value

    @method.setter
    def method(self, method: str) -> None:
        methods = tuple(each.value for each in _METHODS)
        place = methods.index(method) if method in methods else 0
        self.method_box.setCurrentIndex(place)

    def set_wording(self, wording: str, controllers: tuple[str, ...]) -> None:
        """Show what to ask, and on whose behalf."""
        self._wording.setText(wording)
        self._controllers.setText(f"Asked for: {', '.join(controllers)}")
        self._controllers.setVisible(bool(controllers))

    def set_warning(self, warning: str) -> None:
        """Show what somebody should look at; empty for nothing."""
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))

    @property
    def warning(self) -> str:
        """What somebody should look at; empty for nothing."""
        return self._warning.text()

    def set_narrow(self, *, narrow: bool) -> None:
        """Put the wording above the answers rather than beside them."""
        sides = QBoxLayout.Direction
        self._halves.setDirection(sides.TopToBottom if narrow else sides.LeftToRight)
        self._halves.setSpacing(_ABOVE_PX if narrow else _BESIDE_PX)

    # Inside

    def _build(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self._wording)
        said.addWidget(self._controllers)
        said.addStretch()
        answers = QGridLayout()
        answers.setHorizontalSpacing(8)
        answers.setVerticalSpacing(0)
        for line, row in enumerate(self.rows.values()):
            for column, part in enumerate((row.name, row.yes, row.no, row.state)):
                answers.addWidget(part, line, column)
        last = len(self.rows)
        answers.addWidget(PlainLabel("Asked", role="muted"), last, 0)
        answers.setRowMinimumHeight(last, _METHOD_LINE_PX)
        answers.addLayout(self._method_line(), last, 1, 1, 3)
        answers.setRowStretch(last + 1, 1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(_BESIDE_PX)
        self._halves.addLayout(said, 1)
        self._halves.addLayout(answers)
        fill(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._halves)
        layout.addWidget(self._warning)

    def _method_line(self) -> QHBoxLayout:
        self.method_box.addItems(list(_METHODS.values()))
        self.method = ConsentMethod.READ_OUT
        self.method_box.setAccessibleName(Field.CONSENT_METHOD.label)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.method_box, 1)
        self.method_pin_place = PinPlace(Field.CONSENT_METHOD, line)
        return line

    def _connect(self) -> None:
        for row in self.rows.values():
            row.changed.connect(self.changed)
            row.answered.connect(self._go_on)
            row.reached.connect(self._tell_reached)
        self.method_box.currentIndexChanged.connect(self.changed)

    def _tell_reached(self) -> None:
        row = self.sender()
        assert isinstance(row, ConsentRow)  # noqa: S101 - for the type checker
        self.reached.emit(row.no if row.no.hasFocus() else row.yes)

    def _go_on(self, field: str) -> None:
        place = CONSENT_FIELDS.index(Field(field)) + 1
        if place == len(CONSENT_FIELDS):
            self.finished.emit()
            return
        following = self.rows[CONSENT_FIELDS[place]]
        following.tab_stop.setFocus(QtCore.Qt.FocusReason.TabFocusReason)

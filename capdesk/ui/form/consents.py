"""Yes, No or not asked, for each of the four channels.

A mixed-state checkbox must not mean a third value, so there are two exclusive boxes,
and neither ticked is *Not asked*.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.consent import CONSENT_FIELDS, Answer, Consents
from capdesk.domain.fields import Field
from capdesk.ui.form.controls import AnswerBox
from capdesk.ui.plain import PlainLabel

_CHANNELS = {
    Field.CONSENT_PHONE_CALL: "Phone call",
    Field.CONSENT_POST: "Post",
    Field.CONSENT_EMAIL: "Email",
    Field.CONSENT_SMS: "SMS",
}


class ConsentRow(QObject):
    """The two boxes of one channel: one stop for Tab, `Y` and `N` to answer."""

    changed = Signal()
    answered = Signal(str)
    """`Y` or `N` was pressed in this field: go on to the next."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.name = PlainLabel(_CHANNELS[field], parent)
        self.yes = AnswerBox("Yes", parent)
        self.no = AnswerBox("No", parent)
        self.state = PlainLabel("Not asked", parent, role="muted")
        # Room for its longest text, so that answering moves nothing.
        self.state.setMinimumWidth(self.state.sizeHint().width())
        for box in (self.yes, self.no):
            box.setAccessibleName(f"{field.label}: {box.text()}")
            box.answer_key.connect(self._key_pressed)
        self.yes.toggled.connect(self._yes_toggled)
        self.no.toggled.connect(self._no_toggled)
        self._settle()

    @property
    def answer(self) -> Answer:
        """Yes, No, or None for not asked."""
        if self.yes.isChecked():
            return True
        return False if self.no.isChecked() else None

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.yes.setChecked(answer is True)
        self.no.setChecked(answer is False)

    @property
    def tab_stop(self) -> QCheckBox:
        """The box that takes the focus for this channel: the ticked one, or Yes."""
        return self.no if self.no.isChecked() else self.yes

    def _key_pressed(self, key: int) -> None:
        match key:
            case Qt.Key.Key_Y | Qt.Key.Key_N:
                self.answer = key == Qt.Key.Key_Y
                self.answered.emit(self.field)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.answer = None
                self.yes.setFocus(Qt.FocusReason.OtherFocusReason)
            case _:
                other = self.no if self.yes.hasFocus() else self.yes
                other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _yes_toggled(self, checked: bool) -> None:
        if checked:
            self.no.setChecked(False)
        self._settle()

    def _no_toggled(self, checked: bool) -> None:
        if checked:
            self.yes.setChecked(False)
        self._settle()

    def _settle(self) -> None:
        stop = self.tab_stop
        for box in (self.yes, self.no):
            box.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if box is stop else Qt.FocusPolicy.ClickFocus
            )
        self.state.setText("Not asked" if self.answer is None else "")
        self.changed.emit()


class ConsentBlock(QWidget):
    """The four channels under each other, with the campaign's wording beside."""

    changed = Signal()
    finished = Signal()
    """The last channel was answered by key."""

    def __init__(self) -> None:
        super().__init__()
        self._wording = PlainLabel(wrap=True)
        self._controllers = PlainLabel(role="muted", wrap=True)
        self._warning = PlainLabel(role="warning", wrap=True)
        self._wording.setAlignment(Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self._wording)
        said.addWidget(self._controllers)
        said.addStretch()
        answers = QGridLayout()
        answers.setHorizontalSpacing(8)
        answers.setVerticalSpacing(0)
        self.rows: dict[Field, ConsentRow] = {}
        for line, field in enumerate(CONSENT_FIELDS):
            row = ConsentRow(field, self)
            for column, part in enumerate((row.name, row.yes, row.no, row.state)):
                answers.addWidget(part, line, column)
            row.changed.connect(self.changed)
            row.answered.connect(self._go_on)
            self.rows[field] = row
        answers.setRowStretch(len(CONSENT_FIELDS), 1)
        beside = QHBoxLayout()
        beside.setSpacing(24)
        beside.addLayout(said, 1)
        beside.addLayout(answers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(beside)
        layout.addWidget(self._warning)
        self.set_warning("")

    def consents(self) -> Consents:
        """Return the four answers."""
        return Consents(*(self.rows[field].answer for field in CONSENT_FIELDS))

    def set_consents(self, consents: Consents) -> None:
        """Show answers that were given before."""
        for field, row in self.rows.items():
            row.answer = consents.answer(field)

    def set_wording(self, wording: str, controllers: tuple[str, ...]) -> None:
        """Show what to ask, and on whose behalf."""
        self._wording.setText(wording)
        self._controllers.setText(f"Asked for: {', '.join(controllers)}")
        self._controllers.setVisible(bool(controllers))

    def set_warning(self, warning: str) -> None:
        """Show what somebody should look at; empty for nothing."""
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))

    def _go_on(self, field: str) -> None:
        place = CONSENT_FIELDS.index(Field(field)) + 1
        if place == len(CONSENT_FIELDS):
            self.finished.emit()
            return
        following = self.rows[CONSENT_FIELDS[place]]
        following.tab_stop.setFocus(Qt.FocusReason.TabFocusReason)

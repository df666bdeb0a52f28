"""Yes, No or not asked, for one channel.

A mixed-state checkbox must not mean a third value, so there are two exclusive boxes,
and neither ticked is *Not asked*.
"""

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from capdesk.domain.consent import Answer
from capdesk.domain.fields import Field
from capdesk.ui import early
from capdesk.ui.form.controls import AnswerBox
from capdesk.ui.plain import PlainLabel

_CHANNELS = {
    Field.CONSENT_PHONE_CALL: "Phone call",
    Field.CONSENT_POST: "Post",
    Field.CONSENT_EMAIL: "Email",
    Field.CONSENT_SMS: "SMS",
}
# A No was given by a person; what was not asked is nobody's answer.
_STATES: dict[Answer, tuple[str, str]] = {
    True: ("Said yes", "answered"),
    False: ("Said no", "answered"),
    None: ("Not asked", "unanswered"),
}


class ConsentRow(QObject):
    """The two boxes of one channel: one stop for Tab, `Y` and `N` to answer."""

    changed = Signal()
    answered = Signal(str)
    """`Y` or `N` was pressed in this field: go on to the next."""
    reached = Signal()
    """The keyboard came to one of its boxes."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.name = PlainLabel(_CHANNELS[field], parent)
        self.yes = AnswerBox("Yes", parent)
        self.no = AnswerBox("No", parent)
        self.state = PlainLabel("Not asked", parent, role="unanswered")
        # Room for its longest text, so that answering moves nothing.
        self.state.setMinimumWidth(self.state.sizeHint().width())
        for box in (self.yes, self.no):
            box.setAccessibleName(f"{field.label}: {box.text()}")
            box.answer_key.connect(self._key_pressed)
            box.reached.connect(self.reached)
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
            case QtCore.Qt.Key.Key_Y | QtCore.Qt.Key.Key_N:
                self.answer = key == QtCore.Qt.Key.Key_Y
                self.answered.emit(self.field)
            case QtCore.Qt.Key.Key_Delete | QtCore.Qt.Key.Key_Backspace:
                self.answer = None
                self.yes.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
            case _:
                other = self.no if self.yes.hasFocus() else self.yes
                other.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)

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
            early.set_tab_stop(box, is_stop=box is stop)
        words, role = _STATES[self.answer]
        self.state.setText(words)
        self.state.set_role(role)
        self.changed.emit()

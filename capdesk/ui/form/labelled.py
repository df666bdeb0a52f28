"""A control with its label above and what is to be said about it below."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from capdesk.domain.fields import Field
from capdesk.domain.problem import Problem
from capdesk.ui.access_keys import with_access_key
from capdesk.ui.form.controls import ComboBox, LineEdit
from capdesk.ui.form.page import fill, laid_out_once
from capdesk.ui.form.pins import PIN_PX, PinButton, PinPlace
from capdesk.ui.plain import PlainLabel

if TYPE_CHECKING:
    from capdesk.ui.form.offer_link import OfferLink

_MESSAGE_PLACE = 2  # below label and control

_MOST_CHARACTERS = {Field.PHONE: 32, Field.POSTCODE: 16}
"""Where a value is never longer, a wider field would promise otherwise; of an average
character of the font."""


class LabelledField(QWidget):
    """Label, control, and under it one sentence: a problem, a warning or a hint."""

    changed = Signal()
    left = Signal()
    offer_taken = Signal()
    """What `offer` put under the field was taken."""

    def __init__(self, field: Field, control: QWidget) -> None:
        super().__init__()
        self.field = field
        self.control = control
        self._label = PlainLabel(with_access_key(field), role="muted")
        self._label.setBuddy(control)
        # Made when there is first something to say: most fields never have to.
        self._message: PlainLabel | None = None
        self._link: OfferLink | None = None
        self._suggested = ""
        self._offered = ""
        control.setAccessibleName(field.label)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addStrut(PIN_PX)
        head.addWidget(self._label)
        self.pin_place = PinPlace(field, head)
        head.addStretch()
        fill(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addLayout(self._beside(control))
        layout.addStretch()
        self._layout = layout

    def changeEvent(self, event: QEvent) -> None:
        """Stay as many characters wide in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.field in _MOST_CHARACTERS:
            self._fit()

    @property
    def pin(self) -> PinButton:
        """The pin beside the label."""
        return self.pin_place.button

    @property
    def has_focus(self) -> bool:
        """Whether keys go here."""
        return self.control.hasFocus()

    # What stands in it

    def text(self) -> str:
        """Return what stands in the field."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put text into the field, as if it had been typed."""
        raise NotImplementedError

    def clear(self) -> None:
        """Empty the field for the next lead."""
        self.set_text("")

    def own_problem(self) -> Problem | None:
        """Return what is wrong before the field's rule can be asked."""
        return None

    # What is said about it

    def set_optional(self, *, optional: bool) -> None:
        """Say in the label whether the field may stay empty."""
        name = with_access_key(self.field)
        self._label.setText(f"{name} (optional)" if optional else name)

    def say(self, problem: Problem | None, hint: str = "") -> None:
        """Show a problem; or a quiet hint; or nothing.

        Args:
            problem: The problem, or None.
            hint: What to show when there is none, such as the number as it was read.
        """
        message = problem.message if problem else hint
        state = problem.severity.value if problem else ""
        with laid_out_once(self._layout):
            self._show_message(message, state or "hint")
            self._suggested = (problem and problem.suggestion) or ""
            self._show_link()
        self._mark(self.control, message, state)

    @property
    def message(self) -> str:
        """The sentence that is shown; empty for none."""
        return self._message.text() if self._message else ""

    def offer(self, words: str) -> None:
        """Offer to do something, above any suggestion; empty to offer it no longer."""
        self._offered = words
        self._show_link()

    @property
    def suggestion(self) -> str:
        """What is offered under the field; empty for nothing."""
        return self._offered or self._suggested

    def take_suggestion(self) -> None:
        """Do what is offered: put the suggested text into the field, or tell."""
        if self._offered:
            self.offer_taken.emit()
            return
        suggested = self._suggested
        self.control.setFocus()
        self.set_text(suggested)

    def _beside(self, control: QWidget) -> QHBoxLayout:
        """Return a line with the control at its left, no wider than what goes in."""
        line = QHBoxLayout()
        line.addWidget(control, 1)
        if self.field in _MOST_CHARACTERS:
            line.addStretch()
            self._fit()
        return line

    def _fit(self) -> None:
        character_px = self.fontMetrics().averageCharWidth()
        most = _MOST_CHARACTERS[self.field] * character_px
        self.control.setMaximumWidth(most)

    def _mark(self, control: QWidget, message: str, state: str) -> None:
        control.setAccessibleDescription(message)
        if (control.property("state") or "") != state:
            control.setProperty("state", state)
            control.style().polish(control)

    def _show_message(self, message: str, role: str) -> None:
        if self._message is None:
            if not message:
                return
            self._message = PlainLabel(wrap=True)
            self._layout.insertWidget(_MESSAGE_PLACE, self._message)
        self._message.setText(message)
        self._message.set_role(role)
        self._message.setVisible(bool(message))

    def _show_link(self) -> None:
        if self._link is None:
            if not self.suggestion:
                return
            self._link = self._make_link()
        if self.suggestion:
            self._link.show_words(self._offered or f"Use {self._suggested}")
        self._link.setVisible(bool(self.suggestion))

    def _make_link(self) -> "OfferLink":
        # Late: most fields never offer anything.
        from capdesk.ui.form.offer_link import OfferLink

        button = OfferLink()
        button.clicked.connect(self.take_suggestion)
        place = self._layout.count() - 1
        self._layout.insertWidget(place, button, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
        return button


class TextField(LabelledField):
    """One line of text."""

    control: LineEdit
    pasted = Signal(str, str)
    """Text came from elsewhere; carries it untouched, and what stood here before."""

    def __init__(self, field: Field) -> None:
        edit = LineEdit(self._tidy)
        super().__init__(field, edit)
        edit.textChanged.connect(self.changed)
        edit.left.connect(self.left)
        edit.pasted.connect(self.pasted)

    def text(self) -> str:
        """Return what stands in the field."""
        return self.control.text()

    def set_text(self, text: str) -> None:
        """Put text into the field."""
        self.control.setText(text)

    def _tidy(self, text: str) -> str:
        # Late: most leads are typed.
        from capdesk.domain.contact_block import tidy

        return tidy(text, self.field)


class ChoiceField(LabelledField):
    """One value of a list; nothing is chosen unless there is just one to choose."""

    control: ComboBox

    def __init__(self, field: Field) -> None:
        box = ComboBox()
        super().__init__(field, box)
        box.currentIndexChanged.connect(self.changed)
        box.left.connect(self.left)

    def text(self) -> str:
        """Return the chosen value; empty for none."""
        return self.control.currentText() if self.control.currentIndex() >= 0 else ""

    def set_text(self, text: str) -> None:
        """Choose a value; what is not in the list chooses none."""
        self.control.setCurrentIndex(self.control.findText(text))

    def clear(self) -> None:
        """Choose nothing, or the one there is."""
        self.control.setCurrentIndex(0 if self.control.count() == 1 else -1)

    def set_choices(self, choices: tuple[str, ...]) -> None:
        """Offer these values; a value that is still among them stays chosen."""
        chosen = self.text()
        self.control.clear()
        self.control.addItems(choices)
        self.set_text(chosen if len(choices) > 1 else choices[0] if choices else "")

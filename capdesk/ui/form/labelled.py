"""A control with its label above and what is to be said about it below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from capdesk.domain.fields import Field
from capdesk.domain.problem import Problem
from capdesk.ui.access_keys import with_access_key
from capdesk.ui.form.controls import ComboBox, LineEdit
from capdesk.ui.plain import PlainLabel

_MESSAGE_PLACE = 2  # below label and control


class LabelledField(QWidget):
    """Label, control, and under it one sentence: a problem, a warning or a hint."""

    changed = Signal()
    left = Signal()

    def __init__(self, field: Field, control: QWidget) -> None:
        super().__init__()
        self.field = field
        self.control = control
        self._label = PlainLabel(with_access_key(field), role="muted")
        self._label.setBuddy(control)
        # Made when there is first something to say: most fields never have to.
        self._message: PlainLabel | None = None
        self._suggestion: QPushButton | None = None
        self._suggested = ""
        control.setAccessibleName(field.label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._label)
        layout.addWidget(control)
        layout.addStretch()
        self._layout = layout

    def text(self) -> str:
        """Return what stands in the field."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put text into the field, as if it had been typed."""
        raise NotImplementedError

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
        self._show_message(message, state or "hint")
        self._offer((problem and problem.suggestion) or "")
        self.control.setAccessibleDescription(message)
        if (self.control.property("state") or "") != state:
            self.control.setProperty("state", state)
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)

    @property
    def message(self) -> str:
        """The sentence that is shown; empty for none."""
        return self._message.text() if self._message else ""

    def _show_message(self, message: str, role: str) -> None:
        if self._message is None:
            if not message:
                return
            self._message = PlainLabel(wrap=True)
            self._layout.insertWidget(_MESSAGE_PLACE, self._message)
        self._message.setText(message)
        self._message.set_role(role)
        self._message.setVisible(bool(message))

    def _offer(self, suggested: str) -> None:
        self._suggested = suggested
        if self._suggestion is None:
            if not suggested:
                return
            self._suggestion = self._make_suggestion()
        self._suggestion.setText(f"Use {suggested} (Alt+U)")
        self._suggestion.setVisible(bool(suggested))

    def _make_suggestion(self) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "link")
        # No stop for Tab: a space typed a moment too late would take it unasked.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self.take_suggestion)
        place = self._layout.count() - 1
        self._layout.insertWidget(place, button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    @property
    def suggestion(self) -> str:
        """The text that is offered; empty for none."""
        return self._suggested

    def take_suggestion(self) -> None:
        """Put the offered text into the field."""
        suggested = self._suggested
        self.control.setFocus()
        self.set_text(suggested)


class TextField(LabelledField):
    """One line of text."""

    control: LineEdit

    def __init__(self, field: Field) -> None:
        edit = LineEdit()
        super().__init__(field, edit)
        edit.textChanged.connect(self.changed)
        edit.left.connect(self.left)

    def text(self) -> str:
        """Return what stands in the field."""
        return self.control.text()

    def set_text(self, text: str) -> None:
        """Put text into the field."""
        self.control.setText(text)


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

    def set_choices(self, choices: tuple[str, ...]) -> None:
        """Offer these values; a value that is still among them stays chosen."""
        chosen = self.text()
        self.control.clear()
        self.control.addItems(choices)
        self.set_text(chosen if len(choices) > 1 else choices[0] if choices else "")

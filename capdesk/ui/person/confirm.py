"""The step before a person is forgotten: what that means, and the way back first."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton
from capdesk.ui.theme import GRID_PX


class ForgetQuestion(QFrame):
    """Part of the dialog rather than a dialog over a dialog."""

    def __init__(self) -> None:
        super().__init__()
        # The frame of a list of problems: this, too, stops and wants to be read.
        self.setObjectName("problems")
        self._text = PlainLabel(wrap=True)
        self.keep_button = PushButton("&Keep")
        self.keep_button.setAccessibleName("Keep")
        self.forget_button = PushButton("Forget for g&ood")
        self.forget_button.setAccessibleName("Forget for good")
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID_PX)
        buttons.addStretch()
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.forget_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * GRID_PX] * 4)
        layout.setSpacing(GRID_PX)
        layout.addWidget(PlainLabel("Forget this person?", role="heading"))
        layout.addWidget(self._text)
        layout.addLayout(buttons)

    @property
    def text(self) -> str:
        """The warning."""
        return self._text.text()

    def set_warning(self, text: str) -> None:
        """Say what it would mean."""
        self._text.setText(text)
        self.forget_button.setAccessibleDescription(text)

"""Asks what to do where the key to the leads is lost; nothing is done without an answer."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

_LINES = (36, 22)


class LostKeyQuestion(QDialog):
    """Begin anew, look once more for the key, or leave it for now.

    *Not now* has the focus: Enter changes nothing. Whoever listens answers with
    `show_failure` or `done_well`.
    """

    anew_wanted = Signal()
    """A person says that the key is lost."""
    again_wanted = Signal()
    """The key may be back by now."""

    def __init__(
        self, parent: QWidget | None, title: str, sentences: Sequence[str], anew: str
    ) -> None:
        """Make the dialog.

        Args:
            parent: The window.
            title: What is wrong, in a few words.
            sentences: What that means, and what to begin anew would do.
            anew: The words on the button that begins anew.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.anew_button = QPushButton(anew)
        self.anew_button.setAccessibleName(anew.removesuffix("…"))
        self.again_button = QPushButton("Try again")
        self.later_button = QPushButton("Not now")
        self.later_button.setDefault(True)
        self.said = PlainLabel(role="error", wrap=True)
        self.said.hide()
        self.anew_button.clicked.connect(self.anew_wanted)
        self.again_button.clicked.connect(self.again_wanted)
        self.later_button.clicked.connect(self.reject)
        self._build(title, sentences)
        self.later_button.setFocus()

    @property
    def text(self) -> str:
        """What it says."""
        labels = self.findChildren(PlainLabel)
        return "\n".join(each.text() for each in labels if each.text())

    def show_busy(self) -> None:
        """Wait for the disk and whatever keeps keys."""
        self._set_enabled(enabled=False)
        self.said.hide()

    def show_failure(self, sentence: str) -> None:
        """Say why it did not help; the question stands."""
        self._set_enabled(enabled=True)
        self.said.setText(sentence)
        self.said.show()
        self.later_button.setFocus()
        announce(self, sentence, urgent=True)

    def done_well(self) -> None:
        """Close: the leads are open."""
        self.accept()

    def _set_enabled(self, *, enabled: bool) -> None:
        for button in (self.anew_button, self.again_button, self.later_button):
            button.setEnabled(enabled)

    def _build(self, title: str, sentences: Sequence[str]) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[3 * GRID_PX] * 4)
        layout.setSpacing(2 * GRID_PX)
        layout.addWidget(PlainLabel(title, role="heading"))
        for sentence in sentences:
            layout.addWidget(PlainLabel(sentence, wrap=True))
        layout.addWidget(self.said)
        layout.addStretch()
        foot = QHBoxLayout()
        foot.setSpacing(GRID_PX)
        foot.addWidget(self.anew_button)
        foot.addStretch()
        foot.addWidget(self.again_button)
        foot.addWidget(self.later_button)
        layout.addLayout(foot)
        resize_in_lines(self, *_LINES)

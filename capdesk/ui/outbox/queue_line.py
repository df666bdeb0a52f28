"""The line below everything: how the queue is, and *Send now*."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import Colours

if TYPE_CHECKING:
    # There is nothing to say about the queue before the first paint.
    from capdesk.ui.words import QueueWords

_ICONS = {
    "calm": "sent",
    "busy": "sending",
    "wait": "waiting",
    "person": "needs_fixing",
}


class QueueLine(QWidget):
    """One sentence with an icon; what needs a person stays until dealt with."""

    send_now = Signal()

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours
        self._words: QueueWords | None = None
        self._icon = QLabel()
        self._text = PlainLabel(wrap=True)
        self._text.setAccessibleName("Queue")
        self.button = QPushButton("Sen&d now")
        self.button.setAccessibleName("Send now")
        self.button.setToolTip("Try every waiting lead at once")
        self.button.clicked.connect(self.send_now)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.button)
        self._icon.hide()
        self.button.setEnabled(False)

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text.text()

    def show_words(self, words: "QueueWords") -> None:
        """Show how the queue is."""
        is_new = self._words is None or words.text != self._words.text
        self._words = words
        self._text.setText(words.text)
        name = _ICONS.get(words.tone)
        self._icon.setVisible(name is not None)
        if name is not None:
            # Painting icons loads Qt's SVG part, which the first paint can do without.
            from capdesk.ui.icons import icon, size_beside

            size_px = size_beside(self._text.fontMetrics())
            shown = icon(name, self._colour(words.tone), size_px)
            self._icon.setPixmap(shown.pixmap(size_px, size_px))
        self.button.setEnabled(words.can_send)
        if is_new and words.tone == "person":
            announce(self, words.text)

    def set_colours(self, colours: Colours) -> None:
        """Change the colour of the icon."""
        self._colours = colours
        if self._words is not None:
            self.show_words(self._words)

    def _colour(self, tone: str) -> str:
        c = self._colours
        return {
            "calm": c.success,
            "busy": c.accent,
            "wait": c.warning,
            "person": c.error,
        }[tone]

"""The link under a field that does what is offered, such as to use a suggestion."""

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

_SHORTCUT = " (Alt+U)"


class OfferLink(QPushButton):
    """Says all it can in the room there is: a long address must not move the fields."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._hint: QSize | None = None
        self._edges_px = 0
        self.setProperty("role", "offer")
        # No stop for Tab: a space typed a moment too late would take it unasked.
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """Offer something; what finds no room is cut in the middle, and read aloud."""
        if words == self._words:
            return
        self._words = words
        self._hint = None
        self.setAccessibleName(f"{words}{_SHORTCUT}")
        self.setToolTip(words)
        self._fit()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font or style."""
        super().changeEvent(event)
        self._hint = None

    def sizeHint(self) -> QSize:
        """Ask for room for all words, whichever are shown."""
        if self._hint is None:  # a layout asks seven times
            hint, advance = super().sizeHint(), self.fontMetrics().horizontalAdvance
            self._edges_px = hint.width() - advance(_unmarked(self.text()))
            width = self._edges_px + advance(f"{self._words}{_SHORTCUT}")
            self._hint = QSize(width, hint.height())
        return self._hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole = f"{self._words}{_SHORTCUT}"
        if self.sizeHint().width() <= self.width():
            shown = whole
        else:
            room = self.width() - self._edges_px
            middle = QtCore.Qt.TextElideMode.ElideMiddle
            # As it is where it has room.
            shown = self.fontMetrics().elidedText(self._words, middle, room)
        # Qt reads a single ampersand as the mark of an access key.
        self.setText(shown.replace("&", "&&"))


def _unmarked(text: str) -> str:
    return text.replace("&&", "&")

"""The link under a field that does what is offered, such as to use a suggestion."""

from PySide6 import QtCore
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

_SHORTCUT = " (Alt+U)"


class OfferLink(QPushButton):
    """Says all it can in the room there is: a long address must not move the fields."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setProperty("role", "offer")
        # No stop for Tab: a space typed a moment too late would take it unasked.
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """Offer something; what finds no room is cut in the middle, and read aloud."""
        self._words = words
        self.setAccessibleName(f"{words}{_SHORTCUT}")
        self.setToolTip(words)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for room for all words, whichever are shown."""
        hint, advance = super().sizeHint(), self.fontMetrics().horizontalAdvance
        more = advance(f"{self._words}{_SHORTCUT}") - advance(_unmarked(self.text()))
        return QSize(hint.width() + more, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        whole = f"{self._words}{_SHORTCUT}"
        beside = self.sizeHint().width() - metrics.horizontalAdvance(whole)
        room = self.width() - beside
        shown = next(
            (
                each
                for each in (whole, self._words)
                if metrics.horizontalAdvance(each) <= room
            ),
            metrics.elidedText(self._words, QtCore.Qt.TextElideMode.ElideMiddle, room),
        )
        # Qt reads a single ampersand as the mark of an access key.
        self.setText(shown.replace("&", "&&"))


def _unmarked(text: str) -> str:
    return text.replace("&&", "&")

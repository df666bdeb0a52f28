"""The bar above the form while it corrects a lead that was captured before."""

from collections.abc import Sequence

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from capdesk.ui.announce import announce
from capdesk.ui.form.voice import quoted
from capdesk.ui.plain import PlainLabel


class CorrectionBar(QFrame):
    """Says whose lead is corrected and what the gateway said about it as a whole."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("correction")
        self.setAccessibleName("Correcting a lead")
        # Made when a lead is first corrected: most windows never do.
        self._title: PlainLabel | None = None
        self._words: PlainLabel | None = None
        self.hide()

    def begin(self, who: str, words: Sequence[str]) -> None:
        """Show whose lead it is, with what the gateway said that fits no field."""
        if self._title is None or self._words is None:
            self._title, self._words = self._build()
        self._title.setText(f"Correcting {who}’s lead" if who else "Correcting a lead")
        self._words.setText("\n".join(quoted(each) for each in words))
        self._words.setVisible(bool(words))
        self.show()
        announce(self, self.text)

    @property
    def text(self) -> str:
        """Everything it says, a line each; empty while it is not shown."""
        if self.isHidden() or self._title is None or self._words is None:
            return ""
        return "\n".join(filter(None, (self._title.text(), self._words.text())))

    def _build(self) -> tuple[PlainLabel, PlainLabel]:
        title, words = PlainLabel(role="heading", wrap=True), PlainLabel(wrap=True)
        cancel = QPushButton("Cancel")
        cancel.setAccessibleName("Cancel the correction")
        cancel.setToolTip("Leave the lead as it was")
        cancel.clicked.connect(self.cancelled)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(title)
        said.addWidget(words)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(8)
        across.addLayout(said, 1)
        across.addWidget(cancel, 0, QtCore.Qt.AlignmentFlag.AlignTop)
        return title, words

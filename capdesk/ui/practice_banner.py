"""The banner of practice mode, and the choice of what the gateway does next."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from capdesk.ui.choice_box import ChoiceBox
from capdesk.ui.plain import PlainLabel


class PracticeBanner(QFrame):
    """Says that nothing here is real."""

    answer_chosen = Signal(str)
    """Name of what the practice gateway shall do with the next leads."""

    def __init__(self, answers: Sequence[tuple[str, str]]) -> None:
        """Make the banner.

        Args:
            answers: Name and label of each thing the gateway can do; first the one
                it does now.
        """
        super().__init__()
        self.setObjectName("practice-banner")
        self._names = [name for name, _ in answers]
        self.answers = ChoiceBox()
        self.answers.setAccessibleName("What the practice gateway does next")
        self.answers.addItems([label for _, label in answers])
        self.answers.currentIndexChanged.connect(self._chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("PRACTICE"))
        layout.addWidget(
            PlainLabel("Nothing here reaches CAP or is kept.", wrap=True), 1
        )
        label = PlainLabel("The gateway will")
        label.setBuddy(self.answers)
        layout.addWidget(label)
        layout.addWidget(self.answers)

    def choose(self, name: str) -> None:
        """Choose what the gateway does next."""
        self.answers.setCurrentIndex(self._names.index(name))

    def _chosen(self, index: int) -> None:
        self.answer_chosen.emit(self._names[index])

"""The first thing to see where no campaign is there yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capdesk.ui.plain import PlainLabel

CARD_WIDTH_PX = 560

_WORDS = (
    "CapDesk needs a campaign before it can take leads. Head office sends it as a"
    " campaign pack, a small file that ends in .json."
)


class StartPage(QWidget):
    """Two ways to begin: a campaign pack, or practice."""

    open_pack = Signal()
    practise = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pack_button = QPushButton("Open a campaign pack")
        self.pack_button.setProperty("role", "primary")
        self.pack_button.clicked.connect(self.open_pack)
        self.practice_button = QPushButton("Try practice mode")
        self.practice_button.clicked.connect(self.practise)
        for button in (self.pack_button, self.practice_button):
            button.setAutoDefault(True)  # Enter presses it too, as in a dialog
        self._message = PlainLabel(role="error", wrap=True)
        self._message.hide()
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setMinimumWidth(CARD_WIDTH_PX)  # wider where larger text needs it
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.pack_button)
        buttons.addWidget(self.practice_button)
        buttons.addStretch()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 24, 32, 24)
        inside.setSpacing(16)
        inside.addWidget(PlainLabel("Welcome to CapDesk", role="title"))
        inside.addWidget(PlainLabel(_WORDS, wrap=True))
        inside.addLayout(buttons)
        inside.addWidget(self._message)
        across = QHBoxLayout()
        across.addStretch()
        across.addWidget(card)
        across.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(across)
        layout.addStretch(3)

    def show_failure(self, sentence: str) -> None:
        """Say why a pack could not be used."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

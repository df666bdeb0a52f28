"""The first thing to see where no campaign is there yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capdesk.ui.plain import PlainLabel


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
        self._message = PlainLabel(role="error", wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.hide()
        words = PlainLabel(
            "CapDesk needs a campaign before it can take leads. Head office sends it"
            " as a campaign pack, a small file that ends in .json.",
            role="muted",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFixedWidth(440)
        title = PlainLabel("Welcome to CapDesk", role="title")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.pack_button)
        buttons.addWidget(self.practice_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(2)
        layout.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(buttons)
        layout.addWidget(self._message)
        layout.addStretch(3)

    def show_failure(self, sentence: str) -> None:
        """Say why a pack could not be used."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

"""What stands in the place of the list while it has no rows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX
from capdesk.ui.words import leads

NO_LEADS = (
    "No leads yet",
    "Each lead you send appears here, with its reference once the gateway has it.",
)


def no_match(typed: str, elsewhere: int) -> tuple[str, str]:
    """Return what to say where *Find* lets no lead into the list.

    Args:
        typed: What was looked for.
        elsewhere: How many leads match, but are in statuses that are not shown.
    """
    if not elsewhere:
        return f"No lead matches “{typed}”", ""
    do = "does" if elsewhere == 1 else "do"
    return f"No lead here matches “{typed}”", f"{leads(elsewhere)} elsewhere {do}."


def way_out(elsewhere: int) -> str:
    """Return what the button says that shows something again.

    Args:
        elsewhere: How many leads it shows that are not usually in the list, or were
            narrowed away; 0 for the list as it usually is.
    """
    if not elsewhere:
        return "Show current leads"
    return "Show it" if elsewhere == 1 else "Show them"


class EmptyList(QWidget):
    """Says why there is nothing to see, and how to see something."""

    def __init__(self) -> None:
        super().__init__()
        self._title = PlainLabel(role="heading", wrap=True)
        self._text = PlainLabel(role="muted", wrap=True)
        self.button = QPushButton()
        self.button.setAutoDefault(True)  # Enter presses it too, as in a dialog
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID_PX)
        layout.addStretch()
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._title.text()}\n{self._text.text()}"

    def say(self, title: str, text: str, button: str = "") -> None:
        """Say why there is nothing, with a button to see something if it has words."""
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))

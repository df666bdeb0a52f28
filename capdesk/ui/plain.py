"""Labels that show text as it is: never as HTML, whoever wrote it."""

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from capdesk.ui import early


class PlainLabel(QLabel):
    """A label that renders no markup.

    Qt guesses by default whether a text is HTML; what people type and what a gateway
    answers must never be taken for it.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "",
        wrap: bool = False,
    ) -> None:
        """Make a label.

        Args:
            text: What it shows.
            parent: Its parent.
            role: Its role in the style sheet (`title`, `muted`, `error`, …).
            wrap: Whether long text goes on in a further line.
        """
        super().__init__(parent)
        early.show_as_typed(self)
        self.setText(text)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            policy = self.sizePolicy()
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            self.setSizePolicy(policy)

    def set_role(self, role: str) -> None:
        """Change the role in the style sheet."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().polish(self)

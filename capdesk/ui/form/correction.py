"""The bar above the form while it corrects a lead that was captured before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from capdesk.domain.fields import Field
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
        across.addWidget(cancel, 0, Qt.AlignmentFlag.AlignTop)
        return title, words


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Where the gateway's words are shown.

    Attributes:
        at_fields: At the fields they seem to mean, in the order of the form.
        others: Those that fit no field.
    """

    at_fields: dict[Field, str]
    others: tuple[str, ...]


def place_words(words: Sequence[str], fields: Collection[Field]) -> PlacedWords:
    """Place what the gateway said.

    Args:
        words: One sentence each.
        fields: What can show some.
    """
    from capdesk.domain.gateway_words import fields_meant

    at_fields: dict[Field, list[str]] = {}
    others = []
    for each in words:
        places = [field for field in fields_meant(each) if field in fields]
        for field in places:
            at_fields.setdefault(field, []).append(each)
        if not places:
            others.append(each)
    ordered = {
        field: " ".join(at_fields[field]) for field in Field if field in at_fields
    }
    return PlacedWords(ordered, tuple(others))

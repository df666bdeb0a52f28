"""What there is to say about the chosen lead."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capdesk.domain.entry import Entry
from capdesk.ui import words
from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel


class EntryDetails(QWidget):
    """Name, what its status means, the gateway's words, and the reference."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._reference = ""
        self._name = PlainLabel(role="heading", wrap=True)
        self._sentence = PlainLabel(wrap=True)
        self._said = PlainLabel(role="error", wrap=True)
        self._facts = PlainLabel(role="muted", wrap=True)
        self._copy = QPushButton("Copy reference")
        self._copy.clicked.connect(self._copy_reference)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self._name)
        layout.addWidget(self._sentence)
        layout.addWidget(self._said)
        foot = QHBoxLayout()
        foot.addWidget(self._facts, 1)
        foot.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(foot)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show one entry, or hide."""
        self.setVisible(entry is not None)
        if entry is None:
            return
        self._name.setText(entry.name or "This lead can't be read")
        self._sentence.setText(words.entry_sentence(entry))
        said = "\n".join(entry.messages)
        self._said.setText(f"The gateway said: {said}" if said else "")
        self._said.setVisible(bool(said))
        tries = "1 attempt" if entry.attempts == 1 else f"{entry.attempts} attempts"
        facts = [f"Taken {entry.captured_at.astimezone():%d %b %Y, %H:%M:%S}", tries]
        if entry.enquiry_reference:
            facts.append(entry.enquiry_reference)
        self._facts.setText(" · ".join(facts))
        self._reference = entry.enquiry_reference or ""
        self._copy.setVisible(bool(self._reference))

    @property
    def text(self) -> str:
        """Everything it says, a line each; empty while it is not shown."""
        if self.isHidden():
            return ""
        said = (self._name, self._sentence, self._said, self._facts)
        return "\n".join(label.text() for label in said if label.text())

    def _copy_reference(self) -> None:
        QGuiApplication.clipboard().setText(self._reference)
        announce(self, "Reference copied")

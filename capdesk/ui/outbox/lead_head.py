"""Who a lead is about and how it stands, with the leads it is tied to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capdesk.domain.entry import Status
from capdesk.domain.story import Story
from capdesk.ui import words
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.outbox import story_words
from capdesk.ui.outbox.breaking import BreakingLabel
from capdesk.ui.outbox.cells import shown_name, status_colour
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX, Colours


class LeadHead(QWidget):
    """Name, status and what it means, the gateway's words, the pair of a correction."""

    other_wanted = Signal(str)
    """Id of the other lead of a corrected pair."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._name = BreakingLabel("heading")
        self._sentence = BreakingLabel()
        self._said = BreakingLabel("error")
        self._mark = PlainLabel(role="warning", wrap=True)
        self.earlier = _OtherLead("Show the earlier lead")
        self.later = _OtherLead("Show the corrected copy")
        top = QHBoxLayout()
        top.setSpacing(GRID_PX)
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        for part in (self._sentence, self._said, self._mark):
            layout.addWidget(part)
        for other in (self.earlier, self.later):
            other.wanted.connect(self.other_wanted)
            layout.addWidget(other)

    @property
    def text(self) -> str:
        """Everything it says, a line each."""
        labels = (self._name, self._sentence, self._said, self._mark)
        said = [label.text() for label in labels]
        return "\n".join(
            line for line in (*said, self.earlier.text, self.later.text) if line
        )

    def show_story(self, story: Story, colours: Colours) -> None:
        """Show how a lead stands."""
        entry = story.entry
        colour = status_colour(entry.status, colours)
        size_px = size_beside(self._name.fontMetrics())
        shown = icon(entry.status, colour, size_px)
        self._icon.setPixmap(shown.pixmap(size_px, size_px))
        self._name.setText(shown_name(entry) or "Lead without a name")
        word = words.STATUS_WORDS[entry.status]
        sentence = f"{word}. {words.entry_sentence(entry)}"
        if entry.status is Status.SENT and entry.enquiry_reference:
            # In sight of the button that copies it, to be read out on the phone.
            sentence = f"{sentence} Reference {entry.enquiry_reference}"
        self._sentence.setText(sentence)
        said = "\n".join(entry.messages)
        _tell(self._said, f"The gateway said: {said}" if said else "")
        twice = "It may be sent more than once: a possible duplicate."
        _tell(self._mark, twice if entry.possible_duplicate else "")
        self.earlier.show_lead(
            entry.replaces, story_words.earlier_sentence(story.corrects)
        )
        self.later.show_lead(
            entry.replaced_by, story_words.later_sentence(story.corrected_by)
        )


class _OtherLead(QWidget):
    """A sentence about another lead, and a link that chooses it."""

    wanted = Signal(str)

    def __init__(self, link: str) -> None:
        super().__init__()
        self._id = ""
        self._sentence = BreakingLabel()
        self.link = QPushButton(link)
        self.link.setAccessibleName(link)
        self.link.setProperty("role", "link")
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.link.setAutoDefault(True)  # Enter follows it too
        self.link.clicked.connect(self._follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sentence)
        layout.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def text(self) -> str:
        return self._sentence.text() if self._id else ""

    def show_lead(self, entry_id: str | None, sentence: str) -> None:
        self._id = entry_id or ""
        self._sentence.setText(sentence)
        self.setVisible(bool(self._id))

    def _follow(self) -> None:
        self.wanted.emit(self._id)


def _tell(label: PlainLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))

"""The whole story of the chosen lead, with what can be done about it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from capdesk.domain.entry import Entry
from capdesk.domain.story import Story
from capdesk.ui.announce import announce
from capdesk.ui.outbox import story_words
from capdesk.ui.outbox.action_row import ActionRow
from capdesk.ui.outbox.disclosure import Disclosure
from capdesk.ui.outbox.facts import FactList
from capdesk.ui.outbox.lead_head import LeadHead
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX, Colours

LEAST_LINES = 4
"""So many lines of text can be seen at least; half of them on a low screen."""

LOW_SCREEN_LINES = 30
"""A screen with no more lines of text is low: the form needs it all."""


class EntryDetails(QScrollArea):
    """Says at once what the list knows of a lead, and the rest when its story comes."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.setObjectName("details")
        self.setAccessibleName("Details of the chosen lead")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fit_lines()
        self._colours = colours
        self._story: Story | None = None
        self.campaign_name: Callable[[str, str], str] = _id_alone
        """Returns the name of a campaign, by its environment and id."""
        self.head = LeadHead()
        self.action_row = ActionRow()
        self._receipt = PlainLabel(role="muted", wrap=True)
        self._facts = FactList("What was told")
        self._references = FactList("References")
        self._proof_facts = FactList("Consent proof")
        self.proof = Disclosure("Consent proof", self._proof_facts)
        self._history_title = PlainLabel("What happened", role="heading")
        self._history = FactList("What happened")
        self._content = _Content()
        self._content.setObjectName("page")
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(12, GRID_PX, 12, GRID_PX)
        layout.setSpacing(GRID_PX)
        for part in (
            *(self.head, self.action_row, self._receipt, self._facts, self._references),
            *(self.proof, self._history_title, self._history),
        ):
            layout.addWidget(part)
        layout.addStretch()
        self.setWidget(self._content)
        self.show_entry(None)

    @property
    def entry(self) -> Entry | None:
        """The lead that is shown; None while none is chosen."""
        return self._story.entry if self._story else None

    @property
    def text(self) -> str:
        """Everything it says, closed parts too, a line each; empty while hidden."""
        if self._story is None:
            return ""
        said = (
            *(self.head.text, self.action_row.note, self._receipt.text()),
            *(self._facts.text, self._references.text),
            *(self._proof_facts.text, self._history.text),
        )
        return "\n".join(part for part in said if part)

    def sizeHint(self) -> QSize:
        """Ask for as much as the story needs; the list is not squeezed for it."""
        width = self.viewport().width()
        return QSize(width, self._content.heightForWidth(width) + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Keep as many lines in sight in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_lines()
            self.set_colours(self._colours)

    def show_entry(self, entry: Entry | None) -> None:
        """Show what the list knows of an entry, or hide for None.

        What is known from the story of the same lead stays until the next one comes.
        """
        known = self._story
        if entry is None:
            self._story = None
            self.hide()
        elif known is not None and known.entry.id == entry.id:
            self._show(replace(known, entry=entry))
        else:
            self._show(Story(entry))
            self.verticalScrollBar().setValue(0)

    def show_story(self, story: Story) -> None:
        """Show the whole story, if it is that of the lead that is shown."""
        if self._story is not None and self._story.entry.id == story.entry.id:
            self._show(story)

    def set_colours(self, colours: Colours) -> None:
        """Change the colour of the icon."""
        self._colours = colours
        if self._story is not None:
            self.head.show_story(self._story, colours)

    def copy_reference(self) -> None:
        """Put the gateway's reference on the clipboard, if there is one."""
        if self.entry is not None and (reference := self.entry.enquiry_reference):
            QGuiApplication.clipboard().setText(reference)
            announce(self, "Reference copied")

    def _fit_lines(self) -> None:
        line_px = self.fontMetrics().lineSpacing()
        is_low = (
            self.screen().availableGeometry().height() <= LOW_SCREEN_LINES * line_px
        )
        self.setMinimumHeight(LEAST_LINES // (2 if is_low else 1) * line_px)

    def _show(self, story: Story) -> None:
        self._story = story
        self.head.show_story(story, self._colours)
        self.action_row.show_entry(story.entry)
        receipt = story_words.receipt_sentence(story.entry, story.receipt)
        self._receipt.setText(receipt)
        self._receipt.setVisible(bool(receipt))
        entry = story.entry
        campaign = self.campaign_name(entry.environment, entry.campaign_id)
        self._facts.show_facts(story_words.facts(story, campaign))
        self._references.show_facts(story_words.reference_facts(story.entry))
        proof = story_words.proof_facts(story.proof) if story.proof else ()
        self._proof_facts.show_facts(proof)
        self.proof.setVisible(bool(proof))
        self._history.show_facts(story_words.history_facts(story.history))
        self._history_title.setVisible(bool(story.history))
        self.show()


def _id_alone(_environment: str, campaign_id: str) -> str:
    return campaign_id


class _Content(QWidget):
    """Takes the width there is, and no more height than its lines need there."""

    def minimumSizeHint(self) -> QSize:
        return QSize()

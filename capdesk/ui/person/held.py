"""The list of what is held: a card for each lead."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from capdesk.domain.story import Story
from capdesk.ui.person import words
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX


class HeldList(QScrollArea):
    """Scrolls by keyboard; each card reads from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What is held")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_stories(self, stories: Sequence[Story]) -> None:
        """Show these leads, in this order."""
        page = QWidget()
        page.setObjectName("page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, GRID_PX, 0)
        layout.setSpacing(GRID_PX)
        for story in stories:
            layout.addWidget(_card(story))
        layout.addStretch()
        self.setWidget(page)

    @property
    def text(self) -> str:
        """Everything that is shown, a line each."""
        page = self.widget()
        labels = page.findChildren(PlainLabel) if page is not None else []
        return "\n".join(label.text() for label in labels)


def _card(story: Story) -> QWidget:
    card = QWidget()
    card.setObjectName("card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(2 * GRID_PX, GRID_PX, 2 * GRID_PX, GRID_PX)
    layout.setSpacing(GRID_PX // 2)
    layout.addWidget(_line(words.title(story), role="heading"))
    for fact in words.facts(story):
        layout.addWidget(_line(fact))
    return card


def _line(text: str, role: str = "") -> PlainLabel:
    label = PlainLabel(text, role=role, wrap=True)
    # Within a page that scrolls the width decides the height, so nothing is clipped and
    # the page is no longer than its text.
    policy = label.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    label.setSizePolicy(policy)
    return label

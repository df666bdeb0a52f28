"""A page of the settings dialog: scrolls up and down, never sideways."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton
from capdesk.ui.theme import GRID_PX

_LEAST_LINES = 7


class Page(QScrollArea):
    """Title, intro, and settings one below the other."""

    def __init__(self, title: str, intro: str = "") -> None:
        """Make a page with nothing set on it.

        Args:
            title: Its name in the list of pages as well.
            intro: What it is about.
        """
        super().__init__()
        self.title = title
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("page")
        self.setWidget(inside)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(2 * GRID_PX, 0, 2 * GRID_PX, GRID_PX)
        self.column.setSpacing(2 * GRID_PX)
        self.column.addWidget(PlainLabel(title, role="title"))
        if intro:
            self.column.addWidget(PlainLabel(intro, role="muted", wrap=True))


def button(label: str) -> QPushButton:
    """Make a button that Enter elsewhere never presses."""
    made = PushButton(label)
    made.setAccessibleName(label.replace("&", "").rstrip("…"))
    return made


def row_of(*buttons: QPushButton) -> QHBoxLayout:
    """Put buttons side by side."""
    across = QHBoxLayout()
    across.setSpacing(GRID_PX)
    for each in buttons:
        across.addWidget(each)
    across.addStretch()
    return across


def give_what_is_left(rows: QListWidget) -> None:
    """Let a list take the room that is left on its page, and no less than some lines."""
    policy = rows.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Ignored)
    rows.setSizePolicy(policy)
    rows.setMinimumHeight(_LEAST_LINES * rows.fontMetrics().height())

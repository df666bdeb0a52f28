"""What stands between a lead and being sent, each a link to its field."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout

from capdesk.domain.fields import Field
from capdesk.domain.problem import Problem
from capdesk.ui.announce import announce
from capdesk.ui.form.page import laid_out_once
from capdesk.ui.plain import PlainLabel

LINK_INDENT_PX = 4
"""What the style sheet leaves between a link's edge and its words."""


class ProblemList(QFrame):
    """Shown after Send was pressed too early, or when a lead could not be saved."""

    chosen = Signal(str)
    """A link was followed; carries the field's name."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problems")
        self.setAccessibleName("What to put right")
        self._title = PlainLabel(role="heading", wrap=True)
        # A link has room for its focus ring; the words are to begin in one line.
        self._title.setContentsMargins(LINK_INDENT_PX, 0, 0, 0)
        self._links: list[_Link] = []
        self._problems: tuple[Problem, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12 - LINK_INDENT_PX, 8, 12, 8)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._title)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List problems that stop the lead."""
        self._list(problems)
        self.close_up()
        announce(self, self.text, urgent=True)

    def keep_true(self, problems: Sequence[Problem]) -> None:
        """Drop what has been put right, if a list of problems is shown at all."""
        if self.isHidden() or not self._problems:
            return
        if not problems:
            self.clear()
        elif tuple(problems) != self._problems:
            self._list(problems)

    def close_up(self) -> None:
        """Take the room away that is left of what was put right.

        Not while somebody types: the field would jump under their eyes.
        """
        with laid_out_once(self._layout):
            for link in self._links:
                link.keep_room(keep=link.isVisibleTo(self))

    def show_failure(self, sentence: str) -> None:
        """Say why a lead that is all right could not be saved."""
        self._show(sentence, ())
        self.close_up()
        announce(self, sentence, urgent=True)

    def clear(self) -> None:
        """Take the list away."""
        self._problems = ()
        self.hide()

    @property
    def text(self) -> str:
        """Everything it says, a line each; empty while it is not shown."""
        if self.isHidden():
            return ""
        shown = self._links[: len(self._problems)]
        return "\n".join([self._title.text(), *(link.text() for link in shown)])

    def _list(self, problems: Sequence[Problem]) -> None:
        things = "1 thing" if len(problems) == 1 else f"{len(problems)} things"
        title = f"{things} to put right before this lead can be sent:"
        self._show(title, tuple(problems))

    def _show(self, title: str, problems: tuple[Problem, ...]) -> None:
        self._problems = problems
        with laid_out_once(self._layout):
            self._title.setText(title)
            # The list is kept true at each key press: links are made once, and said
            # anew, for to make them anew would be felt while typing.
            while len(self._links) < len(problems):
                self._add_link()
            for link, problem in zip_longest(self._links, problems):
                link.lead_to(problem)
            self.show()

    def _add_link(self) -> None:
        link = _Link()
        link.chosen.connect(self.chosen)
        self._layout.addWidget(link)
        self._links.append(link)


class _Link(QPushButton):
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._field: Field | None = None
        self.setProperty("role", "link")
        # A long sentence is cut in a narrow window, rather than making it wide; it
        # stands in full below its field.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._choose)

    def lead_to(self, problem: Problem | None) -> None:
        """Say a problem, and lead to its field; None leads nowhere and is not seen."""
        self._field = problem.field if problem else None
        # Qt reads a single ampersand as the mark of an access key.
        self.setText(problem.message.replace("&", "&&") if problem else "")
        if problem is not None:
            self.keep_room(keep=True)
        self.setVisible(problem is not None)

    def keep_room(self, *, keep: bool) -> None:
        """Say whether the line stays free when there is nothing to say in it."""
        policy = self.sizePolicy()
        if policy.retainSizeWhenHidden() is not keep:
            policy.setRetainSizeWhenHidden(keep)
            self.setSizePolicy(policy)

    def text(self) -> str:
        return super().text().replace("&&", "&")

    def _choose(self) -> None:
        if self._field is not None:
            self.chosen.emit(self._field)

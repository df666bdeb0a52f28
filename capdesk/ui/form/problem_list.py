"""What stands between a lead and being sent, each a link to its field."""

from collections.abc import Sequence

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout

from capdesk.domain.fields import Field
from capdesk.domain.problem import Problem
from capdesk.ui.announce import announce
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
        announce(self, self.text, urgent=True)

    def keep_true(self, problems: Sequence[Problem]) -> None:
        """Drop what has been put right, if a list of problems is shown at all."""
        if self.isHidden() or not self._problems:
            return
        if not problems:
            self.clear()
        elif tuple(problems) != self._problems:
            self._list(problems)

    def show_failure(self, sentence: str) -> None:
        """Say why a lead that is all right could not be saved."""
        self._remove_links()
        self._title.setText(sentence)
        self.show()
        announce(self, sentence, urgent=True)

    def clear(self) -> None:
        """Take the list away."""
        self._remove_links()
        self.hide()

    @property
    def text(self) -> str:
        """Everything it says, a line each; empty while it is not shown."""
        if self.isHidden():
            return ""
        return "\n".join([self._title.text(), *(link.text() for link in self._links)])

    def _list(self, problems: Sequence[Problem]) -> None:
        self._remove_links()
        self._problems = tuple(problems)
        things = "1 thing" if len(problems) == 1 else f"{len(problems)} things"
        self._title.setText(f"{things} to put right before this lead can be sent:")
        for problem in problems:
            link = _Link(problem)
            link.chosen.connect(self.chosen)
            self._layout.addWidget(link)
            self._links.append(link)
        self.show()

    def _remove_links(self) -> None:
        for link in self._links:
            self._layout.removeWidget(link)
            link.deleteLater()
        self._links.clear()
        self._problems = ()


class _Link(QPushButton):
    chosen = Signal(str)

    def __init__(self, problem: Problem) -> None:
        # Qt reads a single ampersand as the mark of an access key.
        super().__init__(problem.message.replace("&", "&&"))
        self._field = problem.field
        self.setProperty("role", "link")
        # A long sentence is cut in a narrow window, rather than making it wide; it
        # stands in full below its field.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._choose)

    def text(self) -> str:
        return super().text().replace("&&", "&")

    def _choose(self) -> None:
        self.chosen.emit(Field(self._field))

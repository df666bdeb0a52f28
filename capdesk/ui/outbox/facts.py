"""A list of facts: what it is on the left, what it says on the right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFormLayout, QSizePolicy, QWidget

from capdesk.ui.outbox.breaking import BreakingLabel
from capdesk.ui.outbox.story_words import Facts
from capdesk.ui.plain import PlainLabel

SIDE_BY_SIDE_FROM = "Acquisition channel: somebody@example.com"
"""Where a line has no room for so much, what is said stands below what it is."""

WIDEST_LABEL = "Consent to phone call"
"""So that lists below each other begin in one line."""


class FactList(QWidget):
    """Lines that are made once and filled anew."""

    def __init__(self, name: str) -> None:
        """Make an empty list.

        Args:
            name: What the facts are about, for who can't see them.
        """
        super().__init__()
        self.setAccessibleName(name)
        self._lines: list[tuple[PlainLabel, _Said]] = []
        self._facts: Facts = ()
        self._layout = layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(2)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """All facts, a line each."""
        return "\n".join(f"{what}: {said}" for what, said in self._facts)

    def show_facts(self, facts: Facts) -> None:
        """Show these facts and no others."""
        if facts == self._facts:
            return
        self._facts = facts
        if len(self._lines) < len(facts):
            for _ in range(len(facts) - len(self._lines)):
                self._add_line()
            self._align()
        for row, (what, said) in enumerate(self._lines):
            is_used = row < len(facts)
            self._layout.setRowVisible(row, is_used)
            if is_used:
                what.setText(facts[row][0])
                said.setText(facts[row][1])
                said.setAccessibleName(": ".join(facts[row]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what is said beside what it is, or below it."""
        super().resizeEvent(event)
        self._align()

    def _align(self) -> None:
        advance, policy = (
            self.fontMetrics().horizontalAdvance,
            QFormLayout.RowWrapPolicy,
        )
        is_narrow = self.width() < advance(SIDE_BY_SIDE_FROM)
        self._layout.setRowWrapPolicy(
            policy.WrapAllRows if is_narrow else policy.DontWrapRows
        )
        for what, _ in self._lines:
            what.setMinimumWidth(0 if is_narrow else advance(WIDEST_LABEL))

    def _add_line(self) -> None:
        what, said = PlainLabel(role="muted"), _Said()
        what.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._layout.addRow(what, said)
        self._lines.append((what, said))


class _Said(BreakingLabel):
    """What a fact says; its menu copies it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy", self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

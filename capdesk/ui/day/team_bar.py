"""Whose leads a close of day counts: this laptop's, or those of a team."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton

THIS_ALONE = "This laptop alone."
EXPECTED_HINT = "Names of the team’s laptops, with commas between them"
_MAX_SHOWN = 6


class TeamBar(QWidget):
    """Takes other laptops' balances in, gives this one's away, says who is counted."""

    balances_wanted = Signal()
    """Ask for files with the balances of other laptops."""
    own_wanted = Signal()
    """Save the balance of this laptop."""
    alone_wanted = Signal()
    """Count this laptop alone again."""
    named = Signal(str, tuple)
    """What this laptop is called, and the laptops (`str`) that should be there."""

    def __init__(self, own_name: str = "", expected: Sequence[str] = ()) -> None:
        """Make the bar; it counts this laptop alone.

        Args:
            own_name: What this laptop is called.
            expected: Names of the laptops that should be there.
        """
        super().__init__()
        self._said = PlainLabel(THIS_ALONE, role="muted", wrap=True)
        self.add_button = _button("&Add laptops…")
        self.own_button = _button("Save this laptop’s &balance…")
        self.alone_button = _button("This laptop a&lone")
        self.own_name = QLineEdit(own_name)
        self.own_name.setAccessibleName("Name of this laptop")
        self._own_label = PlainLabel("This laptop is &called", role="muted")
        self._own_label.setBuddy(self.own_name)
        self.expected = QLineEdit(", ".join(expected))
        self.expected.setAccessibleName("Laptops expected")
        self.expected.setPlaceholderText(EXPECTED_HINT)
        self._expected_label = PlainLabel("E&xpected", role="muted")
        self._expected_label.setBuddy(self.expected)
        self._build()
        self.show_laptops(())
        self.add_button.clicked.connect(self.balances_wanted)
        self.own_button.clicked.connect(self.own_wanted)
        self.alone_button.clicked.connect(self.alone_wanted)
        for edit in (self.own_name, self.expected):
            edit.editingFinished.connect(self._tell_names)
        self._told = self._names

    @property
    def _names(self) -> tuple[str, tuple[str, ...]]:
        names = (each.strip() for each in self.expected.text().split(","))
        expected = tuple(dict.fromkeys(name for name in names if name))
        return self.own_name.text().strip(), expected

    @property
    def text(self) -> str:
        """What it says of who is counted."""
        return self._said.text()

    def show_laptops(self, laptops: Sequence[str]) -> None:
        """Say who is counted; nobody for this laptop alone."""
        is_team = bool(laptops)
        self._said.setText(_who(laptops) if is_team else THIS_ALONE)
        for part in (
            *(self.alone_button, self._own_label, self.own_name),
            *(self._expected_label, self.expected),
        ):
            part.setVisible(is_team)

    def _tell_names(self) -> None:
        if self._names != self._told:
            self._told = self._names
            self.named.emit(*self._told)

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._said, 1)
        for button in (self.alone_button, self.add_button, self.own_button):
            first.addWidget(button)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self._own_label)
        second.addWidget(self.own_name, 1)
        second.addSpacing(8)
        second.addWidget(self._expected_label)
        second.addWidget(self.expected, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(first)
        layout.addLayout(second)


def _who(laptops: Sequence[str]) -> str:
    count = "1 laptop" if len(laptops) == 1 else f"{len(laptops):,} laptops"
    names = ", ".join(laptops[:_MAX_SHOWN])
    more = len(laptops) - _MAX_SHOWN
    return f"{count}: {names}{f' and {more:,} more' if more > 0 else ''}."


def _button(label: str) -> QPushButton:
    button = PushButton(label)
    button.setAccessibleName(label.replace("&", "").rstrip("…"))
    return button

"""Pins: a field that is pinned keeps its value for the next lead."""

from collections.abc import Iterable
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from capdesk.domain.fields import Field
from capdesk.ui import early
from capdesk.ui.announce import announce

PINNED_AT_FIRST = frozenset(
    {Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL}
)

PIN_PX = 18
"""Height that a line with a pin needs, whether the pin is shown yet or not."""


class PinButton(QPushButton):
    """The small pin beside a label: upright and filled, or tilted and hollow."""

    wanted = Signal(str)
    """Pressed; carries the field's name."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.setCheckable(True)
        self.setProperty("role", "pin")
        self.setAccessibleName(f"Keep {field.label.lower()} for the next lead")
        self.setToolTip("Keep for the next lead (F9)")
        # No stop for Tab, which would double the way through the form: F9 does it.
        early.keep_out_of_focus(self)
        self.clicked.connect(self._press)

    def _press(self) -> None:
        self.wanted.emit(self.field)


class PinPlace:
    """Where a pin stands in a row, behind what is in it by now; made when it is shown.

    Whatever is in the window is styled before the first paint, seen or not, and for the
    style of nine pins their pictures are read fifty times.
    """

    def __init__(self, field: Field, row: QBoxLayout) -> None:
        self.field = field
        self._row, self._place = row, row.count()

    @cached_property
    def button(self) -> PinButton:
        """The pin."""
        made = PinButton(self.field)
        self._row.insertWidget(self._place, made)
        return made


class Pins(QObject):
    """Which fields are pinned, and the buttons that show it."""

    changed = Signal(object)
    """Somebody pinned or unpinned; carries the frozenset of what is pinned now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._places: dict[Field, PinPlace] = {}
        self._pinned = PINNED_AT_FIRST
        self._are_shown = False

    @property
    def pinned(self) -> frozenset[Field]:
        """The fields that keep their value."""
        return self._pinned

    def set_pinned(self, fields: Iterable[Field]) -> None:
        """Pin these fields and no other."""
        self._pinned = frozenset(fields)
        if self._are_shown:
            for field, place in self._places.items():
                place.button.setChecked(field in self._pinned)

    def add(self, place: PinPlace) -> None:
        """Have the pin of a place show and change the state of its field."""
        self._places[place.field] = place
        if self._are_shown:
            self._show(place)

    def show(self) -> None:
        """Show the pins: once the window is painted, which need not wait to draw them."""
        if not self._are_shown:
            self._are_shown = True
            for place in self._places.values():
                self._show(place)

    def toggle(self, name: str) -> None:
        """Pin a field, or unpin it, and say which."""
        field = Field(name)
        self.set_pinned(self._pinned ^ {field})
        fate = (
            "is kept for the next lead"
            if field in self._pinned
            else "is cleared after each lead"
        )
        announce(self._places[field].button, f"{field.label} {fate}")
        self.changed.emit(self._pinned)

    def _show(self, place: PinPlace) -> None:
        button = place.button
        button.setChecked(place.field in self._pinned)
        button.wanted.connect(self.toggle)
        button.show()

"""Pins: a field that is pinned keeps its value for the next lead."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

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
        self.hide()
        self.setAccessibleName(f"Keep {field.label.lower()} for the next lead")
        self.setToolTip("Keep for the next lead (F9)")
        # No stop for Tab, which would double the way through the form: F9 does it.
        early.keep_out_of_focus(self)
        self.clicked.connect(self._press)

    def dress(self) -> None:
        """Be seen."""
        self.show()

    def _press(self) -> None:
        self.wanted.emit(self.field)


class Pins(QObject):
    """Which fields are pinned, and the buttons that show it."""

    changed = Signal(object)
    """Somebody pinned or unpinned; carries the frozenset of what is pinned now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._buttons: dict[Field, PinButton] = {}
        self._pinned = PINNED_AT_FIRST
        self._are_shown = False

    @property
    def pinned(self) -> frozenset[Field]:
        """The fields that keep their value."""
        return self._pinned

    def set_pinned(self, fields: Iterable[Field]) -> None:
        """Pin these fields and no other."""
        self._pinned = frozenset(fields)
        for field, button in self._buttons.items():
            button.setChecked(field in self._pinned)

    def add(self, button: PinButton) -> None:
        """Have a button show and change the state of its field."""
        self._buttons[button.field] = button
        button.setChecked(button.field in self._pinned)
        button.wanted.connect(self.toggle)
        if self._are_shown:
            button.dress()

    def show(self) -> None:
        """Show the pins: once the window is painted, which need not wait to draw them."""
        self._are_shown = True
        for button in self._buttons.values():
            button.dress()

    def toggle(self, name: str) -> None:
        """Pin a field, or unpin it, and say which."""
        field = Field(name)
        self.set_pinned(self._pinned ^ {field})
        fate = (
            "is kept for the next lead"
            if field in self._pinned
            else "is cleared after each lead"
        )
        announce(self._buttons[field], f"{field.label} {fate}")
        self.changed.emit(self._pinned)

"""Which days and which environment to report on."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from capdesk.domain.day import DayRange
from capdesk.ui.choice_box import ChoiceBox
from capdesk.ui.day import ranges
from capdesk.ui.day.date_edit import UkDateEdit
from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton


class RangeBar(QWidget):
    """Quick ranges, two dates that always say what is chosen, and the environment."""

    changed = Signal()

    def __init__(
        self, environments: Sequence[str], chosen: str, today: Callable[[], date]
    ) -> None:
        """Make the bar; today is chosen.

        Args:
            environments: To choose from; with one there is nothing to choose.
            chosen: The one to begin with.
            today: Tells the day it is in the United Kingdom.
        """
        super().__init__()
        self._today = today
        self.quick = tuple(
            self._quick_button(label, of_today)
            for label, of_today in (
                ("&Today", ranges.one_day),
                ("&Yesterday", ranges.yesterday),
                ("This &week", ranges.this_week),
            )
        )
        self.first = UkDateEdit("First day")
        self.last = UkDateEdit("Last day")
        self.environment = ChoiceBox()
        self.environment.setAccessibleName("Environment")
        self.environment.addItems(list(environments))
        self.environment.setCurrentText(chosen)
        self._build(has_choice=len(environments) > 1)
        self._set(ranges.one_day(today()))
        self.first.day_chosen.connect(self._first_changed)
        self.last.day_chosen.connect(self._last_changed)
        self.environment.currentIndexChanged.connect(self.changed)

    @property
    def days(self) -> DayRange:
        """The days that are chosen."""
        return DayRange(self.first.day, self.last.day)

    def _quick_button(
        self, label: str, of_today: Callable[[date], DayRange]
    ) -> QPushButton:
        button = PushButton(label)
        button.clicked.connect(lambda: self._choose(of_today(self._today())))
        return button

    def _build(self, *, has_choice: bool) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for button in self.quick:
            layout.addWidget(button)
        layout.addSpacing(8)
        for text, edit in (("&From", self.first), ("t&o", self.last)):
            label = PlainLabel(text)
            label.setBuddy(edit)
            layout.addWidget(label)
            layout.addWidget(edit)
        layout.addStretch()
        label = PlainLabel("&Environment", role="muted")
        label.setBuddy(self.environment)
        layout.addWidget(label)
        layout.addWidget(self.environment)
        label.setVisible(has_choice)
        self.environment.setVisible(has_choice)

    def _choose(self, days: DayRange) -> None:
        self._set(days)
        # Also when it was chosen already: the numbers may have changed since.
        self.changed.emit()

    def _set(self, days: DayRange) -> None:
        for edit, day in ((self.first, days.first), (self.last, days.last)):
            edit.set_day(day)

    def _first_changed(self) -> None:
        if self.first.day > self.last.day:
            self._set(ranges.one_day(self.first.day))
        self.changed.emit()

    def _last_changed(self) -> None:
        if self.last.day < self.first.day:
            self._set(ranges.one_day(self.last.day))
        self.changed.emit()

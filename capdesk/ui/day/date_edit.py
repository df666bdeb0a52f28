"""A field for a day, written the British way: 03/10/2026."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton

EARLIEST = QDate(2020, 1, 1)
LATEST = QDate(2099, 12, 31)
UK_DATE = "dd/MM/yyyy"
_SEPARATORS = {"/", ".", "-"}


class UkDateEdit(QDateEdit):
    """Takes a day by keys or from a calendar.

    Qt goes on to the month by itself once the day has two digits, and takes a slash
    typed then for *go on to the year*: 01/09/2026 would become a day in January.
    """

    day_chosen = Signal()
    """A person chose another day; not for what a half-typed date passes through."""

    def __init__(self, name: str) -> None:
        """Make the field.

        Args:
            name: What assistive technology calls it.
        """
        super().__init__()
        self._went_on_by_itself = False
        self._is_typing = False
        self.setAccessibleName(name)
        # British, and weeks that begin on Monday, on every computer.
        self.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        self.setDisplayFormat(UK_DATE)
        self.setDateRange(EARLIEST, LATEST)
        self.setCalendarPopup(True)
        _calm(self.calendarWidget())
        self.setKeyboardTracking(False)
        self._told = self.day
        self.dateChanged.connect(self._date_changed)
        self.editingFinished.connect(self._tell)

    @property
    def day(self) -> date:
        """The day that is chosen."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def set_day(self, day: date) -> None:
        """Choose a day; `day_chosen` stays silent."""
        self._told = day
        self.setDate(QDate(day.year, day.month, day.day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a date as people type it, with separators or without."""
        text = event.text()
        if text in _SEPARATORS:
            if self._went_on_by_itself:
                self._went_on_by_itself = False
                return
            event = QKeyEvent(
                event.type(), Qt.Key.Key_Slash, Qt.KeyboardModifier.NoModifier, "/"
            )
        elif text.isdigit() and self.lineEdit().selectedText() == self.text():
            self.setSelectedSection(QDateEdit.Section.DaySection)
        before = self.currentSection()
        self._is_typing = text in _SEPARATORS or text.isdigit()
        super().keyPressEvent(event)
        self._is_typing = False
        self._went_on_by_itself = text.isdigit() and self.currentSection() != before

    @Slot()
    def _date_changed(self) -> None:
        if not self._is_typing:
            self._tell()

    @Slot()
    def _tell(self) -> None:
        if self.day != self._told:
            self._told = self.day
            self.day_chosen.emit()


def _calm(calendar: QCalendarWidget) -> None:
    """Take out what Qt paints in colours of its own, unreadable in the dark."""
    # Weekends are days like others where cars are sold.
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, QTextCharFormat())
    for name, arrow, label in (
        ("qt_calendar_prevmonth", Qt.ArrowType.LeftArrow, "Previous month"),
        ("qt_calendar_nextmonth", Qt.ArrowType.RightArrow, "Next month"),
    ):
        button = calendar.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(QIcon())
            button.setArrowType(arrow)
            button.setAccessibleName(label)

"""Where everything stands in the form."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QWidget,
)

from capdesk.domain.fields import Field
from capdesk.ui.form.contents import ENQUIRY_FIELDS
from capdesk.ui.form.page import Grid, Page, fill
from capdesk.ui.plain import PlainLabel

NARROW_CHARACTERS = 70
"""A form less wide than this many average characters of its font is narrow."""

_PERSON_LINES: Sequence[Sequence[Field]] = (
    (Field.FIRST_NAME, Field.LAST_NAME),
    (Field.EMAIL, Field.PHONE),
    (),  # who else was entered with this contact
    (Field.POSTCODE,),
)
_EARLIER_LINE = 2


def scrolling(parts: Iterable[QWidget | QLayout]) -> Page:
    """Return parts under each other, to be scrolled where the window is too low."""
    page = Page()
    for part in parts:
        if isinstance(part, QWidget):
            page.column.addWidget(part)
        else:
            page.column.addLayout(part)
    return page


def section_title(title: str, at_the_end: QLayout | None = None) -> QHBoxLayout:
    """Return the title of a section, with something small at the end of its line."""
    line = QHBoxLayout()
    label = PlainLabel(title, role="title")
    fill(label)
    line.addWidget(label)
    line.addStretch()
    if at_the_end is not None:
        line.addLayout(at_the_end)
    return line


class EnquiryGrid(Grid):
    """The fields that are picked from the campaign: in one line, or in two."""

    def __init__(self, fields: Mapping[Field, QWidget]) -> None:
        super().__init__()
        self._fields = [fields[field] for field in ENQUIRY_FIELDS]
        _space(self)
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Put two fields in a line, or all three."""
        columns = 2 if narrow else len(self._fields)
        for place, field in enumerate(self._fields):
            self.addWidget(field, *divmod(place, columns))
            self.setColumnStretch(place, 1 if place < columns else 0)


def person_grid(fields: Mapping[Field, QWidget], earlier: QWidget) -> QGridLayout:
    """Return the fields about the person, two in a line, and who was here before."""
    grid = Grid()
    _space(grid)
    for line, names in enumerate(_PERSON_LINES):
        for column, field in enumerate(names):
            grid.addWidget(fields[field], line, column)
            grid.setColumnStretch(column, 1)
    grid.addWidget(earlier, _EARLIER_LINE, 0, 1, 2)
    return grid


def foot(still_needed: QWidget, clear: QPushButton, send: QPushButton) -> QHBoxLayout:
    """Return the line below the form."""
    line = QHBoxLayout()
    line.setContentsMargins(16, 8, 16, 12)
    line.setSpacing(8)
    line.addWidget(still_needed, 1)
    line.addWidget(clear)
    line.addWidget(send)
    return line


def rule() -> QWidget:
    """Return a thin line between two parts."""
    line = QFrame()
    line.setObjectName("rule")
    fill(line)
    line.setFixedHeight(1)
    return line


def _space(grid: QGridLayout) -> None:
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)

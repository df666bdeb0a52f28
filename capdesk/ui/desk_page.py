"""The desk: form on the left, outbox on the right, strip above, queue line below."""

from PySide6 import QtCore
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSplitter, QVBoxLayout, QWidget

from capdesk.ui import theme
from capdesk.ui.form import FormRules, LeadForm
from capdesk.ui.outbox.queue_line import QueueLine
from capdesk.ui.strip import Strip

WIDEST_FORM_CHARACTERS = 110
"""A form wider than this many average characters of its font takes eyes and mouse far."""


class DeskPage(QWidget):
    """Lays out the parts; those that come later get their place in reading order."""

    def __init__(
        self, rules: FormRules, colours: theme.Colours, half_width_px: int
    ) -> None:
        """Make what the first painted window shows.

        Args:
            rules: What the form asks about texts and answers.
            colours: The look.
            half_width_px: How wide form and outbox are at first.
        """
        super().__init__()
        self.strip = Strip()
        self.form = LeadForm(rules)
        self.queue_line = QueueLine(colours)
        self._form_card, form_layout = _card()
        form_layout.addWidget(self.form)
        outbox_card, self._outbox_layout = _card()
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(theme.GRID_PX)
        halves.addWidget(self._form_card)
        halves.addWidget(outbox_card)
        self._form_card.setMinimumWidth(400)
        self._fit_form()
        outbox_card.setMinimumWidth(320)
        halves.setSizes([half_width_px] * 2)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        middle = QWidget()
        across = QVBoxLayout(middle)
        across.setContentsMargins(theme.GRID_PX, 0, theme.GRID_PX, 0)
        across.addWidget(halves)
        self._down = down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        for part in (self.strip, middle, self.queue_line):
            down.addWidget(part, 1 if part is middle else 0)

    def put_outbox(self, panel: QWidget) -> None:
        """Show the outbox in its half."""
        self._outbox_layout.addWidget(panel)
        # Made before it, but read after it.
        QWidget.setTabOrder(_stop_before(self.window()), self.queue_line.button)

    def put_line(self, line: QWidget, *stops: QPushButton) -> None:
        """Show a line above the queue line.

        Args:
            line: What says something.
            stops: Its buttons, in the order in which they are read.
        """
        self._down.insertWidget(self._down.indexOf(self.queue_line), line)
        for stop in stops:
            QWidget.setTabOrder(_stop_before(self.queue_line.button), stop)

    def changeEvent(self, event: QEvent) -> None:
        """Give the form as much room as its text needs."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and "_form_card" in self.__dict__:
            self._fit_form()

    def _fit_form(self) -> None:
        """Leave to the outbox what the form can't use of a wide screen."""
        character_px = self.fontMetrics().averageCharWidth()
        self._form_card.setMaximumWidth(WIDEST_FORM_CHARACTERS * character_px)


def _stop_before(widget: QWidget) -> QWidget:
    """Return the last part before a widget that may have the focus; itself if none."""
    before = widget.previousInFocusChain()
    while before is not None and before.focusPolicy() is QtCore.Qt.FocusPolicy.NoFocus:
        before = before.previousInFocusChain()
    return before or widget


def _card() -> tuple[QWidget, QVBoxLayout]:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(0, 0, 0, 0)
    return card, layout

"""The page of the form: as high as what is on it, and moved rather than painted anew.

Qt's own resizable scroll area lays a page out at its old height, then at the new one;
fields jump by a pixel or two in between, and everything is painted a second time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QRect
from PySide6.QtGui import QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLayout,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from capdesk.ui import early

# A mixin is no layout by itself: PySide can't make a class of two of Qt's.
if TYPE_CHECKING:
    _Layout = QLayout
else:
    _Layout = object

SIDE_PX = 16
"""What is left free beside the fields; the scroll bar stands in it."""
_SCROLL_BAR_PX = 12  # as the style sheet has it


def fill(widget: QWidget) -> None:
    """Give a widget on the page a background of its own.

    What hides all that is behind it Qt can move as it is on the screen, where it would
    otherwise paint the widget and every label in it again.
    """
    widget.setBackgroundRole(QPalette.ColorRole.Base)
    widget.setAutoFillBackground(True)


@contextmanager
def laid_out_once(layout: QLayout) -> Iterator[None]:
    """Show and hide what is in a layout on the page; then place everything, once.

    By itself Qt lays out the page for each part that is shown, and for one that is
    hidden only when it has painted the others where they were.
    """
    layout.setEnabled(False)
    try:
        yield
    finally:
        layout.setEnabled(True)
        each: QLayout | None = layout
        while each is not None:
            each.activate()  # nothing, where nothing was changed
            each = _above(each)


def _above(layout: QLayout) -> QLayout | None:
    widget = layout.parentWidget()
    parent = widget.parentWidget() if widget else None
    return parent.layout() if parent else None


class Page(QScrollArea):
    """A column of parts, to be scrolled where the window is too low for them."""

    def __init__(self) -> None:
        super().__init__()
        self.content = QWidget()
        self.content.setObjectName("page")
        self.column = _Column(self.content)
        self.column.setContentsMargins(SIDE_PX, 12, SIDE_PX - _SCROLL_BAR_PX, 12)
        self.column.setSpacing(8)
        self.setVerticalScrollBar(_QuietBar())
        # The bar's place is always kept: a message must not make the fields narrower.
        early.scroll_up_and_down_only(self, keeps_place=True)
        # The page scrolls with the focus; it is no stop of its own.
        early.keep_out_of_focus(self)
        self.setWidget(self.content)

    def keep_what_is_painted(self) -> None:
        """Paint only what comes into view where something grows or moves.

        To be called once the page was painted: Qt's name for it costs a bare window's
        tenth (see `capdesk.ui.early`).
        """
        attribute = QtCore.Qt.WidgetAttribute.WA_StaticContents
        for part in (self.content, *self.content.findChildren(QWidget)):
            if part is self.content or part.autoFillBackground():
                part.setAttribute(attribute)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page the new width, and the height that it then needs."""
        super().resizeEvent(event)
        self.column.fit(self.viewport().width())


class TopFirst(_Layout):
    """Begins at the top when its parts move up, where Qt always begins at the bottom.

    A part that is moved on to the place of the next can't be moved as it is painted.
    """

    _bottom = 0

    def setGeometry(self, rect: QRect) -> None:
        """Place the parts, in the order in which none covers another on the way."""
        if rect.bottom() < self._bottom:
            # What Qt takes for the place at present decides its order. It has to be
            # another place than the new one, or nothing would be moved.
            QLayout.setGeometry(self, rect.adjusted(0, 0, 1, 0))
        self._bottom = rect.bottom()
        super().setGeometry(rect)


class Grid(TopFirst, QGridLayout):
    """Fields in lines and columns."""


class _Column(TopFirst, QVBoxLayout):
    """Makes its widget as high as the parts are at its width, before it places them."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget

    def fit(self, width: int) -> None:
        """Make the widget this wide, and as high as it then has to be."""
        self._widget.resize(width, self.totalHeightForWidth(width))

    def setGeometry(self, rect: QRect) -> None:
        """Place the parts; first see to it that there is just the room they need."""
        height = self.totalHeightForWidth(rect.width())
        if height == rect.height():
            super().setGeometry(rect)
        else:
            self._widget.resize(rect.width(), height)  # and is called again


class _QuietBar(QScrollBar):
    """A scroll bar that keeps its place, and is seen while there is more to see."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing where nothing can be scrolled."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)

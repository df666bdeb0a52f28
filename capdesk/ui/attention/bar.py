"""Shows what needs a person: one line and one button each, two at a time."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QWidget,
)

from capdesk.ui.announce import announce
from capdesk.ui.attention.banners import Banner, Cause
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX, Colours

SHOWN_AT_FIRST = 2

_ICON, _TEXT, _BUTTON, _MORE = range(4)  # columns


class AttentionBar(QWidget):
    """Not there while nothing needs a person; never takes the focus by itself.

    Put below what is typed into: a line that appears there moves no field.
    """

    acted = Signal(str, str)
    """Cause and environment of the banner whose button was pressed."""

    def __init__(
        self, colours: Colours, say: Callable[[QWidget, str], None] = announce
    ) -> None:
        """Make the bar, with nothing in it.

        Args:
            colours: The look.
            say: Has a screen reader say a sentence.
        """
        super().__init__()
        self._say = say
        self._colours = colours
        self._lines: dict[tuple[Cause, str], _Line] = {}
        self._order: tuple[tuple[Cause, str], ...] = ()
        self._is_open = False
        self.setObjectName("attention")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Needs a person")
        self.more = QPushButton(self)
        self.more.setProperty("role", "link")
        self.more.setAutoDefault(True)
        self.more.clicked.connect(self._turn)
        self.more.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, GRID_PX, 16, GRID_PX)
        self._grid.setHorizontalSpacing(GRID_PX)
        self._grid.setVerticalSpacing(GRID_PX // 2)
        self._grid.setColumnStretch(_TEXT, 1)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences that are shown."""
        lines = (self._lines[key] for key in self._order)
        return tuple(line.text.text() for line in lines if not line.text.isHidden())

    def button(self, cause: Cause, environment: str = "") -> QPushButton:
        """Return the button of a banner.

        Raises:
            KeyError: There is no such banner.
        """
        return self._lines[cause, environment].button

    def show_banners(self, banners: Sequence[Banner]) -> None:
        """Show these, the most urgent first; say aloud only what is new."""
        order = tuple((banner.cause, banner.environment) for banner in banners)
        new = [
            each
            for each, key in zip(banners, order, strict=True)
            if key not in self._lines
        ]
        for key in self._lines.keys() - set(order):
            self._lines.pop(key).go()
        for key, banner in zip(order, banners, strict=True):
            if key not in self._lines:
                self._lines[key] = self._make_line(key)
            self._lines[key].show_banner(banner, self._colours)
        if order != self._order:
            self._order = order
            self._place()
        for banner in new:
            self._say(self, banner.text)

    def set_colours(self, colours: Colours) -> None:
        """Paint the icons anew."""
        self._colours = colours
        for line in self._lines.values():
            line.paint(colours)

    def changeEvent(self, event: QEvent) -> None:
        """Paint the icons as large as the text beside them."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.set_colours(self._colours)

    def _make_line(self, key: tuple[Cause, str]) -> "_Line":
        line = _Line(self)
        cause, environment = key
        line.button.clicked.connect(lambda: self.acted.emit(cause.value, environment))
        return line

    def _place(self) -> None:
        was_shown = not self.isHidden()
        for row, key in enumerate(self._order):
            line = self._lines[key]
            self._grid.addWidget(line.icon, row, _ICON)
            self._grid.addWidget(line.text, row, _TEXT)
            self._grid.addWidget(line.button, row, _BUTTON)
        self._show_as_many()
        self.setVisible(bool(self._order))
        if self._order and not was_shown:
            # Once the layout has made room, the field in use must still be in sight.
            QTimer.singleShot(0, self, _keep_focus_in_sight)

    def _show_as_many(self) -> None:
        beyond = len(self._order) - SHOWN_AT_FIRST
        for place, key in enumerate(self._order):
            self._lines[key].set_shown(self._is_open or place < SHOWN_AT_FIRST)
        self.more.setVisible(beyond > 0)
        if beyond > 0:
            self.more.setText("Show fewer" if self._is_open else f"+{beyond} more")
            self.more.setAccessibleName(
                "Show fewer" if self._is_open else f"Show {beyond} more"
            )
            self._grid.addWidget(self.more, SHOWN_AT_FIRST - 1, _MORE)

        self._put_in_reading_order()

    def _put_in_reading_order(self) -> None:
        stops: list[QWidget] = [self._lines[key].button for key in self._order]
        stops.insert(SHOWN_AT_FIRST, self.more)
        # It was made with the bar, so it has the bar's place among the window's parts.
        for before, after in pairwise([self.more, *stops]):
            QWidget.setTabOrder(before, after)

    def _turn(self) -> None:
        self._is_open = not self._is_open
        self._show_as_many()


class _Line:
    """Icon, sentence and button of one banner."""

    def __init__(self, parent: QWidget) -> None:
        self.icon = QLabel(parent)
        self.text = PlainLabel(parent=parent, wrap=True)
        self.button = QPushButton(parent)
        self.button.setAutoDefault(True)  # Enter presses it too, as in a dialog
        self._banner: Banner | None = None

    def show_banner(self, banner: Banner, colours: Colours) -> None:
        if banner == self._banner:
            return
        self._banner = banner
        self.text.setText(banner.text)
        self.button.setText(banner.button)
        self.button.setAccessibleName(banner.button.removesuffix("…"))
        self.button.setAccessibleDescription(banner.text)
        self.paint(colours)

    def paint(self, colours: Colours) -> None:
        if self._banner is None:
            return
        colour = colours.error if self._banner.stops_leads else colours.warning
        size_px = size_beside(self.text.fontMetrics())
        shown = icon(self._banner.icon, colour, size_px)
        self.icon.setPixmap(shown.pixmap(size_px, size_px))

    def set_shown(self, shown: bool) -> None:
        for part in (self.icon, self.text):
            part.setVisible(shown)
        self.button.setVisible(shown and bool(self.button.text()))

    def go(self) -> None:
        for part in (self.icon, self.text, self.button):
            part.hide()
            part.deleteLater()


def _keep_focus_in_sight() -> None:
    focus = QApplication.focusWidget()
    above = focus.parentWidget() if focus is not None else None
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if focus is not None and isinstance(above, QScrollArea):
        above.ensureWidgetVisible(focus)

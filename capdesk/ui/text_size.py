"""How large the window's text is, in per cent of what the system asks for."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from capdesk.ui import theme

SIZES_PERCENT = (100, 125, 150, 175, 200)

_TITLE_AND_EDGES = QSize(8, 40)


def larger(percent: int) -> int:
    """Return the next larger size; the largest stays."""
    return next((each for each in SIZES_PERCENT if each > percent), SIZES_PERCENT[-1])


def smaller(percent: int) -> int:
    """Return the next smaller size; the smallest stays."""
    below = [each for each in SIZES_PERCENT if each < percent]
    return below[-1] if below else SIZES_PERCENT[0]


def apply_text_size(app: QApplication, percent: int) -> None:
    """Give the whole program text of this size.

    Before the style sheet is set this costs next to nothing, so at the start call it
    first.

    Args:
        app: The program.
        percent: One of `SIZES_PERCENT`; another is taken as the nearest of them.
    """
    nearest = min(SIZES_PERCENT, key=lambda each: abs(each - percent))
    font = _scaled(nearest)
    if font == app.font():
        return
    app.setFont(font)
    if app.styleSheet():
        # What the style sheet says in points is reckoned from the program's font.
        theme.apply(app, theme.current(app))


def keep_on_screen(window: QWidget) -> None:
    """Make a window that larger text or more lines have pushed off its screen fit again.

    As soon as it has been laid out anew, and as far as its parts allow.
    """

    def fit() -> None:
        room = window.screen().availableGeometry().size() - _TITLE_AND_EDGES
        window.resize(window.size().boundedTo(room))

    QTimer.singleShot(0, window, fit)


def resize_in_lines(window: QWidget, wide: int, high: int) -> None:
    """Make a window so many lines of text wide and high, within its screen.

    What is readable at 100 % then is at 200 %, and with a screen's own scaling.
    """
    line_px = window.fontMetrics().height()
    room = window.screen().availableGeometry().size() - _TITLE_AND_EDGES
    window.resize(QSize(wide * line_px, high * line_px).boundedTo(room))


def _scaled(percent: int) -> QFont:
    # The program's own font may have been scaled before; the system's never is.
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * percent / 100)
    else:
        font.setPixelSize(round(font.pixelSize() * percent / 100))
    return font

"""Colours, spacing and type of the window: one design on every platform, light or dark.

Fusion and our own palette are used everywhere, so that what is tested is what people
see. Every text colour has at least 4.5:1 against the surface it stands on (WCAG 2.2
AA); tests/ui/test_theme.py measures it.
"""

from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from capdesk.resources import locate
from capdesk.ui.environments import Kind

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

QT_ARGUMENTS = ("-style", "Fusion")
"""What the program starts Qt with."""

GRID_PX = 8
"""Distances are multiples of this."""


class Colours(NamedTuple):
    """Colour roles, as `#rrggbb`."""

    name: str  # of the look, as in file names
    window: str  # behind everything
    surface: str  # cards, lists, fields
    text: str
    muted: str  # labels and hints
    line: str  # borders between things
    control: str  # borders of things to act on: 3:1 against the surface
    accent: str  # the one thing to press, focus, links
    on_accent: str
    error: str
    warning: str
    success: str
    selection: str
    practice: str  # frame and banner of practice mode
    on_practice: str


LIGHT = Colours(
    name="light",
    window="#f3f4f6",
    surface="#ffffff",
    text="#1a1d21",
    muted="#545b66",
    line="#d8dce2",
    control="#868e99",
    accent="#0b57a4",
    on_accent="#ffffff",
    error="#b3261e",
    warning="#835400",
    success="#17692f",
    selection="#dbe8f7",
    practice="#ffc043",
    on_practice="#1a1d21",
)

DARK = Colours(
    name="dark",
    window="#15171b",
    surface="#1e2127",
    text="#e8eaee",
    muted="#a7afbb",
    line="#343942",
    control="#747c88",
    accent="#8abbf2",
    on_accent="#0d1b2a",
    error="#ff9d95",
    warning="#f0bd5b",
    success="#74d191",
    selection="#2c3f57",
    practice="#c98a00",
    on_practice="#15171b",
)

# Far from the blue of production and from each other, for colour-blind people too.
_ACCENTS = {  # (accent, on_accent, selection), by kind of environment and look
    (Kind.QA, "light"): ("#94206e", "#ffffff", "#f6dcec"),
    (Kind.QA, "dark"): ("#f2a0d3", "#2b0a20", "#55274a"),
    (Kind.ADDED, "light"): ("#0b655d", "#ffffff", "#d5ecea"),
    (Kind.ADDED, "dark"): ("#6fd6c8", "#06231f", "#1f4a46"),
}


def accented(colours: Colours, kind: Kind) -> Colours:
    """Return the colours with the accent of a kind of environment.

    What is pressed to send looks different where a lead does not go to production.
    """
    if (kind, colours.name) not in _ACCENTS:
        return colours
    accent, on_accent, selection = _ACCENTS[kind, colours.name]
    return colours._replace(accent=accent, on_accent=on_accent, selection=selection)


def current(app: QApplication) -> Colours:
    """Return the colours for the light or dark look the system asks for."""
    dark = app.styleHints().colorScheme() is QtCore.Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def shown(app: QApplication) -> Colours:
    """Return the colours that fit the palette at present: the system's, then ours.

    At the start this answers as `current` does, and without Qt's enums, which would
    hold up the first paint.
    """
    colours = app.palette()
    text, window = colours.windowText().color(), colours.window().color()
    return DARK if text.lightness() > window.lightness() else LIGHT


def apply(app: QApplication, colours: Colours) -> None:
    """Give the whole program its palette and style sheet.

    The style itself, Fusion, comes with the program's arguments (`QT_ARGUMENTS`): to
    ask for it here would make Python types of all that Qt knows of styles, 20 ms.
    """
    app.setPalette(palette(colours))
    set_style_sheet(app, colours)


def set_style_sheet(app: QApplication, colours: Colours) -> None:
    """Give the whole program its style sheet alone.

    A palette is best set before there are widgets, a style sheet when they stand where
    they belong: each then reaches a widget once.
    """
    app.setStyleSheet(style_sheet(colours, app.font()))


def palette(colours: Colours) -> QPalette:
    """Return the palette of the colours."""
    role = QPalette.ColorRole
    made = QPalette()
    for each, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.window),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.Mid, colours.line),
    ):
        made.setColor(each, QColor(colour))
    for each in (role.Text, role.ButtonText, role.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.muted))
    return made


def style_sheet(colours: Colours, font: "QFont") -> str:
    """Return the style sheet: what a palette can't say, by object name and property.

    Args:
        colours: The look.
        font: The program's: titles, ticks and arrows have sizes that go with it. Qt's
            style sheets know no percentages.
    """
    c = colours
    title_pt = round(QFontInfo(font).pointSizeF() * 1.15, 2)
    line_px = QFontMetrics(font).height()
    mark_px = max(16, line_px)  # of what is ticked
    arrow_px = max(12, line_px * 3 // 4)
    chevron = locate(f"icons/chevron-{c.name}.svg").as_posix()
    tick = locate(f"icons/tick-{c.name}.svg").as_posix()
    pin_off = locate(f"icons/pin-off-{c.name}.svg").as_posix()
    pin_on = locate(f"icons/pin-on-{c.name}.svg").as_posix()
    qa, added = (accented(c, kind) for kind in (Kind.QA, Kind.ADDED))
    return f"""
    QWidget#card {{ background: {c.surface}; border: 1px solid {c.line};
        border-radius: 8px; }}
    QLabel[role="title"] {{ font-weight: 600;
        font-size: {title_pt}pt; }}
    QLabel[role="heading"] {{ font-weight: 600; }}
    QLabel[role="muted"] {{ color: {c.muted}; }}
    QLabel[role="error"] {{ color: {c.error}; }}
    QLabel[role="warning"] {{ color: {c.warning}; }}
    QLabel[role="hint"] {{ color: {c.muted}; }}
    QLabel[role="step"] {{ color: {c.accent}; font-weight: 600; }}
    QLabel[role="answered"] {{ color: {c.text}; padding: 1px 7px; }}
    QLabel[role="unanswered"] {{ color: {c.muted}; padding: 1px 6px;
        border: 1px dashed {c.control}; border-radius: 4px; margin: 2px 0; }}

    QLineEdit, QComboBox {{ background: {c.surface}; color: {c.text};
        border: 1px solid {c.control}; border-radius: 4px; padding: 4px 8px;
        min-height: 22px; selection-background-color: {c.accent};
        selection-color: {c.on_accent}; }}
    QLineEdit:focus, QComboBox:focus {{ border: 2px solid {c.accent};
        padding: 3px 7px; }}
    QLineEdit[state="error"], QComboBox[state="error"] {{
        border: 2px solid {c.error}; padding: 3px 7px; }}
    QLineEdit[state="warning"], QComboBox[state="warning"] {{
        border: 2px solid {c.warning}; padding: 3px 7px; }}
    QLineEdit:disabled, QComboBox:disabled {{ color: {c.muted};
        background: {c.window}; }}
    QComboBox::drop-down {{ border: none; width: 24px; }}
    QComboBox::down-arrow {{ image: url("{chevron}"); width: {arrow_px}px;
        height: {arrow_px}px; }}
    QDateEdit {{ background: {c.surface}; color: {c.text};
        border: 1px solid {c.control}; border-radius: 4px; padding: 4px 8px;
        min-height: 22px; }}
    QDateEdit:focus {{ border: 2px solid {c.accent}; padding: 3px 7px; }}
    QDateEdit QLineEdit {{ border: none; padding: 0; min-height: 0; }}
    QDateEdit::drop-down {{ border: none; width: 24px; }}
    QDateEdit::down-arrow {{ image: url("{chevron}"); width: {arrow_px}px;
        height: {arrow_px}px; }}
    QWidget#qt_calendar_navigationbar {{ background: {c.surface}; }}
    QCalendarWidget QToolButton {{ border: none; padding: 5px 8px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text};
        selection-background-color: {c.accent}; selection-color: {c.on_accent};
        border: 1px solid {c.control}; }}

    QPushButton, QToolButton {{ background: {c.surface}; color: {c.text};
        border: 1px solid {c.control}; border-radius: 4px; padding: 5px 16px;
        min-height: 22px; outline: none; }}
    QLineEdit QToolButton {{ background: transparent; border: none; padding: 0;
        min-height: 0; }}
    QPushButton:hover, QToolButton:hover {{ background: {c.selection}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.accent};
        padding: 4px 15px; }}
    QPushButton:disabled {{ color: {c.muted}; border-color: {c.line}; }}
    QPushButton[role="primary"] {{ background: {c.accent}; color: {c.on_accent};
        border: 1px solid {c.accent}; font-weight: 600; }}
    QPushButton[role="primary"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[role="primary"]:disabled {{ background: {c.line}; color: {c.muted};
        border-color: {c.line}; }}
    QPushButton[role="link"] {{ background: transparent; border: none;
        color: {c.accent}; text-decoration: underline; padding: 2px 4px;
        text-align: left; min-height: 0; }}
    QPushButton[role="link"]:focus {{ border: 2px solid {c.accent}; padding: 0 2px; }}

    QPushButton[role="pin"] {{ background: transparent; border: none; padding: 0;
        min-height: 18px; max-height: 18px; min-width: 18px; max-width: 18px;
        border-radius: 4px; image: url("{pin_off}"); }}
    QPushButton[role="pin"]:checked {{ image: url("{pin_on}"); }}
    QPushButton[role="pin"]:hover {{ background: {c.selection}; }}

    QPushButton[role="chip"] {{ border-radius: 12px; padding: 2px 9px;
        min-height: 18px; }}
    QPushButton[role="chip"]:focus {{ padding: 1px 8px; }}
    QPushButton[role="chip"]:checked {{ background: {c.accent};
        color: {c.on_accent}; border-color: {c.accent}; }}
    QPushButton[role="chip"]:checked:focus {{ border-color: {c.text}; }}
    QPushButton::menu-indicator {{ image: url("{chevron}"); width: {arrow_px}px;
        height: {arrow_px}px; subcontrol-position: right center; right: 6px; }}
    QToolButton[role="disclosure"] {{ background: transparent; font-weight: 600;
        border: 2px solid transparent; padding: 2px 4px; min-height: 0; }}
    QToolButton[role="disclosure"]:focus {{ border-color: {c.accent};
        padding: 2px 4px; }}
    QScrollArea#details {{ background: {c.surface}; border: 1px solid {c.line};
        border-radius: 8px; }}
    QScrollArea#details:focus {{ border: 2px solid {c.accent}; }}

    QCheckBox {{ spacing: 6px; padding: 3px 6px; border: 2px solid transparent;
        border-radius: 4px; }}
    QCheckBox:focus {{ border-color: {c.accent}; }}

    QCheckBox::indicator {{ width: {mark_px}px; height: {mark_px}px; border-radius: 3px;
        border: 1px solid {c.control}; background: {c.surface}; }}
    QCheckBox::indicator:checked {{ background: {c.accent};
        border-color: {c.accent}; image: url("{tick}"); }}

    QRadioButton {{ spacing: 6px; padding: 3px 6px; border: 2px solid transparent;
        border-radius: 4px; }}
    QRadioButton:focus {{ border-color: {c.accent}; }}
    QRadioButton::indicator {{ width: {mark_px}px; height: {mark_px}px;
        border-radius: {mark_px // 2 + 1}px; border: 1px solid {c.control}; background: {c.surface}; }}
    QRadioButton::indicator:checked {{ width: {mark_px - 10}px;
        height: {mark_px - 10}px; border: 6px solid {c.accent}; }}

    QFrame#correction {{ background: {c.selection}; border: none;
        border-bottom: 1px solid {c.line}; border-top-left-radius: 7px;
        border-top-right-radius: 7px; }}
    QFrame#problems {{ background: {c.surface}; border: 2px solid {c.error};
        border-radius: 6px; }}
    QWidget#rule {{ background: {c.line}; }}

    QTableView {{ background: {c.surface}; border: 1px solid {c.line};
        border-radius: 6px; selection-background-color: {c.selection};
        selection-color: {c.text}; outline: none; }}
    QTableView:focus {{ border: 2px solid {c.accent}; }}
    QHeaderView::section {{ background: {c.surface}; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.line}; padding: 6px 5px; }}
    QScrollArea {{ background: transparent; border: none; }}
    QWidget#page {{ background: transparent; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {c.control}; border-radius: 4px; margin: 2px;
        min-height: 24px; min-width: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QSplitter::handle {{ background: transparent; }}

    QWidget#practice-frame {{ border: 6px solid {c.practice}; }}
    QWidget#practice-banner {{ background: {c.practice}; }}
    QWidget#practice-banner QLabel {{ color: {c.on_practice}; font-weight: 600; }}

    QFrame#badge {{ border: none; border-radius: 4px; }}
    QFrame#badge[kind="production"] {{ border: 1px solid {c.line}; }}
    QFrame#badge[kind="qa"] {{ background: {qa.accent}; }}
    QFrame#badge[kind="qa"] QLabel {{ color: {qa.on_accent}; }}
    QFrame#badge[kind="added"] {{ background: {added.accent}; }}
    QFrame#badge[kind="added"] QLabel {{ color: {added.on_accent}; }}
    QFrame#preview {{ background: {c.surface}; border: 2px solid {c.accent};
        border-radius: 6px; }}

    QWidget#attention {{ background: {c.surface}; border-top: 1px solid {c.line}; }}
    QWidget#curtain {{ background: {c.window}; }}
    QTextBrowser, QPlainTextEdit, QListWidget {{ background: {c.surface};
        border: 1px solid {c.line}; border-radius: 6px; padding: 1px; }}
    QTextBrowser:focus, QPlainTextEdit:focus, QListWidget:focus {{
        border: 2px solid {c.accent}; padding: 0; }}
    QListWidget {{ outline: none; }}
    QListWidget::item {{ padding: 6px 12px; border-left: 3px solid transparent; }}
    QListWidget::item:selected {{ background: {c.selection}; color: {c.text};
        border-left-color: {c.accent}; }}

    QMenuBar, QMenu {{ background: {c.surface}; color: {c.text}; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {c.accent};
        color: {c.on_accent}; }}
    QMenu {{ border: 1px solid {c.control}; padding: 4px 0; }}
    QMenu::item:disabled {{ color: {c.muted}; }}
    QToolTip {{ background: {c.surface}; color: {c.text};
        border: 1px solid {c.control}; }}
    """

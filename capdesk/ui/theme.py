"""Palette, style sheet and spacing of the window: one design on every platform.

Fusion and our own palette are used everywhere, so that what is tested is what people
see.
"""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from capdesk.resources import locate
from capdesk.ui.colours import DARK, LIGHT, Colours, accented
from capdesk.ui.environments import Kind

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

__all__ = [
    "DARK",
    "GRID_PX",
    "LIGHT",
    "QT_ARGUMENTS",
    "Colours",
    "accented",
    "apply",
    "current",
    "palette",
    "set_accent",
    "set_look",
    "set_style_sheet",
    "shown",
    "style_sheet",
    "tell_platform",
]

QT_ARGUMENTS = ("-style", "Fusion")
"""What the program starts Qt with."""

GRID_PX = 8
"""Distances are multiples of this."""

_ACCENT_PROPERTY = "capdeskAccent"
_LOOK_PROPERTY = "capdeskLook"
_LOOKS = {each.name: each for each in (LIGHT, DARK)}


def set_accent(app: QApplication, kind: Kind) -> None:
    """Note where leads go: from now on the colours have the accent of that kind.

    The program notes it, not a window, so that whoever changes the look or the size of
    text next keeps the accent. Nothing is painted anew here.
    """
    app.setProperty(_ACCENT_PROPERTY, kind.value)


def set_look(app: QApplication, look: str) -> None:
    """Note which look a person chose; nothing is painted anew here.

    Args:
        app: The program.
        look: `light` or `dark`; anything else is as the system asks for.
    """
    app.setProperty(_LOOK_PROPERTY, look)


def tell_platform(app: QApplication, look: str) -> None:
    """Have what the platform paints, such as title bars, follow the look if it can."""
    scheme = QtCore.Qt.ColorScheme
    schemes = {"light": scheme.Light, "dark": scheme.Dark}
    app.styleHints().setColorScheme(schemes.get(look, scheme.Unknown))


def current(app: QApplication) -> Colours:
    """Return the colours of the look that was chosen, or that the system asks for."""
    if (chosen := _chosen(app)) is not None:
        return _with_accent(app, chosen)
    dark = app.styleHints().colorScheme() is QtCore.Qt.ColorScheme.Dark
    return _with_accent(app, DARK if dark else LIGHT)


def shown(app: QApplication) -> Colours:
    """Return the colours that were chosen, or fit the palette at present.

    The palette is the system's, then ours. At the start this answers as `current` does, and without Qt's enums, which would
    hold up the first paint.
    """
    if (chosen := _chosen(app)) is not None:
        return _with_accent(app, chosen)
    colours = app.palette()
    text, window = colours.windowText().color(), colours.window().color()
    return _with_accent(app, DARK if text.lightness() > window.lightness() else LIGHT)


def _chosen(app: QApplication) -> Colours | None:
    return _LOOKS.get(app.property(_LOOK_PROPERTY) or "")


def _with_accent(app: QApplication, colours: Colours) -> Colours:
    noted = app.property(_ACCENT_PROPERTY)
    return accented(colours, Kind(noted)) if noted else colours


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
        min-height: 22px; combobox-popup: 0; selection-background-color: {c.accent};
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
    QComboBox QAbstractItemView::item {{ padding: 5px 6px; min-height: 18px; }}

    QPushButton, QToolButton {{ background: {c.surface}; color: {c.text};
        border: 1px solid {c.control}; border-radius: 4px; padding: 5px 16px;
        min-height: 22px; outline: none; }}
    QFileDialog QToolButton {{ padding: 5px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
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
    QPushButton[role="offer"] {{ background: transparent; border: none;
        color: {c.accent}; text-decoration: underline; padding: 2px 0;
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
        border-radius: 6px; padding: 1px; selection-background-color: {c.selection};
        selection-color: {c.text}; outline: none; }}
    QTableView:focus {{ border: 2px solid {c.accent}; padding: 0; }}
    QHeaderView {{ background: transparent; }}
    QHeaderView::section {{ background: transparent; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.line}; padding: 6px 3px; }}
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

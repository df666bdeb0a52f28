"""What widgets are told before the first paint, by number instead of Qt's own name.

The first use of the namespace `Qt` makes all of its 128 enums, which takes 14 ms: an
eighth of the time in which a bare window is there. So until the window is painted
nothing may touch it; tests/ui/test_early.py watches that, and that the numbers are
right. Other modules say `QtCore.Qt`, for to import the name is to use it.
"""

from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

_PLAIN_TEXT = 0  # Qt.TextFormat.PlainText
_ALIGN_TOP = 0x20  # Qt.AlignmentFlag.AlignTop
_NO_FOCUS, _CLICK_FOCUS, _STRONG_FOCUS = 0, 2, 11  # of Qt.FocusPolicy
_SCROLL_BAR_ALWAYS_OFF, _SCROLL_BAR_ALWAYS_ON = 1, 2  # of Qt.ScrollBarPolicy

TOOL_TIP_ROLE = 3
"""`Qt.ItemDataRole.ToolTipRole`."""


def show_as_typed(label: QLabel) -> None:
    """Have a label render no markup."""
    label.setProperty("textFormat", _PLAIN_TEXT)


def align_top(label: QLabel) -> None:
    """Have a label begin at its top, where it has more room than it needs."""
    label.setProperty("alignment", _ALIGN_TOP)


def keep_out_of_focus(widget: QWidget) -> None:
    """Have neither Tab nor the mouse give keys to a widget."""
    widget.setProperty("focusPolicy", _NO_FOCUS)


def set_tab_stop(widget: QWidget, *, is_stop: bool) -> None:
    """Say whether Tab stops at a widget; a click gives keys to it in any case."""
    widget.setProperty("focusPolicy", _STRONG_FOCUS if is_stop else _CLICK_FOCUS)


def scroll_up_and_down_only(area: QScrollArea, *, keeps_place: bool = False) -> None:
    """Take an area's horizontal scroll bar away.

    Args:
        area: The area.
        keeps_place: Whether the vertical one is there also while all is in view.
    """
    area.setProperty("horizontalScrollBarPolicy", _SCROLL_BAR_ALWAYS_OFF)
    if keeps_place:
        area.setProperty("verticalScrollBarPolicy", _SCROLL_BAR_ALWAYS_ON)

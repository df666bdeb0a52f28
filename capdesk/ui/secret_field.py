"""A field for a secret: it may be looked at, but gets nowhere else from there."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX

_HINTS = (
    Qt.InputMethodHint.ImhHiddenText
    | Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)


class SecretField(QLineEdit):
    """Hides what is typed; Qt lets text that is shown be copied, this does not."""

    def __init__(self, name: str) -> None:
        """Make it, empty and hidden.

        Args:
            name: Its accessible name.
        """
        super().__init__()
        self.setAccessibleName(name)
        self.set_shown(shown=False)

    def set_shown(self, *, shown: bool) -> None:
        """Show what is typed, or hide it."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        # Qt drops these with the mode; no keyboard is to learn the words either way.
        self.setInputMethodHints(_HINTS)
        # It would offer to copy and to drag.
        self.setContextMenuPolicy(
            Qt.ContextMenuPolicy.NoContextMenu
            if shown
            else Qt.ContextMenuPolicy.DefaultContextMenu
        )
        self.setDragEnabled(False)

    def wipe(self) -> None:
        """Let go of the text; unlike `clear`, of that behind *Undo* too."""
        self.setText("")
        self.set_shown(shown=False)

    def event(self, event: QEvent) -> bool:
        """Keep *Copy* and *Cut* from being taken for this field's."""
        if event.type() is QEvent.Type.ShortcutOverride and _would_copy(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and cut nothing."""
        if not _would_copy(event):
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave nothing behind for a middle click elsewhere, as X11 does."""
        if self.echoMode() is QLineEdit.EchoMode.Normal:
            self.deselect()
        super().mouseReleaseEvent(event)


def _would_copy(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and (
        event.matches(QKeySequence.StandardKey.Copy)
        or event.matches(QKeySequence.StandardKey.Cut)
    )


def with_label(text: str, field: SecretField) -> QVBoxLayout:
    """Put a label, with its access key, close above a field."""
    label = PlainLabel(text, role="muted")
    label.setBuddy(field)
    layout = QVBoxLayout()
    layout.setSpacing(GRID_PX // 2)
    layout.addWidget(label)
    layout.addWidget(field)
    return layout

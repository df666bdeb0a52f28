"""The privacy curtain: covers every window of the program until a key or a click.

What is covered is hidden rather than painted over, so neither Tab nor a screen reader
gets to it. Dialogs get a cover of their own: to hide one would end it.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel
from capdesk.ui.theme import GRID_PX

TITLE = "CapDesk is covered."
SENTENCE = "Leads go on being sent. Press any key or click to go on."

IDLE_AFTER_MS = 5 * 60 * 1000
"""How long nobody has to touch anything before the curtain falls."""

_ACTIVITY = frozenset(
    {
        # Comes before each key press, shortcuts included.
        QEvent.Type.ShortcutOverride,
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
    }
)
_REASON = Qt.FocusReason.ActiveWindowFocusReason
"""A field that is covered was not left: it neither speaks nor loses its selection."""


class Curtain(QObject):
    """Falls when asked to or when nobody has touched anything for a while."""

    covered = Signal()
    lifted = Signal()

    def __init__(self, window: QMainWindow, idle_after_ms: int = IDLE_AFTER_MS) -> None:
        """Keep watch over a window.

        Args:
            window: The main window; dialogs are covered with it.
            idle_after_ms: How long nobody has to touch anything; 0 for never.
        """
        super().__init__(window)
        self._window = window
        self._covers: list[_Cover] = []
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.cover)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)  # noqa: S101 - for the type checker
        # Keys and clicks pass through these few objects on their way to any widget;
        # a filter on the application would be asked about every event there is.
        app.focusWindowChanged.connect(self._watch)
        self._watch(window.windowHandle())
        self.set_idle_after(idle_after_ms)

    @property
    def is_down(self) -> bool:
        """Whether everything is covered."""
        return bool(self._covers)

    def set_idle_after(self, idle_after_ms: int) -> None:
        """Change how long nobody has to touch anything; 0 for never."""
        self._idle.setInterval(idle_after_ms)
        self._rest()

    def cover(self) -> None:
        """Cover every window."""
        if self.is_down:
            return
        self._idle.stop()
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        active = QApplication.activeWindow()
        for window in self._windows():
            page = _Cover(window)
            page.wants_lifting.connect(self.lift)
            self._covers.append(page)
            if window is active:
                announce(page, f"{TITLE} {SENTENCE}")
        self.covered.emit()

    def lift(self) -> None:
        """Show everything as it was."""
        covers, self._covers = self._covers, []
        for each in covers:
            # A dialog may have been closed, by its own timer for one, meanwhile.
            if isValid(each):
                each.lift()
        if covers:
            self._rest()
            self.lifted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there; Ctrl+L works in dialogs too."""
        if event.type() in _ACTIVITY and not self.is_down:
            self._rest()
            if _is_ctrl_l(event):
                self.cover()
                return True
        return super().eventFilter(watched, event)

    def _windows(self) -> list[QWidget]:
        others = [
            each
            for each in QApplication.topLevelWidgets()
            if each.isVisible()
            and each is not self._window
            and each.windowType() in {Qt.WindowType.Window, Qt.WindowType.Dialog}
        ]
        return [self._window, *others]

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            # A filter that is there already is not added twice.
            window.installEventFilter(self)

    def _rest(self) -> None:
        if self._idle.interval() > 0:
            self._idle.start()
        else:
            self._idle.stop()


class _Cover(QWidget):
    """The calm page over one window, whose own parts are hidden meanwhile."""

    wants_lifting = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._covered = window
        # Qt has none where nothing was in use yet; its stubs don't say so.
        self._focus: QWidget | None = window.focusWidget()
        # Whether key or button went down on this page: what went down before, such as
        # Ctrl+L itself, must not lift it again by coming up.
        self._is_armed = False
        self.setObjectName("curtain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(TITLE)
        self.setAccessibleDescription(SENTENCE)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID_PX)
        layout.addStretch()
        for label in (PlainLabel(TITLE, role="title"), PlainLabel(SENTENCE, wrap=True)):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addStretch()
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        # Before the rest is hidden: otherwise the focus would walk from part to part.
        self.setFocus(_REASON)
        self._hidden = [
            part
            for part in window.findChildren(
                QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
            if part is not self and not part.isWindow() and not part.isHidden()
        ]
        for part in self._hidden:
            _keep_place(part, hidden=True)
            part.hide()
        window.installEventFilter(self)

    def lift(self) -> None:
        """Show the window's own parts, the focus where it was; go."""
        self._covered.removeEventFilter(self)
        for part in self._hidden:
            if isValid(part):
                part.show()
                _keep_place(part, hidden=False)
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus(_REASON)
        self.hide()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        """Keep every key from being a shortcut of what is covered."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Note that the key went down here."""
        if not event.isAutoRepeat() and event.key() not in _MODIFIERS:
            self._is_armed = True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Lift once the key is up, so that a held one types nothing into a field."""
        if not event.isAutoRepeat():
            self._release()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Note that the button went down here."""
        self._is_armed = True

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lift once the button is up."""
        self._release()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return super().eventFilter(watched, event)

    def _release(self) -> None:
        if self._is_armed:
            self.wants_lifting.emit()


def _keep_place(part: QWidget, *, hidden: bool) -> None:
    """Have a part take as much room hidden as shown, or no more.

    Some dialogs, message boxes for one, would shrink to what is left in them.
    """
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(hidden)
    part.setSizePolicy(policy)


def _is_ctrl_l(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.type() is QEvent.Type.KeyPress
        and event.key() == Qt.Key.Key_L
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )

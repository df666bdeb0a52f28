"""Holds the form still while a lead is being saved, and loses no key pressed meanwhile."""

from typing import TypeGuard

from PySide6 import QtCore
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

SAY_SAVING_AFTER_MS = 250
"""Saving is usually over before anybody could read a word about it."""

_HELD = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Shortcut,
        QEvent.Type.ShortcutOverride,
    }
)


class Hold(QObject):
    """While it is on, a widget and all in it take no input.

    Keys are kept and typed again afterwards, where the focus is then: whoever goes on
    with the next lead at once finds every letter of it.
    """

    lasting = Signal(bool)
    """Whether it lasts long enough to say so."""

    def __init__(self, held: QWidget) -> None:
        super().__init__(held)
        self._widget = held
        self._is_on = False
        self._keys: list[QKeyEvent] = []
        self._patience = QTimer(self, singleShot=True, interval=SAY_SAVING_AFTER_MS)
        self._patience.timeout.connect(self._say)

    @property
    def is_on(self) -> bool:
        """Whether input is held."""
        return self._is_on

    def begin(self) -> None:
        """Hold all input."""
        if self._is_on:
            return
        self._is_on = True
        self._patience.start()
        _app().installEventFilter(self)

    def end(self) -> None:
        """Let input by again; keys that were pressed come once the caller is done."""
        if not self._is_on:
            return
        self._is_on = False
        self._patience.stop()
        self.lasting.emit(False)
        _app().removeEventFilter(self)
        if self._keys:
            QTimer.singleShot(0, self._type_again)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what is meant for the held widget from it."""
        if event.type() not in _HELD or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        if watched is not self._widget and not self._widget.isAncestorOf(watched):
            return super().eventFilter(watched, event)
        if _is_text(event):
            self._keys.append(event.clone())
        # An override that is accepted stays a key press and fires no shortcut.
        event.accept()
        return True

    def _type_again(self) -> None:
        keys, self._keys = self._keys, []
        for key in keys:
            target = QApplication.focusWidget()
            if target is not None:
                QCoreApplication.sendEvent(target, key)

    def _say(self) -> None:
        self.lasting.emit(True)


def _is_text(event: QEvent) -> TypeGuard[QKeyEvent]:
    """Whether a key types or moves on; a command, such as a second Send, is dropped."""
    return (
        isinstance(event, QKeyEvent)
        and event.type() is QEvent.Type.KeyPress
        and not event.modifiers() & QtCore.Qt.KeyboardModifier.ControlModifier
    )


def _app() -> QCoreApplication:
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("there is no application")
    return app

"""Asks whether this person has been here before, once their contact is typed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from capdesk.domain.fields import Field
from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel

ASK_AFTER_MS = 300
"""How long typing has to rest before anybody is asked."""

CONTACT_FIELDS = (Field.EMAIL, Field.PHONE)


class ContactWatch(QObject):
    """Tells email and phone when they come to rest and one of them will do."""

    rested = Signal(str, str)
    """Email and phone as typed; at least one is complete."""
    unknown = Signal()
    """Neither is complete: nothing is known about this person."""

    def __init__(
        self,
        text: Callable[[Field], str],
        is_complete: Callable[[Field], bool],
        parent: QObject,
    ) -> None:
        """Watch two fields.

        Args:
            text: Returns what stands in a field.
            is_complete: Whether a field holds a value that could be sent.
            parent: Its parent.
        """
        super().__init__(parent)
        self._text = text
        self._is_complete = is_complete
        self._told = ("", "")
        self._rest = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._rest.timeout.connect(self._look)

    def typed(self, field: Field) -> None:
        """Note that a field was changed."""
        if field in CONTACT_FIELDS:
            self._rest.start()

    def forget(self) -> None:
        """Begin anew with the next person."""
        self._rest.stop()
        self._told = ("", "")

    def _look(self) -> None:
        email, phone = (self._text(field) for field in CONTACT_FIELDS)
        if (email, phone) == self._told:
            return
        if any(self._is_complete(field) for field in CONTACT_FIELDS):
            self._told = (email, phone)
            self.rested.emit(email, phone)
        else:
            self._told = ("", "")
            self.unknown.emit()


class EarlierLine(PlainLabel):
    """Says quietly that this person has been here before; it never stops a lead."""

    def __init__(self) -> None:
        super().__init__(role="hint", wrap=True)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; empty shows nothing."""
        is_new = text != self.text()
        self.setText(text)
        self.setVisible(bool(text))
        if text and is_new:
            announce(self, text)

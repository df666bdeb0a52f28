"""Tells the second press of one Send from the first press of the next."""

from PySide6.QtCore import QObject, QTimer

SAME_PRESS_WITHIN_MS = 500
"""A double click and the repeat of a key that is held down are both shorter."""


class SecondPress(QObject):
    """Knows for a moment that a lead has just gone and nothing was entered since.

    Saving takes milliseconds, so the second half of a double press finds the form
    empty again: it must not scold, nor send a lead made of what is pinned.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._moment = QTimer(self, singleShot=True, interval=SAME_PRESS_WITHIN_MS)

    def lead_went(self) -> None:
        """Note that the form has just been emptied for the next lead."""
        self._moment.start()

    def something_entered(self) -> None:
        """Note that the next lead was begun: whatever is pressed now is meant."""
        self._moment.stop()

    def is_it(self) -> bool:
        """Whether a press of Send now belongs to the lead before."""
        if not self._moment.isActive():
            return False
        # A key that is held down goes on until it is let go.
        self._moment.start()
        return True
